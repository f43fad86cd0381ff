using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Facts;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs LEAK308: releases the field in the teardown that the type has, or extends the one that it inherits, or calls it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OwnedFieldNeverReleasedFix)), Shared]
public sealed class OwnedFieldNeverReleasedFix() : FieldFix("LEAK308")
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.ContainsKey(OwnedFieldNeverReleased.BaseProperty))
        {
            return await base.PlanAsync(document, flagged, diagnostic, cancellation).ConfigureAwait(false);
        }

        if (flagged.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } teardown
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(teardown, cancellation) is not IMethodSymbol { OverriddenMethod.IsAbstract: false } method
            || (!method.ReturnsVoid && !method.IsAsync)
            || TeardownEdit.WithLast(teardown, BaseCall(method)) is not { } edited)
        {
            return [];
        }

        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var after = await Layout.FormatAsync(document.WithSyntaxRoot(root.ReplaceNode(teardown, edited)), cancellation).ConfigureAwait(false);
        try
        {
            await Outcome.CheckAsync(document.Project.Solution, after.Project.Solution, [document.Id], cancellation).ConfigureAwait(false);
        }
        catch (RefusedException)
        {
            return [];
        }

        return [new Repair("base", "Call 'base." + method.Name + "'", _ => Task.FromResult(after.Project.Solution))];
    }

    // base.Dispose(disposing);   await base.DisposeAsync().ConfigureAwait(false);
    private static string BaseCall(IMethodSymbol method)
    {
        var call = "base." + method.Name + "(" + string.Join(", ", method.Parameters.Select(static p => p.Name)) + ")";
        return method.ReturnsVoid ? call + ";" : "await " + call + ".ConfigureAwait(false);";
    }

    private protected override FieldEdit? Edit(OwnerFacts facts, KeptField field, Compilation compilation, Ownership ownership, CancellationToken cancellation)
    {
        if (!field.HasTeardown)
        {
            return null;
        }

        if (field.Teardown is null)
        {
            return Extend(facts, field, compilation, ownership, cancellation);
        }

        if (field.Teardown.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not MethodDeclarationSyntax teardown
            || FieldRelease.Of(field, compilation, ownership, field.Teardown.IsAsync, cancellation) is not { } statement
            || TeardownEdit.With(teardown, statement, Earlier(field, cancellation), always: field.Protocol.IsNative && HasFinalizer(facts.Type)) is not { } edited)
        {
            return null;
        }

        var name = field.Teardown.Name.Substring(field.Teardown.Name.LastIndexOf('.') + 1);
        return new FieldEdit("release", "Release '" + field.Member.Name + "' in " + name, teardown, edited);
    }

    // protected override void Dispose(bool disposing) { if (disposing) { … } base.Dispose(disposing); }
    private static FieldEdit? Extend(OwnerFacts facts, KeptField field, Compilation compilation, Ownership ownership, CancellationToken cancellation)
    {
        if (Inherited(facts.Type) is not { } inherited
            || Declaration(field.Member, cancellation) is not { } declaration
            || FieldRelease.Of(field, compilation, ownership, isAsync: false, cancellation) is not { } statement)
        {
            return null;
        }

        var access = inherited.DeclaredAccessibility == Accessibility.Public ? "public" : "protected";
        var method = inherited.Parameters.IsEmpty
            ? access + " override void Dispose()\n{\n" + statement + "\nbase.Dispose();\n}"
            : access + " override void Dispose(bool disposing)\n{\n" + (field.Protocol.IsNative ? statement : "if (disposing)\n{\n" + statement + "\n}") + "\n\nbase.Dispose(disposing);\n}";
        method = IsDocumented(facts.Type, declaration) ? InheritedDoc + method : method;
        return new FieldEdit("release", "Extend Dispose and release '" + field.Member.Name + "'", declaration, new AddedMembers([], [method]).AddTo(declaration, 0));
    }

    private static IMethodSymbol? Inherited(INamedTypeSymbol type)
    {
        IMethodSymbol? plain = null;
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            foreach (var member in at.GetMembers("Dispose"))
            {
                if (member is IMethodSymbol { IsSealed: false, ReturnsVoid: true } method && (method.IsVirtual || method.IsOverride) && method.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected)
                {
                    if (method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_Boolean)
                    {
                        return method;
                    }

                    plain ??= method.Parameters.IsEmpty ? method : null;
                }
            }
        }

        return plain;
    }

    private static bool HasFinalizer(INamedTypeSymbol type) => type.GetMembers().Any(static m => m is IMethodSymbol { MethodKind: MethodKind.Destructor });

    private static HashSet<string> Earlier(KeptField field, CancellationToken cancellation)
    {
        var names = new HashSet<string>();
        foreach (var member in Declaration(field.Member, cancellation)?.Members ?? default)
        {
            if (member.Span.Contains(field.Member.Locations[0].SourceSpan))
            {
                break;
            }

            switch (member)
            {
                case FieldDeclarationSyntax fields:
                    names.UnionWith(fields.Declaration.Variables.Select(static v => v.Identifier.ValueText));
                    break;
                case PropertyDeclarationSyntax property:
                    names.Add(property.Identifier.ValueText);
                    break;
            }
        }

        return names;
    }
}

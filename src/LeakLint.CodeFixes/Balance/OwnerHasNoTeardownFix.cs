using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Facts;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs LEAK314: makes the type disposable. All that it keeps is released at once, the last acquired first. A type that others
/// outside the project may derive from gets the pattern that they can extend.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OwnerHasNoTeardownFix)), Shared]
public sealed class OwnerHasNoTeardownFix() : FieldFix("LEAK314")
{
    private protected override FieldEdit? Edit(OwnerFacts facts, KeptField field, Compilation compilation, Ownership ownership, CancellationToken cancellation)
    {
        if (field.HasTeardown
            || facts.Type.GetMembers("Dispose").Any()
            || Declaration(field.Member, cancellation) is not { } declaration
            || Releases(facts, compilation, ownership, cancellation) is not { Count: > 0 } releases)
        {
            return null;
        }

        var model = compilation.GetSemanticModel(declaration.SyntaxTree);
        var system = model.LookupNamespacesAndTypes(declaration.Identifier.SpanStart, name: "IDisposable").Any() ? "" : "System.";
        var edited = new AddedMembers([], Methods(facts.Type, releases, system, IsDocumented(facts.Type, declaration))).AddTo(WithBase(declaration, system + "IDisposable"), 0);
        return new FieldEdit("dispose", "Make '" + facts.Type.Name + "' disposable", declaration, edited);
    }

    private static List<(string Text, bool IsNative)>? Releases(OwnerFacts facts, Compilation compilation, Ownership ownership, CancellationToken cancellation)
    {
        var releases = new List<(string, bool)>();
        foreach (var kept in facts.Kept.Where(static k => !k.HasTeardown).OrderByDescending(static k => k.Member.Locations[0].SourceSpan.Start))
        {
            if (FieldRelease.Of(kept, compilation, ownership, isAsync: false, cancellation) is { } release)
            {
                releases.Add((release, kept.Protocol.IsNative));
            }
        }

        return releases;
    }

    private static IEnumerable<string> Methods(INamedTypeSymbol type, List<(string Text, bool IsNative)> releases, string system, bool isDocumented)
    {
        if (type.IsSealed || !IsSeenOutside(type))
        {
            return [(isDocumented ? InheritedDoc : "") + "public void Dispose()\n{\n" + string.Join("\n", releases.Select(static r => r.Text)) + "\n}"];
        }

        var managed = string.Join("\n", releases.Where(static r => !r.IsNative).Select(static r => r.Text));
        var native = string.Join("\n", releases.Where(static r => r.IsNative).Select(static r => r.Text));
        var body = (managed.Length == 0 ? "" : "if (disposing)\n{\n" + managed + "\n}\n") + (native.Length > 0 && managed.Length > 0 ? "\n" : "") + native + (native.Length == 0 ? "" : "\n");
        return
        [
            (isDocumented ? InheritedDoc : "") + "public void Dispose()\n{\nDispose(true);\n" + system + "GC.SuppressFinalize(this);\n}",
            (isDocumented ? PatternDoc : "") + "protected virtual void Dispose(bool disposing)\n{\n" + body + "}",
        ];
    }

    private const string PatternDoc = "/// <summary>Releases what the object holds.</summary>\n/// <param name=\"disposing\">Whether <see cref=\"Dispose()\"/> was called.</param>\n";

    // class Glyphs : IDisposable
    private static TypeDeclarationSyntax WithBase(TypeDeclarationSyntax declaration, string face)
    {
        var added = SimpleBaseType(ParseTypeName(face));
        if (declaration.BaseList is { } bases)
        {
            var last = bases.Types[bases.Types.Count - 1];
            var types = bases.Types.Replace(last, last.WithoutTrailingTrivia()).Add(added.WithLeadingTrivia(Space).WithTrailingTrivia(last.GetTrailingTrivia()));
            return declaration.WithBaseList(bases.WithTypes(types));
        }

        var list = BaseList(Token(SyntaxKind.ColonToken).WithLeadingTrivia(Space).WithTrailingTrivia(Space), SingletonSeparatedList<BaseTypeSyntax>(added));
        if (declaration.ParameterList is { } parameters)
        {
            return declaration.WithParameterList(parameters.WithoutTrailingTrivia()).WithBaseList(list.WithTrailingTrivia(parameters.GetTrailingTrivia()));
        }

        return declaration.TypeParameterList is { } generic
            ? declaration.WithTypeParameterList(generic.WithoutTrailingTrivia()).WithBaseList(list.WithTrailingTrivia(generic.GetTrailingTrivia()))
            : declaration.WithIdentifier(declaration.Identifier.WithTrailingTrivia()).WithBaseList(list.WithTrailingTrivia(declaration.Identifier.TrailingTrivia));
    }
}

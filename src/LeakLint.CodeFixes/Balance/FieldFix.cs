using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Facts;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>What the fixes of fields have in common: the finding is asked for again, the edit is made in whatever file the teardown stands in, and tried.</summary>
public abstract class FieldFix : LeakFix
{
    private protected FieldFix(string ruleId)
        : base(ruleId)
    {
    }

    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation
            || !diagnostic.Properties.TryGetValue(OwnedFieldNeverReleased.FieldProperty, out var id)
            || id is null
            || SharedField.Resolve(id, compilation) is not { ContainingType: { } type } field)
        {
            return [];
        }

        var ownership = Ownership.For(compilation, document.Project.AnalyzerOptions);
        if (Kept(compilation, type, ownership, field, cancellation) is not { } found
            || Edit(found.Facts, found.Field, compilation, ownership, cancellation) is not { } edit
            || document.Project.Solution.GetDocument(edit.Old.SyntaxTree) is not { } home)
        {
            return [];
        }

        var solution = document.Project.Solution;
        var homes = home.GetLinkedDocumentIds().Add(home.Id);
        var after = solution;
        foreach (var shared in homes)
        {
            var there = solution.GetDocument(shared)!;
            var root = (await there.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
            if (GeneratedDocuments.Is(there, root) || root.FindNode(edit.Old.Span) is not { } same || same.GetType() != edit.Old.GetType())
            {
                return [];
            }

            there = await Layout.FormatAsync(after.GetDocument(shared)!.WithSyntaxRoot(root.ReplaceNode(same, edit.New)), cancellation).ConfigureAwait(false);
            after = there.Project.Solution;
        }

        return await IsRepairedAsync(solution, after, homes, document.Project.Id, id, cancellation).ConfigureAwait(false)
            ? [new Repair(edit.Kind, edit.Title, _ => Task.FromResult(after))]
            : [];
    }

    /// <summary>The edit that releases the field; null when none is safe to write.</summary>
    private protected abstract FieldEdit? Edit(OwnerFacts facts, KeptField field, Compilation compilation, Ownership ownership, CancellationToken cancellation);

    private protected static TypeDeclarationSyntax? Declaration(ISymbol member, CancellationToken cancellation)
        => member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();

    /// <summary>The documentation of a member that overrides or implements one.</summary>
    private protected const string InheritedDoc = "/// <inheritdoc />\n";

    /// <summary>Whether the compiler asks for the documentation of a new member.</summary>
    private protected static bool IsDocumented(INamedTypeSymbol type, SyntaxNode declaration)
        => declaration.SyntaxTree.Options.DocumentationMode == DocumentationMode.Diagnose && IsSeenOutside(type);

    /// <summary>Whether code outside the compilation sees the type.</summary>
    private protected static bool IsSeenOutside(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<bool> IsRepairedAsync(Solution before, Solution after, ImmutableArray<DocumentId> changed, ProjectId project, string id, CancellationToken cancellation)
    {
        try
        {
            await Outcome.CheckAsync(before, after, changed, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException)
        {
            return false;
        }

        var repaired = after.GetProject(project)!;
        return await repaired.GetCompilationAsync(cancellation).ConfigureAwait(false) is { } compilation
            && SharedField.Resolve(id, compilation) is { ContainingType: { } type } field
            && Kept(compilation, type, Ownership.For(compilation, repaired.AnalyzerOptions), field, cancellation) is null;
    }

    private static (OwnerFacts Facts, KeptField Field)? Kept(Compilation compilation, INamedTypeSymbol type, Ownership ownership, ISymbol field, CancellationToken cancellation)
    {
        if (new OwnerReader(compilation, KnownTypes.For(compilation), ownership).Read(type, cancellation) is { } facts)
        {
            foreach (var kept in facts.Kept)
            {
                if (SymbolEqualityComparer.Default.Equals(kept.Member, field))
                {
                    return (facts, kept);
                }
            }
        }

        return null;
    }
}

/// <summary>One node for another, in whatever file it stands.</summary>
/// <param name="Kind">A word for the way.</param>
/// <param name="Title">What the light bulb says.</param>
/// <param name="Old">The node.</param>
/// <param name="New">Its replacement.</param>
internal sealed record FieldEdit(string Kind, string Title, SyntaxNode Old, SyntaxNode New);

using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Cycles;

/// <summary>Repairs a circle: the field or property that makes the owned point to its owner keeps a weak reference.</summary>
public abstract class WeakBackEdgeFix : LeakFix
{
    private protected WeakBackEdgeFix(string ruleId)
        : base(ruleId)
    {
    }

    /// <inheritdoc />
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(FinalizableCycle.FieldProperty, out var id)
            || id is null
            || await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is not { } member)
        {
            return ImmutableArray<Repair>.Empty;
        }

        var repaired = member switch
        {
            IFieldSymbol field => await WeakField.TryMakeAsync(document.Project.Solution, field, cancellation).ConfigureAwait(false),
            IPropertySymbol property => await WeakProperty.TryMakeAsync(document.Project.Solution, property, cancellation).ConfigureAwait(false),
            _ => null,
        };
        return repaired is null
            ? ImmutableArray<Repair>.Empty
            : [new Repair("weak", $"Refer to '{member.Name}' weakly", _ => Task.FromResult(repaired))];
    }
}

using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Edits;

/// <summary>The repairs of a registry that never lets go, in the order of the promise: take it out again, bound it, hold it weakly.</summary>
internal static class RegistryRepairs
{
    // The forms of the runtime package, then those that need none; of each the first that can be planned is offered.
    private static readonly ImmutableArray<ImmutableArray<WeakForm>> Forms =
    [
        [new WeakValueDictionaryForm(), new WeakSetForm(), new HandleRegistryForm(), new WeakValuesForm(WeakEntry.Handle), new WeakListForm(WeakEntry.Handle)],
        [new WeakTableForm(), new WeakListForm(WeakEntry.Reference), new WeakValuesForm(WeakEntry.Reference)],
    ];

    /// <summary>The registry that a finding is about, in the document's project.</summary>
    public static async Task<ISymbol?> FieldAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var compilation = (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        return diagnostic.Properties.TryGetValue(RegistryReports.FieldProperty, out var id) && id is not null ? SharedField.Resolve(id, compilation) : null;
    }

    /// <summary>
    /// Of a registry that holds handles, disposables, instances or callbacks: the object is taken out where it is torn down, else held
    /// weakly. Counted handles, delegates and disposables that only the registry owns are not held weakly: they would be lost.
    /// </summary>
    public static async Task<ImmutableArray<Repair>> OfHoldingAsync(Document document, SyntaxNode flagged, ISymbol field, CancellationToken cancellation)
    {
        var fields = await SharedField.FindAsync(document.Project, field, cancellation).ConfigureAwait(false);
        var repairs = ImmutableArray.CreateBuilder<Repair>();
        if (await Unregister.PlanAsync(document, flagged, fields, cancellation).ConfigureAwait(false) is { } unregistered)
        {
            repairs.Add(new Repair("release", "Remove from '" + field.Name + "' in " + unregistered.Teardown, _ => Task.FromResult(unregistered.Solution)));
        }

        foreach (var alternatives in Forms)
        {
            foreach (var form in alternatives)
            {
                var plan = await WeakSwap.PlanAsync(document.Project.Solution, fields, form, cancellation).ConfigureAwait(false);
                if (plan.Solution is { } swapped)
                {
                    var kind = repairs.Any(static r => r.Kind == "weak") ? "weak-bcl" : "weak";
                    repairs.Add(new Repair(kind, "Hold what '" + field.Name + "' registers weakly (" + form.Name + ")", _ => Task.FromResult(swapped)));
                    break;
                }
            }
        }

        return repairs.ToImmutable();
    }

    /// <summary>
    /// Of a cache that grows: a bound, by a <c>BoundedCache</c> of the runtime package, or by emptying it when it is full. What is no cache
    /// may not forget; what it should let go, only its author knows.
    /// </summary>
    public static async Task<ImmutableArray<Repair>> OfGrowthAsync(Document document, SyntaxNode flagged, ISymbol field, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!field.IsStatic || !diagnostic.Properties.TryGetValue(RegistryReports.CacheProperty, out var cache) || cache != "yes")
        {
            return [];
        }

        var repairs = ImmutableArray.CreateBuilder<Repair>();
        var fields = await SharedField.FindAsync(document.Project, field, cancellation).ConfigureAwait(false);
        var plan = await WeakSwap.PlanAsync(document.Project.Solution, fields, new BoundedCacheForm(), cancellation).ConfigureAwait(false);
        if (plan.Solution is { } bounded)
        {
            repairs.Add(new Repair("bound", "Give '" + field.Name + "' a bound (BoundedCache)", _ => Task.FromResult(bounded)));
        }

        if (await ClearWhenFull.PlanAsync(document, flagged, field, cancellation).ConfigureAwait(false) is { } cleared)
        {
            repairs.Add(new Repair(repairs.Count == 0 ? "bound" : "bound-bcl", "Empty '" + field.Name + "' when it is full", _ => Task.FromResult(cleared)));
        }

        return repairs.ToImmutable();
    }
}

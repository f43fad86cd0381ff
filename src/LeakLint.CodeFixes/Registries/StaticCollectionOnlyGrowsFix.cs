using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Registries;

/// <summary>
/// Repairs LEAK102 where the collection is a cache: gives it a bound, by a <c>BoundedCache</c> of the runtime package, or by
/// emptying it when it is full. What is no cache may not forget; what it should let go, only its author knows.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StaticCollectionOnlyGrowsFix)), Shared]
public sealed class StaticCollectionOnlyGrowsFix() : LeakFix(StaticCollectionOnlyGrows.Rule.Id)
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var compilation = (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        if (!diagnostic.Properties.TryGetValue(RegistryReports.CacheProperty, out var cache)
            || cache != "yes"
            || !diagnostic.Properties.TryGetValue(RegistryReports.FieldProperty, out var id)
            || id is null
            || SharedField.Resolve(id, compilation) is not { IsStatic: true } field)
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

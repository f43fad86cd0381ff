using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Registries;

/// <summary>
/// Repairs LEAK101: takes the object out again where it is torn down, else lets the registry hold it weakly.
/// Counted handles, delegates and disposables that only the registry owns are not held weakly: they would be lost.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StaticRegistryHoldsHandlesFix)), Shared]
public sealed class StaticRegistryHoldsHandlesFix() : LeakFix("LEAK101")
{
    // The forms of the runtime package first: one of them fits where the package is referenced.
    private static readonly ImmutableArray<WeakForm> Forms =
    [
        new WeakValueDictionaryForm(),
        new WeakSetForm(),
        new WeakTableForm(),
        new WeakReferenceValuesForm(),
    ];

    private protected override async Task<ImmutableArray<Repair>> PlanAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var compilation = (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        if (!diagnostic.Properties.TryGetValue("field", out var id)
            || id is null
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is not { } field)
        {
            return [];
        }

        var repairs = ImmutableArray.CreateBuilder<Repair>();
        if (await Unregister.PlanAsync(document, flagged, field, cancellation).ConfigureAwait(false) is { } unregistered)
        {
            repairs.Add(new Repair("remove", "Remove from '" + field.Name + "' in " + unregistered.Teardown, _ => Task.FromResult(unregistered.Solution)));
        }

        foreach (var form in Forms)
        {
            var plan = await WeakSwap.PlanAsync(document.Project, field, form, cancellation).ConfigureAwait(false);
            if (plan.Solution is { } swapped)
            {
                var kind = repairs.Any(static r => r.Kind == "weak") ? "weak-bcl" : "weak";
                repairs.Add(new Repair(kind, "Hold what '" + field.Name + "' registers weakly (" + form.Name + ")", _ => Task.FromResult(swapped)));
            }
        }

        return repairs.ToImmutable();
    }
}

using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Registries;

/// <summary>
/// Repairs LEAK101: takes the object out again where it is torn down, else lets the registry hold it weakly.
/// Counted handles, delegates and disposables that only the registry owns are not held weakly: they would be lost.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StaticRegistryHoldsHandlesFix)), Shared]
public sealed class StaticRegistryHoldsHandlesFix() : LeakFix(StaticRegistryHoldsHandles.Rule.Id)
{
    // The forms of the runtime package, then those that need none; of each the first that can be planned is offered.
    private static readonly ImmutableArray<ImmutableArray<WeakForm>> Forms =
    [
        [new WeakValueDictionaryForm(), new WeakSetForm(), new HandleRegistryForm(), new WeakValuesForm(WeakEntry.Handle), new WeakListForm(WeakEntry.Handle)],
        [new WeakTableForm(), new WeakListForm(WeakEntry.Reference), new WeakValuesForm(WeakEntry.Reference)],
    ];

    private protected override async Task<ImmutableArray<Repair>> PlanAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var compilation = (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        if (!diagnostic.Properties.TryGetValue(RegistryReports.FieldProperty, out var id)
            || id is null
            || SharedField.Resolve(id, compilation) is not { } field)
        {
            return [];
        }

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
}

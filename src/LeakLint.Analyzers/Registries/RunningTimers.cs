using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Timers that a dispatcher holds while they run: the object that made one is kept by it until somebody stops it.
/// They have no <c>Dispose</c>, so no rule about disposables sees them.
/// </summary>
internal sealed class RunningTimers(Sight sight, TeardownProof proof)
{
    private static readonly string[] Names =
    [
        "System.Windows.Threading.DispatcherTimer",
        "Windows.UI.Xaml.DispatcherTimer",
        "Microsoft.UI.Xaml.DispatcherTimer",
        "Microsoft.UI.Dispatching.DispatcherQueueTimer",
        "Windows.System.DispatcherQueueTimer",
        "Avalonia.Threading.DispatcherTimer",
        "Microsoft.Maui.Dispatching.IDispatcherTimer",
    ];

    /// <summary>Whether <paramref name="added"/> is the tick of a timer in a field of this that is started and that nothing stops.</summary>
    public bool Runs(Subscription added, CancellationToken cancellation)
    {
        if (added.Instance is not IFieldReferenceOperation { Field: { IsStatic: false } field, Instance: IInstanceReferenceOperation } || !IsTimer(added.Event.ContainingType))
        {
            return false;
        }

        var isStarted = false;
        foreach (var use in sight.UsesOf(field, cancellation))
        {
            switch (use.Parent)
            {
                case IInvocationOperation { TargetMethod.Name: "Start" } call when call.Instance == use:
                    isStarted = true;
                    break;
                case ISimpleAssignmentOperation or IPropertyReferenceOperation { Property.Name: not "IsEnabled" } or IEventReferenceOperation { Parent: IEventAssignmentOperation { Adds: true } }:
                    break;
                case IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation assignment } enabled when assignment.Target == enabled:
                    if (assignment.Value.ConstantValue is { HasValue: true, Value: true })
                    {
                        isStarted = true;
                        break;
                    }

                    return false;
                case IPropertyReferenceOperation:
                    break;
                case { } other when proof.Of(other, added.Operation, cancellation) >= Running.Offered:
                    return false;
            }
        }

        return isStarted;
    }

    private bool IsTimer(INamedTypeSymbol type)
    {
        foreach (var name in Names)
        {
            if (SymbolEqualityComparer.Default.Equals(type, sight.Types.Get(name)))
            {
                return true;
            }
        }

        return false;
    }
}

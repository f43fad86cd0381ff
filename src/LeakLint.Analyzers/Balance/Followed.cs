using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Which functions are followed on a graph: those that acquire something whose fate cannot be read off the spot. Asked of the operations,
/// before there is a graph, and the same whichever callback asks first.
/// </summary>
internal sealed class Followed(Ownership ownership)
{
    private static readonly object Yes = new();
    private static readonly object No = new();

    private readonly ConditionalWeakTable<IOperation, object> _known = new();

    /// <summary>Whether <paramref name="operation"/> acquires what only a graph can tell the fate of.</summary>
    public bool Acquires(IOperation operation, CancellationToken cancellation)
        => !SettledWhereItStands.Is(operation)
            && ownership.TryAcquire(operation, cancellation, out var acquisition)
            && (acquisition is not { IsOfPlace: false, OutParameter: < 0, Kind: Protocol { IsDisposable: true } } || !SettledWhereItStands.IsUsed(operation));

    /// <summary>Whether the function around <paramref name="operation"/> acquires such a thing.</summary>
    public bool Includes(IOperation operation, CancellationToken cancellation)
    {
        var function = Functions.Around(operation);
        if (!_known.TryGetValue(function, out var known))
        {
            var found = Search(function, cancellation) ? Yes : No;
            known = _known.GetValue(function, _ => found);
        }

        return known == Yes;
    }

    private bool Search(IOperation function, CancellationToken cancellation)
    {
        foreach (var operation in Functions.Operations(function))
        {
            if (!operation.IsImplicit && Acquires(operation, cancellation))
            {
                return true;
            }
        }

        return false;
    }
}

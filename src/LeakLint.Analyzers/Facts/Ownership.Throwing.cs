using System.Threading;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <content>What throws, as far as somebody who holds a resource has to reckon with it.</content>
internal sealed partial class Ownership
{
    public bool IsLikelyToThrow(IOperation operation, CancellationToken cancellation, ulong notNull = 0) => _settings.ExceptionPathsIn(operation.Syntax.SyntaxTree) switch
    {
        ExceptionPaths.None => false,
        ExceptionPaths.All => EverThrows.Includes(operation) || _throws.Includes(operation, cancellation),
        _ => _throws.Includes(operation, cancellation, notNull) && !_counted.OnlyFills(operation) && !IsOfPool(operation),
    };

    public bool LosesWhenItThrows(IMethodSymbol callee, int parameter, bool isAwaited, CancellationToken cancellation) => _throws.ThrowsHolding(callee, parameter, isAwaited, cancellation);

    // pool.Get(): to take the next one out of a pool is not what fails
    private bool IsOfPool(IOperation operation)
        => operation is IInvocationOperation { TargetMethod: var method } call && _table.TryAcquire(method, call, out var taken) && (taken.Kind == BuiltInProtocols.ObjectPool || taken.Kind == BuiltInProtocols.ArrayPool || taken.Kind == BuiltInProtocols.MemoryPool);
}

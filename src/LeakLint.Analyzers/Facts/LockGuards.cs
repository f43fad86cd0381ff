using System.Collections.Concurrent;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Types of the program whose objects stand for a lock that somebody took: their <c>Dispose</c> leaves a lock that they
/// were given. <c>readonly struct Scope(ReaderWriterLockSlim l) : IDisposable { public void Dispose() => l.ExitWriteLock(); }</c>
/// A type that has a lock of its own is none.
/// </summary>
internal sealed class LockGuards(Compilation compilation, ProtocolTable table)
{
    private const int Deepest = 3;

    private readonly ConcurrentDictionary<ITypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly Bodies _bodies = Bodies.For(compilation);

    /// <summary>Whether the type is such a one.</summary>
    public bool Includes(ITypeSymbol? type, CancellationToken cancellation)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, DeclaringSyntaxReferences.IsEmpty: false } named)
        {
            return false;
        }

        named = named.OriginalDefinition;
        if (!_known.TryGetValue(named, out var isGuard))
        {
            _known[named] = isGuard = Search(named, cancellation);
        }

        return isGuard;
    }

    private bool Search(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol { IsStatic: false, Parameters.IsEmpty: true } method || !EndsIt(method))
            {
                continue;
            }

            foreach (var body in _bodies.Of(method, cancellation))
            {
                if (LeavesWhatItWasGiven(type, body, cancellation))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Dispose(), DisposeAsync(), void IDisposable.Dispose()
    private static bool EndsIt(IMethodSymbol method)
        => method.Name is "Dispose" or "DisposeAsync" || method.Name.EndsWith(".Dispose", System.StringComparison.Ordinal) || method.Name.EndsWith(".DisposeAsync", System.StringComparison.Ordinal);

    private bool LeavesWhatItWasGiven(INamedTypeSymbol type, IOperation body, CancellationToken cancellation)
    {
        var leaves = false;
        foreach (var operation in body.Descendants())
        {
            if (operation is not IInvocationOperation call)
            {
                continue;
            }

            // A Dispose that takes the lock itself is no guard's.
            if (table.TryAcquire(call.TargetMethod, call, out var acquired) && acquired.IsOfPlace)
            {
                return false;
            }

            if (Left(call) is { } left ? IsGiven(type, Root(left), cancellation) : call.Instance is { } owner && IsGiven(type, Root(owner), cancellation) && IsLeaving(call.TargetMethod, 0, cancellation))
            {
                leaves = true;
            }
        }

        return leaves;
    }

    // _lock.ExitWriteLock(), Monitor.Exit(_gate), _owner._semaphore.Release(): what is left
    private IOperation? Left(IInvocationOperation call)
    {
        if (table.ReleasesPlace(call.TargetMethod) is not { } position)
        {
            return null;
        }

        if (position < 0)
        {
            return call.Instance;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == position)
            {
                return argument.Value;
            }
        }

        return null;
    }

    // _owner.Leave(): a method of the owner that leaves a lock and takes none
    private bool IsLeaving(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (depth == Deepest || method.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        var leaves = false;
        foreach (var body in _bodies.Of(method.OriginalDefinition, cancellation))
        {
            foreach (var operation in body.Descendants())
            {
                if (operation is IInvocationOperation call)
                {
                    if (table.TryAcquire(call.TargetMethod, call, out var acquired) && acquired.IsOfPlace)
                    {
                        return false;
                    }

                    leaves |= Left(call) is not null || (call.Instance is IInstanceReferenceOperation && IsLeaving(call.TargetMethod, depth + 1, cancellation));
                }
            }
        }

        return leaves;
    }

    // The field of this object that a chain of members begins with, or the parameter of its primary constructor.
    private static ISymbol? Root(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IConditionalAccessInstanceOperation instance:
                    if (ConditionalAccess.Around(instance) is not { } access)
                    {
                        return null;
                    }

                    operation = access.Operation;
                    break;
                case IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field }:
                    return field;
                case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: var property }:
                    return property;
                case IMemberReferenceOperation { Instance: { } inner }:
                    operation = inner;
                    break;
                // Interlocked.Exchange(ref _lock, null)?.Release();   var l = _lock; _lock = null; l?.Release();
                case IInvocationOperation { TargetMethod: { Name: "Exchange", ContainingType.Name: "Interlocked" }, Arguments: { Length: 2 } arguments }:
                    operation = arguments[0].Value;
                    break;
                case ILocalReferenceOperation local when Values.LastGiven(local) is { } given && given is not ILocalReferenceOperation:
                    operation = given;
                    break;
                case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter }:
                    return parameter;
                default:
                    return null;
            }
        }
    }

    // Handed in by whoever makes the guard, and by nobody else.
    private bool IsGiven(INamedTypeSymbol type, ISymbol? root, CancellationToken cancellation)
    {
        if (root is null or IParameterSymbol)
        {
            return root is not null;
        }

        var isGiven = false;
        foreach (var body in _bodies.Of(root, cancellation))
        {
            // readonly SemaphoreSlim _s = semaphore;   of a primary constructor
            if (body is ISymbolInitializerOperation { Value: var value })
            {
                if (!IsOfParameter(value))
                {
                    return false;
                }

                isGiven = true;
            }
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var body in _bodies.Of(constructor, cancellation))
            {
                foreach (var operation in body.Descendants())
                {
                    if (operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var member }, Value: var value } && SymbolEqualityComparer.Default.Equals(member, root))
                    {
                        if (!IsOfParameter(value))
                        {
                            return false;
                        }

                        isGiven = true;
                    }
                }
            }
        }

        return isGiven;
    }

    private static bool IsOfParameter(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    value = conversion.Operand;
                    break;
                case IMemberReferenceOperation { Instance: { } inner }:
                    value = inner;
                    break;
                case ICoalesceOperation { Value: var given }:
                    value = given;
                    break;
                default:
                    return value is IParameterReferenceOperation;
            }
        }
    }
}

using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>What Flow asks about the operations it meets: who acquires, who releases, who takes over.</summary>
internal interface IOwnership
{
    /// <summary>Whether <paramref name="operation"/> acquires something that its method must then release.</summary>
    bool TryAcquire(IOperation operation, CancellationToken cancellation, out Acquisition acquisition);

    /// <summary>What becomes of a resource that is, or lies inside, the object on which <paramref name="call"/> is made.</summary>
    Passing OnReceiver(IInvocationOperation call, ResourceKind kind);

    /// <summary>What becomes of a resource that is, or lies inside, what is passed for <paramref name="parameter"/>.</summary>
    Passing OnArgument(IOperation call, IParameterSymbol parameter, ResourceKind kind, CancellationToken cancellation);

    /// <summary>Whether what is passed for <paramref name="parameter"/> is released by that, whatever else happens.</summary>
    bool IsRelease(IParameterSymbol parameter, ResourceKind kind);

    /// <summary>Whether <paramref name="condition"/> asks the object that it names whether something of this kind is held on it.</summary>
    bool IsProbe(IOperation condition, ResourceKind kind);

    /// <summary>Whether <paramref name="property"/>, where it is true of what something of this kind was acquired from, says that nothing is held any more.</summary>
    bool IsOver(IPropertySymbol property, ResourceKind kind);

    /// <summary>What becomes of what is held on <paramref name="member"/>, a field or property of the object of <paramref name="call"/> or a static one, by that call.</summary>
    Passing OnMember(IInvocationOperation call, ISymbol member, ResourceKind kind, CancellationToken cancellation);

    /// <summary>Whether what is assigned to <paramref name="property"/> stays its giver's.</summary>
    bool IsLentTo(IPropertySymbol property);

    /// <summary>Whether an object of this type could hold on to a resource of this kind: a string cannot hold an array.</summary>
    bool CanHold(ITypeSymbol? type, ResourceKind kind);

    /// <summary>Whether .NET itself declares <paramref name="callee"/>: it does what its documentation says and no more.</summary>
    bool IsFramework(IMethodSymbol callee);

    /// <summary>Whether <paramref name="operation"/> throws in practice, and not only when the program is wrong.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="notNull">The parameters of the callee, by ordinal, that are given something that is not null.</param>
    bool IsLikelyToThrow(IOperation operation, CancellationToken cancellation, ulong notNull = 0);

    /// <summary>Whether what <paramref name="callee"/> is given for a parameter, or by its object (-1), may be held still when it throws.</summary>
    bool LosesWhenItThrows(IMethodSymbol callee, int parameter, bool isAwaited, CancellationToken cancellation);

    /// <summary>Whether reading <paramref name="property"/> gives the resource itself: <c>nullable.Value</c>, <c>task.Result</c>.</summary>
    bool HandsOutItself(IPropertySymbol property);

    /// <summary>
    /// Whether <paramref name="condition"/> asks if there is anything to release: <c>handle.IsAllocated</c>. It is true
    /// when <paramref name="subject"/> holds something, or when it holds nothing if <paramref name="whenTrue"/> is false.
    /// </summary>
    bool TryPresence(IOperation condition, out IOperation? subject, out bool whenTrue);

    /// <summary>Whether the body of <paramref name="callee"/> lies in another language, which keeps and releases nothing that it does not name.</summary>
    bool IsNative(IMethodSymbol callee);

    /// <summary>Whether <paramref name="value"/> points into a resource and nobody can release it by way of that: <c>pin.AddrOfPinnedObject()</c>.</summary>
    bool OnlyPointsInto(IOperation value);

    /// <summary>Whether <paramref name="callee"/>, a method of the program, may release something of this kind, as far as the names in its code tell.</summary>
    bool MayRelease(IMethodSymbol callee, ResourceKind kind);

    /// <summary>Whether who throws such an exception says that its caller broke the contract.</summary>
    bool IsProgrammersFault(ITypeSymbol? exception);

    /// <summary>Whether attributes of <paramref name="callee"/> say what it acquires or does with what it is given: they are believed, and its code is not asked.</summary>
    bool SaysItself(IMethodSymbol callee);

    /// <summary>Whether what throws there may do so because its caller asked it to stop.</summary>
    bool CanBeCancelled(IOperation thrower);

    /// <summary>Whether <paramref name="callee"/> throws where the number that it is given says failure, and else does nothing.</summary>
    bool ThrowsUnlessSuccess(IMethodSymbol callee);

    /// <summary>Whether a call to <paramref name="callee"/> never comes back.</summary>
    bool NeverReturns(IMethodSymbol callee);

    /// <summary>When <paramref name="callee"/> runs the delegate that it is given for <paramref name="parameter"/>.</summary>
    DelegateRun OnDelegate(IMethodSymbol callee, IParameterSymbol parameter, CancellationToken cancellation);
}

/// <summary>When a callee runs a delegate that it is given.</summary>
internal enum DelegateRun
{
    /// <summary>Nobody can say.</summary>
    Unknown,

    /// <summary>Before it comes back, and never again: <c>list.ForEach(…)</c>.</summary>
    Now,

    /// <summary>When its result is read: <c>lines.Where(…)</c>.</summary>
    WithResult,

    /// <summary>Before the task is over that it comes back with: <c>await WithRetry(async () => …)</c>.</summary>
    UntilAwaited,
}

/// <summary>What a callee does with a resource that it is given.</summary>
internal enum Passing
{
    /// <summary>Uses it during the call and keeps nothing of it.</summary>
    Uses,

    /// <summary>Uses it, and its result may refer to it. <c>array.AsMemory()</c> <c>new Lease(array)</c></summary>
    Borrows,

    /// <summary>Uses it, and its result is it. <c>static byte[] Filled(byte[] a) { …; return a; }</c></summary>
    Returns,

    /// <summary>Uses it, and its result owns it from now on: to release the result is to release it. <c>new StreamReader(stream)</c></summary>
    Wraps,

    /// <summary>Releases it.</summary>
    Releases,

    /// <summary>Puts it into the object that it is called on. <c>_rented.Add(array)</c></summary>
    Stores,

    /// <summary>Becomes its owner.</summary>
    Takes,

    /// <summary>Releases it or becomes its owner if it returns <c>true</c>; else it only used it. <c>if (!TryKeep(stream)) stream.Dispose();</c></summary>
    EndsIfTrue,

    /// <summary>Releases it or becomes its owner if it returns <c>false</c>; else it only used it. <c>if (!TryStart(stream)) return;</c></summary>
    EndsIfFalse,

    /// <summary>Nobody can say.</summary>
    Unknown,
}

using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Who acquires, who releases and who takes over, asked in this order: the table of protocols; the callee's own
/// code, when it is in the compilation; conventions; and last the default of the protocol.
/// </summary>
internal sealed class Ownership : IOwnership
{
    private readonly ProtocolTable _table;
    private readonly Summaries _summaries;
    private readonly Implementations _implementations;
    private readonly LikelyThrows _throws;
    private readonly KnownTypes _types;

    public Ownership(Compilation compilation)
    {
        _table = ProtocolTable.For(compilation);
        _types = KnownTypes.For(compilation);
        _summaries = Summaries.For(compilation);
        _implementations = Implementations.For(compilation);
        _throws = LikelyThrows.For(compilation);
    }

    public bool TryAcquire(IOperation operation, CancellationToken cancellation, out Acquisition acquisition)
    {
        acquisition = default;
        if (operation is not IInvocationOperation { TargetMethod: var method })
        {
            return false;
        }

        return _table.TryAcquire(method, out acquisition) || TryAcquireByFactory(method, cancellation, out acquisition);
    }

    public Passing OnReceiver(IInvocationOperation call, ResourceKind kind)
    {
        var method = call.TargetMethod;
        if (_table.IsRelease(method, parameter: -1, kind))
        {
            return Passing.Releases;
        }

        // owner.Dispose(), lease.Return(): the object may contain the resource and let it go. The framework's own
        // types never give an array that they were handed back to a pool.
        return EndsItsObject(method) && !(IsArray(kind) && Framework.Declares(TypeOf(call.Instance))) ? Passing.Unknown : Lends(method);
    }

    public Passing OnArgument(IOperation call, IParameterSymbol parameter, ResourceKind kind, CancellationToken cancellation)
    {
        var callee = (IMethodSymbol)parameter.ContainingSymbol;
        if (_table.IsRelease(callee, parameter.Ordinal, kind))
        {
            return Passing.Releases;
        }

        if (callee.MethodKind == MethodKind.DelegateInvoke)
        {
            return Passing.Unknown;
        }

        // base.M(a) and sealed types leave no choice
        var followed = Passing.Unknown;
        var isFollowed = call is IInvocationOperation { IsVirtual: true } && !callee.DeclaringSyntaxReferences.IsEmpty && Implementations.MayVary(callee)
            ? TryFollowAll(callee, parameter, kind, cancellation, out followed)
            : _summaries.TryFollow(callee, parameter, kind, this, cancellation, out followed);
        return isFollowed ? followed
            : IsHidden(callee) ? Passing.Unknown
            : ByConvention(callee, parameter, kind);
    }

    public bool CanHold(ITypeSymbol? type, ResourceKind kind)
    {
        switch (type)
        {
            case null or { SpecialType: not (SpecialType.None or SpecialType.System_Object) } or { TypeKind: TypeKind.Enum or TypeKind.Pointer }:
                return type is { SpecialType: SpecialType.System_Array or SpecialType.System_Collections_IEnumerable };
            // A span is a view: nobody gets the array back out of it. What was put into an element escaped there.
            case INamedTypeSymbol { Arity: 1 } span when Is(span, _types.Span) || Is(span, _types.ReadOnlySpan):
                return false;
            case INamedTypeSymbol { IsUnmanagedType: true }:
                return false;
            case INamedTypeSymbol { Arity: 0 } named when Is(named, _types.Task) || Is(named, _types.ValueTask):
                return false;
            case INamedTypeSymbol { Arity: 1 } task when Is(task, _types.TaskOfT) || Is(task, _types.ValueTaskOfT):
                return CanHold(task.TypeArguments[0], kind);
            default:
                return true;
        }
    }

    public bool IsLikelyToThrow(IOperation operation, CancellationToken cancellation) => _throws.Includes(operation, cancellation);

    public bool CanBeCancelled(IOperation thrower) => LikelyThrows.CanBeCancelled(thrower);

    public bool NeverReturns(IMethodSymbol callee) => Throwing.NeverReturns(callee, _types);

    // Declared here without a body to read: a primary constructor, an interface or abstract member that nothing in sight implements.
    private static bool IsHidden(IMethodSymbol callee)
        => !callee.DeclaringSyntaxReferences.IsEmpty && !callee.IsExtern && !callee.IsImplicitlyDeclared;

    // ((IDisposable)stream).Dispose() is asked of a stream; of a mere IDisposable nothing is known.
    private static ITypeSymbol? TypeOf(IOperation? instance)
    {
        while (instance is IConversionOperation { OperatorMethod: null } conversion)
        {
            instance = conversion.Operand;
        }

        return instance?.Type is { TypeKind: not TypeKind.Interface } type ? type : null;
    }

    // A virtual or interface member: what all implementations in sight agree on.
    private bool TryFollowAll(IMethodSymbol callee, IParameterSymbol parameter, ResourceKind kind, CancellationToken cancellation, out Passing passing)
    {
        Passing? agreed = null;
        foreach (var implementation in _implementations.Of(callee, cancellation))
        {
            if (_summaries.TryFollow(implementation, implementation.Parameters[parameter.Ordinal], kind, this, cancellation, out var one))
            {
                agreed = agreed is null || agreed == one ? one : Passing.Unknown;
            }
        }

        // Where others may implement it, what those in sight do with it is only what one may do.
        passing = agreed is Passing.Releases or Passing.Takes && Implementations.IsOpen(callee) ? Passing.Unknown : agreed ?? Passing.Unknown;
        return agreed is not null;
    }

    private bool TryAcquireByFactory(IMethodSymbol method, CancellationToken cancellation, out Acquisition acquisition)
    {
        acquisition = default;

        // An override may hand out something else.
        if (method.DeclaringSyntaxReferences.IsEmpty || Implementations.MayVary(method))
        {
            return false;
        }

        // byte[] Borrow(int n) => pool.Rent(n);
        if (_table.CouldCarry(method.ReturnType) && _summaries.FreshResult(method, this, cancellation) is { } kind)
        {
            acquisition = new Acquisition(kind);
            return true;
        }

        // void Borrow(out byte[] array, int n) => array = pool.Rent(n);
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.Out && _table.CouldCarry(parameter.Type)
                && _summaries.FreshOut(method, parameter, this, cancellation) is { } handedOut)
            {
                acquisition = new Acquisition(handedOut, parameter.Ordinal);
                return true;
            }
        }

        return false;
    }

    private Passing ByConvention(IMethodSymbol callee, IParameterSymbol parameter, ResourceKind kind)
    {
        var protocol = (Protocol)kind;
        var declared = parameter.OriginalDefinition.Type;
        if (parameter.RefKind is RefKind.Ref or RefKind.Out)
        {
            return Passing.Unknown;
        }

        // Interlocked.Exchange(ref _field, x), Volatile.Write(ref _field, x)
        if (Is(callee.ContainingType, _types.Interlocked) || Is(callee.ContainingType, _types.Volatile))
        {
            return Passing.Takes;
        }

        // pool.QueueUserWorkItem(static s => ..., array), new Timer(callback, array, ...): state that a delegate gets
        if (declared is ITypeParameterSymbol or { SpecialType: SpecialType.System_Object } or INamedTypeSymbol { IsTupleType: true } && TakesDelegate(callee))
        {
            return Passing.Unknown;
        }

        if (callee.MethodKind == MethodKind.Constructor)
        {
            return protocol.ConstructorsKeepIt ? Passing.Unknown : Lends(callee);
        }

        if (Keeps(callee))
        {
            return Passing.Stores;
        }

        // pool.Give(T): a container of such things may keep it. recycler.Recycle(T): it may release it.
        if (declared is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Type } || EndsItsObject(callee))
        {
            return Passing.Unknown;
        }

        // An object parameter may go anywhere; GC.KeepAlive and the like are known not to.
        if (declared.SpecialType == SpecialType.System_Object && IsArray(kind) && !Is(callee.ContainingType, _types.GC) && !callee.Name.StartsWith("ThrowIf", System.StringComparison.Ordinal))
        {
            return Passing.Unknown;
        }

        return Lends(callee);
    }

    // What a method does that only uses what it was given: its result may refer to it, where its type can.
    private Passing Lends(IMethodSymbol callee)
    {
        var result = callee.MethodKind == MethodKind.Constructor ? callee.ContainingType : callee.ReturnType;

        // An array out of a library is a copy: ToArray, GetBytes.
        var isCopy = result is IArrayTypeSymbol && callee.DeclaringSyntaxReferences.IsEmpty;
        return isCopy || callee.ReturnsVoid && callee.MethodKind != MethodKind.Constructor || !CanHold(result, BuiltInProtocols.ArrayPool) ? Passing.Uses : Passing.Borrows;
    }

    private static bool TakesDelegate(IMethodSymbol callee)
    {
        foreach (var parameter in callee.Parameters)
        {
            if (parameter.Type.TypeKind == TypeKind.Delegate)
            {
                return true;
            }
        }

        return false;
    }

    // The naming convention of the framework for methods that store what they are given.
    private static bool Keeps(IMethodSymbol callee)
    {
        foreach (var prefix in KeepingPrefixes)
        {
            if (callee.Name.StartsWith(prefix, System.StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsItsObject(IMethodSymbol method)
    {
        foreach (var prefix in EndingPrefixes)
        {
            if (method.Name.StartsWith(prefix, System.StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsArray(ResourceKind kind) => ((Protocol)kind).Carrier == "T[]";

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol? known) => known is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, known);

    private static readonly string[] KeepingPrefixes = ["Add", "Set", "Register", "Enqueue", "Push", "Attach", "TryAdd", "Insert"];

    private static readonly string[] EndingPrefixes = ["Dispose", "Return", "Release", "Free", "Close", "Detach", "Recycle", "Give", "Put", "TryReturn"];
}

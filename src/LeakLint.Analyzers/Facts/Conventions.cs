using System;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What a call most likely does with a resource when nothing proves it. A convention leans to silence: it may say
/// "nobody can say" of what only uses its argument, and says "only uses" of what hardly ever keeps or releases.
/// </summary>
internal sealed class Conventions(KnownTypes types, Settings settings, IOwnership ownership)
{
    /// <summary>What becomes of a resource that is, or lies inside, the object on which <paramref name="call"/> is made.</summary>
    public Passing OnReceiver(IInvocationOperation call, ResourceKind kind)
    {
        var off = settings.ConventionsOff(call.Syntax.SyntaxTree);
        var method = call.TargetMethod;

        // A lock of .NET's is left by the member that its table names, and by no other: _lock.ReleaseReaderLock() does not leave it as a writer.
        if (((Protocol)kind).IsHeldOnAnObject && Framework.Declares(method.ContainingType) && (((Protocol)kind).OutlivesItsObject || method.Name is not ("Dispose" or "Close")))
        {
            return Passing.Uses;
        }

        // owner.Dispose(), lease.Return(): the object may contain the resource and let it go.
        var mayEnd = Holds(Convention.EndingNames, off)
            && IsNamedLike(method, EndingPrefixes)
            && !(IsArray(kind) && Holds(Convention.FrameworkReleasesNoArrays, off) && Framework.Declares(TypeOf(call.Instance)));
        return mayEnd ? Passing.Unknown : Lends(method, kind, off);
    }

    /// <summary>What becomes of a resource that is, or lies inside, what is passed for <paramref name="parameter"/>.</summary>
    public Passing OnArgument(IOperation call, IParameterSymbol parameter, ResourceKind kind)
    {
        var off = settings.ConventionsOff(call.Syntax.SyntaxTree);
        var callee = (IMethodSymbol)parameter.ContainingSymbol;
        var declared = parameter.OriginalDefinition.Type;
        if (parameter.RefKind is RefKind.Ref or RefKind.Out)
        {
            return Passing.Unknown;
        }

        // Interlocked.Exchange(ref _field, x), Volatile.Write(ref _field, x)
        if (Holds(Convention.AtomicStores, off) && (callee.ContainingType.Is(types.Interlocked) || callee.ContainingType.Is(types.Volatile)))
        {
            return Passing.Takes;
        }

        // pool.QueueUserWorkItem(static s => ..., array), new Timer(callback, array, ...)
        if (Holds(Convention.StateWithDelegate, off)
            && declared is ITypeParameterSymbol or { SpecialType: SpecialType.System_Object } or INamedTypeSymbol { IsTupleType: true }
            && TakesDelegate(callee))
        {
            return Passing.Unknown;
        }

        if (callee.MethodKind == MethodKind.Constructor)
        {
            return Holds(Convention.ConstructorKeeps, off) && ((Protocol)kind).ConstructorsKeepIt ? Passing.Unknown : LendsArgument(callee, kind, off);
        }

        // The naming convention of the framework for methods that store what they are given.
        if (Holds(Convention.KeepingNames, off) && (IsNamedLike(callee, KeepingPrefixes) || callee.ContainingType.Is(types.Get("System.Threading.Channels.ChannelWriter`1"))))
        {
            return Passing.Stores;
        }

        // pool.Give(T): a container of such things may keep it.
        if (Holds(Convention.TypeParameter, off) && declared is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Type })
        {
            return Passing.Unknown;
        }

        // recycler.Recycle(a): it may release it.
        if (Holds(Convention.EndingNames, off) && IsNamedLike(callee, EndingPrefixes))
        {
            return Passing.Unknown;
        }

        // An object parameter may go anywhere; GC.KeepAlive and the like are known not to.
        if (Holds(Convention.ObjectParameter, off)
            && declared.SpecialType == SpecialType.System_Object
            && IsArray(kind)
            && !callee.ContainingType.Is(types.GC)
            && !callee.Name.StartsWith("ThrowIf", StringComparison.Ordinal))
        {
            return Passing.Unknown;
        }

        return LendsArgument(callee, kind, off);
    }

    /// <summary>What <paramref name="callee"/> does with a resource of which it is known that it only uses it: its result may refer to it.</summary>
    public Passing Lent(IOperation call, IMethodSymbol callee, ResourceKind kind) => Lends(callee, kind, settings.ConventionsOff(call.Syntax.SyntaxTree));

    private Passing LendsArgument(IMethodSymbol callee, ResourceKind kind, Convention off)
        => Holds(Convention.ArgumentsAreLent, off) && !((Protocol)kind).GoesWithItsObject ? Lends(callee, kind, off) : Passing.Unknown;

    // What a method does that only uses what it was given: its result may refer to it, where its type can.
    private Passing Lends(IMethodSymbol callee, ResourceKind kind, Convention off)
    {
        var result = callee.MethodKind == MethodKind.Constructor ? callee.ContainingType : callee.ReturnType;

        // GetBytes, data.ToArray(): the copy holds none of it. streams.ToArray(): the copy holds them all.
        var isCopy = Holds(Convention.LibraryCopiesArrays, off) && callee.OriginalDefinition.ReturnType is IArrayTypeSymbol && callee.ReturnType is IArrayTypeSymbol { ElementType: var element } && callee.DeclaringSyntaxReferences.IsEmpty
            && (element is ITypeParameterSymbol && IsArray(kind) || !ownership.CanHold(element, kind));
        var hasNoResult = callee.ReturnsVoid && callee.MethodKind != MethodKind.Constructor;
        return isCopy || hasNoResult || !ownership.CanHold(result, kind) ? Passing.Uses : Passing.Borrows;
    }

    // ((IDisposable)stream).Dispose() is asked of a stream; of a mere IDisposable nothing is known.
    private static ITypeSymbol? TypeOf(IOperation? instance)
    {
        while (instance is IConversionOperation { OperatorMethod: null } conversion)
        {
            instance = conversion.Operand;
        }

        return instance?.Type is { TypeKind: not TypeKind.Interface } type ? type : null;
    }

    // thread.Start(state): the delegate came before, with the object that is called
    internal static bool TakesDelegate(IMethodSymbol callee)
    {
        if (callee is { Name: "Start", ContainingType.Name: "Thread" } or { Name: "RunWorkerAsync", ContainingType.Name: "BackgroundWorker" } && Framework.Declares(callee.ContainingType))
        {
            return true;
        }

        foreach (var parameter in callee.Parameters)
        {
            if (parameter.Type.TypeKind == TypeKind.Delegate)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamedLike(IMethodSymbol method, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (method.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(Convention convention, Convention off) => (off & convention) == 0;

    private static bool IsArray(ResourceKind kind) => ((Protocol)kind).Carrier == "T[]";

    private static readonly string[] KeepingPrefixes = ["Add", "Set", "Register", "Enqueue", "Push", "Attach", "TryAdd", "Insert"];

    private static readonly string[] EndingPrefixes = ["Dispose", "Return", "Release", "Free", "Close", "Detach", "Recycle", "Give", "Put", "TryReturn"];
}

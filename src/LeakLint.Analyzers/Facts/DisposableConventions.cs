using System;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What calls do with disposables: who disposes, who wraps, and what may still need one that it came from. A wrapper
/// and what it wraps are one obligation: to release either is to release both.
/// </summary>
internal sealed class DisposableConventions(Compilation compilation, KnownTypes types, Disposables disposables, Settings settings)
{
    private readonly SelfPublication _publication = SelfPublication.For(compilation);

    /// <summary>What a call on a disposable, or on something that contains it, does; false when nothing special is known.</summary>
    public bool TryOnReceiver(IInvocationOperation call, out Passing passing)
    {
        var method = call.TargetMethod;
        passing = Passing.Unknown;
        if (method.Parameters.IsEmpty && method.Name is "Dispose" or "DisposeAsync")
        {
            // The end of a foreach ends the enumeration, not what is enumerated.
            passing = IsEnumerator(call.Instance) ? Passing.Uses : Passing.Releases;
            return true;
        }

        if (Framework.Declares(method.ContainingType))
        {
            if (disposables.IsDisposable(method.ContainingType) && method.Name is "Close" or "Abort" or "SetHandleAsInvalid"
                || method.Name == "SetHandle" && call.Arguments.Length == 1 && IsNoHandle(Values.Unwrap(call.Arguments[0].Value))
                || method.Name == "Stop" && method.ContainingType.Name == "TcpListener"
                || method.Name is "Complete" or "CompleteAsync" && method.ContainingType.Name is "PipeReader" or "PipeWriter")
            {
                passing = Passing.Releases;
                return true;
            }

            // element.Clone() needs its document no longer
            return method is { Name: "Clone", ContainingType.Name: "JsonElement" } && (passing = Passing.Uses) == Passing.Uses;
        }

        // root.OpenSubKey(name), root.GetValue(name): what comes out of a key lives without it
        if (method.ContainingType.Is(types.Get("Microsoft.Win32.RegistryKey")))
        {
            passing = method.Name == "Close" ? Passing.Releases : Passing.Uses;
            return true;
        }

        // connection.Shutdown(): an end by another name.  server.Start(): it lives on by itself.  return logger.ForContext(x): in what is returned
        return (Holds(Convention.EndingNames, call) && IsNamedLike(method.Name, Ends))
            || (!method.DeclaringSyntaxReferences.IsEmpty && ((method.IsAbstract && !OnlyWorks(method)) || (_publication.HappensIn(method, default) && !(IsReturned(call) && !_publication.HappensBesidesResult(method, default)))));
    }

    // Nobody outside can implement it, and no implementation in sight gives its object away.
    private bool OnlyWorks(IMethodSymbol method)
    {
        if (Implementations.IsOpen(method))
        {
            return false;
        }

        var any = false;
        foreach (var implementation in Implementations.For(compilation).Of(method, default))
        {
            any = true;
            if (_publication.HappensIn(implementation, default))
            {
                return false;
            }
        }

        return any;
    }

    private static bool IsReturned(IInvocationOperation call) => call.Syntax.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax;

    /// <summary>What a callee does with a disposable, given what its own code says, if that is in sight.</summary>
    public bool TryOnArgument(IOperation call, IMethodSymbol callee, IParameterSymbol parameter, Passing? followed, out Passing passing)
    {
        passing = Passing.Unknown;
        if (callee.ContainingType.Is(types.GCHandle))
        {
            // GCHandle.Alloc(stream): whoever gets the handle, or its address, gets the stream
            passing = Passing.Stores;
            return true;
        }

        // a struct that owns something: whoever frees the block reads it from there again
        if (NativeValues.IsCopiedToMemory(callee, parameter))
        {
            return true;
        }

        if (callee.MethodKind == MethodKind.Constructor)
        {
            // : base(stream), : this(stream)
            if (call is IInvocationOperation)
            {
                passing = followed ?? (disposables.IsDisposable(callee.ContainingType) ? Passing.Takes : Passing.Unknown);
                return true;
            }

            if (followed == Passing.Unknown || Owns(call) is not { } owns)
            {
                return true;
            }

            // class Lease(Stream stream) : IDisposable. Who leaves it open ends nothing.
            if (disposables.IsDisposable(callee.ContainingType) && Holds(Convention.ConstructorWraps, call))
            {
                passing = !owns ? Passing.Uses : followed is Passing.Uses or Passing.Releases or Passing.Borrows ? followed.Value : Passing.Wraps;
                return true;
            }

            return false;
        }

        // What is not waited for goes on with the token, and needs its source.
        if (parameter.Type.Is(types.CancellationToken) && Holds(Convention.TokenGoesOn, call) && followed is not (Passing.Takes or Passing.Stores))
        {
            passing = Tasks.IsWaitedFor(call.Syntax) || (Framework.Declares(callee.ContainingType) && !disposables.IsDisposable(callee.ReturnType) && !IsTask(callee.ReturnType)) ? Passing.Uses : Passing.Unknown;
            return true;
        }

        if (followed is not null)
        {
            return false;
        }

        // client.PostAsync(uri, content): disposes what it sends, or does not
        return parameter.Type.Name is "HttpContent" or "HttpRequestMessage" && Framework.Declares(parameter.Type) && Holds(Convention.ContentIsSent, call);
    }

    // Marshal.FreeHGlobal(made.handle); made.SetHandle(IntPtr.Zero); emptied by hand, it has nothing left to release
    private static bool IsNoHandle(IOperation value)
        => value is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: 0 or -1 } } or IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.SpecialType: SpecialType.System_IntPtr } };

    private bool Holds(Convention convention, IOperation call) => (settings.ConventionsOff(call.Syntax.SyntaxTree) & convention) == 0;

    /// <summary>Whether something of this type could refer to a disposable that it was made from: not plain data.</summary>
    public bool CanHold(ITypeSymbol? type, int depth = 0)
    {
        switch (type)
        {
            case null or { TypeKind: TypeKind.Enum or TypeKind.Pointer or TypeKind.FunctionPointer }:
                return false;
            case { SpecialType: SpecialType.System_Object or SpecialType.System_IDisposable or SpecialType.System_Collections_IEnumerable or SpecialType.System_Array or SpecialType.System_Collections_IEnumerator }:
                return true;
            case { SpecialType: not SpecialType.None } when type is not INamedTypeSymbol { Arity: > 0 }:
                return false;
            case IArrayTypeSymbol array:
                return CanHold(array.ElementType, depth + 1);
            case INamedTypeSymbol span when span.Is(types.Span) || span.Is(types.ReadOnlySpan) || span.Is(types.Task) || span.Is(types.ValueTask):
                return false;
            case INamedTypeSymbol { IsUnmanagedType: true }:
                return false;
            case INamedTypeSymbol { Arity: 1 } task when task.Is(types.TaskOfT) || task.Is(types.ValueTaskOfT):
                return CanHold(task.TypeArguments[0], depth + 1);
            case INamedTypeSymbol { Arity: > 0, TypeKind: TypeKind.Class or TypeKind.Struct } collection when Framework.Declares(collection) && depth < 4 && !IsLazy(collection):
                return HasArgumentThatCan(collection, depth);
            case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } data when Framework.Declares(data):
                return !IsPlain(data);
            default:
                return true;
        }
    }

    private bool IsTask(ITypeSymbol type) => OtherForms.DerivesFrom(type, types.Task) || type.Is(types.ValueTask) || type.Is(types.ValueTaskOfT);

    /// <summary>Whether what is made owns what it is made around: <c>leaveOpen: true</c>, <c>disposeHandler: false</c>; null when nobody can say.</summary>
    public static bool? Owns(IOperation call)
    {
        if (call is IObjectCreationOperation creation)
        {
            foreach (var argument in creation.Arguments)
            {
                if (argument.Parameter is { Type.SpecialType: SpecialType.System_Boolean, Name: var name } && IsAboutOwning(name))
                {
                    return argument.Value.ConstantValue is { HasValue: true, Value: bool value } ? value != IsAboutLeaving(name) : null;
                }
            }
        }

        return true;
    }

    private static bool IsAboutLeaving(string parameter)
        => parameter.IndexOf("leave", StringComparison.OrdinalIgnoreCase) >= 0 || parameter.IndexOf("keep", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsAboutOwning(string parameter) => IsAboutLeaving(parameter)
        || parameter.IndexOf("owns", StringComparison.OrdinalIgnoreCase) >= 0
        || parameter.IndexOf("dispose", StringComparison.OrdinalIgnoreCase) >= 0
        || parameter.IndexOf("close", StringComparison.OrdinalIgnoreCase) >= 0;

    private bool HasArgumentThatCan(INamedTypeSymbol type, int depth)
    {
        foreach (var argument in type.TypeArguments)
        {
            if (CanHold(argument, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    // Func<T>, Lazy<T>, IEnumerable<T> are made of code.
    private static bool IsLazy(INamedTypeSymbol type) => type.TypeKind == TypeKind.Delegate || type.Name is "Lazy" or "Memory" or "ReadOnlyMemory" or "ReadOnlySequence" or "BlockingCollection";

    private static bool IsPlain(INamedTypeSymbol type)
    {
        if (type.Name is "Uri" or "Version" or "Type" or "DateTimeOffset" or "StringBuilder" or "Encoding" or "MemoryStream" or "IPAddress" or "IPEndPoint" or "BigInteger" or "FileInfo" or "DirectoryInfo"
            or "FileVersionInfo")
        {
            return true;
        }

        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space.Name is "Linq" && space.ContainingNamespace.Name == "Xml" || space.Name is "Globalization" or "Text" && space.ContainingNamespace.Name == "System" && type.ContainingNamespace.Name != "Json")
            {
                return true;
            }
        }

        return OtherFormsOfData(type);
    }

    // XmlDocument and the nodes below it; exceptions; addresses of all kinds
    private static bool OtherFormsOfData(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.Name is "XmlNode" or "Exception" or "MemberInfo" or "JsonNode" or "EndPoint")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the call ends an enumeration: <c>foreach (var p in array)</c> asks the array's enumerator whether it is disposable.</summary>
    public static bool IsEndOfForEach(IInvocationOperation call)
        => call is { IsImplicit: true, TargetMethod.Name: "Dispose" or "DisposeAsync" } && (call.Syntax is CommonForEachStatementSyntax || call.Syntax.Parent is CommonForEachStatementSyntax loop && loop.Expression == call.Syntax);

    private bool IsEnumerator(IOperation? instance)
    {
        while (instance is IConversionOperation conversion)
        {
            if (IsEnumerator(conversion.Type))
            {
                return true;
            }

            instance = conversion.Operand;
        }

        return IsEnumerator(instance?.Type);
    }

    private bool IsEnumerator(ITypeSymbol? type)
    {
        if (type is null)
        {
            return false;
        }

        foreach (var face in type.AllInterfaces)
        {
            if (face.SpecialType == SpecialType.System_Collections_IEnumerator || face.Is(types.AsyncEnumerator))
            {
                return true;
            }
        }

        return type.SpecialType == SpecialType.System_Collections_IEnumerator || type.Is(types.AsyncEnumerator);
    }

    private static bool IsNamedLike(string name, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] Ends =
    [
        "Abort", "Cleanup", "Close", "Complete", "Destroy", "Detach", "Disconnect", "Dispose", "End", "Exit", "Finish", "Free", "Leave", "Quit", "Release", "Return", "Shutdown", "ShutDown", "Stop",
        "Terminate", "Uninitialize", "Unregister",
    ];
}

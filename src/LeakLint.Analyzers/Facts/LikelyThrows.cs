using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which operations throw in practice: awaits, callbacks, input and output, parsing, code of the program that says
/// <c>throw</c>. What throws only when the program itself is wrong - an index, a null, a bad argument, a failed cast -
/// or the machine is out of memory, is not expected to: a finding about it would bury the others.
/// </summary>
internal sealed class LikelyThrows
{
    private const int Deepest = 5;

    private static readonly ConditionalWeakTable<Compilation, LikelyThrows> Cache = new();

    // The methods this thread is asking about.
    [ThreadStatic]
    private static HashSet<IMethodSymbol>? s_open;

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _methods = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;
    private readonly KnownTypes _types;
    private readonly Bodies _bodies;

    private LikelyThrows(Compilation compilation)
    {
        _compilation = compilation;
        _types = KnownTypes.For(compilation);
        _bodies = Bodies.For(compilation);
    }

    public static LikelyThrows For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>Whether the operation itself, its operands left out, throws in practice.</summary>
    public bool Includes(IOperation operation, CancellationToken cancellation) => operation switch
    {
        IAwaitOperation wait => !AlwaysSucceeds(wait.Operation),
        IThrowOperation { Exception: { } exception } => !IsProgrammersFault(Values.Unwrap(exception).Type),
        IInvocationOperation call => Calls(call.TargetMethod, call.IsVirtual, cancellation),
        IObjectCreationOperation { Constructor: { } constructor } => Calls(constructor, isVirtual: false, cancellation),
        IPropertyReferenceOperation { Property: var property } => property.GetMethod is { } getter && !getter.DeclaringSyntaxReferences.IsEmpty && Calls(getter, property.IsVirtual || property.IsAbstract, cancellation),
        IDynamicInvocationOperation or IFunctionPointerInvocationOperation => false,
        _ => false,
    };

    // await Task.Yield();   await Task.Delay(100).ConfigureAwait(false);
    private bool AlwaysSucceeds(IOperation task)
    {
        while (task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured })
        {
            task = configured;
        }

        return task switch
        {
            IInvocationOperation { TargetMethod: { Name: "Yield" or "Delay", Parameters.Length: <= 1 } method } => SymbolEqualityComparer.Default.Equals(method.ContainingType, _types.Task),
            IPropertyReferenceOperation { Property: { Name: "CompletedTask", ContainingType: var type } } => SymbolEqualityComparer.Default.Equals(type, _types.Task),
            _ => false,
        };
    }

    private bool Calls(IMethodSymbol method, bool isVirtual, CancellationToken cancellation)
    {
        method = method.ReducedFrom ?? method;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return true;
        }

        // A release is taken to succeed, and native code throws no exceptions.
        if (method.IsExtern || method.Name is "Dispose" or "DisposeAsync" or "Close" or "ToString" or "GetHashCode" or "Equals")
        {
            return false;
        }

        if (method.DeclaringSyntaxReferences.IsEmpty && !method.IsImplicitlyDeclared)
        {
            return Framework.Declares(method.ContainingType) ? ThrowsInFramework(method) : !IsLogging(method) && method.MethodKind is MethodKind.Ordinary;
        }

        if (!isVirtual || !Implementations.MayVary(method))
        {
            return Throws(method, cancellation);
        }

        var isAny = false;
        foreach (var implementation in Implementations.For(_compilation).Of(method, cancellation))
        {
            isAny = true;
            if (Throws(implementation, cancellation))
            {
                return true;
            }
        }

        return !isAny;
    }

    // What somebody else's input, machine or cancellation can make fail.
    private static bool ThrowsInFramework(IMethodSymbol method)
    {
        if (method.MethodKind is MethodKind.Constructor or MethodKind.Ordinary or MethodKind.ReducedExtension)
        {
            foreach (var parameter in method.Parameters)
            {
                if (parameter.Type.TypeKind == TypeKind.Delegate && method.MethodKind != MethodKind.Constructor && RunsItNow(method))
                {
                    return true;
                }
            }
        }

        if (method.MethodKind != MethodKind.Ordinary && method.MethodKind != MethodKind.Constructor)
        {
            return false;
        }

        var type = method.ContainingType;
        var space = Namespace(type.ContainingNamespace);
        return space switch
        {
            "System" => method.Name is "Parse" or "ParseExact" or "CreateInstance" || type.Name == "Convert" && method.Name.StartsWith("From", StringComparison.Ordinal),
            "System.IO" => type.Name is not ("Path" or "MemoryStream" or "StringReader" or "StringWriter" or "UnmanagedMemoryStream")
                && method.Name is not ("Exists" or "Combine"),
            "System.Threading" => method.Name == "ThrowIfCancellationRequested" || method.Name is "Wait" or "WaitOne" or "Join" or "SignalAndWait" && type.Name is not "Monitor",
            "System.Threading.Tasks" => method.Name is "Wait" or "WaitAll" or "GetResult",
            "System.Runtime.CompilerServices" => method.Name == "GetResult",
            "System.Xml" or "System.Xml.Linq" or "System.Xml.Serialization" or "System.Text.Json" or "System.Runtime.Serialization" or "System.Formats.Asn1"
                => method.MethodKind == MethodKind.Ordinary && StartsWithAny(method.Name, "Load", "Parse", "Read", "Deserialize", "Serialize", "Save", "Write", "Create"),
            "System.Text.RegularExpressions" => false,
            "System.Diagnostics" => type.Name == "Process",
            "System.Reflection" => method.Name is "Invoke" or "Load" or "LoadFrom" or "LoadFile",
            _ => StartsWithAny(space, "System.Net", "System.Data", "System.IO.", "System.Security.Cryptography") && method.Name is not ("Create" or "Clear"),
        };
    }

    // Whoever takes a delegate by one of these names keeps it for later.
    private static bool RunsItNow(IMethodSymbol method)
        => !StartsWithAny(method.Name, "Register", "UnsafeRegister", "ContinueWith", "Queue", "Unsafe", "Start", "Run", "Add", "Subscribe", "Select", "Where", "OrderBy", "GroupBy");

    private static bool IsLogging(IMethodSymbol method)
        => StartsWithAny(method.Name, "Log", "Trace", "Debug", "Info", "Warn", "Error", "Fatal", "Verbose") || Namespace(method.ContainingNamespace).IndexOf("Logging", StringComparison.Ordinal) >= 0;

    private static bool StartsWithAny(string name, params string[] prefixes)
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

    private static string Namespace(INamespaceSymbol? space)
        => space is null or { IsGlobalNamespace: true } ? ""
            : space.ContainingNamespace is { IsGlobalNamespace: false } outer ? Namespace(outer) + "." + space.Name
            : space.Name;

    private bool Throws(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (_methods.TryGetValue(method, out var known))
        {
            return known;
        }

        var open = s_open ??= new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        if (open.Count >= Deepest || !open.Add(method))
        {
            return false;
        }

        try
        {
            var throws = false;

            // What an async method throws comes out of the task.
            if (!method.IsAsync)
            {
                foreach (var body in _bodies.Of(method, cancellation))
                {
                    throws |= Inside(body, cancellation);
                }
            }

            // Cut short by the depth, a "no" is only a "no" from here.
            if (throws || open.Count == 1)
            {
                _methods[method] = throws;
            }

            return throws;
        }
        finally
        {
            open.Remove(method);
        }
    }

    private bool Inside(IOperation operation, CancellationToken cancellation)
    {
        switch (operation)
        {
            case IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation:
                return false;
            case ITryOperation attempt when Swallows(attempt):
                return attempt.Finally is { } last && Inside(last, cancellation);
        }

        if (Includes(operation, cancellation))
        {
            return true;
        }

        foreach (var child in operation.ChildOperations)
        {
            if (Inside(child, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // try { … } catch (FormatException) { … }: whoever wrote it knew what to expect
    private static bool Swallows(ITryOperation attempt)
    {
        foreach (var clause in attempt.Catches)
        {
            if (!Rethrows(clause.Handler))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Rethrows(IOperation handler)
    {
        foreach (var operation in handler.Descendants())
        {
            if (operation is IThrowOperation)
            {
                return true;
            }
        }

        return false;
    }

    // The caller broke the contract, the code is not written yet, or the process is done for.
    private bool IsProgrammersFault(ITypeSymbol? exception)
    {
        for (var type = exception; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, _types.ArgumentException))
            {
                return true;
            }
        }

        return exception is not null && Framework.Declares(exception)
            && exception.Name is "NotImplementedException" or "NotSupportedException" or "UnreachableException" or "ObjectDisposedException" or "OutOfMemoryException"
                or "StackOverflowException" or "ThreadAbortException" or "IndexOutOfRangeException" or "NullReferenceException" or "InvalidCastException" or "PlatformNotSupportedException";
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which operations throw in practice: awaits, callbacks, input and output, parsing, code of the program that says
/// <c>throw</c>. What throws only when the program itself is wrong - an index, a null, a bad argument, a failed cast -
/// or the machine is out of memory, is not expected to: a finding about it would bury the others.
/// Calls are followed a few levels down; the answer is the same whatever was asked before.
/// </summary>
internal sealed partial class LikelyThrows
{
    private static readonly ConditionalWeakTable<Compilation, LikelyThrows> Cache = new();

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
    /// <param name="operation">The operation.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="notNull">The parameters of the callee, by ordinal, of which the asker knows that they are given something that is not null.</param>
    public bool Includes(IOperation operation, CancellationToken cancellation, ulong notNull = 0) => operation switch
    {
        IAwaitOperation wait => Fails(wait.Operation, cancellation),
        IThrowOperation { Exception: { ConstantValue.HasValue: false } exception } => !IsProgrammersFault(Values.Unwrap(exception).Type),
        IInvocationOperation { TargetMethod: var method } call => !LeftOut.Includes(call) && Calls(method, call.IsVirtual, call.Arguments, call.Instance, cancellation, notNull),
        IObjectCreationOperation { Constructor: { } constructor } creation => Calls(constructor, isVirtual: false, creation.Arguments, receiver: null, cancellation, notNull),
        IPropertyReferenceOperation { Property: var property, Instance: { } task } when property.Name == "Result" && property.ContainingType.IsTask(_types) => Fails(task, cancellation),
        IPropertyReferenceOperation property => Accessor(property) is { DeclaringSyntaxReferences.IsEmpty: false } accessor
            && Calls(accessor, isVirtual: true, property.Arguments, property.Instance, cancellation, isAsked: accessor.MethodKind == MethodKind.PropertyGet && AskedBefore.Includes(property)),
        _ => false,
    };

    /// <summary>Whether an operation that throws may do so because its caller asked it to stop.</summary>
    public static bool CanBeCancelled(IOperation operation)
    {
        switch (operation)
        {
            case IAwaitOperation wait:
                var task = WithoutConfiguration(wait.Operation);
                return task is not IInvocationOperation { TargetMethod.Name: not "MoveNextAsync" } || CanBeCancelled(task);
            case IInvocationOperation call:
                return call.TargetMethod.Name == "ThrowIfCancellationRequested" || IsGivenToken(call.Arguments);
            default:
                return false;
        }
    }

    // Whether awaiting the task, or its result, throws in practice.
    private bool Fails(IOperation task, CancellationToken cancellation)
    {
        task = WithoutConfiguration(task);
        switch (task)
        {
            case IPropertyReferenceOperation { Property: { Name: "CompletedTask", ContainingType: var type } }:
                return !type.IsTask(_types);
            case IObjectCreationOperation or IDefaultValueOperation:
                return false;
            case IInvocationOperation { TargetMethod: var method } call:
                if (method.Name == "DisposeAsync")
                {
                    return false;
                }

                if (method.DeclaringSyntaxReferences.IsEmpty)
                {
                    // await Task.Yield();   await Task.Delay(100);   await semaphore.WaitAsync();
                    return !(method.ContainingType.IsTask(_types) && method.Name is "Yield" or "FromResult" or "Delay" or "WhenAny" || FrameworkThrows.Namespace(method.ContainingNamespace) == "System.Threading")
                        || IsGivenToken(call.Arguments);
                }

                return method.MethodKind == MethodKind.DelegateInvoke || AnyThrows(method, call.IsVirtual, isAwaited: true, cancellation);
            default:
                return true;
        }
    }

    private bool Calls(IMethodSymbol method, bool isVirtual, ImmutableArray<IArgumentOperation> arguments, IOperation? receiver, CancellationToken cancellation, ulong notNull = 0, bool isAsked = false)
    {
        method = method.ReducedFrom ?? method;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            // A private static delegate is the type's own code, or native code that it looked up: no callback.
            return receiver is null || Values.Unwrap(receiver) is not IFieldReferenceOperation { Field: { IsStatic: true, DeclaredAccessibility: Accessibility.Private } };
        }

        // A release is taken to succeed, and native code throws no exceptions.
        if (method.IsExtern || method.Name is "Dispose" or "DisposeAsync" or "Close" or "ToString" or "GetHashCode" or "Equals" || IsLogging(method))
        {
            return false;
        }

        if (!method.DeclaringSyntaxReferences.IsEmpty || method.IsImplicitlyDeclared)
        {
            // new X(this), and what a constructor calls on its own object, meets an object that is still empty.
            var isNew = method.MethodKind == MethodKind.Constructor || (receiver is IInstanceReferenceOperation && s_reading?.Given.IsNew == true);
            notNull |= NotNull(arguments);
            return AnyThrows(method, isVirtual, isAwaited: false, cancellation, notNull != 0 || isNew || isAsked ? new Circumstances(notNull, isNew, isAsked) : null);
        }

        // What a method throws that returns a task comes out of the task.
        if (method.ReturnType.IsTask(_types))
        {
            return false;
        }

        if (Framework.Declares(method.ContainingType) || IsOfLeakLint(method))
        {
            return FrameworkThrows.Includes(method, receiver is null ? null : Values.Unwrap(receiver).Type)
                || IsGivenToken(arguments) && method.Name is "Wait" or "WaitAny" or "WaitAll" or "Take" or "TryTake" or "Add" or "TryAdd" or "SignalAndWait"
                || RunsItNow(method) && RunsWhatThrows(arguments, cancellation);
        }

        return method.MethodKind is MethodKind.Ordinary && !IsAssertion(method) && !MakesResult(method);
    }

    private bool InBody(IOperation body, bool handsOutTasks, CancellationToken cancellation)
    {
        body = body switch
        {
            IAnonymousFunctionOperation lambda => lambda.Body,
            ILocalFunctionOperation { Body: { } block } => block,
            _ => body,
        };
        var isIterator = false;
        var failsLater = false;
        foreach (var operation in body.Descendants())
        {
            isIterator |= operation.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak;
            failsLater |= handsOutTasks && operation is IReturnOperation { ReturnedValue: { } task } && Fails(task, cancellation);
        }

        // An iterator has done nothing yet when it returns.
        return !isIterator && (failsLater || Inside(body, cancellation));
    }

    private bool Inside(IOperation operation, CancellationToken cancellation)
    {
        switch (operation)
        {
            case IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation:
                return false;
            case ITryOperation attempt when s_reading?.IsReleasedBy(attempt) == true:
                return false;
            case IConditionalOperation choice when s_reading?.Known(choice.Condition) is { } known:
                return Inside(choice.Condition, cancellation) || ((known ? choice.WhenTrue : choice.WhenFalse) is { } taken && Inside(taken, cancellation));
            case ICoalesceOperation coalesce when s_reading?.IsNothing(coalesce.Value) == false:
                return Inside(coalesce.Value, cancellation);
            case ICoalesceAssignmentOperation filled when s_reading?.IsNothing(filled.Target) == false:
                return false;
            case ITryOperation { Catches.IsEmpty: false } attempt:
                return LetsOut(attempt, cancellation) && Inside(attempt.Body, cancellation)
                    || attempt.Finally is { } last && Inside(last, cancellation);
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

    // try { … } catch (FormatException) { … }: whoever wrote it knew what to expect, and lets out what a handler throws
    private bool Passes(ITryOperation attempt, CancellationToken cancellation)
    {
        foreach (var clause in attempt.Catches)
        {
            foreach (var operation in clause.Handler.Descendants())
            {
                if (operation is IThrowOperation { Exception: null })
                {
                    return true;
                }
            }

            if (Inside(clause.Handler, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // What a handler calls counts only where the body throws, which is what is asked here.
    private bool LetsOut(ITryOperation attempt, CancellationToken cancellation)
    {
        var calls = s_calls?.Count ?? 0;
        var passes = Passes(attempt, cancellation);
        s_calls?.RemoveRange(calls, s_calls.Count - calls);
        return passes;
    }

    // list.ForEach(x => …), text.Split(n, Parse): a lambda or a method in sight may be known not to throw. What a delegate is
    // given for by a type parameter or an object knows nothing to call: Marshal.GetFunctionPointerForDelegate(callback), weak.SetTarget(callback)
    private bool RunsWhatThrows(ImmutableArray<IArgumentOperation> arguments, CancellationToken cancellation)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.OriginalDefinition.Type.TypeKind != TypeKind.Delegate || argument.Value.ConstantValue.HasValue || argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                continue;
            }

            var isHarmless = Values.Unwrap(argument.Value) is IDelegateCreationOperation { Target: var target } && target switch
            {
                IAnonymousFunctionOperation { Symbol: var lambda } => !Throws(lambda, isAwaited: false, cancellation),
                IFlowAnonymousFunctionOperation { Symbol: var lambda } => !Throws(lambda, isAwaited: false, cancellation),
                IMethodReferenceOperation { Method: var method } => !Calls(method, isVirtual: true, [], receiver: null, cancellation),
                _ => false,
            };
            if (!isHarmless)
            {
                return true;
            }
        }

        return false;
    }

    // Whoever takes a delegate by one of these names keeps it for later, and so does a sequence.
    private static bool RunsItNow(IMethodSymbol method)
        => method.MethodKind == MethodKind.Ordinary
            && method.ReturnType.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IEnumerable_T
            && !FrameworkThrows.StartsWithAny(method.Name, "Register", "UnsafeRegister", "ContinueWith", "Queue", "UnsafeQueue", "Start", "Run", "Add", "Subscribe", "OrderBy", "ThenBy");

    // Log.Info(…), logger.LogError(…), Trace.WriteLine(…)
    private static bool IsLogging(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return method.ReturnsVoid
            && (EndsWithAny(type.Name, "Log", "Logger", "Trace") || FrameworkThrows.Namespace(type.ContainingNamespace).IndexOf("Logging", StringComparison.Ordinal) >= 0 || SaysForTheLog(method));
    }

    // void Log(string message), void LogError(Exception e): whoever listens to the log is not expected to throw
    private static bool SaysForTheLog(IMethodSymbol method)
    {
        if (!method.Name.StartsWith("Log", StringComparison.Ordinal) || (method.Name.Length > 3 && !char.IsUpper(method.Name[3])) || method.Name is "LogOn" or "LogIn" or "LogOff" or "LogOut")
        {
            return false;
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type is { SpecialType: SpecialType.System_String } or { Name: "Exception" })
            {
                return true;
            }
        }

        return false;
    }

    // Assert.Equal(1, x): a test that fails has found that the program is wrong.
    private static bool IsAssertion(IMethodSymbol method) => EndsWithAny(method.ContainingType.Name, "Assert", "Assertions", "Should");

    // Results.Stream(file), controller.File(stream, type): keeps it for the answer
    private static bool MakesResult(IMethodSymbol method)
        => method.ReturnType.Name.EndsWith("Result", StringComparison.Ordinal) && FrameworkThrows.Namespace(method.ContainingNamespace).StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    private bool IsOfLeakLint(IMethodSymbol method)
        => _types.SharedHandle is { } handle && SymbolEqualityComparer.Default.Equals(handle.ContainingAssembly, method.ContainingAssembly);

    // M(…, token), where the token is not the one that never comes.
    private static bool IsGivenToken(ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument is { ArgumentKind: not ArgumentKind.DefaultValue, Parameter.Type: { Name: "CancellationToken" } type } && Framework.Declares(type)
                && Values.Unwrap(argument.Value) is not (IDefaultValueOperation or IPropertyReferenceOperation { Property: { IsStatic: true, Name: "None" } }))
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation WithoutConfiguration(IOperation task)
    {
        task = Values.Unwrap(task);
        while (task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured })
        {
            task = Values.Unwrap(configured);
        }

        return task;
    }

    private static IMethodSymbol? Accessor(IPropertyReferenceOperation property)
        => property.Parent is ISimpleAssignmentOperation assignment && assignment.Target == property ? property.Property.SetMethod : property.Property.GetMethod;

    /// <summary>Whether such an exception says that the program is wrong.</summary>
    // The caller broke the contract, the code is not written yet, or the process is done for.
    public bool IsProgrammersFault(ITypeSymbol? exception)
    {
        for (var type = exception; type is not null; type = type.BaseType)
        {
            if (type.Is(_types.ArgumentException))
            {
                return true;
            }
        }

        return exception is not null && Framework.Declares(exception)
            && exception.Name is "NotImplementedException" or "NotSupportedException" or "UnreachableException" or "ObjectDisposedException" or "OutOfMemoryException"
                or "StackOverflowException" or "ThreadAbortException" or "IndexOutOfRangeException" or "NullReferenceException" or "InvalidCastException" or "PlatformNotSupportedException";
    }

    // F(this), new X(new Y()), F("text")
    private static ulong NotNull(ImmutableArray<IArgumentOperation> arguments)
    {
        ulong given = 0;
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { Type.IsReferenceType: true, Ordinal: < 64 and var ordinal }
                && Values.Unwrap(argument.Value) is IInstanceReferenceOperation or IObjectCreationOperation or IArrayCreationOperation or IDelegateCreationOperation or IInterpolatedStringOperation or ITypeOfOperation
                    or { ConstantValue: { HasValue: true, Value: not null } })
            {
                given |= 1UL << ordinal;
            }
        }

        return given;
    }

    private static bool EndsWithAny(string name, params string[] suffixes)
    {
        foreach (var suffix in suffixes)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

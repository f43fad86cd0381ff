using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// What of the framework waits: for a thread, a signal, a task, a process, time, or for the holder of a lock. A wait
/// whose time is zero asks and goes on.
/// </summary>
internal static class Waits
{
    /// <summary>Whether a call waits, and for what; null when it does not, or only tries.</summary>
    public static WaitKind? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!IsFramework(method.ContainingType) || Of(method) is not { } kind)
        {
            return null;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && IsTime(parameter))
            {
                return IsZero(argument.Value) ? null : kind;
            }
        }

        return IsTry(method) ? null : kind;
    }

    /// <summary>Whether reading a property waits: <c>task.Result</c>.</summary>
    public static bool IsWait(IPropertySymbol property)
        => property.Name == "Result" && property.ContainingType.Name is "Task" or "ValueTask" && IsFramework(property.ContainingType);

    private static WaitKind? Of(IMethodSymbol method) => (method.ContainingType.Name, method.Name) switch
    {
        ("Thread", "Join" or "Sleep") => WaitKind.Event,
        ("Task", "Wait" or "WaitAll" or "WaitAny") => WaitKind.Event,
        (_, "GetResult") when method.ContainingType.Name.EndsWith("Awaiter", System.StringComparison.Ordinal) => WaitKind.Event,
        (_, "WaitOne" or "WaitAll" or "WaitAny" or "SignalAndWait") when IsBelow(method.ContainingType, "WaitHandle") => WaitKind.Event,
        ("Barrier", "SignalAndWait") => WaitKind.Event,
        ("ManualResetEventSlim" or "SemaphoreSlim" or "CountdownEvent", "Wait") => WaitKind.Event,
        ("SpinWait", "SpinUntil") => WaitKind.Event,
        ("Monitor", "Wait") => WaitKind.Event,
        ("Monitor", "Enter" or "TryEnter") => WaitKind.Lock,
        ("Lock", "Enter" or "EnterScope" or "TryEnter") => WaitKind.Lock,
        ("SpinLock", "Enter" or "TryEnter") => WaitKind.Lock,
        ("ReaderWriterLockSlim", "EnterReadLock" or "EnterWriteLock" or "EnterUpgradeableReadLock" or "TryEnterReadLock" or "TryEnterWriteLock" or "TryEnterUpgradeableReadLock") => WaitKind.Lock,
        ("ReaderWriterLock", "AcquireReaderLock" or "AcquireWriterLock" or "UpgradeToWriterLock") => WaitKind.Lock,
        ("Process", "WaitForExit" or "WaitForInputIdle") => WaitKind.Event,
        ("BlockingCollection", "Take" or "Add") => WaitKind.Event,
        ("GC", "WaitForPendingFinalizers") => WaitKind.Event,
        ("Console", "ReadLine" or "ReadKey" or "Read") => WaitKind.Event,
        ("SynchronizationContext", "Send") => WaitKind.Event,
        ("Dispatcher" or "Control", "Invoke") => WaitKind.Event,
        _ => null,
    };

    private static bool IsTry(IMethodSymbol method) => method.Name.StartsWith("Try", System.StringComparison.Ordinal);

    private static bool IsTime(IParameterSymbol parameter)
        => parameter.Type is { Name: "TimeSpan" } || (parameter.Type.SpecialType == SpecialType.System_Int32 && parameter.Name.IndexOf("illisecond", System.StringComparison.Ordinal) >= 0);

    private static bool IsZero(IOperation value) => value switch
    {
        IConversionOperation conversion => IsZero(conversion.Operand),
        { ConstantValue: { HasValue: true, Value: 0 } } => true,
        IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true, ContainingType.Name: "TimeSpan" } } => true,
        IDefaultValueOperation => true,
        _ => false,
    };

    private static bool IsBelow(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (t.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    // WindowsBase and PresentationCore declare the dispatcher, not an assembly whose name begins with "System".
    private static bool IsFramework(INamedTypeSymbol type)
        => Framework.Declares(type)
            || (type is { Name: "Dispatcher", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "Windows" } } && type.DeclaringSyntaxReferences.IsEmpty);
}

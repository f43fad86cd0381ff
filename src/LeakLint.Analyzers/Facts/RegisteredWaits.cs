using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>Waits that the thread pool makes for somebody: which of them must be ended by hand.</summary>
internal static class RegisteredWaits
{
    /// <summary>By which protocol the call acquires; null where the wait ends by itself, or nobody can say whether it does.</summary>
    /// <param name="call">The registration.</param>
    /// <param name="isDropped">Nobody keeps what it returns.</param>
    public static Protocol? Acquired(IInvocationOperation call, bool isDropped)
    {
        var repeats = false;
        var isOwn = false;
        foreach (var argument in call.Arguments)
        {
            repeats |= argument is { Parameter.Type.SpecialType: SpecialType.System_Boolean, Value.ConstantValue: { HasValue: true, Value: false } };

            // What the method made itself, or was given, is of this one call.
            isOwn |= argument.Parameter?.Ordinal == 0 && Values.Unwrap(argument.Value) is ILocalReferenceOperation or IParameterReferenceOperation or IObjectCreationOperation;
        }

        return !repeats ? null : isDropped && !isOwn ? BuiltInProtocols.DroppedWait : BuiltInProtocols.RegisteredWait;
    }
}

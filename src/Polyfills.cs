// What the compiler needs and netstandard2.0 does not have. Compiled into each assembly, visible to none outside.
#if !NET8_0_OR_GREATER
namespace System.Runtime.CompilerServices
{
    /// <summary>Lets <c>init</c> accessors and records compile.</summary>
    internal static class IsExternalInit
    {
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>The output is not null when the method returns <see cref="ReturnValue"/>.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        /// <summary>The returned value that promises a non-null output.</summary>
        public bool ReturnValue { get; } = returnValue;
    }

    /// <summary>The output may be null when the method returns <see cref="ReturnValue"/>.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class MaybeNullWhenAttribute(bool returnValue) : Attribute
    {
        /// <summary>The returned value that allows a null output.</summary>
        public bool ReturnValue { get; } = returnValue;
    }
}
#endif

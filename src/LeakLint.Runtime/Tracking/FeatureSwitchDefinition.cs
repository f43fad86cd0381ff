#if NET8_0
namespace System.Diagnostics.CodeAnalysis;

/// <summary>The framework has this attribute from .NET 9 on; the trimmer knows it by its name, wherever it is declared.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FeatureSwitchDefinitionAttribute(string switchName) : Attribute
{
    public string SwitchName { get; } = switchName;
}
#endif

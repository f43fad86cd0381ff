namespace LeakLint.Tests.Registries;

/// <summary>LEAK111: registries that several types reach or fill.</summary>
public sealed partial class AccessibleRegistryHoldsHandlesTests : RegistryTest;

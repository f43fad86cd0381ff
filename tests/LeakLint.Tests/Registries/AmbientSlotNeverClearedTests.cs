namespace LeakLint.Tests.Registries;

/// <summary>LEAK108: slots of threads and flows.</summary>
public sealed partial class AmbientSlotNeverClearedTests : RegistryTest;

namespace LeakLint.Tests.Registries;

/// <summary>LEAK110: the table of APIs that keep what they are given.</summary>
public sealed partial class RootedByPlatformTests : RegistryTest;

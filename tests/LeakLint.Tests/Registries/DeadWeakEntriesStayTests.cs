namespace LeakLint.Tests.Registries;

/// <summary>LEAK106: weak references whose objects are gone.</summary>
public sealed partial class DeadWeakEntriesStayTests : RegistryTest;

namespace LeakLint.Tests.Registries;

/// <summary>
/// LEAK102. What is flagged is in <c>.Flagged.cs</c>, <c>.MoreFlagged.cs</c>, <c>.Keys.cs</c> (caches and maps) and <c>.RemovedInVain.cs</c>; what is not in
/// <c>.Silent.cs</c>, <c>.Bounded.cs</c>, <c>.Once.cs</c>, <c>.Removed.cs</c> and <c>.WaysOut.cs</c>.
/// </summary>
public sealed partial class StaticCollectionOnlyGrowsTests : RegistryTest;

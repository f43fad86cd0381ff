namespace LeakLint.Tests.Registries;

/// <summary>
/// LEAK101. A silent test is silent for LEAK002 too: off by default, it is on in tests. What is flagged is in <c>.Flagged.cs</c> and
/// <c>.Places.cs</c>, what is not in <c>.Silent.cs</c> and <c>.Harmless.cs</c>, what stays undecided in <c>.Undecided.cs</c>, code in several
/// files and several types in <c>.Parts.cs</c>.
/// </summary>
public sealed partial class StaticRegistryHoldsHandlesTests : RegistryTest;

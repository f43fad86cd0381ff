using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <summary>LEAK103. What is flagged is in the file <c>.Flagged.cs</c>, what is not in <c>.Silent.cs</c>, repairs in <c>.Fixed.cs</c>.</summary>
public sealed partial class StaticEventNeverUnsubscribedTests
{
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Programs, whose public members are nobody else to reach.</content>
public sealed partial class AccessibleRegistryHoldsHandlesTests
{
    [Fact]
    public Task Public_static_program() => CheckProgram("""
        public static class Program
        {
            public static List<string> Log = new();
            public static void Main()
            {
                while (true)
                {
                    var l = Console.ReadLine();
                    if (l == null)
                        break;
                    {|LEAK111:Log.Add(l)|};
                }
            }
        }
        """);
}

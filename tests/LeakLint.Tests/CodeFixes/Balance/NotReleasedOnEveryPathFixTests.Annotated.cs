using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <content>Pairs that attributes teach.</content>
public sealed partial class NotReleasedOnEveryPathFixTests
{
    private const string Annotated = """
        using System; using LeakLint;
        class Page { public int Number => 1; }
        class Pages
        {
            [Acquires] public Page Take() => new();
            public void Put([Releases] Page page) { }
            [Acquires("ticket")] public Ticket Enter() => new();
        }
        class Ticket { public int Number => 1; [Releases("ticket")] public void GiveBack() { } }
        namespace LeakLint
        {
            class AcquiresAttribute : Attribute { public AcquiresAttribute(string? protocol = null) { } }
            class ReleasesAttribute : Attribute { public ReleasesAttribute(string? protocol = null) { } }
        }

        """;

    [Theory]
    [InlineData("Take", "pages.Put(held)")]
    [InlineData("Enter", "held.GiveBack()")]
    public Task Released_by_the_pair_of_the_user(string acquire, string release)
    {
        var before = Annotated + $$"""
            class C
            {
                int M(Pages pages, int n)
                {
                    var held = {|LEAK301:pages.{{acquire}}()|};
                    return held.Number + n;
                }
            }
            """;
        var after = Annotated + $$"""
            class C
            {
                int M(Pages pages, int n)
                {
                    var held = pages.{{acquire}}();
                    try
                    {
                        return held.Number + n;
                    }
                    finally
                    {
                        {{release}};
                    }
                }
            }
            """;
        return New(before, after).RunAsync();
    }
}

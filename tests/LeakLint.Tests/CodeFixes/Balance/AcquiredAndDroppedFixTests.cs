using System.Threading.Tasks;
using LeakLint.CodeFixes.Balance;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK305.</summary>
public sealed class AcquiredAndDroppedFixTests() : BodyFixTests<AcquiredAndDroppedFix>("LEAK305")
{
    [Fact]
    public Task Reference_is_kept_to_the_end_of_the_scope() => FixesAsync(
        """
        {|LEAK305:h.AddReference()|};
        Load(h);
        """,
        """
        using var reference = h.AddReference();
        Load(h);
        """);

    [Fact]
    public Task Each_gets_a_name_of_its_own_and_keeps_its_comments() => FixesAsync(
        """
        // count it
        {|LEAK305:h.AddReference()|}; // twice
        {|LEAK305:h.AddReference()|};
        {|LEAK305:SharedHandle.Create(r)|};
        var reference3 = n;
        Load(reference3);
        """,
        """
        // count it
        using var reference = h.AddReference(); // twice
        using var reference2 = h.AddReference();
        using var handle = SharedHandle.Create(r);
        var reference3 = n;
        Load(reference3);
        """);

    [Fact]
    public Task Reference_of_a_handle_that_may_be_null() => FixesAsync(
        """
        maybe?{|LEAK305:.AddReference()|};
        Load(maybe);
        """,
        """
        using var reference = maybe?.AddReference();
        Load(maybe);
        """);

    [Fact]
    public Task What_was_awaited_is_kept() => FixesAsync(
        """
        {|LEAK305:await OpenAsync()|};
        {|LEAK305:File.OpenRead(s)|};
        Load(s);
        """,
        """
        using var stream2 = await OpenAsync();
        using var stream3 = File.OpenRead(s);
        Load(s);
        """);

    [Fact]
    public Task Array_is_kept_and_returned_in_a_finally() => FixesAsync(
        """
        while (n-- > 0)
        {
            // warm it up
            {|LEAK305:ArrayPool<byte>.Shared.Rent(n)|}; // once
            Load(s);
        }

        """,
        """
        while (n-- > 0)
        {
            // warm it up
            var array = ArrayPool<byte>.Shared.Rent(n); // once
            try
            {
                Load(s);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(array);
            }
        }

        """);

    [Fact]
    public Task First_has_no_repair_and_the_others_have() => FixesAsync(
        """
        if (n > 3) {|LEAK305:h.AddReference()|};
        {|LEAK305:h.AddReference()|};
        Action later = () => {|LEAK305:h.AddReference()|};
        Load(later);
        """,
        """
        if (n > 3) {|LEAK305:h.AddReference()|};
        using var reference = h.AddReference();
        Action later = () => {|LEAK305:h.AddReference()|};
        Load(later);
        """);

    [Theory]
    [InlineData("for (; n > 3; {|LEAK305:h.AddReference()|}) { n--; }")]
    [InlineData("switch (n) { case 1: {|LEAK305:ArrayPool<byte>.Create().Rent(n)|}; break; }")]
    [InlineData("{|LEAK305:ArrayPool<byte>.Create().Rent(n)|};")]
    [InlineData("try { {|LEAK305:ArrayPool<byte>.Shared.Rent(n)|}; } finally { n = 1; }")]
    public Task Nothing_is_offered_for(string body) => RefusesAsync(body);

    [Fact]
    public Task Two_in_one_statement() => FixesAsync(
        """
        Action both = () => { {|LEAK305:h.AddReference()|}; {|LEAK305:SharedHandle.Create(r)|}; };
        Load(both);
        """,
        """
        Action both = () => { using var reference = h.AddReference(); using var handle = SharedHandle.Create(r); };
        Load(both);
        """);

    [Fact]
    public Task Documents_and_projects()
    {
        const string Body = "{|LEAK305:h.AddReference()|};\nLoad(h);";
        const string Fixed = "using var reference = h.AddReference();\nLoad(h);";
        return FixesInTwoProjectsAsync(Body, Fixed);
    }
}

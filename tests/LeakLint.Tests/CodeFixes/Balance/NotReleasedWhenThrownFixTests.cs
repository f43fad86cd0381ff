using System.Threading.Tasks;
using LeakLint.CodeFixes.Balance;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK302.</summary>
public sealed class NotReleasedWhenThrownFixTests() : BodyFixTests<NotReleasedWhenThrownFix>("LEAK302")
{
    [Fact]
    public Task Handle_becomes_a_using_declaration() => FixesAsync(
        """
        // The only one.
        var x = {|LEAK302:SharedHandle.Create(r)|}; // made here
        Load(x);
        x.Dispose(); // the last
        """,
        """
        // The only one.
        using var x = SharedHandle.Create(r); // made here
        Load(x);
        // the last
        """);

    [Fact]
    public Task Finally_that_comes_too_late_becomes_a_using() => FixesAsync(
        """
        var x = {|LEAK302:SharedHandle.Create(r)|};
        Load(x);
        try
        {
            n = 3;
        }
        finally
        {
            x.Dispose();
        }
        """,
        """
        using var x = SharedHandle.Create(r);
        Load(x);
        n = 3;
        """);

    [Fact]
    public Task Upgrade_that_succeeds_is_used_in_its_branch() => FixesAsync(
        """
        if ({|LEAK302:h.TryAddReference(out var other)|})
        {
            Load(other);
            other!.Dispose();
        }

        """,
        """
        if (h.TryAddReference(out var other))
        {
            using (other)
            {
                Load(other);
            }
        }

        """);

    [Fact]
    public Task Handle_that_may_be_null_is_disposed_in_a_finally() => FixesAsync(
        """
        if (n > 1)
        {
            SharedHandle<IDisposable>? x = null;
            if (n > 3) x = {|LEAK302:SharedHandle.Create(r)|};
            Load(x);
            x?.Dispose();
        }

        """,
        """
        if (n > 1)
        {
            SharedHandle<IDisposable>? x = null;
            if (n > 3) x = SharedHandle.Create(r);
            try
            {
                Load(x);
            }
            finally
            {
                x?.Dispose();
            }
        }

        """);

    [Fact]
    public Task First_has_no_repair_and_the_others_have() => FixesAsync(
        """
        var x = {|LEAK302:SharedHandle.Create(r)|};
        var y = x;
        var z = {|LEAK302:SharedHandle.Create(r)|};
        Load(z);
        y.Dispose();
        z.Dispose();
        """,
        """
        var x = {|LEAK302:SharedHandle.Create(r)|};
        var y = x;
        using var z = SharedHandle.Create(r);
        Load(z);
        y.Dispose();
        """);

    [Fact]
    public Task Two_in_one_statement() => FixesAsync(
        """
        Action both = () => { var x = {|LEAK302:SharedHandle.Create(r)|}; var y = {|LEAK302:SharedHandle.Create(r)|}; Load(y); y.Dispose(); x.Dispose(); };
        Load(both);
        """,
        """
        Action both = () => { using var x = SharedHandle.Create(r); using var y = SharedHandle.Create(r); Load(y); };
        Load(both);
        """);

    [Theory]
    [InlineData("var x = {|LEAK302:SharedHandle.Create(r)|}; Load(x); var y = x; y.Dispose();")]
    [InlineData("var kept = new System.Collections.Generic.List<object>(); var x = {|LEAK302:SharedHandle.Create(r)|}; Load(x); var value = x.Value; x.Dispose(); Load(value); Keep(value); void Keep(object o) => kept.Add(o);")]
    public Task Nothing_is_offered_for(string body) => RefusesAsync(body);

    [Fact]
    public Task Documents_and_projects()
    {
        const string Body = "var x = {|LEAK302:SharedHandle.Create(r)|};\nLoad(x);\nx.Dispose();";
        const string Fixed = "using var x = SharedHandle.Create(r);\nLoad(x);";
        return FixesInTwoProjectsAsync(Body, Fixed);
    }
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <content>The <c>using</c>.</content>
public sealed partial class NotReleasedOnEveryPathFixTests
{
    [Fact]
    public Task Handle_becomes_a_using_declaration() => FixesHandleAsync(
        """
        // The only one.
        var h = {|LEAK301:SharedHandle.Create(r)|};
        if (n > 1)
        {
            return;
        }

        Use(h);
        h.Dispose();
        """,
        """
        // The only one.
        using var h = SharedHandle.Create(r);
        if (n > 1)
        {
            return;
        }

        Use(h);
        """);

    [Fact]
    public Task Dropped_reference_is_kept_to_the_end_of_the_scope() => FixesHandleAsync(
        """
        using var h = SharedHandle.Create(r);
        {|LEAK301:h.AddReference()|};
        Use(h);
        """,
        """
        using var h = SharedHandle.Create(r);
        using var reference = h.AddReference();
        Use(h);
        """);

    [Fact]
    public Task Upgrade_that_succeeds_is_used_in_its_branch() => FixesHandleAsync(
        """
        using var h = SharedHandle.Create(r);
        if ({|LEAK301:h.TryAddReference(out var other)|})
        {
            Use(other);
        }
        """,
        """
        using var h = SharedHandle.Create(r);
        if (h.TryAddReference(out var other))
        {
            using (other)
            {
                Use(other);
            }
        }
        """);
}

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

    [Fact]
    public Task Dispose_that_lets_go_early_stays() => FixesHandleAsync(
        """
        var h = {|LEAK301:SharedHandle.Create(r)|}; // the one
        if (n > 1) return;
        h.Dispose(); // let go early
        Console.WriteLine("after");
        """,
        """
        using var h = SharedHandle.Create(r); // the one
        if (n > 1) return;
        h.Dispose(); // let go early
        Console.WriteLine("after");
        """);

    [Fact]
    public Task Try_that_only_disposed_is_unwrapped() => FixesHandleAsync(
        """
        var h = {|LEAK301:SharedHandle.Create(r)|};
        if (n > 1) { h.Dispose(); return; }
        if (n > 2) return;

        try
        {
            // Use it.
            Use(h);
        }
        finally
        {
            h.Dispose();
        }
        """,
        """
        using var h = SharedHandle.Create(r);
        if (n > 1) { return; }
        if (n > 2) return;

        // Use it.
        Use(h);
        """);

    [Fact]
    public Task Comment_of_a_dispose_stays_where_it_is() => FixesHandleAsync(
        """
        var h = {|LEAK301:SharedHandle.Create(r)|};
        if (n > 1)
        {
            // nothing to do
            h.Dispose();
            return;
        }

        if (n > 2) return;
        h.Dispose(); // all done
        """,
        """
        using var h = SharedHandle.Create(r);
        if (n > 1)
        {
            // nothing to do
            return;
        }

        if (n > 2) return;
        // all done
        """);

    [Fact]
    public Task Upgrade_that_fails_leaves_and_the_rest_uses_it() => FixesHandleAsync(
        """
        using var h = SharedHandle.Create(r);
        if (!{|LEAK301:h.TryAddReference(out var other)|}) return;

        if (n > 1)
        {
            return;
        }

        Use(other);
        other!.Dispose();
        """,
        """
        using var h = SharedHandle.Create(r);
        if (!h.TryAddReference(out var other)) return;

        using (other)
        {
            if (n > 1)
            {
                return;
            }

            Use(other);
        }
        """);

    [Fact]
    public Task Handle_that_may_be_null_is_disposed_if_there_is_one() => FixesHandleAsync(
        """
        SharedHandle<IDisposable>? h = null;
        if (n > 3)
        {
            h = {|LEAK301:SharedHandle.Create(r)|};
        }

        Use(h);
        if (n > 4) return;
        h?.Dispose();
        """,
        """
        SharedHandle<IDisposable>? h = null;
        if (n > 3)
        {
            h = SharedHandle.Create(r);
        }

        try
        {
            Use(h);
            if (n > 4) return;
        }
        finally
        {
            h?.Dispose();
        }
        """);

    [Fact]
    public Task Switch_section_gets_a_using_statement() => FixesHandleAsync(
        """
        switch (n)
        {
            case 3:
                // Here.
                var h = {|LEAK301:SharedHandle.Create(r)|};
                Use(h);
                break;
        }
        """,
        """
        switch (n)
        {
            case 3:
                // Here.
                using (var h = SharedHandle.Create(r))
                {
                    Use(h);
                    break;
                }
        }
        """);

    [Fact]
    public Task Round_of_a_loop_and_what_is_around_it() => FixesHandleAsync(
        """
        var h = {|LEAK301:SharedHandle.Create(r)|};
        while (n-- > 0)
        {
            if (n == 7) { h.Dispose(); return; }
            var i = {|LEAK301:h.AddReference()|};
            if (n == 3) { i.Dispose(); continue; }
            if (n == 4) continue;
            i.Dispose();
        }
        """,
        """
        using var h = SharedHandle.Create(r);
        while (n-- > 0)
        {
            if (n == 7) { return; }
            using var i = h.AddReference();
            if (n == 3) { continue; }
            if (n == 4) continue;
        }
        """);

    [Fact]
    public Task Handle_kept_on_another_path_is_released_where_it_is_missing() => FixesHandleAsync(
        """
        var h = {|LEAK301:SharedHandle.Create(r)|};
        if (n > 3) return;
        _field = h;
        """,
        """
        var h = SharedHandle.Create(r);
        if (n > 3)
        {
            h.Dispose();
            return;
        }

        _field = h;
        """);
}

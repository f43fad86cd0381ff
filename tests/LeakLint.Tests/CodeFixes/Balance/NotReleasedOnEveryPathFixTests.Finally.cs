using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <content>The <c>finally</c>.</content>
public sealed partial class NotReleasedOnEveryPathFixTests
{
    [Fact]
    public Task Early_return_goes_through_a_finally() => FixesAsync(
        """
        var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|};
        if (n > 99)
        {
            return 1;
        }

        // Give it back.
        ArrayPool<byte>.Shared.Return(a);
        return n;
        """,
        """
        var a = ArrayPool<byte>.Shared.Rent(n);
        try
        {
            if (n > 99)
            {
                return 1;
            }

            return n;
        }
        finally
        {
            // Give it back.
            ArrayPool<byte>.Shared.Return(a);
        }
        """);

    [Fact]
    public Task Release_that_is_nowhere_is_written_as_the_acquisition_names_the_pool() => FixesAsync(
        """
        var a = {|LEAK301:_pool.Rent(n)|};

        // Fill it.
        a[0] = 1; // one
        return a[0];
        // done
        """,
        """
        var a = _pool.Rent(n);

        try
        {
            // Fill it.
            a[0] = 1; // one
            return a[0];
            // done
        }
        finally
        {
            _pool.Return(a);
        }
        """);

    [Fact]
    public Task Nullable_lease_is_returned_if_there_is_one() => FixesAsync(
        """
        byte[]? rented = null;
        Span<byte> view = n <= 256 ? stackalloc byte[256] : (rented = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|});
        view.Clear();
        if (view[0] > 1) return 0;
        if (rented != null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return view.Length;
        """,
        """
        byte[]? rented = null;
        Span<byte> view = n <= 256 ? stackalloc byte[256] : (rented = ArrayPool<byte>.Shared.Rent(n));
        try
        {
            view.Clear();
            if (view[0] > 1) return 0;

            return view.Length;
        }
        finally
        {
            if (rented != null)
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
        """);

    [Fact]
    public Task Finally_that_comes_too_late_begins_at_the_acquisition() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(n)|};
        if (n == 0) return 0;
        try
        {
            // Work.
            return a[n];
        }
        finally
        {
            p.Return(a);
        }
        """,
        """
        var a = p.Rent(n);
        try
        {
            if (n == 0) return 0;
            // Work.
            return a[n];
        }
        finally
        {
            p.Return(a);
        }
        """);

    [Fact]
    public Task Two_leases_nest() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(n)|};
        var b = {|LEAK301:p.Rent(n)|};
        if (n == 0) return 0;
        a[0] = b[0];
        p.Return(b);
        p.Return(a);
        return 1;
        """,
        """
        var a = p.Rent(n);
        try
        {
            var b = p.Rent(n);
            try
            {
                if (n == 0) return 0;
                a[0] = b[0];
                return 1;
            }
            finally
            {
                p.Return(b);
            }
        }
        finally
        {
            p.Return(a);
        }
        """);

    [Fact]
    public Task Round_of_a_loop_is_a_scope_and_comments_go_with_the_call() => FixesAsync(
        """
        foreach (var c in s)
        {
            var a = {|LEAK301:p.Rent(c)|};
            if (c == 'x') continue; // not that one

            // Fill
            a[0] = 1;
            p.Return(a, clearArray: true); // back
        }

        return 0;
        """,
        """
        foreach (var c in s)
        {
            var a = p.Rent(c);
            try
            {
                if (c == 'x') continue; // not that one

                // Fill
                a[0] = 1;
            }
            finally
            {
                // back
                p.Return(a, clearArray: true);
            }
        }

        return 0;
        """);

    [Fact]
    public Task Switch_section_is_wrapped_with_its_break() => FixesAsync(
        """
        switch (n)
        {
            case 1:
                var a = {|LEAK301:p.Rent(n)|};
                if (a.Length > 3) break;
                p.Return(a);
                break;
        }

        return 0;
        """,
        """
        switch (n)
        {
            case 1:
                var a = p.Rent(n);
                try
                {
                    if (a.Length > 3) break;
                    break;
                }
                finally
                {
                    p.Return(a);
                }
        }

        return 0;
        """);

    [Fact]
    public Task Return_under_a_condition_goes_with_its_condition() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(16)|};
        Console.WriteLine(a.Length);
        if (n > 3)
            p.Return(a);
        else
        {
            n++;
            Console.WriteLine();
        }

        if (n > 4)
        {
            p.Return(a);
        }

        return n;
        """,
        """
        var a = {|LEAK301:p.Rent(16)|};
        Console.WriteLine(a.Length);
        if (n > 3)
            p.Return(a);
        else
        {
            n++;
            Console.WriteLine();
        }

        if (n > 4)
        {
            p.Return(a);
        }

        return n;
        """);

    [Fact]
    public Task Condition_that_guards_only_the_return_goes() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(16)|};
        Console.WriteLine(a.Length);
        if (n > 3)
        {
            p.Return(a);
        }

        return n;
        """,
        """
        var a = p.Rent(16);
        try
        {
            Console.WriteLine(a.Length);

            return n;
        }
        finally
        {
            p.Return(a);
        }
        """);
}

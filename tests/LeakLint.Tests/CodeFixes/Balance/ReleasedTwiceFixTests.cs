using System.Threading.Tasks;
using LeakLint.CodeFixes.Balance;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK303.</summary>
public sealed class ReleasedTwiceFixTests() : BodyFixTests<ReleasedTwiceFix>("LEAK303")
{
    [Fact]
    public Task Second_release_goes() => FixesAsync(
        """
        var a = ArrayPool<byte>.Shared.Rent(n);
        a[0] = 1;
        ArrayPool<byte>.Shared.Return(a);
        n++;

        // done
        {|LEAK303:ArrayPool<byte>.Shared.Return(a)|};
        Load(n);
        """,
        """
        var a = ArrayPool<byte>.Shared.Rent(n);
        a[0] = 1;
        ArrayPool<byte>.Shared.Return(a);
        n++;

        // done
        Load(n);
        """);

    [Fact]
    public Task First_release_goes_where_the_finally_is_needed() => FixesAsync(
        """
        var a = ArrayPool<byte>.Shared.Rent(n);
        try
        {
            Load(a);
            if (a[0] > 3)
            {
                ArrayPool<byte>.Shared.Return(a);
                return;
            }
        }
        finally
        {
            {|LEAK303:ArrayPool<byte>.Shared.Return(a)|};
        }
        """,
        """
        var a = ArrayPool<byte>.Shared.Rent(n);
        try
        {
            Load(a);
            if (a[0] > 3)
            {
                return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(a);
        }
        """);

    [Fact]
    public Task Both_go_into_one_finally() => FixesAsync(
        """
        var a = ArrayPool<byte>.Shared.Rent(n);
        try
        {
            Load(a);
            ArrayPool<byte>.Shared.Return(a);
            Load(s);
        }
        catch
        {
            {|LEAK303:ArrayPool<byte>.Shared.Return(a)|};
            throw;
        }
        """,
        """
        var a = ArrayPool<byte>.Shared.Rent(n);
        try
        {
            Load(a);
            Load(s);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(a);
        }
        """);

    [Fact]
    public Task Release_of_a_lock_that_the_finally_makes_as_well() => FixesAsync(
        """
        Monitor.Enter(stream);
        try
        {
            n++;
            Monitor.Exit(stream);
            Load(s);
        }
        finally
        {
            {|LEAK303:Monitor.Exit(stream)|};
        }
        """,
        """
        Monitor.Enter(stream);
        try
        {
            n++;
            Load(s);
        }
        finally
        {
            Monitor.Exit(stream);
        }
        """);

    [Fact]
    public Task Refused_where_one_release_runs_many_times() => RefusesAsync(
        """
        var a = stream as object as byte[] ?? [];
        for (var i = 0; i < n; i++)
        {
            {|LEAK303:ArrayPool<byte>.Shared.Return(a)|};
        }
        """);
}

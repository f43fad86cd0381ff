using System.Threading.Tasks;
using LeakLint.CodeFixes.Balance;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK307.</summary>
public sealed class ReleasedWithoutAcquireFixTests() : BodyFixTests<ReleasedWithoutAcquireFix>("LEAK307")
{
    [Fact]
    public Task The_wait_moves_before_the_try() => FixesAsync(
        """
        var gate = new SemaphoreSlim(1);
        var token = new CancellationToken(true);
        try
        {
            // one at a time
            await gate.WaitAsync(token);
            n++;
        }
        finally
        {
            {|LEAK307:gate.Release()|};
        }
        """,
        """
        var gate = new SemaphoreSlim(1);
        var token = new CancellationToken(true);
        // one at a time
        await gate.WaitAsync(token);
        try
        {
            n++;
        }
        finally
        {
            gate.Release();
        }
        """);

    [Fact]
    public Task What_gives_up_leaves_before_the_try() => FixesAsync(
        """
        var gate = new SemaphoreSlim(1);
        try
        {
            if (!gate.Wait(100)) return;
            n++;
        }
        finally
        {
            {|LEAK307:gate.Release()|};
        }
        """,
        """
        var gate = new SemaphoreSlim(1);
        if (!gate.Wait(100)) return;
        try
        {
            n++;
        }
        finally
        {
            gate.Release();
        }
        """);

    [Fact]
    public Task Handlers_stay_around_the_wait() => FixesAsync(
        """
        var gate = new SemaphoreSlim(1);
        var token = new CancellationToken(true);
        try
        {
            await gate.WaitAsync(token);
            n++;
        }
        catch (OperationCanceledException)
        {
            n = 0;
        }
        finally
        {
            {|LEAK307:gate.Release()|};
        }
        """,
        """
        var gate = new SemaphoreSlim(1);
        var token = new CancellationToken(true);
        try
        {
            await gate.WaitAsync(token);
            try
            {
                n++;
            }
            finally
            {
                gate.Release();
            }
        }
        catch (OperationCanceledException)
        {
            n = 0;
        }
        """);

    [Fact]
    public Task A_dropped_answer_is_asked() => FixesAsync(
        """
        var gate = new SemaphoreSlim(1);
        await gate.WaitAsync(TimeSpan.FromSeconds(5)); // not for long
        try
        {
            n++;
        }
        finally
        {
            {|LEAK307:gate.Release()|};
        }
        """,
        """
        var gate = new SemaphoreSlim(1);
        if (!await gate.WaitAsync(TimeSpan.FromSeconds(5)))
        {
            throw new TimeoutException();
        } // not for long
        try
        {
            n++;
        }
        finally
        {
            gate.Release();
        }
        """);

    [Fact]
    public Task Refused_where_the_wait_is_part_of_something_else() => RefusesAsync(
        """
        var gate = new SemaphoreSlim(1);
        var token = new CancellationToken(true);
        try
        {
            foreach (var c in s) if (c == 'x') await gate.WaitAsync(token);
            n++;
        }
        finally
        {
            {|LEAK307:gate.Release()|};
        }
        """);
}

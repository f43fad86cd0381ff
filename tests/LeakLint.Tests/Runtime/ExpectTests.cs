using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class ExpectTests
{
    private static readonly List<object> Kept = [];

    [Fact]
    public void What_nothing_keeps_passes()
    {
        Expect.Collected(static () => new object());
        Expect.Collected(static () => new Finalizable());
        Expect.Collected(New(keep: false));
        Expect.Collected(new WeakReference(null));
    }

    [Fact]
    public void What_is_kept_fails_by_its_name_or_type()
    {
        LeakException failure = Assert.Throws<LeakException>(static () => Expect.Collected(static () =>
        {
            Version version = new(1, 2);
            Kept.Add(version);
            return version;
        }));
        Assert.Equal("System.Version should have been collected and is still referred to after 10 full collections.", failure.Message);
        Assert.Empty(failure.Leaks);

        WeakReference reference = New(keep: true);
        Assert.StartsWith("The window ", Assert.Throws<LeakException>(() => Expect.Collected(reference, "The window")).Message, StringComparison.Ordinal);
        Assert.StartsWith("System.Object ", Assert.Throws<LeakException>(() => Expect.Collected(reference)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Continuations_that_still_hold_it_can_end()
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (WeakReference reference, Task work) = Start(end.Task);
        await Assert.ThrowsAsync<LeakException>(() => Expect.CollectedAsync(reference));
        end.SetResult();
        await work;
        await Expect.CollectedAsync(reference);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference, Task) Start(Task end)
        {
            object held = new();
            return (new WeakReference(held), Hold(held, end));
        }

        static async Task Hold(object held, Task end)
        {
            await end.ConfigureAwait(false);
            GC.KeepAlive(held);
        }
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        WeakReference reference = New(keep: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Expect.CollectedAsync(reference, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Null_is_refused_by_the_name_of_the_parameter()
    {
        Assert.Equal("make", Assert.Throws<ArgumentNullException>(() => Expect.Collected((Func<object>)null!)).ParamName);
        Assert.Equal("make", Assert.Throws<ArgumentException>(() => Expect.Collected(() => null!)).ParamName);
        Assert.Equal("reference", Assert.Throws<ArgumentNullException>(() => Expect.Collected((WeakReference)null!)).ParamName);
        Assert.Equal("reference", (await Assert.ThrowsAsync<ArgumentNullException>(() => Expect.CollectedAsync(null!))).ParamName);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference New(bool keep)
    {
        object made = new();
        if (keep)
        {
            Kept.Add(made);
        }

        return new WeakReference(made);
    }

    private sealed class Finalizable
    {
        ~Finalizable()
        {
            GC.KeepAlive(this);
        }
    }
}

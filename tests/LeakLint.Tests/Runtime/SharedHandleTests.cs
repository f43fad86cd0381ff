using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class SharedHandleTests
{
    [Fact]
    public void B01_value_is_released_once_at_the_last_dispose_on_its_thread()
    {
        Resource value = new();
        SharedHandle<Resource> first = SharedHandle.Create(value);
        SharedHandle<Resource> second = first.AddReference();
        first.Dispose();
        Assert.Equal(0, value.Released);
        int thread = 0;
        Race.Once(1, _ =>
        {
            thread = Environment.CurrentManagedThreadId;
            second.Dispose();
        });
        Assert.Equal(1, value.Released);
        Assert.Equal(thread, value.ReleasingThread);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void B02_disposing_one_handle_any_number_of_times_counts_once(int times)
    {
        Resource value = new();
        SharedHandle<Resource> first = SharedHandle.Create(value);
        using SharedHandle<Resource> second = first.AddReference();
        for (int i = 0; i < times; i++)
        {
            first.Dispose();
        }

        Assert.Equal(1, second.ReferenceCount);
        Assert.Equal(0, value.Released);
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void B03_handles_may_be_disposed_in_any_order(int first, int second, int third)
    {
        Resource value = new();
        SharedHandle<Resource> created = SharedHandle.Create(value);
        SharedHandle<Resource>[] handles = [created, created.AddReference(), created.AddReference()];
        handles[first].Dispose();
        handles[second].Dispose();
        Assert.Equal(0, value.Released);
        Assert.Same(value, handles[third].Value);
        handles[third].Dispose();
        Assert.Equal(1, value.Released);
    }

    [Fact]
    public void B04_value_of_a_disposed_handle_throws_though_others_are_alive()
    {
        SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        using SharedHandle<Resource> second = first.AddReference();
        first.Dispose();
        Assert.True(first.IsDisposed);
        Assert.False(second.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => first.Value);
        Assert.NotNull(second.Value);
    }

    [Fact]
    public void B05_adding_a_reference_by_a_disposed_handle_fails_though_others_are_alive()
    {
        SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        using SharedHandle<Resource> second = first.AddReference();
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.AddReference());
        Assert.False(first.TryAddReference(out SharedHandle<Resource>? none));
        Assert.Null(none);
        Assert.Equal(1, second.ReferenceCount);
    }

    [Fact]
    public void B06_count_never_goes_from_zero_to_one()
    {
        Resource value = new();
        SharedHandle<Resource> handle = SharedHandle.Create(value);
        WeakHandle<Resource> weak = handle.ToWeak();
        handle.Dispose();
        Assert.False(handle.TryAddReference(out _));
        Assert.False(weak.TryAddReference(out _));
        Assert.False(handle.Block.TryAcquire(byHandle: true, null, out _));
        Assert.Equal(0, handle.ReferenceCount);
        Assert.Equal(1, value.Released);
    }

    [Fact]
    public void B09_overflow_is_refused_and_the_count_is_unchanged()
    {
        SharedHandle<Resource> handle = SharedHandle.Create(new Resource());
        WeakHandle<Resource> weak = handle.ToWeak();
        handle.Block.State = SharedBlock.FullState - 2;
        using SharedHandle<Resource> last = handle.AddReference();
        const int most = (1 << 30) - 1;
        Assert.Equal(most, handle.ReferenceCount);
        Assert.Throws<OverflowException>(() => handle.AddReference());
        Assert.Throws<OverflowException>(() => handle.TryAddReference(out _));
        Assert.Throws<OverflowException>(() => weak.TryAddReference(out _));
        Assert.Equal(most, handle.ReferenceCount);
        Assert.True(weak.IsAlive);
    }

    [Fact]
    public void B10_null_is_refused_by_the_name_of_the_parameter()
    {
        Assert.Equal("value", Assert.Throws<ArgumentNullException>(() => SharedHandle.Create<Resource>(null!)).ParamName);
        Assert.Equal("value", Assert.Throws<ArgumentNullException>(() => SharedHandle.Create<string>(null!, _ => { })).ParamName);
        Assert.Equal("release", Assert.Throws<ArgumentNullException>(() => SharedHandle.Create("x", (Action<string>)null!)).ParamName);
    }

    [Fact]
    public void B11_an_exception_of_the_release_reaches_the_last_releaser_only_and_the_block_is_dead()
    {
        int calls = 0;
        SharedHandle<string> first = SharedHandle.Create("x", _ =>
        {
            calls++;
            throw new InvalidOperationException("release");
        });
        SharedHandle<string> second = first.AddReference();
        WeakHandle<string> weak = first.ToWeak();
        first.Dispose();
        Assert.Equal("release", Assert.Throws<InvalidOperationException>(second.Dispose).Message);
        second.Dispose();
        Assert.False(weak.IsAlive);
        Assert.False(weak.TryAddReference(out _));
        Assert.Equal(0, second.ReferenceCount);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void B12_during_the_release_dispose_does_nothing_and_adding_a_reference_fails()
    {
        SharedHandle<string>? handle = null;
        WeakHandle<string> weak = default;
        int calls = 0;
        bool acquired = true;
        handle = SharedHandle.Create("x", value =>
        {
            calls++;
            handle!.Dispose();
            acquired = handle.TryAddReference(out _) || weak.TryAddReference(out _) || weak.IsAlive;
        });
        weak = handle.ToWeak();
        handle.Dispose();
        Assert.Equal(1, calls);
        Assert.False(acquired);
    }

    [Fact]
    public void B15_reference_count_is_exact_and_reading_it_adds_none()
    {
        SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        Assert.Equal(1, first.ReferenceCount);
        Assert.Equal(1, first.ReferenceCount);
        SharedHandle<Resource> second = first.AddReference();
        Assert.True(second.TryAddReference(out SharedHandle<Resource>? third));
        Assert.Equal(3, first.ReferenceCount);
        first.Dispose();
        Assert.Equal(2, first.ReferenceCount);
        second.Dispose();
        third.Dispose();
        Assert.Equal(0, first.ReferenceCount);
        Assert.Equal(0, third.ReferenceCount);
    }

    [Fact]
    public void B24_a_handle_collected_undisposed_never_releases_from_the_finalizer_thread()
    {
        int released = 0;
        WeakReference handle = Forget(_ => Interlocked.Increment(ref released));
        Collector.Run();
        Assert.False(handle.IsAlive);
        Assert.Equal(0, released);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Forget(Action<string> release) => new(SharedHandle.Create("x", release));
    }

    [Fact]
    public void B25_writes_before_each_dispose_are_visible_to_the_release()
    {
        int[] written = new int[4];
        int sum = 0;
        SharedHandle<Resource>[] handles = new SharedHandle<Resource>[4];
        Race.Rounds(
            threads: 4,
            most: 20_000,
            prepare: () =>
            {
                Array.Clear(written);
                SharedHandle<Resource> first = SharedHandle.Create(new Resource(), _ => sum = written[0] + written[1] + written[2] + written[3]);
                handles = [first, first.AddReference(), first.AddReference(), first.AddReference()];
            },
            body: index =>
            {
                written[index] = index + 1;
                handles[index].Dispose();
            },
            check: () => Assert.Equal(10, sum));
    }
}

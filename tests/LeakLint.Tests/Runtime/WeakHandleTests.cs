using System;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class WeakHandleTests
{
    [Fact]
    public void B17_a_weak_handle_does_not_count()
    {
        Resource value = new();
        SharedHandle<Resource> handle = SharedHandle.Create(value);
        WeakHandle<Resource> weak = handle.ToWeak();
        Assert.Equal(1, handle.ReferenceCount);
        Assert.True(weak.IsAlive);
        handle.Dispose();
        Assert.Equal(1, value.Released);
        Assert.False(weak.IsAlive);
    }

    [Fact]
    public void B18_it_works_while_any_handle_lives_also_after_the_one_it_was_taken_from()
    {
        SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        WeakHandle<Resource> weak = first.ToWeak();
        SharedHandle<Resource> second = first.AddReference();
        first.Dispose();
        Assert.True(weak.TryAddReference(out SharedHandle<Resource>? third));
        second.Dispose();
        Assert.Equal(1, third.ReferenceCount);
        Assert.False(third.Value.IsReleased);
        third.Dispose();
        Assert.False(weak.IsAlive);
    }

    [Fact]
    public void B19_after_zero_and_by_default_it_fails_without_throwing()
    {
        SharedHandle<Resource> handle = SharedHandle.Create(new Resource());
        WeakHandle<Resource> weak = handle.ToWeak();
        handle.Dispose();
        Assert.False(weak.TryAddReference(out SharedHandle<Resource>? none));
        Assert.Null(none);
        WeakHandle<Resource> nothing = default;
        Assert.False(nothing.IsAlive);
        Assert.False(nothing.TryAddReference(out none));
        Assert.Null(none);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void B20_one_taken_from_a_disposed_handle_is_dead_whether_or_not_others_were_made_before(bool before)
    {
        SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        using SharedHandle<Resource> second = first.AddReference();
        WeakHandle<Resource> earlier = before ? first.ToWeak() : default;
        first.Dispose();
        WeakHandle<Resource> late = first.ToWeak();
        Assert.False(late.IsAlive);
        Assert.False(late.TryAddReference(out _));
        Assert.Equal(before, earlier.IsAlive);
    }

    [Fact]
    public void B21_it_has_one_reference_field_and_so_cannot_tear()
    {
        FieldInfo field = Assert.Single(typeof(WeakHandle<Resource>).GetFields(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));
        Assert.False(field.FieldType.IsValueType);
        Assert.Equal(IntPtr.Size, Unsafe.SizeOf<WeakHandle<Resource>>());
    }

    [Fact]
    public void B22_neither_a_weak_nor_a_disposed_handle_keeps_a_released_value_in_memory()
    {
        (WeakReference value, SharedHandle<Resource> handle, WeakHandle<Resource> weak) = Make();
        Collector.Run();
        Assert.True(value.IsAlive);
        handle.Dispose();
        Collector.Run();
        Assert.False(value.IsAlive);
        Assert.False(weak.IsAlive);
        GC.KeepAlive(handle);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference, SharedHandle<Resource>, WeakHandle<Resource>) Make()
        {
            Resource value = new();
            SharedHandle<Resource> handle = SharedHandle.Create(value);
            return (new WeakReference(value), handle, handle.ToWeak());
        }
    }

    [Fact]
    public void B23_an_acquire_that_races_the_last_release_gets_a_live_value_or_nothing()
    {
        Resource value = new();
        SharedHandle<Resource> last = null!;
        WeakHandle<Resource> weak = default;
        int acquired = 0;
        Race.Rounds(
            threads: 4,
            most: 30_000,
            prepare: () =>
            {
                value = new Resource();
                last = SharedHandle.Create(value);
                weak = last.ToWeak();
                acquired = 0;
            },
            body: index =>
            {
                if (index == 0)
                {
                    last.Dispose();
                    return;
                }

                for (int i = 0; i < 4; i++)
                {
                    if (!weak.TryAddReference(out SharedHandle<Resource>? got))
                    {
                        Assert.False(weak.IsAlive);
                        return;
                    }

                    Assert.False(got.Value.IsReleased, "a live handle over a released value");
                    Interlocked.Increment(ref acquired);
                    got.Dispose();
                }
            },
            check: () =>
            {
                Assert.Equal(1, value.Released);
                Assert.Equal(0, last.ReferenceCount);
            });
    }

    [Fact]
    public void Two_are_equal_if_they_come_from_one_value()
    {
        using SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        using SharedHandle<Resource> second = first.AddReference();
        using SharedHandle<Resource> other = SharedHandle.Create(new Resource());
        Assert.True(first.ToWeak() == second.ToWeak());
        Assert.True(first.ToWeak() != other.ToWeak());
        Assert.Equal(first.ToWeak().GetHashCode(), second.ToWeak().GetHashCode());
        Assert.False(first.ToWeak().Equals(null));
        Assert.Contains(second.ToWeak(), new[] { other.ToWeak(), first.ToWeak() }.ToHashSet());
        Assert.Equal(default, default(WeakHandle<Resource>));
    }
}

using System;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class SharedHandleRaceTests
{
    [Fact]
    public void B07_four_threads_that_acquire_a_dead_block_all_fail()
    {
        WeakHandle<Resource> weak = default;
        int acquired = 0;
        Race.Rounds(
            threads: 4,
            most: 20_000,
            prepare: () =>
            {
                SharedHandle<Resource> handle = SharedHandle.Create(new Resource());
                weak = handle.ToWeak();
                handle.Dispose();
            },
            body: _ =>
            {
                if (weak.TryAddReference(out SharedHandle<Resource>? _))
                {
                    Interlocked.Increment(ref acquired);
                }
            },
            check: () => Assert.Equal(0, acquired));
    }

    [Fact]
    public void B08_many_threads_release_and_exactly_one_releases_the_value()
    {
        Resource value = new();
        SharedHandle<Resource>[] handles = [];
        Race.Rounds(
            threads: 4,
            most: 20_000,
            prepare: () =>
            {
                value = new Resource();
                SharedHandle<Resource> first = SharedHandle.Create(value);
                handles = [first, first.AddReference(), first.AddReference(), first.AddReference()];
            },
            body: index => handles[index].Dispose(),
            check: () =>
            {
                Assert.Equal(1, value.Released);
                Assert.Equal(0, handles[0].ReferenceCount);
            });
    }

    [Fact]
    public void B13_two_threads_that_dispose_the_same_handle_count_once()
    {
        SharedHandle<Resource> shared = null!;
        SharedHandle<Resource> other = null!;
        Race.Rounds(
            threads: 2,
            most: 40_000,
            prepare: () =>
            {
                other = SharedHandle.Create(new Resource());
                shared = other.AddReference();
            },
            body: _ => shared.Dispose(),
            check: () =>
            {
                Assert.Equal(1, other.ReferenceCount);
                Assert.False(other.Value.IsReleased);
            });
    }

    [Fact]
    public void B14_reading_the_value_of_a_handle_that_another_thread_disposes_gives_it_or_throws()
    {
        Resource value = new();
        SharedHandle<Resource> handle = null!;
        Race.Rounds(
            threads: 2,
            most: 40_000,
            prepare: () => handle = SharedHandle.Create(value),
            body: index =>
            {
                if (index == 0)
                {
                    handle.Dispose();
                    return;
                }

                try
                {
                    Assert.Same(value, handle.Value);
                }
                catch (ObjectDisposedException)
                {
                }
            },
            check: () => Assert.Throws<ObjectDisposedException>(() => handle.Value));
    }

    [Fact]
    public void B16_a_count_read_meanwhile_lies_between_what_is_surely_and_what_is_possibly_held()
    {
        using SharedHandle<Resource> kept = SharedHandle.Create(new Resource());
        Race.While(3, (index, _) =>
        {
            if (index == 0)
            {
                Assert.InRange(kept.ReferenceCount, 1, 3);
            }
            else
            {
                kept.AddReference().Dispose();
            }
        });
        Assert.Equal(1, kept.ReferenceCount);
    }
}

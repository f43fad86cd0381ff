using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class LeasePoolTests
{
    [Fact]
    public void B84_an_item_is_returned_once_however_often_its_lease_is_disposed()
    {
        using LeasePool<Resource> pool = new(static () => new Resource());
        SharedHandle<Resource> lease = pool.Rent();
        Resource item = lease.Value;
        Assert.Equal((0, 1), (pool.IdleCount, pool.RentedCount));
        lease.Dispose();
        lease.Dispose();
        Assert.Equal((1, 0), (pool.IdleCount, pool.RentedCount));

        using SharedHandle<Resource> first = pool.Rent();
        lease.Dispose();
        using SharedHandle<Resource> second = pool.Rent();
        Assert.Same(item, first.Value);
        Assert.NotSame(item, second.Value);
        Assert.Throws<ObjectDisposedException>(() => lease.Value);
    }

    [Fact]
    public void B84_an_item_is_returned_by_the_last_of_its_handles()
    {
        using LeasePool<Resource> pool = new(static () => new Resource());
        SharedHandle<Resource> lease = pool.Rent();
        SharedHandle<Resource> second = lease.AddReference();
        lease.Dispose();
        Assert.Equal((0, 1), (pool.IdleCount, pool.RentedCount));
        Assert.False(second.Value.IsReleased);
        second.Dispose();
        Assert.Equal((1, 0), (pool.IdleCount, pool.RentedCount));
    }

    [Fact]
    public void B85_what_the_reset_refuses_is_disposed()
    {
        List<Resource> reset = [];
        bool isGood = true;
        using LeasePool<Resource> pool = new(static () => new Resource(), item =>
        {
            reset.Add(item);
            return isGood;
        });
        Resource item = RentAndReturn(pool);
        Assert.Equal(0, item.Released);
        isGood = false;
        Assert.Same(item, RentAndReturn(pool));
        Assert.Equal(1, item.Released);
        Assert.Equal([item, item], reset);
        Assert.Equal((0, 0), (pool.IdleCount, pool.RentedCount));
        Assert.NotSame(item, RentAndReturn(pool));
    }

    [Fact]
    public void B85_a_reset_that_throws_is_heard_by_the_one_who_returned_and_the_item_is_disposed()
    {
        using LeasePool<Resource> pool = new(static () => new Resource(), _ => throw new FormatException());
        SharedHandle<Resource> lease = pool.Rent();
        Resource item = lease.Value;
        Assert.Throws<FormatException>(lease.Dispose);
        Assert.Equal(1, item.Released);
        Assert.Equal((0, 0), (pool.IdleCount, pool.RentedCount));
        lease.Dispose();
        Assert.Equal(1, item.Released);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void B85_what_comes_back_to_a_full_pool_is_disposed(int maxIdle)
    {
        using LeasePool<Resource> pool = new(static () => new Resource(), maxIdle: maxIdle);
        SharedHandle<Resource>[] leases = [.. Enumerable.Range(0, 5).Select(_ => pool.Rent())];
        Resource[] items = [.. leases.Select(lease => lease.Value)];
        Assert.Equal(5, pool.RentedCount);
        foreach (SharedHandle<Resource> lease in leases)
        {
            lease.Dispose();
        }

        Assert.Equal((maxIdle, 0), (pool.IdleCount, pool.RentedCount));
        Assert.Equal(5 - maxIdle, items.Count(item => item.Released == 1));
    }

    [Fact]
    public void B86_the_item_of_a_forgotten_lease_is_lost_to_the_pool_and_stays_counted()
    {
        using LeasePool<Resource> pool = new(static () => new Resource());
        (WeakReference lease, Resource item) = Forget(pool);
        Collector.Run();
        Assert.False(lease.IsAlive);
        Assert.Equal((0, 1), (pool.IdleCount, pool.RentedCount));
        Assert.Equal(0, item.Released);
        using SharedHandle<Resource> next = pool.Rent();
        Assert.NotSame(item, next.Value);
        Assert.Equal(2, pool.RentedCount);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference Lease, Resource Item) Forget(LeasePool<Resource> pool)
        {
            SharedHandle<Resource> lease = pool.Rent();
            return (new WeakReference(lease), lease.Value);
        }
    }

    [Fact]
    public void B87_what_is_out_when_the_pool_is_disposed_is_disposed_when_it_is_returned()
    {
        int resets = 0;
        LeasePool<Resource> pool = new(static () => new Resource(), _ => ++resets > 0);
        SharedHandle<Resource> lease = pool.Rent();
        Resource item = lease.Value;
        Resource[] idle = [.. Enumerable.Range(0, 3).Select(_ => pool.Rent()).ToArray().Select(Return)];
        pool.Dispose();
        pool.Dispose();
        Assert.All(idle, each => Assert.Equal(1, each.Released));
        Assert.Equal(0, item.Released);
        Assert.Equal((0, 1), (pool.IdleCount, pool.RentedCount));
        lease.Dispose();
        Assert.Equal(1, item.Released);
        Assert.Equal((0, 0), (pool.IdleCount, pool.RentedCount));
        Assert.Equal(3, resets);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent());
    }

    [Fact]
    public void B87_an_item_whose_reset_disposes_the_pool_is_disposed_too()
    {
        LeasePool<Resource> pool = null!;
        pool = new LeasePool<Resource>(static () => new Resource(), _ =>
        {
            pool.Dispose();
            return true;
        });
        Resource item = RentAndReturn(pool);
        Assert.Equal(1, item.Released);
        Assert.Equal((0, 0), (pool.IdleCount, pool.RentedCount));
    }

    [Fact]
    public void B87_returning_while_the_pool_is_disposed_leaves_no_item_undisposed()
    {
        LeasePool<Resource> pool = null!;
        SharedHandle<Resource>[] leases = [];
        Resource[] items = [];
        int round = 0;
        Race.Rounds(
            threads: 3,
            most: 30_000,
            prepare: () =>
            {
                pool = new LeasePool<Resource>(static () => new Resource(), maxIdle: 20);
                leases = [.. Enumerable.Range(0, 11).Select(_ => pool.Rent())];
                items = [.. leases.Select(lease => lease.Value)];
                leases[0].Dispose();
                round++;
            },
            body: index =>
            {
                if (index == 0)
                {
                    Thread.SpinWait(round % 40);
                    pool.Dispose();
                    return;
                }

                for (int i = index; i < leases.Length; i += 2)
                {
                    leases[i].Dispose();
                }
            },
            check: () =>
            {
                Assert.All(items, item => Assert.Equal(1, item.Released));
                Assert.Equal((0, 0), (pool.IdleCount, pool.RentedCount));
            });
    }

    [Fact]
    public void Items_that_throw_do_not_keep_the_others_from_being_disposed()
    {
        Bomb[] bombs = [new(), new(), new()];
        int next = 0;
        LeasePool<Bomb> pool = new(() => bombs[next++], maxIdle: 3);
        foreach (SharedHandle<Bomb> lease in Enumerable.Range(0, 3).Select(_ => pool.Rent()).ToArray())
        {
            lease.Dispose();
        }

        Assert.Equal(3, Assert.Throws<AggregateException>(pool.Dispose).InnerExceptions.Count);
        Assert.All(bombs, bomb => Assert.Equal(1, bomb.Disposed));
    }

    [Fact]
    public void Factory_and_reset_may_use_the_pool()
    {
        LeasePool<object> pool = null!;
        int made = 0;
        pool = new LeasePool<object>(
            () =>
            {
                if (made++ == 0)
                {
                    pool.Rent().Dispose();
                }

                return new object();
            },
            _ =>
            {
                Race.Once(1, _ => Assert.InRange(pool.IdleCount, 0, 2));
                return true;
            },
            maxIdle: 2);
        pool.Rent().Dispose();
        Assert.Equal((2, 0), (pool.IdleCount, pool.RentedCount));
        pool.Dispose();
    }

    [Fact]
    public void A_factory_that_throws_or_gives_null_counts_nothing()
    {
        using LeasePool<string> throws = new(static () => throw new FormatException());
        Assert.Throws<FormatException>(() => throws.Rent());
        Assert.Equal(0, throws.RentedCount);
        using LeasePool<string> none = new(static () => null!);
        Assert.Throws<InvalidOperationException>(() => none.Rent());
        Assert.Equal(0, none.RentedCount);
    }

    [Fact]
    public void Nonsense_is_refused_by_the_name_of_the_parameter()
    {
        Assert.Equal("create", Assert.Throws<ArgumentNullException>(() => new LeasePool<string>(null!)).ParamName);
        Assert.Equal("maxIdle", Assert.Throws<ArgumentOutOfRangeException>(() => new LeasePool<string>(() => "", maxIdle: -1)).ParamName);
    }

    // More than two million operations: rent, perhaps share, return, often twice.
    [Fact]
    public void Torture_no_item_is_ever_at_two_renters_and_none_is_lost()
    {
        const int rents = 300_000;
        ConcurrentQueue<Item> all = new();
        LeasePool<Item> pool = new(
            () =>
            {
                Item made = new();
                all.Enqueue(made);
                return made;
            },
            static item => item.Uses % 997 != 996,
            maxIdle: 4);
        Race.Once(4, index =>
        {
            Random random = new(index);
            for (int i = 0; i < rents; i++)
            {
                SharedHandle<Item> lease = pool.Rent();
                Item item = lease.Value;
                Assert.Equal(1, Interlocked.Increment(ref item.Renters));
                Assert.Equal(0, item.Disposed);
                item.Uses++;
                SharedHandle<Item>? second = random.Next(4) == 0 ? lease.AddReference() : null;
                if (random.Next(8) == 0)
                {
                    using SharedHandle<Item> other = pool.Rent();
                    Assert.NotSame(item, other.Value);
                    Assert.Equal(1, Interlocked.Increment(ref other.Value.Renters));
                    Interlocked.Decrement(ref other.Value.Renters);
                }

                if (second is not null)
                {
                    lease.Dispose();
                }

                Interlocked.Decrement(ref item.Renters);
                (second ?? lease).Dispose();
                lease.Dispose();
            }
        });
        Assert.Equal(0, pool.RentedCount);
        Assert.InRange(pool.IdleCount, 0, 4);
        pool.Dispose();
        Assert.All(all, item => Assert.Equal((0, 1), (item.Renters, item.Disposed)));
    }

    private static Resource RentAndReturn(LeasePool<Resource> pool) => Return(pool.Rent());

    private static Resource Return(SharedHandle<Resource> lease)
    {
        Resource item = lease.Value;
        lease.Dispose();
        return item;
    }

    private sealed class Bomb : IDisposable
    {
        public int Disposed;

        public void Dispose()
        {
            Disposed++;
            throw new FormatException();
        }
    }

    private sealed class Item : IDisposable
    {
        public int Renters;
        public int Uses;
        public int Disposed;

        public void Dispose() => Interlocked.Increment(ref Disposed);
    }
}

using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>What LEAK201 and LEAK204 to LEAK208 say, run.</summary>
public sealed class FinalizerRunTests
{
    private const int Many = 100;

    // LEAK204: of many, some meet the other object after its end; a SafeHandle none does.
    [Fact]
    public void A_finalizer_meets_finalized_peers_but_no_released_safe_handle()
    {
        var seen = new Seen();
        MakeUsers(seen);
        Collect(() => Volatile.Read(ref seen.Finalized) == 2 * Many);

        Assert.Equal(2 * Many, seen.Finalized);
        Assert.True(seen.MetFinalizedPeer > 0);
        Assert.Equal(0, seen.MetClosedHandle);
    }

    // LEAK205: the second death has no finalizer, unless it was asked for.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void An_object_that_came_back_is_not_finalized_again_unless_it_asks(bool asks, int times)
    {
        var seen = new Seen();
        MakeRevenant(seen, asks);
        Collect(() => Volatile.Read(ref seen.Finalized) == 1);
        Assert.NotEmpty(seen.Kept);

        seen.Kept.Clear();
        Collect(() => Volatile.Read(ref seen.Finalized) == times);

        Assert.Equal(times, seen.Finalized);
    }

    // LEAK206: a lock on the object itself, or on one that only it knows, is held by nobody when the finalizer runs.
    [Fact]
    public void A_lock_that_only_the_object_knows_is_free_in_its_finalizer()
    {
        var seen = new Seen();
        MakeLocker(seen);
        Collect(() => Volatile.Read(ref seen.Finalized) == 1);

        Assert.Equal(1, seen.Finalized);
    }

    // LEAK201
    [Fact]
    public void Counted_handles_in_a_circle_release_nothing_and_with_a_weak_one_all()
    {
        var released = 0;
        LinkStrong(() => released++);
        Assert.Equal(0, released);

        LinkWeak(() => released++);
        Assert.Equal(2, released);
    }

    // LEAK207
    [Fact]
    public void A_shared_handle_keeps_the_object_that_its_release_action_captures()
    {
        var (captured, first) = MakeHolder(capture: true);
        var (free, second) = MakeHolder(capture: false);
        Collect(() => !free.IsAlive);

        Assert.True(captured.IsAlive);
        Assert.False(free.IsAlive);
        first.Dispose();
        second.Dispose();
    }

    // LEAK208: "tracks resurrection" sees the object until its memory goes.
    [Fact]
    public void An_owner_in_a_circle_with_a_finalizer_outlives_a_collection_and_behind_a_weak_edge_it_does_not()
    {
        var strong = MakeOwner(weak: false);
        var weak = MakeOwner(weak: true);
        GC.Collect();

        Assert.True(strong.IsAlive);
        Assert.False(weak.IsAlive);
        Collect(() => !strong.IsAlive);
        Assert.False(strong.IsAlive);
    }

    private static void Collect(Func<bool> isDone)
    {
        for (var i = 0; i < 30 && !isDone(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeUsers(Seen seen)
    {
        for (var i = 0; i < Many; i++)
        {
            // Either may be made first: the order in which they are made is not the order in which they are finalized.
            var user = i % 2 == 0 ? new User(seen) : null;
            var peer = new Peer(seen);
            user ??= new User(seen);
            user.Peer = peer;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeRevenant(Seen seen, bool asks) => GC.KeepAlive(new Revenant(seen, asks));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeLocker(Seen seen) => GC.KeepAlive(new Locker(seen));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MakeOwner(bool weak) => new(new Owner(weak), trackResurrection: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Holder, SharedHandle<object> Shared) MakeHolder(bool capture)
    {
        var holder = new Holder(capture);
        var shared = holder.Handle.AddReference();
        holder.Handle.Dispose();
        return (new WeakReference(holder), shared);
    }

    private static void LinkStrong(Action released)
    {
        using var first = SharedHandle.Create(new Node(released));
        using var second = SharedHandle.Create(new Node(released));
        first.Value.Next = second.AddReference();
        second.Value.Next = first.AddReference();
    }

    private static void LinkWeak(Action released)
    {
        using var first = SharedHandle.Create(new Node(released));
        using var second = SharedHandle.Create(new Node(released));
        first.Value.Next = second.AddReference();
        second.Value.Back = first.ToWeak();
    }

    private sealed class Seen
    {
        public int Finalized;
        public int MetFinalizedPeer;
        public int MetClosedHandle;

        public List<object> Kept { get; } = [];
    }

    private sealed class Peer(Seen seen)
    {
        public volatile bool IsFinalized;

        ~Peer()
        {
            IsFinalized = true;
            Interlocked.Increment(ref seen.Finalized);
        }
    }

    private sealed class User(Seen seen)
    {
        public Peer? Peer { get; set; }

        private readonly SafeWaitHandle _handle = new ManualResetEvent(false).SafeWaitHandle;

        ~User()
        {
            if (Peer!.IsFinalized)
            {
                seen.MetFinalizedPeer++;
            }

            if (_handle.IsClosed)
            {
                seen.MetClosedHandle++;
            }

            Interlocked.Increment(ref seen.Finalized);
        }
    }

    private sealed class Revenant(Seen seen, bool asks)
    {
        ~Revenant()
        {
            if (Interlocked.Increment(ref seen.Finalized) > 1)
            {
                return;
            }

            seen.Kept.Add(this);
            if (asks)
            {
                GC.ReRegisterForFinalize(this);
            }
        }
    }

    private sealed class Locker(Seen seen)
    {
        private readonly object _gate = new();

        ~Locker()
        {
            if (Monitor.TryEnter(this) && Monitor.TryEnter(_gate))
            {
                Interlocked.Increment(ref seen.Finalized);
            }
        }
    }

    private sealed class Node(Action released) : IDisposable
    {
        public SharedHandle<Node>? Next { get; set; }

        public WeakHandle<Node> Back { get; set; }

        public void Dispose()
        {
            released();
            Next?.Dispose();
        }
    }

    private sealed class Holder
    {
        private int _released;

        public Holder(bool capture)
            => Handle = capture ? SharedHandle.Create(new object(), _ => _released++) : SharedHandle.Create(new object(), static _ => { });

        public SharedHandle<object> Handle { get; }

        public int Released => _released;
    }

    private sealed class Owner
    {
        public Owner(bool weak) => Part = new Part(weak ? new WeakReference(this) : this);

        public Part Part { get; }
    }

    private sealed class Part(object owner)
    {
        public object Owner { get; } = owner;

        ~Part() => GC.KeepAlive(Owner);
    }
}

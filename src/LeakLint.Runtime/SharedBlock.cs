using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace LeakLint;

/// <summary>What the handles of one value share, as far as its type does not matter: the count, and who watches.</summary>
/// <remarks>
/// State word: bit 0 is "dead", bits 1 to 30 the count, bit 31 "collecting", and above it the number of acquires, which only
/// says that there were some. 2 = one handle, 4 = two, 1 = dead; the last decrement and death are the one step 2 -> 1, so
/// that no acquire can slip in between, and nothing leads away from 1.
/// Every change is a full fence (<see cref="Interlocked"/>), which is what makes the writes of all owners visible to the
/// release action; do not weaken it.
/// A block that is marked "collecting" belongs to a <see cref="CycleCollection"/>: the count goes on, but only the
/// collection decides about its death.
/// </remarks>
internal abstract class SharedBlock
{
    /// <summary>2^30 - 1 handles.</summary>
    internal const int FullState = int.MaxValue - 1;

    private protected const long Dead = 1;
    private protected const long One = 2;
    private protected const long CountBits = FullState;
    private protected const long Collecting = 1L << 31;
    private protected const long Acquired = 1L << 32;

    private protected long _state = One;
    private IReleaseWatcher? _watchers;

    public int Count => CountOf(Volatile.Read(ref _state));

    /// <summary>Whether the value is not released, and not about to be by a collection that has decided.</summary>
    public bool IsAlive
    {
        get
        {
            long state = Volatile.Read(ref _state);
            return (state & (Dead | Collecting)) == 0 || MayAcquireAt(ref state, byHandle: false);
        }
    }

    /// <summary>The value if it is an owner of handles and not released.</summary>
    public abstract IHandleOwner? Owner { get; }

    /// <summary>The state word: equal words mean that nothing was acquired or released in between. For tests also the one
    /// way to 2^30 handles.</summary>
    internal ref long State => ref _state;

    /// <summary>How many watchers it has beside the tag's keeper, for tests.</summary>
    internal int WatcherCount
    {
        get
        {
            int count = 0;
            for (IReleaseWatcher? watcher = _watchers; watcher is not null; watcher = watcher.NextWatcher)
            {
                count += watcher is TagKeeper ? 0 : 1;
            }

            return count;
        }
    }

    private protected bool HasWatchers => _watchers is not null;

    /// <summary>The count that a state word says.</summary>
    public static int CountOf(long state) => (int)(state & CountBits) >> 1;

    /// <summary>What the search for cycles keeps about an owner: from the constructor of the block until it dies. Null for
    /// what is no owner.</summary>
    public KnownOwner? OwnerEntry => Volatile.Read(ref _watchers) as KnownOwner;

    /// <summary>What says "the same value" without keeping it in memory: made when somebody first asks.</summary>
    public object Tag()
    {
        // Once there is one it is the first watcher for ever.
        switch (Volatile.Read(ref _watchers))
        {
            case TagKeeper keeper:
                return keeper.Tag;
            case KnownOwner owner:
                return owner.Tag();
        }

        TagKeeper made = new();
        lock (this)
        {
            if (_watchers is TagKeeper other)
            {
                return other.Tag;
            }

            made.NextWatcher = _watchers;
            Volatile.Write(ref _watchers, made);
            return made.Tag;
        }
    }

    /// <summary>The tag if there is one.</summary>
    public object? ExistingTag => Volatile.Read(ref _watchers) switch
    {
        TagKeeper keeper => keeper.Tag,
        KnownOwner owner => owner.ExistingTag,
        _ => null,
    };

    /// <summary>Has the watcher told when the block dies, before the value is released. The caller holds a reference
    /// meanwhile, so that the block cannot die before it is told of the watcher.</summary>
    public void Watch(IReleaseWatcher watcher)
    {
        lock (this)
        {
            if (_watchers is TagKeeper or KnownOwner)
            {
                watcher.NextWatcher = _watchers.NextWatcher;
                _watchers.NextWatcher = watcher;
            }
            else
            {
                watcher.NextWatcher = _watchers;
                _watchers = watcher;
            }
        }
    }

    /// <summary>Forgets a watcher that has lost interest, so that a long-lived block does not gather them.</summary>
    public void Unwatch(IReleaseWatcher watcher)
    {
        lock (this)
        {
            IReleaseWatcher? before = null;
            for (IReleaseWatcher? at = _watchers; at is not null; before = at, at = at.NextWatcher)
            {
                if (!ReferenceEquals(at, watcher))
                {
                    continue;
                }

                if (before is null)
                {
                    _watchers = at.NextWatcher;
                }
                else
                {
                    before.NextWatcher = at.NextWatcher;
                }

                return;
            }
        }
    }

    /// <summary>Takes one reference back; the last one kills the block and releases the value.</summary>
    public void Release()
    {
        long seen = Volatile.Read(ref _state);
        while ((seen & (Dead | Collecting)) == 0)
        {
            bool last = (seen & CountBits) == One;
            long found = Interlocked.CompareExchange(ref _state, last ? Dead : seen - One, seen);
            if (found == seen)
            {
                if (last)
                {
                    Die();
                }

                return;
            }

            seen = found;
        }

        ReleaseWhileCollecting();
    }

    /// <summary>Marks the block for a collection, if its state is still this one: nobody acquired or released since.</summary>
    public bool TryMark(long state) =>
        (state & (Dead | Collecting)) == 0 && Interlocked.CompareExchange(ref _state, state | Collecting, state) == state;

    /// <summary>Takes the mark back. True if all handles went meanwhile: then the caller must call <see cref="Die"/>.</summary>
    public bool Unmark()
    {
        long seen = Volatile.Read(ref _state);
        while ((seen & Dead) == 0)
        {
            bool gone = (seen & CountBits) == 0;
            long found = Interlocked.CompareExchange(ref _state, gone ? Dead : seen & ~Collecting, seen);
            if (found == seen)
            {
                return gone;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Kills a marked block that has at most so many handles. True if it did: then the caller must call <see cref="Die"/>.</summary>
    public bool TryKill(int handles)
    {
        long seen = Volatile.Read(ref _state);
        while ((seen & Dead) == 0 && CountOf(seen) <= handles)
        {
            long found = Interlocked.CompareExchange(ref _state, Dead, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Releases the value of a block that has just died.</summary>
    public abstract void Die();

    /// <summary>Whether a handle may still be made of a block that is dead or being collected. Waits while the collection
    /// decides: that is a few instructions a block and no user code.</summary>
    /// <param name="seen">The state to go on from.</param>
    /// <param name="byHandle">Asked through a counted handle. That works, until the value is released, also when the
    /// collection has decided: a release action may save a value it can still reach. A weak handle fails from then on.</param>
    private protected bool MayAcquireAt(ref long seen, bool byHandle)
    {
        SpinWait wait = default;
        while (true)
        {
            int decisions = CycleCollection.Decisions;
            seen = Volatile.Read(ref _state);
            if ((seen & Dead) != 0)
            {
                return false;
            }

            if ((seen & Collecting) == 0)
            {
                return true;
            }

            // Even, and the same around the read: marked while nobody was deciding, so for good.
            if ((decisions & 1) == 0 && CycleCollection.Decisions == decisions)
            {
                if (byHandle)
                {
                    CycleCollection.NoteAcquire();
                }

                return byHandle;
            }

            wait.SpinOnce();
        }
    }

    private protected void TellWatchers()
    {
        IReleaseWatcher? watcher;
        lock (this)
        {
            watcher = _watchers;
            _watchers = null;
        }

        for (; watcher is not null; watcher = watcher.NextWatcher)
        {
            watcher.Released();
        }
    }

    private protected static void ThrowFull() => throw new OverflowException("The value has 2^30 - 1 handles; no more can be counted.");

    /// <summary>A dead block takes nothing back: a cycle's members still have handles of each other when they die.</summary>
    private void ReleaseWhileCollecting()
    {
        long seen = Volatile.Read(ref _state);
        while ((seen & Dead) == 0)
        {
            if ((seen & Collecting) == 0)
            {
                Release();
                return;
            }

            long found = Interlocked.CompareExchange(ref _state, seen - One, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}

/// <summary>What the handles of one value share: the value, how to release it, and the count.</summary>
internal sealed class SharedBlock<T> : SharedBlock
    where T : class
{
    private readonly Action<T>? _release;
    private T? _value;

    /// <param name="value">The value.</param>
    /// <param name="release">What releases it; null for a disposable that is disposed: a delegate less to fetch and to call.</param>
    public SharedBlock(T value, Action<T>? release)
    {
        _value = value;
        _release = release;
        if (value is IHandleOwner)
        {
            KnownOwners.Add(this);
        }
    }

    /// <summary>The value; null once dead.</summary>
    public T? Value => _value;

    public override IHandleOwner? Owner => _value as IHandleOwner;

    /// <summary>A new handle unless the block is dead.</summary>
    /// <param name="byHandle">Whether a counted handle asks, or a weak one.</param>
    /// <param name="candidate">The handle to give out; null for a plain one.</param>
    /// <param name="reference">The handle.</param>
    public bool TryAcquire(bool byHandle, SharedHandle<T>? candidate, [NotNullWhen(true)] out SharedHandle<T>? reference)
    {
        long seen = Volatile.Read(ref _state);
        while ((seen & (Dead | Collecting)) == 0 || MayAcquireAt(ref seen, byHandle))
        {
            if ((seen & CountBits) == FullState)
            {
                ThrowFull();
            }

            // The handle before the count: when there is no memory for it, nothing was counted.
            candidate ??= new SharedHandle<T>(this);
            long found = Interlocked.CompareExchange(ref _state, seen + One + Acquired, seen);
            if (found == seen)
            {
                reference = candidate;
                return true;
            }

            seen = found;
        }

        reference = null;
        return false;
    }

    public override void Die()
    {
        T value = _value!;
        _value = null;
        if (HasWatchers)
        {
            TellWatchers();
        }

        if (_release is null)
        {
            ((IDisposable)value).Dispose();
        }
        else
        {
            _release(value);
        }
    }
}

/// <summary>Something of this library that must know when a block dies. Its code throws nothing and calls no user code.</summary>
internal interface IReleaseWatcher
{
    /// <summary>The next watcher of the same block.</summary>
    IReleaseWatcher? NextWatcher { get; set; }

    /// <summary>The block is dead; its value is about to be released on this thread.</summary>
    void Released();
}

/// <summary>Keeps the tag of a value among its watchers, which costs the blocks without one nothing. What has the tag does not
/// have the watchers, and through them the value.</summary>
internal sealed class TagKeeper : IReleaseWatcher
{
    public object Tag { get; } = new();

    public IReleaseWatcher? NextWatcher { get; set; }

    public void Released()
    {
    }
}

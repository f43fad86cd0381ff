using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace LeakLint;

/// <summary>What the handles of one value share: the value, how to release it, and the count.</summary>
/// <remarks>
/// State word: bit 0 is "dead", the count stands above it. 2 = one handle, 4 = two, 1 = dead; the last decrement and
/// death are the one step 2 -> 1, so that no acquire can slip in between, and nothing leads away from 1.
/// Every change is a full fence (<see cref="Interlocked"/>), which is what makes the writes of all owners visible to the
/// release action; do not weaken it.
/// </remarks>
internal sealed class SharedBlock<T>
    where T : class
{
    private const int Dead = 1;
    private const int One = 2;

    /// <summary>2^30 - 1 handles.</summary>
    internal const int FullState = int.MaxValue - 1;

    private readonly Action<T> _release;
    private T? _value;
    private IReleaseWatcher? _watchers;
    private int _state = One;

    public SharedBlock(T value, Action<T> release)
    {
        _value = value;
        _release = release;
    }

    /// <summary>The value; null once dead.</summary>
    public T? Value => _value;

    public int Count => Volatile.Read(ref _state) >> 1;

    public bool IsAlive => (Volatile.Read(ref _state) & Dead) == 0;

    /// <summary>The state word, for the test that cannot make 2^30 handles.</summary>
    internal ref int State => ref _state;

    /// <summary>How many watchers it has, for tests.</summary>
    internal int WatcherCount
    {
        get
        {
            int count = 0;
            for (IReleaseWatcher? watcher = _watchers; watcher is not null; watcher = watcher.NextWatcher)
            {
                count++;
            }

            return count;
        }
    }

    public bool TryAcquire([NotNullWhen(true)] out SharedHandle<T>? reference)
    {
        SharedHandle<T>? candidate = null;
        int seen = Volatile.Read(ref _state);
        while ((seen & Dead) == 0)
        {
            if (seen == FullState)
            {
                ThrowFull();
            }

            // The handle before the count: when there is no memory for it, nothing was counted.
            candidate ??= new SharedHandle<T>(this);
            int found = Interlocked.CompareExchange(ref _state, seen + One, seen);
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

    /// <summary>Takes one reference back; the last one kills the block and releases the value.</summary>
    public void Release()
    {
        int seen = Volatile.Read(ref _state);
        while (true)
        {
            int found = Interlocked.CompareExchange(ref _state, seen == One ? Dead : seen - One, seen);
            if (found == seen)
            {
                break;
            }

            seen = found;
        }

        if (seen == One)
        {
            Die();
        }
    }

    /// <summary>Has the watcher told when the block dies, before the value is released. The caller holds a reference
    /// meanwhile, so that the block cannot die before it is told of the watcher.</summary>
    public void Watch(IReleaseWatcher watcher)
    {
        lock (this)
        {
            watcher.NextWatcher = _watchers;
            _watchers = watcher;
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

    private void Die()
    {
        T value = _value!;
        _value = null;
        if (_watchers is not null)
        {
            TellWatchers();
        }

        _release(value);
    }

    private void TellWatchers()
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

    private static void ThrowFull() => throw new OverflowException("The value has 2^30 - 1 handles; no more can be counted.");
}

/// <summary>Something of this library that must know when a block dies. Its code throws nothing and calls no user code.</summary>
internal interface IReleaseWatcher
{
    /// <summary>The next watcher of the same block.</summary>
    IReleaseWatcher? NextWatcher { get; set; }

    /// <summary>The block is dead; its value is about to be released on this thread.</summary>
    void Released();
}

using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace LeakLint;

/// <summary>A pool whose items go out as counted handles: the last handle of an item gives it back, once, and after that
/// none of them reaches it any more. So an item cannot be returned twice, nor to another pool, nor be used after its return.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>The pool owns its items. One that cannot be kept, because the reset refused it, enough are idle or the pool was disposed,
/// is disposed if it is <see cref="IDisposable"/>.</para>
/// <para>A lease that is forgotten undisposed loses its item to the pool; the item stays counted by <see cref="RentedCount"/>. The
/// pool makes a new one when it is asked. <see cref="LeakTracking"/> says which line rented it.</para>
/// <para>Thread safe, all of it. Factory, reset and Dispose of items never run under a lock and may use the pool.</para>
/// <para>Cost: renting allocates the two small objects of a <see cref="SharedHandle{T}"/>; an idle item costs one interlocked
/// operation to take and one to give back, if there is more than one idle a lock for a few instructions.</para>
/// </remarks>
/// <example>
/// <code>
/// private static readonly LeasePool&lt;StringBuilder&gt; Builders = new(
///     static () => new StringBuilder(),
///     reset: static builder => { builder.Clear(); return builder.Capacity &lt;= 4096; });
///
/// using var lease = Builders.Rent();
/// lease.Value.Append("x");
/// </code>
/// </example>
public sealed class LeasePool<T> : IDisposable, IRuntimeGauge
    where T : class
{
    private readonly Func<T> _create;
    private readonly Func<T, bool>? _reset;
    private readonly Action<T> _return;
    private readonly int _maxIdle;

    /// <summary>The idle items but the one in <see cref="_first"/>; also the lock.</summary>
    private readonly Stack<T> _idle = new();
    private T? _first;
    private int _created;
    private int _discarded;
    private int _isDisposed;

    /// <summary>An empty pool: items are made when they are asked for.</summary>
    /// <param name="create">Makes an item. It runs under no lock, on the thread that rents.</param>
    /// <param name="reset">Makes a returned item ready for the next renter; false if it should not be used again, and is disposed.
    /// It runs under no lock, on the thread that returned the item. If it throws, the item is disposed and the exception leaves
    /// through the dispose of the lease. Null: items are kept as they are.</param>
    /// <param name="maxIdle">How many idle items are kept at most; 0 for twice the number of processors.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxIdle"/> is negative.</exception>
    public LeasePool(Func<T> create, Func<T, bool>? reset = null, int maxIdle = 0)
    {
        _create = create ?? throw new ArgumentNullException(nameof(create));
        _reset = reset;
        _return = Return;
        _maxIdle = maxIdle switch
        {
            > 0 => maxIdle,
            0 => Environment.ProcessorCount * 2,
            _ => throw new ArgumentOutOfRangeException(nameof(maxIdle), maxIdle, "A number of items, or 0 for the default."),
        };
        RuntimeCounters.Register(this);
    }

    /// <summary>How many items are ready to be rented.</summary>
    /// <remarks>Thread safe, constant time; a snapshot.</remarks>
    public int IdleCount
    {
        get
        {
            lock (_idle)
            {
                return _idle.Count + (Volatile.Read(ref _first) is null ? 0 : 1);
            }
        }
    }

    /// <summary>How many items are out, those whose leases were forgotten undisposed included: if it grows without end, some
    /// are.</summary>
    /// <remarks>Thread safe, constant time; a snapshot, and approximate while others rent and return.</remarks>
    public int RentedCount => Math.Max(0, Volatile.Read(ref _created) - Volatile.Read(ref _discarded) - IdleCount);

    /// <inheritdoc/>
    RuntimeGauge IRuntimeGauge.Kind => RuntimeGauge.PoolRented;

    /// <inheritdoc/>
    int IRuntimeGauge.Value => RentedCount;

    /// <summary>Hands out an item that nobody else has: an idle one, else a new one.</summary>
    /// <param name="member">Who rents; leave it to the compiler.</param>
    /// <param name="file">Where; leave it to the compiler.</param>
    /// <param name="line">Where; leave it to the compiler.</param>
    /// <returns>The lease. Disposing it, and every reference added to it, gives the item back.</returns>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="InvalidOperationException">The factory returned null.</exception>
    /// <remarks>Thread safe. It never waits: however many are out, there is one more. What the factory throws leaves through
    /// this call.</remarks>
    public SharedHandle<T> Rent(
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (Volatile.Read(ref _isDisposed) != 0)
        {
            throw new ObjectDisposedException(nameof(LeasePool<T>));
        }

        return SharedHandle.Create(TakeIdle() ?? Make(), _return, member, file, line);
    }

    /// <summary>Disposes the idle items. From now on nothing is rented, and what is out is disposed when it is returned. Further
    /// calls do nothing.</summary>
    /// <exception cref="AggregateException">Several items threw. A single exception leaves as it is. All idle items are disposed
    /// before.</exception>
    /// <remarks>Thread safe.</remarks>
    public void Dispose()
    {
        T[] idle;
        lock (_idle)
        {
            // Interlocked: before the first item is looked at, so that Keep sees the one or this sees the other.
            Interlocked.Exchange(ref _isDisposed, 1);
            idle = _idle.ToArray();
            _idle.Clear();
        }

        Failures failures = default;
        Discard(Interlocked.Exchange(ref _first, null), ref failures);
        foreach (T item in idle)
        {
            Discard(item, ref failures);
        }

        failures.ThrowIfAny();
    }

    private T Make()
    {
        T made = _create() ?? throw new InvalidOperationException("The factory returned null.");
        Interlocked.Increment(ref _created);
        return made;
    }

    private T? TakeIdle()
    {
        T? first = Volatile.Read(ref _first);
        if (first is not null && ReferenceEquals(Interlocked.CompareExchange(ref _first, null, first), first))
        {
            return first;
        }

        lock (_idle)
        {
            return _idle.Count == 0 ? null : _idle.Pop();
        }
    }

    /// <summary>What the last handle of an item does.</summary>
    private void Return(T item)
    {
        bool isKept = false;
        try
        {
            isKept = Volatile.Read(ref _isDisposed) == 0 && (_reset is null || _reset(item)) && TryKeep(item);
        }
        finally
        {
            if (!isKept)
            {
                Discard(item);
            }
        }
    }

    /// <summary>False if the item is to be discarded.</summary>
    private bool TryKeep(T item)
    {
        if (Volatile.Read(ref _first) is null && Interlocked.CompareExchange(ref _first, item, null) is null)
        {
            // Disposed since, and perhaps too early to see the item; whoever takes it out now discards it.
            if (Volatile.Read(ref _isDisposed) != 0 && Interlocked.Exchange(ref _first, null) is { } taken)
            {
                Discard(taken);
            }

            return true;
        }

        lock (_idle)
        {
            if (_isDisposed != 0 || _idle.Count >= _maxIdle - 1)
            {
                return false;
            }

            _idle.Push(item);
            return true;
        }
    }

    private void Discard(T? item, ref Failures failures)
    {
        try
        {
            if (item is not null)
            {
                Discard(item);
            }
        }
        catch (Exception failure)
        {
            failures.Add(failure);
        }
    }

    private void Discard(T item)
    {
        Interlocked.Increment(ref _discarded);
        (item as IDisposable)?.Dispose();
    }
}

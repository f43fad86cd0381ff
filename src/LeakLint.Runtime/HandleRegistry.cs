using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LeakLint;

/// <summary>Shared values by key: an entry lives exactly as long as there is a handle to its value. The call that disposes
/// the last handle removes the entry and releases the value; no garbage collection is involved.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="T">The type of the values.</typeparam>
/// <remarks>
/// <para>The registry itself counts nothing: it knows the values as a <see cref="WeakHandle{T}"/> does. Whatever it hands
/// out is a handle of the caller's own, to be disposed by the caller.</para>
/// <para>Thread safe, all of it. Finding takes no lock. Factories, release actions and comparers never run under a lock.</para>
/// <para>When the last handle is disposed while another thread asks for the key, that thread makes a new value; the
/// release of the old one may still be running meanwhile. A value that cannot bear a second one beside it (an exclusive
/// file) must say so itself.</para>
/// </remarks>
public sealed class HandleRegistry<TKey, T>
    where TKey : notnull
    where T : class
{
    private readonly KeyTable<TKey, Entry> _table;
    private readonly Action<T> _release;

    /// <summary>An empty registry. The values that it makes are disposed if they are <see cref="IDisposable"/>, else only forgotten.</summary>
    /// <param name="comparer">How keys are compared; null for their default.</param>
    public HandleRegistry(IEqualityComparer<TKey>? comparer = null)
        : this(static value => (value as IDisposable)?.Dispose(), comparer)
    {
    }

    /// <summary>An empty registry with a release action for the values that it makes.</summary>
    /// <param name="release">What releases a value that <c>GetOrAdd</c> made, as in <see cref="SharedHandle.Create{T}(T, Action{T}, string, string, int)"/>.
    /// A handle given to <see cref="Add"/> or its like brings its own.</param>
    /// <param name="comparer">How keys are compared; null for their default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="release"/> is null.</exception>
    public HandleRegistry(Action<T> release, IEqualityComparer<TKey>? comparer = null)
    {
        _release = release ?? throw new ArgumentNullException(nameof(release));
        _table = new KeyTable<TKey, Entry>(comparer);
    }

    /// <summary>The number of entries: exact whenever no last handle is just being disposed on another thread.</summary>
    /// <remarks>Thread safe, constant time; a snapshot.</remarks>
    public int Count => _table.Count;

    /// <summary>A new handle to the value of a key, which is made if there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="create">Makes the value. It runs under no lock and may use this registry; when threads race it may run in
    /// each of them: the first value is shared by all, the others are released at once. If it throws, nothing is added.</param>
    /// <param name="member">Filled by the compiler: the member that acquires.</param>
    /// <param name="file">Filled by the compiler: its file.</param>
    /// <param name="line">Filled by the compiler: the line of the call.</param>
    /// <returns>A handle of the caller's own, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="create"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="create"/> returned null.</exception>
    /// <exception cref="OverflowException">The value has 2^30 - 1 handles already.</exception>
    /// <remarks>Thread safe. A hit takes no lock and allocates the handle only.</remarks>
    public SharedHandle<T> GetOrAdd(
        TKey key,
        Func<TKey, T> create,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) => create is null
        ? throw new ArgumentNullException(nameof(create))
        : GetOrAdd(key, create, static (k, make) => make(k), member, file, line);

    /// <summary>A new handle to the value of a key, which is made from an argument if there is none: no closure is needed.</summary>
    /// <typeparam name="TArg">The type of the argument.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="arg">What <paramref name="create"/> is given beside the key.</param>
    /// <param name="create">Makes the value. It runs under no lock and may use this registry; when threads race it may run in
    /// each of them: the first value is shared by all, the others are released at once. If it throws, nothing is added.</param>
    /// <param name="member">Filled by the compiler: the member that acquires.</param>
    /// <param name="file">Filled by the compiler: its file.</param>
    /// <param name="line">Filled by the compiler: the line of the call.</param>
    /// <returns>A handle of the caller's own, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="create"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="create"/> returned null.</exception>
    /// <exception cref="OverflowException">The value has 2^30 - 1 handles already.</exception>
    /// <remarks>Thread safe. A hit takes no lock and allocates the handle only.</remarks>
    public SharedHandle<T> GetOrAdd<TArg>(
        TKey key,
        TArg arg,
        Func<TKey, TArg, T> create,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (create is null)
        {
            throw new ArgumentNullException(nameof(create));
        }

        if (TryGet(key, out SharedHandle<T>? found, member, file, line))
        {
            return found;
        }

        T made = create(key, arg) ?? throw new InvalidOperationException("The factory returned null.");
        SharedHandle<T> mine = SharedHandle.First(made, _release, member, file, line);
        SharedHandle<T>? winner = null;
        try
        {
            if (Register(key, mine, replace: false, new Site(member, file, line), out winner))
            {
                return mine;
            }

            mine.Dispose();
            return winner!;
        }
        catch
        {
            // A comparer or the loser's release threw: the caller gets no handle, so none may stay counted.
            winner?.Dispose();
            mine.Dispose();
            throw;
        }
    }

    /// <summary>A new handle to the value of a key, if there is one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="reference">A handle of the caller's own, to be disposed by the caller; null when false is returned.</param>
    /// <param name="member">Filled by the compiler: the member that acquires.</param>
    /// <param name="file">Filled by the compiler: its file.</param>
    /// <param name="line">Filled by the compiler: the line of the call.</param>
    /// <returns>False if no handle to a value of this key is alive.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <exception cref="OverflowException">The value has 2^30 - 1 handles already.</exception>
    /// <remarks>Thread safe. Takes no lock; allocates the handle only.</remarks>
    public bool TryGet(
        TKey key,
        [NotNullWhen(true)] out SharedHandle<T>? reference,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        Entry? entry = _table.Find(key);
        if (entry is not null)
        {
            return Acquire(entry, new Site(member, file, line), out reference);
        }

        reference = null;
        return false;
    }

    /// <summary>Enters the value of a handle that the caller has, without counting: the handle stays the caller's, and the
    /// entry goes when the last handle of that value, whoever has it, is disposed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="handle">A handle of the value. Not kept.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="handle"/> is null.</exception>
    /// <exception cref="ArgumentException">The key has a live value already, be it the same.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="handle"/> was disposed.</exception>
    /// <remarks>Thread safe; allocates an entry. It takes the place of <c>Dictionary.Add</c> where a dictionary kept the
    /// handles themselves, and with them every value for ever.</remarks>
    public void Add(TKey key, SharedHandle<T> handle)
    {
        if (!TryAdd(key, handle))
        {
            throw new ArgumentException("The key has a live value already.", nameof(key));
        }
    }

    /// <summary>As <see cref="Add"/>, unless the key has a live value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="handle">A handle of the value. Not kept.</param>
    /// <returns>False if the key has a live value, which stays.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="handle"/> is null.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="handle"/> was disposed.</exception>
    /// <remarks>Thread safe; allocates an entry.</remarks>
    public bool TryAdd(TKey key, SharedHandle<T> handle)
    {
        // A reference of our own while it is entered: it cannot die half way.
        using SharedHandle<T> own = Reference(handle);
        bool added = Register(key, own, replace: false, site: default, out SharedHandle<T>? other);
        other?.Dispose();
        return added;
    }

    /// <summary>As <see cref="Add"/>, in the place of what the key had: an indexer's assignment. The value before lives on
    /// with its handles and is merely not found here any more.</summary>
    /// <param name="key">The key.</param>
    /// <param name="handle">A handle of the value. Not kept.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="handle"/> is null.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="handle"/> was disposed.</exception>
    /// <remarks>Thread safe; allocates an entry.</remarks>
    public void Set(TKey key, SharedHandle<T> handle)
    {
        using SharedHandle<T> own = Reference(handle);
        Register(key, own, replace: true, site: default, out _);
    }

    /// <summary>The keys of the moment.</summary>
    /// <returns>A new array, in no order.</returns>
    /// <remarks>Thread safe; copies with the lock held.</remarks>
    public TKey[] Keys()
    {
        Entry[] entries;
        lock (_table.Gate)
        {
            entries = _table.ToArray();
        }

        return Array.ConvertAll(entries, static entry => entry.Key);
    }

    private static SharedHandle<T> Reference(SharedHandle<T> handle) =>
        (handle ?? throw new ArgumentNullException(nameof(handle))).AddUntrackedReference();

    private static bool Acquire(Entry entry, Site site, [NotNullWhen(true)] out SharedHandle<T>? reference) => TrackingGate.IsClosed
        ? entry.Block.TryAcquire(byHandle: false, null, out reference)
        : TrackedHandles.TryAcquire(entry.Block, byHandle: false, site, out reference);

    /// <summary>Enters the value of a handle that stays alive meanwhile. False, with a new handle, if another value is
    /// alive and may not be replaced.</summary>
    private bool Register(TKey key, SharedHandle<T> handle, bool replace, Site site, out SharedHandle<T>? other)
    {
        other = null;
        int hash = _table.Hash(key);
        Entry? fresh = null;
        bool entered = false;
        LookupRetries retries = default;
        try
        {
            while (true)
            {
                retries.BeforeLookup();
                Entry? entry = _table.Find(key, hash, out KeyTable<TKey, Entry>.Spot spot);
                if (entry is not null)
                {
                    if (replace ? ReferenceEquals(entry.Block, handle.Block) : Acquire(entry, site, out other))
                    {
                        return replace;
                    }

                    // To be replaced, or dead and the thread that releases it has not come to its entry yet.
                    entry.Block.Unwatch(entry);
                    entry.Released();
                    continue;
                }

                if (fresh is null)
                {
                    fresh = new Entry(key, hash, handle.Block, _table);
                    handle.Block.Watch(fresh);
                }

                lock (_table.Gate)
                {
                    entered = _table.TryInsert(fresh, spot);
                }

                if (entered)
                {
                    return true;
                }

                retries.AfterFailure();
            }
        }
        finally
        {
            if (!entered && fresh is not null)
            {
                handle.Block.Unwatch(fresh);
            }
        }
    }

    private sealed class Entry(TKey key, int hash, SharedBlock<T> block, KeyTable<TKey, Entry> table)
        : KeyTableEntry<TKey, Entry>(key, hash), IReleaseWatcher
    {
        public readonly SharedBlock<T> Block = block;

        public IReleaseWatcher? NextWatcher { get; set; }

        public override bool IsDead => !Block.IsAlive;

        public void Released()
        {
            lock (table.Gate)
            {
                table.Remove(this);
            }
        }
    }
}

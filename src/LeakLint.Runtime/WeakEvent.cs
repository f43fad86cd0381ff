using System;
using System.Threading;

namespace LeakLint;

/// <summary>What stands behind an event that does not keep its subscribers alive: a subscriber that nothing else refers to
/// is collected, and from then on its handler is not called.</summary>
/// <typeparam name="TEventArgs">The type of the event's arguments.</typeparam>
/// <remarks>
/// <para>A handler lives exactly as long as the object whose method it is (<see cref="Delegate.Target"/>), even if nobody but
/// the event has the delegate. A handler without a target, a static method, is held until it is removed.</para>
/// <para><b>A lambda that captures anything is not a method of the subscriber</b> but of an object the compiler makes, which
/// nothing keeps: given to <see cref="Add"/> it is silently lost at the next collection. So is a method of a struct. Use
/// <see cref="Subscribe{TSubscriber}"/> with a static lambda, which is given the subscriber.</para>
/// <para>Thread safe, all of it. <see cref="Raise"/> takes no lock and allocates nothing. Each raise calls the handlers that
/// were there when it began, in the order of their subscription; so a handler that another one, or another thread,
/// removes meanwhile may be called once more, as with any event.</para>
/// <para>A finalizable subscriber counts as dead before its finalizer runs, and is not called again if that resurrects it.</para>
/// <para>Cost: a raise reads one weak reference a handler more than a plain event. Handlers of collected subscribers are removed by
/// the raise that misses them, and by additions after a garbage collection, so that an event that is never raised is bounded
/// too. Each object that subscribes by <see cref="Add"/> costs the garbage collector about ten nanoseconds in each young
/// collection before .NET 11, however many handlers it has; for more than some ten thousands of subscribers prefer
/// <see cref="Subscribe{TSubscriber}"/>, which costs it nothing.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly WeakEvent&lt;ChangedEventArgs&gt; _changed = new();
///
/// public event EventHandler&lt;ChangedEventArgs&gt; Changed { add => _changed.Add(value); remove => _changed.Remove(value); }
///
/// private void OnChanged(ChangedEventArgs e) => _changed.Raise(this, e);
/// </code>
/// </example>
public sealed class WeakEvent<TEventArgs>
{
    private const int SmallestSize = 4;

    private readonly object _gate = new();
    private readonly WeakReference<object> _life;
    private EntryList _entries = EntryList.Empty;
    private PurgePace _pace = new();

    /// <summary>An event without subscribers.</summary>
    public WeakEvent() => _life = new WeakReference<object>(this);

    /// <summary>Whether there is any handler. Handlers of subscribers already collected count until that is noticed: false is
    /// certain, true is not.</summary>
    /// <remarks>Thread safe, constant time; a snapshot. It is for sparing the arguments of an event that nobody awaits.</remarks>
    public bool HasSubscribers => Volatile.Read(ref Volatile.Read(ref _entries).Count) > 0;

    /// <summary>The number of entries, dead ones included, for tests.</summary>
    internal int EntryCount => Volatile.Read(ref Volatile.Read(ref _entries).Count);

    /// <summary>How many removing passes additions made, for tests.</summary>
    internal int Passes => _pace.Passes;

    /// <summary>Adds a handler, as <c>+=</c> does: again if it is there already; those of a combined delegate one by one.</summary>
    /// <param name="handler">The handler: a method of the object that subscribes, or a static one. Not a lambda that captures
    /// something. Null is ignored.</param>
    /// <remarks>Thread safe; allocates an entry. Now and then, after a garbage collection, it removes the dead entries first.</remarks>
    public void Add(EventHandler<TEventArgs>? handler)
    {
        if (handler is null)
        {
            return;
        }

        foreach (Delegate single in handler.GetInvocationList())
        {
            // Kept first: another thread may remove the entry as soon as it is there.
            HandlerEntry entry = new((EventHandler<TEventArgs>)single);
            if (single.Target is not null)
            {
                KeptDelegates.Keep(single, _life);
            }

            Append(entry);
        }
    }

    /// <summary>Removes a handler, as <c>-=</c> does: once, the one added last; of a combined delegate the last such
    /// sequence. A handler that is not there is ignored.</summary>
    /// <param name="handler">A delegate equal to the one that was added: the same method of the same object. Null is ignored.</param>
    /// <remarks>Thread safe; allocates a new list of the remaining entries.</remarks>
    public void Remove(EventHandler<TEventArgs>? handler)
    {
        if (handler is null)
        {
            return;
        }

        Delegate[] sought = handler.GetInvocationList();
        Delegate?[] removed = new Delegate?[sought.Length];
        lock (_gate)
        {
            if (sought.Length > 1)
            {
                // What died inside the sequence does not part it.
                RemoveDead();
            }

            int at = LastIndexOf(sought, removed);
            if (at < 0)
            {
                return;
            }

            RemoveAt(at, sought.Length);
        }

        foreach (Delegate? single in removed)
        {
            if (single!.Target is not null)
            {
                KeptDelegates.Drop(single, _life);
            }
        }
    }

    /// <summary>Subscribes an object with a handler that is given that object: the way to use a lambda without capturing.</summary>
    /// <typeparam name="TSubscriber">The type of the subscriber.</typeparam>
    /// <param name="subscriber">The subscriber, held weakly: when it is collected the handler is not called any more.</param>
    /// <param name="handler">What is called with the subscriber, the sender and the arguments. It is held strongly, so it should
    /// be static: one that captures the subscriber keeps it for ever.</param>
    /// <returns>Ends the subscription when disposed, any number of times. It may be ignored: it keeps neither the subscriber nor
    /// the event's owner alive, and forgetting it ends nothing.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subscriber"/> or <paramref name="handler"/> is null.</exception>
    /// <remarks>Thread safe; allocates an entry. Now and then, after a garbage collection, it removes the dead entries first.</remarks>
    /// <example>
    /// <code>source.Changed.Subscribe(this, static (self, sender, e) => self.Refresh(e.Name));</code>
    /// </example>
    public IDisposable Subscribe<TSubscriber>(TSubscriber subscriber, Action<TSubscriber, object?, TEventArgs> handler)
        where TSubscriber : class
    {
        SubscriberEntry<TSubscriber> entry = new(
            this,
            subscriber ?? throw new ArgumentNullException(nameof(subscriber)),
            handler ?? throw new ArgumentNullException(nameof(handler)));
        Append(entry);
        return entry;
    }

    /// <summary>Calls the handlers of the living subscribers, in the order of their subscription, on this thread.</summary>
    /// <param name="sender">What the handlers are given as the sender.</param>
    /// <param name="e">What the handlers are given as the arguments.</param>
    /// <remarks>Thread safe; takes no lock and allocates nothing, except that a raise that missed collected subscribers ends
    /// with removing their entries, unless another thread is changing the event just then. An exception of a handler leaves through
    /// this call, and the handlers after it are not called, as with any event.</remarks>
    public void Raise(object? sender, TEventArgs e)
    {
        EntryList entries = Volatile.Read(ref _entries);
        int count = Volatile.Read(ref entries.Count);
        Entry[] items = entries.Items;
        bool missed = false;
        for (int i = 0; i < count; i++)
        {
            Entry entry = items[i];
            if (entry.Handler is not { } weak)
            {
                missed |= !entry.TryCall(sender, e);
            }
            else if (weak.TryGetTarget(out EventHandler<TEventArgs>? handler))
            {
                handler(sender, e);
            }
            else
            {
                missed = true;
            }
        }

        if (missed)
        {
            RemoveDeadUnlessBusy();
        }
    }

    private void Append(Entry entry)
    {
        lock (_gate)
        {
            if (_entries.Count == _entries.Items.Length)
            {
                if (_pace.TryBegin())
                {
                    RemoveDead();
                }

                if (_entries.Count == _entries.Items.Length)
                {
                    EntryList larger = new(Math.Max(SmallestSize, _entries.Count * 2));
                    Array.Copy(_entries.Items, larger.Items, _entries.Count);
                    larger.Count = _entries.Count;
                    Volatile.Write(ref _entries, larger);
                }
            }

            // In place: a raise that has begun goes by the count it read.
            _entries.Items[_entries.Count] = entry;
            Volatile.Write(ref _entries.Count, _entries.Count + 1);
            if (_pace.IsDueAfterInsertion(_entries.Count) && _pace.TryBegin())
            {
                RemoveDead();
            }
        }
    }

    private void End(Entry entry)
    {
        lock (_gate)
        {
            int at = Array.IndexOf(_entries.Items, entry, 0, _entries.Count);
            if (at >= 0)
            {
                RemoveAt(at, 1);
            }
        }
    }

    /// <summary>Where the last run of these handlers begins, and the very delegates that were added; -1 if there is none.</summary>
    private int LastIndexOf(Delegate[] sought, Delegate?[] found)
    {
        for (int start = _entries.Count - sought.Length; start >= 0; start--)
        {
            int matching = 0;
            while (matching < sought.Length && _entries.Items[start + matching].Added is { } added && added.Equals(sought[matching]))
            {
                found[matching++] = added;
            }

            if (matching == sought.Length)
            {
                return start;
            }
        }

        return -1;
    }

    /// <summary>Into a new list: a raise that has begun goes on with the old one.</summary>
    private void RemoveAt(int start, int count)
    {
        EntryList rest = new(_entries.Items.Length) { Count = _entries.Count - count };
        Array.Copy(_entries.Items, rest.Items, start);
        Array.Copy(_entries.Items, start + count, rest.Items, start, rest.Count - start);
        Volatile.Write(ref _entries, rest);
    }

    private void RemoveDeadUnlessBusy()
    {
        if (!Monitor.TryEnter(_gate))
        {
            return;
        }

        try
        {
            RemoveDead();
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private void RemoveDead()
    {
        int alive = 0;
        Entry[] living = new Entry[_entries.Count];
        for (int i = 0; i < _entries.Count; i++)
        {
            if (!_entries.Items[i].IsDead)
            {
                living[alive++] = _entries.Items[i];
            }
        }

        if (alive == _entries.Count)
        {
            return;
        }

        EntryList rest = new(Math.Max(SmallestSize, alive)) { Count = alive };
        Array.Copy(living, rest.Items, alive);
        PurgePace.NotePurged(_entries.Count - alive);
        Volatile.Write(ref _entries, rest);
    }

    /// <summary>The entries in the order of subscription. Entries are only ever appended; whatever else happens makes a new list.</summary>
    private sealed class EntryList(int size)
    {
        public static readonly EntryList Empty = new(0);

        public readonly Entry[] Items = new Entry[size];
        public int Count;
    }

    private abstract class Entry(WeakReference<EventHandler<TEventArgs>>? handler)
    {
        /// <summary>The handler, which its target keeps. Null for the entries that know better: they are called.</summary>
        public readonly WeakReference<EventHandler<TEventArgs>>? Handler = handler;

        /// <summary>The delegate that was added, if it lives; null for a subscription.</summary>
        public abstract Delegate? Added { get; }

        public abstract bool IsDead { get; }

        /// <summary>False if the subscriber is dead.</summary>
        public abstract bool TryCall(object? sender, TEventArgs e);
    }

    /// <summary>A handler given to <see cref="Add"/>.</summary>
    private sealed class HandlerEntry(EventHandler<TEventArgs> handler)
        : Entry(handler.Target is null ? null : new WeakReference<EventHandler<TEventArgs>>(handler))
    {
        private readonly EventHandler<TEventArgs>? _static = handler.Target is null ? handler : null;

        public override Delegate? Added => _static ?? (Handler!.TryGetTarget(out EventHandler<TEventArgs>? added) ? added : null);

        public override bool IsDead => Added is null;

        public override bool TryCall(object? sender, TEventArgs e)
        {
            _static!(sender, e);
            return true;
        }
    }

    /// <summary>A subscriber with a handler that is given it; also what ends the subscription.</summary>
    private sealed class SubscriberEntry<TSubscriber>(
        WeakEvent<TEventArgs> owner, TSubscriber subscriber, Action<TSubscriber, object?, TEventArgs> handler)
        : Entry(null), IDisposable
        where TSubscriber : class
    {
        private readonly WeakReference<TSubscriber> _subscriber = new(subscriber);

        public override Delegate? Added => null;

        public override bool IsDead => !_subscriber.TryGetTarget(out _);

        public override bool TryCall(object? sender, TEventArgs e)
        {
            if (!_subscriber.TryGetTarget(out TSubscriber? living))
            {
                return false;
            }

            handler(living, sender, e);
            return true;
        }

        public void Dispose() => owner.End(this);
    }
}

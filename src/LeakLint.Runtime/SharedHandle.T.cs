using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;

namespace LeakLint;

/// <summary>One counted reference to a shared value. The value is released when its last handle is disposed, by that
/// call and on that thread: no garbage collection is involved.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// <para>The words used here. The <b>value</b> is what is shared and must be released once. A <b>handle</b> is one
/// owner's claim on it: an object of this class; each owner has a handle of its own and disposes it once, and further
/// calls do nothing. The <b>block</b> is what the handles of one value have in common: the value, its release action and the count
/// of handles that are not disposed. A block is <b>alive</b> while that count is above zero; once it is zero it is dead,
/// for ever, and the value is released and forgotten. A <see cref="WeakHandle{T}"/> knows the block and does not count.</para>
/// <para>Thread safety: different handles of one value may be used and disposed by different threads at any time. One
/// handle belongs to one owner. Disposing it from two threads is harmless and counts once; but a thread that reads
/// <see cref="Value"/> while another disposes the same handle may get a value that is already released, as with any
/// disposable. Give each owner its own handle by <see cref="AddReference"/>. Whatever was written before a handle's
/// <see cref="Dispose"/> is visible to the release action.</para>
/// <para>A handle that nobody disposes keeps the value unreleased, also when the handle itself is garbage collected: the
/// release action never runs on the finalizer thread. What the value's own finalizer does stays the last resort. Such
/// a handle is a leak: <see cref="LeakTracking"/> says where it was acquired.</para>
/// <para>The caller parameters of the acquiring methods are filled by the compiler: leave them out. They cost three
/// constants a call and are looked at only while something is tracked.</para>
/// <para>Cost: a handle is 32 bytes and has no finalizer, unless it is tracked; acquiring and disposing one costs about two
/// interlocked pairs. No class can derive from this one.</para>
/// </remarks>
public class SharedHandle<T> : IDisposable, IHandle
    where T : class
{
    // Three states in an integer and a class of its own for what is tracked, rather than one field for tracker or "disposed":
    // exchanging a reference costs a call and a write barrier more than exchanging an integer.
    private protected const int Plain = 0;
    private protected const int Disposed = 1;
    private protected const int Tracked = 2;

    private readonly SharedBlock<T> _block;
    private int _state;

    // Of the search for cycles, see SearchNotes. It fills what the object's size leaves empty behind the state.
    private int _note;

    /// <summary>A handle for a reference that is counted.</summary>
    internal SharedHandle(SharedBlock<T> block) => _block = block;

    /// <summary>A handle with a tracker.</summary>
    private protected SharedHandle(SharedBlock<T> block, int state)
    {
        _block = block;
        _state = state;
    }

    /// <summary>The value.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed, whether or not others are alive.</exception>
    /// <remarks>Costs two field reads. Borrow it: do not keep the value beyond the life of this handle.</remarks>
    public T Value
    {
        get
        {
            T? value = _block.Value;
            return value is null || Volatile.Read(ref _state) == Disposed ? ThrowDisposed() : value;
        }
    }

    /// <summary>Whether this handle was disposed. Others of the same value may be alive.</summary>
    /// <remarks>Thread safe; a snapshot.</remarks>
    public bool IsDisposed => Volatile.Read(ref _state) == Disposed;

    /// <summary>How many handles of the value are not disposed: 1 after <c>Create</c>, 0 once the value is released.
    /// Reading it adds none, and a disposed handle may still be asked.</summary>
    /// <remarks>Thread safe, one field read. It is a snapshot, for tests and diagnostics: another thread can change it at
    /// any time, so that nothing may be decided by it.</remarks>
    public int ReferenceCount => _block.Count;

    /// <summary>The block, for the types of this library that watch it.</summary>
    internal SharedBlock<T> Block => _block;

    /// <summary>Where the search for cycles that may write notes has noted this handle.</summary>
    internal ref int Note => ref _note;

    /// <inheritdoc/>
    SharedBlock IHandle.Block => _block;

    /// <inheritdoc/>
    HandleTracker? IHandle.Tracker => Tracker;

    /// <summary>What tracks this handle; null for most.</summary>
    internal virtual HandleTracker? Tracker => null;

    /// <summary>Makes a further, independent handle for another owner, who must dispose it.</summary>
    /// <param name="member">Filled by the compiler: the member that acquires.</param>
    /// <param name="file">Filled by the compiler: its file.</param>
    /// <param name="line">Filled by the compiler: the line of the call.</param>
    /// <returns>The new handle; the count is one higher.</returns>
    /// <exception cref="ObjectDisposedException">This handle was disposed, whether or not others are alive.</exception>
    /// <exception cref="OverflowException">The value has 2^30 - 1 handles already; the count is unchanged.</exception>
    /// <remarks>Thread safe and lock free; one small object is allocated.</remarks>
    public SharedHandle<T> AddReference([CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!TryAddReference(out SharedHandle<T>? reference, member, file, line))
        {
            ThrowDisposed();
        }

        return reference!;
    }

    /// <summary>Makes a further, independent handle unless this one was disposed.</summary>
    /// <param name="reference">The new handle, which its owner must dispose; null when false is returned.</param>
    /// <param name="member">Filled by the compiler: the member that acquires.</param>
    /// <param name="file">Filled by the compiler: its file.</param>
    /// <param name="line">Filled by the compiler: the line of the call.</param>
    /// <returns>False when this handle was disposed, whether or not others are alive.</returns>
    /// <exception cref="OverflowException">The value has 2^30 - 1 handles already; the count is unchanged.</exception>
    /// <remarks>Thread safe and lock free; one small object is allocated on success, none on failure.</remarks>
    public bool TryAddReference(
        [NotNullWhen(true)] out SharedHandle<T>? reference,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (Volatile.Read(ref _state) == Disposed)
        {
            reference = null;
            return false;
        }

        return TrackingGate.IsClosed
            ? _block.TryAcquire(byHandle: true, null, out reference)
            : TrackedHandles.TryAcquire(_block, byHandle: true, new Site(member, file, line), out reference);
    }

    /// <summary>A handle that does not count: it can be asked for a counted one as long as the value is alive.</summary>
    /// <returns>The weak handle; a dead one if this handle was disposed.</returns>
    /// <remarks>Thread safe, allocates nothing, needs no dispose. It outlives this handle: it works until the last
    /// handle of the value, whichever that is, is disposed.</remarks>
    public WeakHandle<T> ToWeak() => IsDisposed ? default : new WeakHandle<T>(_block);

    /// <summary>Gives this reference up. The call that disposes the last handle releases the value before it returns.
    /// Further calls do nothing.</summary>
    /// <remarks>Thread safe and lock free. An exception of the release action leaves through this call only, on the last
    /// handle; the value counts as released all the same, and is not released again.</remarks>
    public void Dispose()
    {
        int before = Interlocked.Exchange(ref _state, Disposed);
        if (before == Disposed)
        {
            return;
        }

        if (before == Tracked)
        {
            Tracker!.Close();
        }

        _block.Release();

        // A tracker lives as long as its handle: without this line the handle could be found dead while it is being disposed.
        GC.KeepAlive(this);
    }

    /// <summary>A further handle for a moment of this library's own, which no tracking shall see.</summary>
    internal SharedHandle<T> AddUntrackedReference()
    {
        SharedHandle<T>? reference = null;
        if (IsDisposed || !_block.TryAcquire(byHandle: true, null, out reference))
        {
            ThrowDisposed();
        }

        return reference!;
    }

    private static T ThrowDisposed() => throw new ObjectDisposedException(
        nameof(SharedHandle<T>),
        "This handle was disposed. Each owner needs a handle of its own: call AddReference while holding one that is not disposed.");
}

using System;
using System.Diagnostics.CodeAnalysis;
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
/// <para>A handle that nobody disposes keeps the value unreleased, also when the handle itself is garbage collected: there
/// is no finalizer, and the release action never runs on the finalizer thread. What the value's own finalizer does stays
/// the last resort.</para>
/// <para>Cost: a handle is 32 bytes; acquiring and disposing one costs about two interlocked pairs.</para>
/// </remarks>
public sealed class SharedHandle<T> : IDisposable
    where T : class
{
    private readonly SharedBlock<T> _block;
    private int _disposed;

    /// <summary>A handle for a reference that the caller has already counted.</summary>
    internal SharedHandle(SharedBlock<T> block) => _block = block;

    /// <summary>The value.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed, whether or not others are alive.</exception>
    /// <remarks>Costs two field reads. Borrow it: do not keep the value beyond the life of this handle.</remarks>
    public T Value
    {
        get
        {
            T? value = _block.Value;
            return value is null || Volatile.Read(ref _disposed) != 0 ? ThrowDisposed() : value;
        }
    }

    /// <summary>Whether this handle was disposed. Others of the same value may be alive.</summary>
    /// <remarks>Thread safe; a snapshot.</remarks>
    public bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>How many handles of the value are not disposed: 1 after <c>Create</c>, 0 once the value is released.
    /// Reading it adds none, and a disposed handle may still be asked.</summary>
    /// <remarks>Thread safe, one field read. It is a snapshot, for tests and diagnostics: another thread can change it at
    /// any time, so that nothing may be decided by it.</remarks>
    public int ReferenceCount => _block.Count;

    /// <summary>The block, for the types of this library that watch it.</summary>
    internal SharedBlock<T> Block => _block;

    /// <summary>Makes a further, independent handle for another owner, who must dispose it.</summary>
    /// <returns>The new handle; the count is one higher.</returns>
    /// <exception cref="ObjectDisposedException">This handle was disposed, whether or not others are alive.</exception>
    /// <exception cref="OverflowException">The value has 2^30 - 1 handles already; the count is unchanged.</exception>
    /// <remarks>Thread safe and lock free; one small object is allocated.</remarks>
    public SharedHandle<T> AddReference()
    {
        if (!TryAddReference(out SharedHandle<T>? reference))
        {
            ThrowDisposed();
        }

        return reference!;
    }

    /// <summary>Makes a further, independent handle unless this one was disposed.</summary>
    /// <param name="reference">The new handle, which its owner must dispose; null when false is returned.</param>
    /// <returns>False when this handle was disposed, whether or not others are alive.</returns>
    /// <exception cref="OverflowException">The value has 2^30 - 1 handles already; the count is unchanged.</exception>
    /// <remarks>Thread safe and lock free; one small object is allocated on success, none on failure.</remarks>
    public bool TryAddReference([NotNullWhen(true)] out SharedHandle<T>? reference)
    {
        if (Volatile.Read(ref _disposed) != 0)
        {
            reference = null;
            return false;
        }

        return _block.TryAcquire(out reference);
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
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _block.Release();
        }
    }

    private static T ThrowDisposed() => throw new ObjectDisposedException(
        nameof(SharedHandle<T>),
        "This handle was disposed. Each owner needs a handle of its own: call AddReference while holding one that is not disposed.");
}

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LeakLint;

/// <summary>A handle that does not count: it neither keeps the value from being released nor the released value in
/// memory. While the value is alive it gives out counted handles.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// <para>It is the back edge of an ownership circle (child to parent) and the right element of a registry of handles.
/// Copying it is harmless and it needs no dispose. It has one reference field, so that a shared field of this type
/// cannot tear. <c>default</c> is a dead one.</para>
/// <para>Once the value is released a weak handle keeps a small block in memory, never the value. While the value is
/// alive, the block refers to it: a weak handle whose counted handles were all forgotten undisposed keeps the value
/// reachable.</para>
/// <para>Equality: two weak handles are equal if they come from one value's handles, or if both are <c>default</c>.</para>
/// </remarks>
public readonly struct WeakHandle<T> : IEquatable<WeakHandle<T>>
    where T : class
{
    private readonly SharedBlock<T>? _block;

    internal WeakHandle(SharedBlock<T> block) => _block = block;

    /// <summary>Whether the value is not released yet.</summary>
    /// <remarks>Thread safe; a snapshot. To use the value ask <see cref="TryAddReference"/>: that keeps the answer true.</remarks>
    public bool IsAlive => _block is { IsAlive: true };

    /// <summary>Makes a counted handle if the value is alive.</summary>
    /// <param name="reference">The new handle, which its owner must dispose; null when false is returned.</param>
    /// <param name="member">Filled by the compiler: the member that acquires.</param>
    /// <param name="file">Filled by the compiler: its file.</param>
    /// <param name="line">Filled by the compiler: the line of the call.</param>
    /// <returns>False when the value was released, or this is <c>default</c>. A released value never comes back. (Only a
    /// value that <see cref="HandleCycles.Collect"/> is about to release, and that a release action then saves, does.)</returns>
    /// <exception cref="OverflowException">The value has 2^30 - 1 handles already; the count is unchanged.</exception>
    /// <remarks>Thread safe and lock free, also against the last handle's dispose: either that comes first and this
    /// fails, or the new handle keeps the value alive. One small object is allocated on success, none on failure.</remarks>
    public bool TryAddReference(
        [NotNullWhen(true)] out SharedHandle<T>? reference,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (_block is null)
        {
            reference = null;
            return false;
        }

        return TrackingGate.IsClosed
            ? _block.TryAcquire(byHandle: false, null, out reference)
            : TrackedHandles.TryAcquire(_block, byHandle: false, new Site(member, file, line), out reference);
    }

    /// <summary>Whether both come from handles of one value, alive or not, or both are <c>default</c>.</summary>
    /// <param name="other">The other weak handle.</param>
    /// <returns>True if they do.</returns>
    public bool Equals(WeakHandle<T> other) => ReferenceEquals(_block, other._block);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WeakHandle<T> other && Equals(other);

    /// <summary>A hash by identity; it does not change when the value is released.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => _block is null ? 0 : RuntimeHelpers.GetHashCode(_block);

    /// <summary>Whether both come from handles of one value.</summary>
    /// <param name="left">One weak handle.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they do.</returns>
    public static bool operator ==(WeakHandle<T> left, WeakHandle<T> right) => left.Equals(right);

    /// <summary>Whether they come from handles of two values.</summary>
    /// <param name="left">One weak handle.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they do.</returns>
    public static bool operator !=(WeakHandle<T> left, WeakHandle<T> right) => !left.Equals(right);
}

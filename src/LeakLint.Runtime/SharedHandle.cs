using System;
using System.Runtime.CompilerServices;

namespace LeakLint;

/// <summary>Creates counted handles: the first <see cref="SharedHandle{T}"/> of a value.</summary>
/// <remarks>Wrap a value once. Two calls over one value make two counts that know nothing of each other, and the value
/// is released twice; a further owner asks an existing handle with <see cref="SharedHandle{T}.AddReference"/>.</remarks>
public static class SharedHandle
{
    /// <summary>Takes ownership of a value and disposes it when the last handle to it is disposed.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value; from now on only its handles may dispose it.</param>
    /// <param name="member">Filled by the compiler: the member that acquires.</param>
    /// <param name="file">Filled by the compiler: its file.</param>
    /// <param name="line">Filled by the compiler: the line of the call.</param>
    /// <returns>The only handle so far: its <see cref="SharedHandle{T}.ReferenceCount"/> is 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <remarks>Thread safe. Two small objects are allocated, the block and the handle.</remarks>
    public static SharedHandle<T> Create<T>(
        T value,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where T : class, IDisposable
    {
        if (value is null)
        {
            throw new ArgumentNullException(nameof(value));
        }

        return First(value, release: null, member, file, line);
    }

    /// <summary>Takes ownership of a value and gives it to a release action when the last handle to it is disposed.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value; from now on only its handles may release it.</param>
    /// <param name="release">What releases the value: returns it to a pool, closes it, disposes it. It runs once, on the
    /// thread that disposes the last handle, under no lock; the value is dead for everybody when it begins. It should not
    /// capture the holder of the handle (prefer a static lambda): that is a leak of its own.</param>
    /// <param name="member">Filled by the compiler: the member that acquires.</param>
    /// <param name="file">Filled by the compiler: its file.</param>
    /// <param name="line">Filled by the compiler: the line of the call.</param>
    /// <returns>The only handle so far: its <see cref="SharedHandle{T}.ReferenceCount"/> is 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> or <paramref name="release"/> is null.</exception>
    /// <remarks>Thread safe. Two small objects are allocated, the block and the handle.</remarks>
    public static SharedHandle<T> Create<T>(
        T value,
        Action<T> release,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where T : class
    {
        if (value is null)
        {
            throw new ArgumentNullException(nameof(value));
        }

        if (release is null)
        {
            throw new ArgumentNullException(nameof(release));
        }

        return First(value, release, member, file, line);
    }

    /// <summary>The first handle of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="release">What releases it; null for a disposable that is disposed.</param>
    /// <param name="member">The site.</param>
    /// <param name="file">The site's file.</param>
    /// <param name="line">The site's line.</param>
    internal static SharedHandle<T> First<T>(T value, Action<T>? release, string member, string file, int line)
        where T : class
    {
        SharedBlock<T> block = new(value, release);
        return TrackingGate.IsClosed ? new SharedHandle<T>(block) : TrackedHandles.Begin(block, new Site(member, file, line));
    }
}

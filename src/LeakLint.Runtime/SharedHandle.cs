using System;

namespace LeakLint;

/// <summary>Creates counted handles: the first <see cref="SharedHandle{T}"/> of a value.</summary>
/// <remarks>Wrap a value once. Two calls over one value make two counts that know nothing of each other, and the value
/// is released twice; a further owner asks an existing handle with <see cref="SharedHandle{T}.AddReference"/>.</remarks>
public static class SharedHandle
{
    /// <summary>Takes ownership of a value and disposes it when the last handle to it is disposed.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value; from now on only its handles may dispose it.</param>
    /// <returns>The only handle so far: its <see cref="SharedHandle{T}.ReferenceCount"/> is 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <remarks>Thread safe. Two small objects are allocated, the block and the handle.</remarks>
    public static SharedHandle<T> Create<T>(T value)
        where T : class, IDisposable
    {
        if (value is null)
        {
            throw new ArgumentNullException(nameof(value));
        }

        return new SharedHandle<T>(new SharedBlock<T>(value, Disposal<T>.Action));
    }

    /// <summary>Takes ownership of a value and gives it to a release action when the last handle to it is disposed.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value; from now on only its handles may release it.</param>
    /// <param name="release">What releases the value: returns it to a pool, closes it, disposes it. It runs once, on the
    /// thread that disposes the last handle, under no lock; the value is dead for everybody when it begins. It should not
    /// capture the holder of the handle (prefer a static lambda): that is a leak of its own.</param>
    /// <returns>The only handle so far: its <see cref="SharedHandle{T}.ReferenceCount"/> is 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> or <paramref name="release"/> is null.</exception>
    /// <remarks>Thread safe. Two small objects are allocated, the block and the handle.</remarks>
    public static SharedHandle<T> Create<T>(T value, Action<T> release)
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

        return new SharedHandle<T>(new SharedBlock<T>(value, release));
    }

    /// <summary>The release action of disposables: one delegate a type, not one a block.</summary>
    private static class Disposal<T>
        where T : class, IDisposable
    {
        public static readonly Action<T> Action = static value => value.Dispose();
    }
}

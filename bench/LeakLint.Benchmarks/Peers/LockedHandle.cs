using System;

namespace LeakLint.Benchmarks.Peers;

/// <summary>The plain way to write a counted handle: an object a reference, and a lock around the count.</summary>
internal sealed class LockedHandle<T> : IDisposable
    where T : class, IDisposable
{
    private readonly Shared _shared;
    private bool _disposed;

    public LockedHandle(T value)
        : this(new Shared { Value = value })
    {
    }

    private LockedHandle(Shared shared) => _shared = shared;

    public LockedHandle<T> AddReference()
    {
        lock (_shared)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _shared.Count++;
            return new(_shared);
        }
    }

    public void Dispose()
    {
        T? last = null;
        lock (_shared)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (--_shared.Count == 0)
            {
                last = _shared.Value;
                _shared.Value = null;
            }
        }

        last?.Dispose();
    }

    private sealed class Shared
    {
        public T? Value;
        public int Count = 1;
    }
}

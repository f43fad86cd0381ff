using System;
using System.Threading;

namespace LeakLint.Benchmarks.Peers;

/// <summary>
/// What a counted handle takes at least: SharedHandle's algorithm with nothing beside it, no tracking and no watchers. The
/// measure for what tracking costs while it is off.
/// </summary>
internal sealed class UntrackedHandle<T> : IDisposable
    where T : class
{
    private readonly Block _block;
    private int _disposed;

    public UntrackedHandle(T value, Action<T> release)
        : this(new Block(value, release))
    {
    }

    private UntrackedHandle(Block block) => _block = block;

    public UntrackedHandle<T> AddReference()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        UntrackedHandle<T> reference = new(_block);
        int seen = Volatile.Read(ref _block.State);
        while (true)
        {
            ObjectDisposedException.ThrowIf((seen & 1) != 0, this);
            int found = Interlocked.CompareExchange(ref _block.State, seen + 2, seen);
            if (found == seen)
            {
                return reference;
            }

            seen = found;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _block.Release();
        }
    }

    private sealed class Block(T value, Action<T> release)
    {
        public int State = 2;
        private T? _value = value;

        public void Release()
        {
            int seen = Volatile.Read(ref State);
            while (true)
            {
                int found = Interlocked.CompareExchange(ref State, seen == 2 ? 1 : seen - 2, seen);
                if (found == seen)
                {
                    break;
                }

                seen = found;
            }

            if (seen == 2)
            {
                T value = _value!;
                _value = null;
                release(value);
            }
        }
    }
}

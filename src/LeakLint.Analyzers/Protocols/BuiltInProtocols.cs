using System.Collections.Immutable;
using LeakLint.Analyzers.Flow;

namespace LeakLint.Analyzers.Protocols;

/// <summary>What LeakLint knows by itself, a row a protocol. Data only: the table resolves the names.</summary>
internal static partial class BuiltInProtocols
{
    /// <summary>An array rented from a pool goes back to it: <c>System.Buffers.ArrayPool&lt;T&gt;</c>.</summary>
    public static readonly Protocol ArrayPool = new("ArrayPool", "rented", "returned")
    {
        Carrier = "T[]",
        Views = "spans, memories and segments of the array, streams over it",
        Acquires = [new("System.Buffers.ArrayPool`1", "Rent")],
        Releases = [new("System.Buffers.ArrayPool`1", "Return", Parameter: 0)],
    };

    /// <summary>Each counted handle is disposed once: <c>LeakLint.SharedHandle&lt;T&gt;</c>. A second Dispose does nothing.</summary>
    public static readonly Protocol SharedHandle = new("SharedHandle", "acquired", "disposed")
    {
        Carrier = "LeakLint.SharedHandle`1",
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        SecondRelease = SecondRelease.Harmless,
        IsCounted = true,
        Acquires =
        [
            new("LeakLint.SharedHandle", "Create"),
            new("LeakLint.SharedHandle`1", "AddReference"),
            new("LeakLint.SharedHandle`1", "TryAddReference", OutParameter: 0, OnlyWhenTrue: true),
            new("LeakLint.WeakHandle`1", "TryAddReference", OutParameter: 0, OnlyWhenTrue: true),
            new("LeakLint.HandleRegistry`2", "GetOrAdd"),
            new("LeakLint.HandleRegistry`2", "TryGet", OutParameter: 1, OnlyWhenTrue: true),
            new("LeakLint.LeasePool`1", "Rent"),
        ],
        Releases =
        [
            new("LeakLint.SharedHandle`1", "Dispose"),
            new("System.IDisposable", "Dispose"),
        ],
    };

    /// <summary>A lock is left by whoever entered it: <c>System.Threading.Monitor</c>. Counted, one thread.</summary>
    public static readonly Protocol Monitor = new("Monitor", "entered", "exited")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        Acquires =
        [
            new("System.Threading.Monitor", "Enter", Place: 0),
            new("System.Threading.Monitor", "TryEnter", Place: 0),
        ],
        Releases = [new("System.Threading.Monitor", "Exit", Parameter: 0)],
        Probes = [new("System.Threading.Monitor", "IsEntered")],
    };

    /// <summary>Whoever waits for a semaphore releases it: <c>System.Threading.SemaphoreSlim</c>, but for those that are signals.</summary>
    public static readonly Protocol SemaphoreSlim = new("SemaphoreSlim", "waited for", "released")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        IsTransferable = true,
        Acquires =
        [
            new("System.Threading.SemaphoreSlim", "Wait", Place: Acquisition.Receiver),
            new("System.Threading.SemaphoreSlim", "WaitAsync", Place: Acquisition.Receiver),
        ],
        Releases = [new("System.Threading.SemaphoreSlim", "Release")],
    };

    // The rows stand in several files, and the order in which those initialise is nobody's promise.
    public static ImmutableArray<Protocol> All =>
    [
        ArrayPool, MemoryPool, ObjectPool, SharedHandle,
        Monitor, Lock, SpinLock, Mutex, Semaphore, SemaphoreSlim, ReadLock, WriteLock, UpgradeableLock, ReaderLock, WriterLock, UpgradedLock, Guard,
        HandleReference, BufferPointer, GCHandle, GCHandleOfT, PinnedGCHandle, WeakGCHandle, MemoryHandle, Pin,
        HGlobal, CoTaskMem, Bstr, NativeMemory, AlignedMemory, ComReference, ComObject, CountedBuffer, ReferenceCount, LockBits,
        Registration, RegisteredWait, Subscription, Handler, Timer, Opened, Created, Begun, Enumeration, AsyncEnumeration,
    ];
}

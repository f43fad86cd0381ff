using LeakLint.Analyzers.Flow;

namespace LeakLint.Analyzers.Protocols;

/// <content>What is held on an object that was there before: the locks beside <c>Monitor</c>, and the count of a safe handle.</content>
internal static partial class BuiltInProtocols
{
    private const string ReaderWriter = "System.Threading.ReaderWriterLockSlim";

    private const string OldReaderWriter = "System.Threading.ReaderWriterLock";

    private const string WaitHandle = "System.Threading.WaitHandle";

    /// <summary>The shared side of <c>ReaderWriterLockSlim</c>: a writer waits for every reader that has not left.</summary>
    public static readonly Protocol ReadLock = Side("ReadLock", "EnterReadLock", "TryEnterReadLock", "ExitReadLock", "IsReadLockHeld");

    /// <summary>The exclusive side of <c>ReaderWriterLockSlim</c>.</summary>
    public static readonly Protocol WriteLock = Side("WriteLock", "EnterWriteLock", "TryEnterWriteLock", "ExitWriteLock", "IsWriteLockHeld");

    /// <summary>The side of <c>ReaderWriterLockSlim</c> that may become exclusive.</summary>
    public static readonly Protocol UpgradeableLock = Side(
        "UpgradeableReadLock", "EnterUpgradeableReadLock", "TryEnterUpgradeableReadLock", "ExitUpgradeableReadLock", "IsUpgradeableReadLockHeld");

    /// <summary>The lock of .NET 9: <c>System.Threading.Lock</c>.</summary>
    public static readonly Protocol Lock = new("Lock", "entered", "exited")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        Acquires =
        [
            new("System.Threading.Lock", "Enter", Place: Acquisition.Receiver),
            new("System.Threading.Lock", "TryEnter", Place: Acquisition.Receiver),
        ],
        Releases = [new("System.Threading.Lock", "Exit")],
        Probes = [new("System.Threading.Lock", "IsHeldByCurrentThread")],
    };

    /// <summary>A reference that a safe handle counts: as long as one is out, neither <c>Dispose</c> nor the finalizer closes the handle.</summary>
    public static readonly Protocol HandleReference = new("SafeHandle", "referenced", "released")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        Views = "the address that DangerousGetHandle gives",
        Acquires = [new("System.Runtime.InteropServices.SafeHandle", "DangerousAddRef", Place: Acquisition.Receiver)],
        Releases = [new("System.Runtime.InteropServices.SafeHandle", "DangerousRelease")],
    };

    /// <summary>A pointer into a safe buffer, such as a view of a mapped file: until it is given back, the memory stays mapped, whoever disposes the view.</summary>
    public static readonly Protocol BufferPointer = new("SafeBuffer", "acquired", "released")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        Views = "the pointer that AcquirePointer gives",
        Acquires = [new("System.Runtime.InteropServices.SafeBuffer", "AcquirePointer", Place: Acquisition.Receiver)],
        Releases = [new("System.Runtime.InteropServices.SafeBuffer", "ReleasePointer")],
    };

    /// <summary>A lock without an object: <c>System.Threading.SpinLock</c>. Whoever waits for one that is not left burns a processor.</summary>
    public static readonly Protocol SpinLock = new("SpinLock", "entered", "exited")
    {
        ExceptionsMatter = true,
        Acquires =
        [
            new("System.Threading.SpinLock", "Enter", Place: Acquisition.Receiver),
            new("System.Threading.SpinLock", "TryEnter", Place: Acquisition.Receiver),
        ],
        Releases = [new("System.Threading.SpinLock", "Exit")],
        Probes = [new("System.Threading.SpinLock", "IsHeldByCurrentThread"), new("System.Threading.SpinLock", "IsHeld")],
    };

    /// <summary>A lock between processes: <c>System.Threading.Mutex</c>. Left by the thread that waited for it, or abandoned with it.</summary>
    public static readonly Protocol Mutex = new("Mutex", "waited for", "released")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        OutlivesItsObject = true,
        Acquires = [new(WaitHandle, "WaitOne", Place: Acquisition.Receiver, On: "System.Threading.Mutex")],
        Releases = [new("System.Threading.Mutex", "ReleaseMutex")],
    };

    /// <summary>A semaphore between processes: <c>System.Threading.Semaphore</c>, but for those that are signals.</summary>
    public static readonly Protocol Semaphore = new("Semaphore", "waited for", "released")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        IsTransferable = true,
        OutlivesItsObject = true,
        Acquires = [new(WaitHandle, "WaitOne", Place: Acquisition.Receiver, On: "System.Threading.Semaphore")],
        Releases = [new("System.Threading.Semaphore", "Release")],
    };

    /// <summary>The shared side of the old <c>ReaderWriterLock</c>.</summary>
    public static readonly Protocol ReaderLock = OldSide("ReaderLock", "AcquireReaderLock", "ReleaseReaderLock", "IsReaderLockHeld");

    /// <summary>The exclusive side of the old <c>ReaderWriterLock</c>.</summary>
    public static readonly Protocol WriterLock = OldSide("WriterLock", "AcquireWriterLock", "ReleaseWriterLock", "IsWriterLockHeld");

    /// <summary>A reader of the old <c>ReaderWriterLock</c> who became its writer for a while.</summary>
    public static readonly Protocol UpgradedLock = new("UpgradedLock", "upgraded", "downgraded")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        SecondRelease = SecondRelease.Counted,
        Acquires = [new(OldReaderWriter, "UpgradeToWriterLock", Place: Acquisition.Receiver)],
        Releases = [new(OldReaderWriter, "DowngradeFromWriterLock"), new(OldReaderWriter, "ReleaseWriterLock"), new(OldReaderWriter, "ReleaseLock")],
        Probes = [new(OldReaderWriter, "IsWriterLockHeld")],
    };

    /// <summary>
    /// An object of the program that stands for a lock: its <c>Dispose</c> leaves a lock that it was given, its constructor or its maker
    /// entered it. <c>using (_store.Write()) { … }</c>
    /// </summary>
    public static readonly Protocol Guard = new("Guard", "taken", "disposed")
    {
        IsDisposable = true,
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        SecondRelease = SecondRelease.Harmless,
        Releases = [new("System.IDisposable", "Dispose"), new("System.IAsyncDisposable", "DisposeAsync")],
    };

    private static Protocol OldSide(string name, string enter, string exit, string probe) => new(name, "acquired", "released")
    {
        ExceptionsMatter = true,
        IsCounted = true,

        // RestoreLock takes back what ReleaseLock gave up, whichever side that was: a later release is not the second.
        SecondRelease = SecondRelease.Counted,
        Acquires = [new(OldReaderWriter, enter, Place: Acquisition.Receiver)],
        Releases = [new(OldReaderWriter, exit), new(OldReaderWriter, "ReleaseLock")],
        Probes = [new(OldReaderWriter, probe)],
    };

    private static Protocol Side(string name, string enter, string tryEnter, string exit, string probe) => new(name, "entered", "exited")
    {
        ExceptionsMatter = true,
        IsCounted = true,
        Acquires = [new(ReaderWriter, enter, Place: Acquisition.Receiver), new(ReaderWriter, tryEnter, Place: Acquisition.Receiver)],
        Releases = [new(ReaderWriter, exit)],
        Probes = [new(ReaderWriter, probe)],
    };
}

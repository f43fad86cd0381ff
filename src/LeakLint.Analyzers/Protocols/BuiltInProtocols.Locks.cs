using LeakLint.Analyzers.Flow;

namespace LeakLint.Analyzers.Protocols;

/// <content>What is held on an object that was there before: the locks beside <c>Monitor</c>, and the count of a safe handle.</content>
internal static partial class BuiltInProtocols
{
    private const string ReaderWriter = "System.Threading.ReaderWriterLockSlim";

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
        Acquires = [new("System.Runtime.InteropServices.SafeHandle", "DangerousAddRef", Place: Acquisition.Receiver)],
        Releases = [new("System.Runtime.InteropServices.SafeHandle", "DangerousRelease")],
    };

    private static Protocol Side(string name, string enter, string tryEnter, string exit, string probe) => new(name, "entered", "exited")
    {
        ExceptionsMatter = true,
        Acquires = [new(ReaderWriter, enter, Place: Acquisition.Receiver), new(ReaderWriter, tryEnter, Place: Acquisition.Receiver)],
        Releases = [new(ReaderWriter, exit)],
        Probes = [new(ReaderWriter, probe)],
    };
}

using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Flow;

namespace LeakLint.Analyzers.Protocols;

/// <content>What belongs to something else and is only borrowed: pinned memory, COM objects, bits of a bitmap, pooled objects.</content>
internal static partial class BuiltInProtocols
{
    private const string Drawing = "System.Drawing.Bitmap";

    private const string Options = "Microsoft.Extensions.Options.";

    private const string Primitives = "Microsoft.Extensions.Primitives.";

    /// <summary>An object borrowed from a pool goes back to it: <c>Microsoft.Extensions.ObjectPool.ObjectPool&lt;T&gt;</c>.</summary>
    public static readonly Protocol ObjectPool = new("ObjectPool", "borrowed", "returned")
    {
        ConstructorsKeepIt = true,
        Acquires = [new("Microsoft.Extensions.ObjectPool.ObjectPool`1", "Get")],
        Releases = [new("Microsoft.Extensions.ObjectPool.ObjectPool`1", "Return", Parameter: 0)],
    };

    /// <summary>Memory that stays where it is until the handle is disposed: <c>Memory&lt;T&gt;.Pin</c>.</summary>
    public static readonly Protocol MemoryHandle = new("MemoryHandle", "pinned", "disposed")
    {
        Carrier = "System.Buffers.MemoryHandle",
        IsNative = true,
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        PartsOnlyUseIt = true,
        ExceptionsMatter = true,
        SecondRelease = SecondRelease.Harmless,
        Views = "the address that its Pointer gives",
        Acquires = [new("System.Memory`1", "Pin"), new("System.ReadOnlyMemory`1", "Pin")],
        Releases = [new("System.Buffers.MemoryHandle", "Dispose"), new("System.IDisposable", "Dispose")],
    };

    /// <summary>What was pinned by its owner is unpinned there, or by the handle: <c>IPinnable</c>, <c>MemoryManager&lt;T&gt;</c>.</summary>
    public static readonly Protocol Pin = new("Pin", "pinned", "unpinned")
    {
        IsNative = true,
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        PartsOnlyUseIt = true,
        ExceptionsMatter = true,
        IsCounted = true,
        Views = "the address that the handle's Pointer gives",
        Acquires =
        [
            new("System.Buffers.MemoryManager`1", "Pin", Place: Acquisition.Receiver, AlsoResult: true),
            new("System.Buffers.IPinnable", "Pin", Place: Acquisition.Receiver, AlsoResult: true),
        ],
        Releases =
        [
            new("System.Buffers.MemoryManager`1", "Unpin"),
            new("System.Buffers.IPinnable", "Unpin"),
            new("System.Buffers.MemoryHandle", "Dispose"),
            new("System.IDisposable", "Dispose"),
        ],
    };

    /// <summary>A counted interface pointer: <c>Marshal.GetIUnknownForObject</c>, <c>Marshal.AddRef</c>; each is released once.</summary>
    public static readonly Protocol ComReference = new("ComReference", "acquired", "released")
    {
        Carrier = "T*",
        IsNative = true,
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        IsCounted = true,

        // One pointer may carry several references: each Release takes back one, and a second is not one too many.
        SecondRelease = SecondRelease.Counted,
        Acquires =
        [
            new(Marshal, "AddRef", Place: 0),
            new(Marshal, "CreateAggregatedObject"),
            new(Marshal, "GetComInterfaceForObject"),
            new(Marshal, "GetComInterfaceForObjectInContext"),
            new(Marshal, "GetIDispatchForObject"),
            new(Marshal, "GetIDispatchForObjectInContext"),
            new(Marshal, "GetIUnknownForObject"),
            new(Marshal, "GetIUnknownForObjectInContext"),
            new(Marshal, "QueryInterface", OutParameter: 2, ByNumber: true),
            new("System.Runtime.InteropServices.ComWrappers", "GetOrCreateComInterfaceForObject"),
        ],
        Releases = [new(Marshal, "Release", Parameter: 0)],
    };

    /// <summary>
    /// A COM object behind its wrapper; the wrapper's finalizer would let it go as well, some day. What <c>new</c> makes of a class that is
    /// imported from COM is one, and so is what a method of an imported interface hands out as another.
    /// </summary>
    public static readonly Protocol ComObject = new("ComObject", "acquired", "released")
    {
        ConstructorsKeepIt = true,
        IsOptional = true,
        SecondRelease = SecondRelease.Harmless,
        Acquires =
        [
            new(Marshal, "BindToMoniker"),
            new(Marshal, "GetActiveObject"),
            new(Marshal, "GetObjectForIUnknown"),
            new(Marshal, "GetTypedObjectForIUnknown"),
            new(Marshal, "GetUniqueObjectForIUnknown"),
        ],
        Releases = [new(Marshal, "ReleaseComObject", Parameter: 0), new(Marshal, "FinalReleaseComObject", Parameter: 0)],
    };

    /// <summary>
    /// A buffer that counts its users: an <c>IReferenceCounted</c> with <c>Retain</c> and <c>Release</c>, whoever declares it. What an
    /// allocator makes, retained slices and copies are owned by who asked for them; plain slices and duplicates are lent.
    /// </summary>
    public static readonly Protocol CountedBuffer = new("CountedBuffer", "retained", "released")
    {
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        ExceptionsMatter = true,
        IsCounted = true,
        IsTransferable = true,
        GoesWithItsObject = true,
        Views = "slices and duplicates that are not retained",
    };

    /// <summary>An object of the program that counts its users in a field, by <c>Interlocked</c>, and ends when nobody is left.</summary>
    public static readonly Protocol ReferenceCount = new("ReferenceCount", "referenced", "released")
    {
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        IsCounted = true,
        IsTransferable = true,
        GoesWithItsObject = true,
    };

    /// <summary>The bits of a bitmap, locked in memory: <c>Bitmap.LockBits</c>. They go with the bitmap, if that goes first.</summary>
    public static readonly Protocol LockBits = new("LockBits", "locked", "unlocked")
    {
        EndsWithItsOwner = true,
        Views = "the address that Scan0 gives",
        Acquires = [new(Drawing, "LockBits")],
        Releases = [new(Drawing, "UnlockBits", Parameter: 0)],
    };

    /// <summary>A callback that somebody else calls until it is disposed. Who never disposes it may want it for as long as the other lives.</summary>
    public static readonly Protocol Subscription = new("Subscription", "subscribed", "disposed")
    {
        IsDisposable = true,
        ConstructorsKeepIt = true,
        IsOptional = true,
        OptionalReason = new("publisher-lifetime", "it ends with the object that calls back, and nobody can say how long that lives"),
        SecondRelease = SecondRelease.Harmless,
        Acquires =
        [
            new(Options + "IOptionsMonitor`1", "OnChange"),
            new(Options + "OptionsMonitorExtensions", "OnChange"),
            new(Primitives + "ChangeToken", "OnChange"),
            new(Primitives + "IChangeToken", "RegisterChangeCallback"),
            new("System.IObservable`1", "Subscribe"),
            new("System.ObservableExtensions", "Subscribe"),
            new("System.Diagnostics.DiagnosticListener", "Subscribe"),
        ],
        Releases = [new("System.IDisposable", "Dispose")],
    };

    /// <summary>
    /// A callback that the thread pool runs each time that something is signalled, until it is unregistered:
    /// <c>ThreadPool.RegisterWaitForSingleObject</c>. One that runs once at most goes by itself, and is none.
    /// </summary>
    public static readonly Protocol RegisteredWait = new("RegisteredWait", "registered", "unregistered")
    {
        Carrier = "System.Threading.RegisteredWaitHandle",
        ConstructorsKeepIt = true,
        SecondRelease = SecondRelease.Harmless,
        Acquires = [new("System.Threading.ThreadPool", "RegisterWaitForSingleObject"), new("System.Threading.ThreadPool", "UnsafeRegisterWaitForSingleObject")],
        Releases = [new("System.Threading.RegisteredWaitHandle", "Unregister")],
    };

    /// <summary>A wait that nobody keeps, for something that others know: it may be meant to last as long as that does.</summary>
    public static readonly Protocol DroppedWait = new("RegisteredWait", "registered", "unregistered")
    {
        Carrier = "System.Threading.RegisteredWaitHandle",
        SecondRelease = SecondRelease.Harmless,
        Doubt = new("handle-lifetime", "it stays registered for as long as what it waits for is there, and nobody can say how long that is"),
    };

    /// <summary>
    /// A handler that a method adds to an event and takes away again: <c>source.Changed += OnChanged; … source.Changed -= OnChanged;</c>
    /// Only where that very method, and nothing else of its type, takes it away.
    /// </summary>
    public static readonly Protocol Handler = new("EventHandler", "subscribed", "unsubscribed")
    {
        IsOptional = true,
        IsTransferable = true,
        SecondRelease = SecondRelease.Harmless,
    };

    /// <summary>A timer runs until it is disposed, or until nobody knows it any more and it is collected.</summary>
    public static readonly Protocol Timer = new("Timer", "started", "stopped")
    {
        IsDisposable = true,
        ConstructorsKeepIt = true,
        IsOptional = true,
        SecondRelease = SecondRelease.Harmless,
        Acquires =
        [
            new("System.Threading.Timer", AcquireMember.Constructor),
            new("System.Timers.Timer", AcquireMember.Constructor),
            new("System.TimeProvider", "CreateTimer"),
        ],
        Releases =
        [
            new("System.IDisposable", "Dispose"),
            new("System.Threading.Timer", "Dispose"),
            new("System.Threading.Timer", "DisposeAsync"),
            new("System.Timers.Timer", "Close"),
            new("System.Timers.Timer", "Stop"),
        ],
    };

    /// <summary>A timer that rings for ever: who started it in a local variable has nothing to stop it by.</summary>
    public static readonly Protocol RunningTimer = new("Timer", "started", "stopped")
    {
        IsDisposable = true,
        ConstructorsKeepIt = true,
        SecondRelease = SecondRelease.Harmless,
        Releases = Timer.Releases,
    };
}

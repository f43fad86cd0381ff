namespace LeakLint.Analyzers.Protocols;

/// <content>What the GC knows nothing of: pinned and rooted objects, blocks of native memory. Nothing but the release ever frees it.</content>
internal static partial class BuiltInProtocols
{
    private const string Marshal = "System.Runtime.InteropServices.Marshal";

    private const string Memory = "System.Runtime.InteropServices.NativeMemory";

    /// <summary>A handle that keeps its object alive, and pinned if so asked, until it is freed: <c>GCHandle</c>.</summary>
    public static readonly Protocol GCHandle = new("GCHandle", "allocated", "freed")
    {
        Carrier = "System.Runtime.InteropServices.GCHandle",
        Views = "the addresses that AddrOfPinnedObject and ToIntPtr give",
        IsNative = true,
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        PartsOnlyUseIt = true,
        ExceptionsMatter = true,
        Acquires = [new("System.Runtime.InteropServices.GCHandle", "Alloc")],
        Releases = [new("System.Runtime.InteropServices.GCHandle", "Free")],
    };

    /// <summary>The typed handle of .NET 10: <c>GCHandle&lt;T&gt;</c>.</summary>
    public static readonly Protocol GCHandleOfT = TypedHandle("GCHandle<T>", "GCHandle`1");

    /// <summary>As <c>GCHandle&lt;T&gt;</c>, and what it holds stays where it is: <c>PinnedGCHandle&lt;T&gt;</c>.</summary>
    public static readonly Protocol PinnedGCHandle = TypedHandle("PinnedGCHandle<T>", "PinnedGCHandle`1");

    /// <summary>A handle that keeps nothing alive, and is a slot of the runtime's table all the same: <c>WeakGCHandle&lt;T&gt;</c>.</summary>
    public static readonly Protocol WeakGCHandle = TypedHandle("WeakGCHandle<T>", "WeakGCHandle`1");

    /// <summary><c>Marshal.AllocHGlobal</c>, and the strings that are copied there.</summary>
    public static readonly Protocol HGlobal = new("HGlobal", "allocated", "freed")
    {
        Carrier = "T*",
        Views = "whatever is calculated from the address, spans and streams over the block",
        IsNative = true,
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        Acquires =
        [
            new(Marshal, "AllocHGlobal"),
            new(Marshal, "ReAllocHGlobal"),
            new(Marshal, "StringToHGlobalAnsi"),
            new(Marshal, "StringToHGlobalUni"),
            new(Marshal, "StringToHGlobalAuto"),
            new(Marshal, "SecureStringToGlobalAllocAnsi"),
            new(Marshal, "SecureStringToGlobalAllocUnicode"),
        ],
        Releases =
        [
            new(Marshal, "FreeHGlobal", Parameter: 0),
            new(Marshal, "ReAllocHGlobal", Parameter: 0),
            new(Marshal, "ZeroFreeGlobalAllocAnsi", Parameter: 0),
            new(Marshal, "ZeroFreeGlobalAllocUnicode", Parameter: 0),
        ],
    };

    /// <summary><c>Marshal.AllocCoTaskMem</c>, and the strings that are copied there.</summary>
    public static readonly Protocol CoTaskMem = new("CoTaskMem", "allocated", "freed")
    {
        Carrier = "T*",
        Views = "whatever is calculated from the address, spans and streams over the block",
        IsNative = true,
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        Acquires =
        [
            new(Marshal, "AllocCoTaskMem"),
            new(Marshal, "ReAllocCoTaskMem"),
            new(Marshal, "StringToCoTaskMemAnsi"),
            new(Marshal, "StringToCoTaskMemUni"),
            new(Marshal, "StringToCoTaskMemAuto"),
            new(Marshal, "StringToCoTaskMemUTF8"),
            new(Marshal, "SecureStringToCoTaskMemAnsi"),
            new(Marshal, "SecureStringToCoTaskMemUnicode"),
        ],
        Releases =
        [
            new(Marshal, "FreeCoTaskMem", Parameter: 0),
            new(Marshal, "ReAllocCoTaskMem", Parameter: 0),
            new(Marshal, "ZeroFreeCoTaskMemAnsi", Parameter: 0),
            new(Marshal, "ZeroFreeCoTaskMemUnicode", Parameter: 0),
            new(Marshal, "ZeroFreeCoTaskMemUTF8", Parameter: 0),
        ],
    };

    /// <summary>A COM string: <c>Marshal.StringToBSTR</c>.</summary>
    public static readonly Protocol Bstr = new("BSTR", "allocated", "freed")
    {
        Carrier = "T*",
        Views = "whatever is calculated from the address, spans and streams over the block",
        IsNative = true,
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        Acquires = [new(Marshal, "StringToBSTR"), new(Marshal, "SecureStringToBSTR")],
        Releases = [new(Marshal, "FreeBSTR", Parameter: 0), new(Marshal, "ZeroFreeBSTR", Parameter: 0)],
    };

    /// <summary><c>NativeMemory.Alloc</c>.</summary>
    public static readonly Protocol NativeMemory = new("NativeMemory", "allocated", "freed")
    {
        Carrier = "T*",
        Views = "whatever is calculated from the address, spans and streams over the block",
        IsNative = true,
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        Acquires = [new(Memory, "Alloc"), new(Memory, "AllocZeroed"), new(Memory, "Realloc")],
        Releases = [new(Memory, "Free", Parameter: 0), new(Memory, "Realloc", Parameter: 0)],
    };

    /// <summary><c>NativeMemory.AlignedAlloc</c>: what <c>Free</c> takes back is another block.</summary>
    public static readonly Protocol AlignedMemory = new("AlignedMemory", "allocated", "freed")
    {
        Carrier = "T*",
        Views = "whatever is calculated from the address, spans and streams over the block",
        IsNative = true,
        ConstructorsKeepIt = true,
        ExceptionsMatter = true,
        Acquires = [new(Memory, "AlignedAlloc"), new(Memory, "AlignedRealloc")],
        Releases = [new(Memory, "AlignedFree", Parameter: 0), new(Memory, "AlignedRealloc", Parameter: 0)],
    };

    private static Protocol TypedHandle(string name, string type) => new(name, "allocated", "freed")
    {
        Carrier = "System.Runtime.InteropServices." + type,
        IsNative = true,
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        PartsOnlyUseIt = true,
        ExceptionsMatter = true,
        SecondRelease = SecondRelease.Harmless,
        Views = "the addresses that ToIntPtr and GetAddressOfObjectData give",
        Acquires = [new("System.Runtime.InteropServices." + type, AcquireMember.Constructor)],
        Releases = [new("System.Runtime.InteropServices." + type, "Dispose"), new("System.IDisposable", "Dispose")],
    };
}

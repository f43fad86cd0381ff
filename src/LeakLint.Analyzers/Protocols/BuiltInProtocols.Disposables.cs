using System.Collections.Immutable;
using LeakLint.Analyzers.Configuration;

namespace LeakLint.Analyzers.Protocols;

/// <content>What is released by its own <c>Dispose</c>.</content>
internal static partial class BuiltInProtocols
{
    /// <summary>Memory rented from a pool is disposed to go back: <c>System.Buffers.MemoryPool&lt;T&gt;</c>.</summary>
    public static readonly Protocol MemoryPool = new("MemoryPool", "rented", "disposed")
    {
        Carrier = "System.Buffers.IMemoryOwner`1",
        IsDisposable = true,
        SecondRelease = SecondRelease.Harmless,
        Views = "its Memory, and spans and slices of that",
        ConstructorsKeepIt = true,
        Acquires = [new("System.Buffers.MemoryPool`1", "Rent")],
        Releases = [new("System.IDisposable", "Dispose")],
    };

    /// <summary>A callback that a token keeps until the registration is disposed: <c>CancellationToken.Register</c>.</summary>
    public static readonly Protocol Registration = new("CancellationTokenRegistration", "registered", "disposed")
    {
        Carrier = "System.Threading.CancellationTokenRegistration",
        IsDisposable = true,
        SecondRelease = SecondRelease.Harmless,
        ConstructorsKeepIt = true,
        Acquires = [new("System.Threading.CancellationToken", "Register"), new("System.Threading.CancellationToken", "UnsafeRegister")],
        Releases =
        [
            new("System.Threading.CancellationTokenRegistration", "Dispose"),
            new("System.Threading.CancellationTokenRegistration", "DisposeAsync"),
            new("System.Threading.CancellationTokenRegistration", "Unregister"),
            new("System.IDisposable", "Dispose"),
            new("System.IAsyncDisposable", "DisposeAsync"),
        ],
    };

    /// <summary>A registration that nobody keeps: whether that leaks depends on how long the token lives.</summary>
    public static readonly Protocol DroppedRegistration = new("CancellationTokenRegistration", "registered", "disposed")
    {
        Carrier = "System.Threading.CancellationTokenRegistration",
        IsDisposable = true,
        SecondRelease = SecondRelease.Harmless,
        Doubt = new("token-lifetime", "it stays registered for as long as the token lives, and nobody can say how long that is"),
    };

    /// <summary>A disposable that the method makes.</summary>
    public static readonly Protocol Created = Disposable("created");

    /// <summary>A disposable that the method opens or starts by a method of .NET.</summary>
    public static readonly Protocol Opened = Disposable("opened");

    /// <summary>
    /// An enumeration that a method runs by hand: its end runs what the sequence has in its finally blocks, closes its file, its reader.
    /// Most sequences have nothing of the kind, so that only one that is ended on some ways and not on others is a leak.
    /// </summary>
    public static readonly Protocol Enumeration = new("Enumeration", "begun", "disposed")
    {
        IsDisposable = true,
        IsOptional = true,
        OptionalReason = new("plain-enumeration", "most sequences have nothing that must be released, and nothing tells whether this one has"),
        SecondRelease = SecondRelease.Harmless,
        ConstructorsKeepIt = true,
        Acquires = [new("System.Collections.Generic.IEnumerable`1", "GetEnumerator")],
        Releases = [new("System.IDisposable", "Dispose")],
    };

    /// <summary>An asynchronous enumeration that a method runs by hand: as a rule there is a connection, a timer or a channel at its other end.</summary>
    public static readonly Protocol AsyncEnumeration = new("AsyncEnumeration", "begun", "disposed")
    {
        IsDisposable = true,
        SecondRelease = SecondRelease.Harmless,
        ConstructorsKeepIt = true,
        Acquires = [new("System.Collections.Generic.IAsyncEnumerable`1", "GetAsyncEnumerator")],
        Releases = [new("System.IAsyncDisposable", "DisposeAsync")],
    };

    /// <summary>A disposable of a type that lies in a library: what it holds is not in sight.</summary>
    public static readonly Protocol CreatedElsewhere = Disposable(
        "created", new("unknown-type", "its type comes from a library, and nothing says whether it holds anything that must be released"));

    /// <summary>A disposable of the program whose Dispose lets go of nothing that can be seen.</summary>
    public static readonly Protocol NothingInSight = Disposable(
        "created", new("nothing-to-release", "its Dispose releases nothing that it has from the start, as far as the code shows"));

    /// <summary>A disposable whose constructor gives the object to somebody.</summary>
    public static readonly Protocol HandedOnByItself = Disposable(
        "created", new("published", "its constructor hands the object to other code, which may release it"));

    private static Protocol Disposable(string acquired, UndecidedReason? doubt = null) => new("Disposable", acquired, "disposed")
    {
        IsDisposable = true,
        SecondRelease = SecondRelease.Harmless,
        Views = "what its members hand out: source.Token, reader.BaseStream",
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        Doubt = doubt,
        Acquires = doubt is not null ? [] : acquired == "opened" ? Openers : Creators,
        Releases = [new("System.IDisposable", "Dispose"), new("System.IAsyncDisposable", "DisposeAsync")],
    };

    private static ImmutableArray<AcquireMember> Openers =>
    [
        new("System.IO.File", "AppendText"),
        new("System.IO.File", "Create"),
        new("System.IO.File", "CreateText"),
        new("System.IO.File", "Open"),
        new("System.IO.File", "OpenHandle"),
        new("System.IO.File", "OpenRead"),
        new("System.IO.File", "OpenText"),
        new("System.IO.File", "OpenWrite"),
        new("System.IO.FileInfo", "AppendText"),
        new("System.IO.FileInfo", "Create"),
        new("System.IO.FileInfo", "CreateText"),
        new("System.IO.FileInfo", "Open"),
        new("System.IO.FileInfo", "OpenRead"),
        new("System.IO.FileInfo", "OpenText"),
        new("System.IO.FileInfo", "OpenWrite"),
        new("System.IO.Compression.ZipFile", "Open"),
        new("System.IO.Compression.ZipFile", "OpenRead"),
        new("System.IO.Compression.ZipArchiveEntry", "Open"),
        new("System.IO.MemoryMappedFiles.MemoryMappedFile", "OpenExisting"),
        new("System.Diagnostics.Process", "Start"),
        new("System.Threading.EventWaitHandle", "OpenExisting"),
        new("System.Threading.Mutex", "OpenExisting"),
        new("System.Threading.Semaphore", "OpenExisting"),
        new("System.Net.Http.HttpClient", "GetStreamAsync"),
        new("System.Net.WebRequest", "GetResponse"),
        new("System.Net.WebRequest", "GetResponseAsync"),
        new("System.Net.Sockets.Socket", "Accept"),
        new("System.Net.Sockets.Socket", "AcceptAsync"),
        new("System.Net.Sockets.TcpListener", "AcceptSocket"),
        new("System.Net.Sockets.TcpListener", "AcceptSocketAsync"),
        new("System.Net.Sockets.TcpListener", "AcceptTcpClient"),
        new("System.Net.Sockets.TcpListener", "AcceptTcpClientAsync"),
        new("System.Data.Common.DbDataSource", "OpenConnection"),
        new("System.Data.Common.DbDataSource", "OpenConnectionAsync"),
        new("System.Data.Common.DbCommand", "ExecuteReader"),
        new("System.Data.Common.DbCommand", "ExecuteReaderAsync"),
        new("System.Data.IDbCommand", "ExecuteReader"),
        new("Microsoft.Win32.RegistryKey", "OpenBaseKey"),
        new("Microsoft.Win32.RegistryKey", "OpenRemoteBaseKey"),
        new("Microsoft.Win32.RegistryKey", "OpenSubKey"),
        .. HandedOut,
    ];

    private static ImmutableArray<AcquireMember> Creators =>
    [
        new("System.Threading.CancellationTokenSource", "CreateLinkedTokenSource"),
        new("System.IO.MemoryMappedFiles.MemoryMappedFile", "CreateFromFile"),
        new("System.IO.MemoryMappedFiles.MemoryMappedFile", "CreateNew"),
        new("System.IO.MemoryMappedFiles.MemoryMappedFile", "CreateOrOpen"),
        new("System.IO.MemoryMappedFiles.MemoryMappedFile", "CreateViewAccessor"),
        new("System.IO.MemoryMappedFiles.MemoryMappedFile", "CreateViewStream"),
        new("System.Security.Cryptography.X509Certificates.X509CertificateLoader", "LoadCertificate"),
        new("System.Security.Cryptography.X509Certificates.X509CertificateLoader", "LoadCertificateFromFile"),
        new("System.Security.Cryptography.X509Certificates.X509CertificateLoader", "LoadPkcs12"),
        new("System.Security.Cryptography.X509Certificates.X509CertificateLoader", "LoadPkcs12FromFile"),
        new("System.Xml.XmlReader", "Create"),
        new("System.Xml.XmlWriter", "Create"),
        new("Microsoft.Win32.RegistryKey", "CreateSubKey"),
        .. Made,
    ];
}

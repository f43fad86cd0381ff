using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK308: what a teardown forgets.</summary>
public sealed partial class OwnedFieldNeverReleasedTests
{
    [Theory]
    [InlineData("constructor", """
        class Log : IDisposable {
            private readonly FileStream _file; private readonly StreamReader _reader;
            public Log(string p) {
                _file = {|LEAK308:File.OpenRead(p)|};
                _reader = new StreamReader(p);
            }
            public void Dispose() { _reader.Dispose(); }
        }
        """)]
    [InlineData("initializer", """
        class A : IDisposable {
            private readonly AutoResetEvent _e = {|LEAK308:new AutoResetEvent(false)|};
            private readonly FileStream _f = new FileStream("a", FileMode.Open);
            public void Dispose() => _f.Dispose();
        }
        """)]
    [InlineData("dispose bool", """
        class B : IDisposable {
            private Timer? _t;
            private CancellationTokenSource? _linked;
            public void Start(CancellationToken ct) {
                _t = {|LEAK308:new Timer(_ => { }, null, 0, 1000)|};
                _linked = CancellationTokenSource.CreateLinkedTokenSource(ct);
            }
            public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }
            protected virtual void Dispose(bool disposing) { if (disposing) { _linked?.Dispose(); } }
        }
        """)]
    [InlineData("linked cts only cancelled", """
        class C : IDisposable {
            private readonly CancellationTokenSource _cts;
            public C(CancellationToken t) { _cts = {|LEAK308:CancellationTokenSource.CreateLinkedTokenSource(t)|}; }
            public void Dispose() { _cts.Cancel(); }
        }
        """)]
    [InlineData("registration kept", """
        class D : IDisposable {
            private CancellationTokenRegistration _reg; private FileStream? _f;
            public void Watch(CancellationToken t) { _reg = {|LEAK308:t.Register(() => _f?.Flush())|}; }
            public void Dispose() { _f?.Dispose(); }
        }
        """)]
    [InlineData("rotation only", """
        class E1 : IDisposable {
            private FileStream? _current;
            private readonly object _gate = new();
            public void Roll(string p) { lock (_gate) { _current?.Dispose();
                _current = {|LEAK308:new FileStream(p, FileMode.Create)|}; } }
            public void Dispose() { Console.WriteLine("bye"); }
        }
        """)]
    [InlineData("pool buffer", """
        class F : IDisposable {
            private byte[] _buffer = {|LEAK308:ArrayPool<byte>.Shared.Rent(4096)|};
            private readonly Stream _inner;
            public F(Stream inner) { _inner = inner; }
            public void Dispose() { _inner.Dispose(); }
        }
        """)]
    [InlineData("native", """
        unsafe class G : IDisposable {
            private IntPtr _p; private GCHandle _h;
            public G() { _p = {|LEAK308:Marshal.AllocHGlobal(100)|};
                _h = GCHandle.Alloc(new byte[3], GCHandleType.Pinned); }
            public void Dispose() { if (_h.IsAllocated) _h.Free(); }
        }
        """)]
    [InlineData("writer over fresh stream", """
        class L : IDisposable {
            private StreamWriter _w = {|LEAK308:new StreamWriter(new FileStream("x", FileMode.Create))|};
            private Mutex _m = new Mutex();
            public void Dispose() => _m.Dispose();
        }
        """)]
    [InlineData("own type", """
        class Conn : IDisposable { readonly FileStream _f = File.OpenRead("a"); public void Dispose() => _f.Dispose(); }
        class M1 : IDisposable {
            private readonly Conn _a = new Conn();
            private readonly Conn _b = {|LEAK308:new Conn()|};
            public void Dispose() { _a.Dispose(); }
        }
        """)]
    [InlineData("inherited stream without override", """
        class MyStream : MemoryStream {
            private readonly FileStream _spill = {|LEAK308:File.Create("spill")|};
            public override void Flush() => _spill.Flush();
        }
        """)]
    [InlineData("override that forgets", """
        class MyStream2 : Stream {
            private readonly Stream _inner; private readonly FileStream _spill;
            public MyStream2(Stream s) { _inner = s; _spill = {|LEAK308:File.Create("x")|}; }
            protected override void Dispose(bool disposing) { if (disposing) _inner.Dispose(); base.Dispose(disposing); }
            public override bool CanRead => true; public override bool CanSeek => false; public override bool CanWrite => false; public override long Length => 0; public override long Position { get; set; }
            public override void Flush() { } public override int Read(byte[] b, int o, int c) => 0; public override long Seek(long o, SeekOrigin s) => 0; public override void SetLength(long v) { } public override void Write(byte[] b, int o, int c) { }
        }
        """)]
    [InlineData("async only", """
        class O : IAsyncDisposable {
            private readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
            private readonly Timer _t = new Timer(_ => { });
            public async ValueTask DisposeAsync() { await _t.DisposeAsync(); }
        }
        """)]
    [InlineData("static factory with private ctor", """
        class P : IDisposable {
            private readonly Stream _s; private readonly Timer _t = new Timer(_ => { });
            private P(Stream s) { _s = s; }
            public static P Open(string p) => new P({|LEAK308:File.OpenRead(p)|});
            public void Dispose() => _t.Dispose();
        }
        """)]
    [InlineData("wrong branch", """
        class Q : IDisposable {
            private readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
            public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }
            ~Q() => Dispose(false);
            void Dispose(bool disposing) { if (!disposing) { _f.Dispose(); } }
        }
        """)]
    [InlineData("private release nobody calls", """
        class R : IDisposable {
            private readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
            public void Dispose() { GC.SuppressFinalize(this); }
            private void Cleanup() { _f.Dispose(); }
        }
        """)]
    [InlineData("dispose(bool) never called", """
        class S : IDisposable {
            private readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
            public void Dispose() { GC.SuppressFinalize(this); }
            protected virtual void Dispose(bool disposing) { if (disposing) _f.Dispose(); }
        }
        """)]
    [InlineData("native freed only by suppressed finalizer", """
        class T : IDisposable {
            private IntPtr _p = {|LEAK308:Marshal.AllocHGlobal(10)|};
            ~T() { Marshal.FreeHGlobal(_p); }
            public void Dispose() { GC.SuppressFinalize(this); }
        }
        """)]
    [InlineData("interface field", """
        interface IStore { void Put(int x); }
        class FileStore : IStore, IDisposable { FileStream f = File.Create("x"); public void Put(int x) { f.WriteByte(1); } public void Dispose() => f.Dispose(); }
        class U : IDisposable {
            private readonly IStore _store = {|LEAK308:new FileStore()|};
            private readonly Timer _t = new Timer(_ => { });
            public void Dispose() => _t.Dispose();
        }
        """)]
    [InlineData("property", """
        class V : IDisposable {
            public FileStream File { get; } = {|LEAK308:new FileStream("a", FileMode.Open)|};
            public Timer Timer { get; private set; } = new Timer(_ => { });
            public void Dispose() => Timer.Dispose();
        }
        """)]
    [InlineData("subscribe", """
        class W1 : IDisposable {
            private readonly IDisposable _sub; private readonly Timer _t = new Timer(_ => { });
            public W1(IObservable<int> o, IObserver<int> s) { _sub = {|LEAK308:o.Subscribe(s)|}; }
            public void Dispose() { _t.Dispose(); }
        }
        """)]
    [InlineData("async init", """
        class X : IAsyncDisposable {
            private Stream? _s; private readonly Timer _t = new Timer(_ => { });
            public async Task InitAsync(System.Net.Http.HttpClient c) { _s = {|LEAK308:await c.GetStreamAsync("u")|}; }
            public ValueTask DisposeAsync() => _t.DisposeAsync();
        }
        """)]
    [InlineData("process", """
        class Y : IDisposable {
            private System.Diagnostics.Process? _p; private readonly Timer _t = new Timer(_ => { });
            public void Go() { _p = {|LEAK308:System.Diagnostics.Process.Start("x")|}; }
            public void Dispose() { _p?.Kill(); _t.Dispose(); }
        }
        """)]
    [InlineData("crypto", """
        class Z : IDisposable {
            private readonly System.Security.Cryptography.Aes _aes = {|LEAK308:System.Security.Cryptography.Aes.Create()|};
            private readonly System.Security.Cryptography.SHA256 _sha = System.Security.Cryptography.SHA256.Create();
            public void Dispose() => _sha.Dispose();
        }
        """)]
    [InlineData("base with teardown in derived that does not know", """
        abstract class Base1 : IDisposable { public virtual void Dispose() { } }
        class Derived1 : Base1 { private readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
            public int Read() => _f.ReadByte(); }
        """)]
    [InlineData("coalesce assign lazily", """
        class AA : IDisposable { private FileStream? _f; private readonly Timer _t = new Timer(_ => { });
            private FileStream Get() => _f ??= {|LEAK308:File.OpenRead("x")|};
            public int Read() => Get().ReadByte();
            public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("local then field", """
        class BB : IDisposable { private readonly Stream _f; private readonly Timer _t = new Timer(_ => { });
            public BB(string p) { var f = {|LEAK308:new FileStream(p, FileMode.Open)|};
                f.Seek(10, SeekOrigin.Begin); _f = f; }
            public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("shared handle", """
        class CC : IDisposable { private readonly SharedHandle<Stream> _h; private readonly Timer _t = new Timer(_ => { });
            public CC(SharedHandle<Stream> h) { _h = {|LEAK308:h.AddReference()|}; }
            public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("memory owner", """
        class DD : IDisposable { private readonly IMemoryOwner<byte> _m = {|LEAK308:MemoryPool<byte>.Shared.Rent(10)|};
            private readonly Timer _t = new Timer(_ => { });
            public Memory<byte> Memory => _m.Memory;
            public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("close forgets", """
        class EE { private FileStream? _a, _b;
            public void Open() { _a = File.OpenRead("a");
              _b = {|LEAK308:File.OpenRead("b")|}; }
            public void Close() { _a?.Close(); } }
        """)]
    [InlineData("finally of ctor catch only", """
        class FF : IDisposable { private readonly FileStream _a;
            public FF() {
                _a = {|LEAK308:File.OpenRead("a")|};
                try { Init(); } catch { _a.Dispose(); throw; } }
            void Init() { } public void Dispose() { } }
        """)]
    [InlineData("constructor", """
        class Server : IDisposable {
            private System.Net.Sockets.TcpListener _l; private readonly Thread _thread; private readonly ManualResetEvent _stop = {|LEAK308:new(false)|};
            public Server(int port) { _l = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, port); _thread = new Thread(Run); _thread.Start(); }
            void Run() { while (!_stop.WaitOne(10)) { } }
            public void Dispose() { _stop.Set(); _l.Stop(); _thread.Join(); }
        }
        """)]
    [InlineData("own poller whose ctor starts thread", """
        class Poller : IDisposable { readonly Timer _t; public Poller(int ms) { _t = new Timer(Tick, null, ms, ms); } void Tick(object? s) { } public void Dispose() => _t.Dispose(); }
        class Host : IDisposable { readonly Poller _p = {|LEAK308:new Poller(10)|};
            readonly FileStream _f = File.OpenRead("x"); public void Dispose() => _f.Dispose(); }
        """)]
    [InlineData("command with connection not disposed", """
        class Db : IDisposable { readonly FileStream _conn = File.OpenRead("a"); readonly FileSystemWatcher _w;
            public Db(string d) { _w = {|LEAK308:new FileSystemWatcher(d)|};
               _w.Changed += OnChanged; } void OnChanged(object s, FileSystemEventArgs e) { _conn.Flush(); } public void Dispose() { _conn.Dispose(); } }
        """)]
    [InlineData("event unsubscribed but not disposed", """
        class Db2 : IDisposable { readonly FileSystemWatcher _w;
            public Db2(string d) { _w = {|LEAK308:new FileSystemWatcher(d)|};
               _w.Changed += OnChanged; _w.EnableRaisingEvents = true; } void OnChanged(object s, FileSystemEventArgs e) { } public void Dispose() { _w.EnableRaisingEvents = false; _w.Changed -= OnChanged; } }
        """)]
    [InlineData("x509", """
        class Cert : IDisposable { readonly System.Security.Cryptography.X509Certificates.X509Certificate2 _c; readonly System.Security.Cryptography.RSA? _key;
            public Cert(byte[] d) { _c = {|LEAK308:System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(d)|};
                _key = System.Security.Cryptography.RSA.Create(); } public void Dispose() => _key?.Dispose(); }
        """)]
    [InlineData("gzip over own filestream, only if flush", """
        class Z : IDisposable { Stream _out; public Z(string p) { _out = {|LEAK308:new System.IO.Compression.GZipStream(File.Create(p), System.IO.Compression.CompressionMode.Compress)|}; }
          public void Dispose() { _out.Flush(); } }
        """)]
    [InlineData("null out without dispose", """
        class N : IDisposable { FileStream? _f = {|LEAK308:File.OpenRead("a")|};
          public void Dispose() { _f = null; } }
        """)]
    [InlineData("array pool two buffers", """
        class AP : IDisposable { char[] _a = ArrayPool<char>.Shared.Rent(1);
          char[] _b = {|LEAK308:ArrayPool<char>.Shared.Rent(1)|};
          public void Dispose() { ArrayPool<char>.Shared.Return(_a); } }
        """)]
    [InlineData("rent on grow, first not returned: never returned in Dispose", """
        class Grow : IDisposable { byte[] _b = Array.Empty<byte>(); int _n; public void Add(byte x) { if (_n == _b.Length) {
           var bigger = {|LEAK308:ArrayPool<byte>.Shared.Rent(_n * 2 + 1)|};
           Array.Copy(_b, bigger, _n); ArrayPool<byte>.Shared.Return(_b); _b = bigger; } _b[_n++] = x; } public void Dispose() { _n = 0; } }
        """)]
    [InlineData("gchandle this userdata", """
        unsafe class Cb : IDisposable { GCHandle _self; [DllImport("n")] static extern void Set(IntPtr p); [DllImport("n")] static extern void Clear(); public Cb() { _self = {|LEAK308:GCHandle.Alloc(this)|};
           Set(GCHandle.ToIntPtr(_self)); } public void Dispose() { Clear(); } }
        """)]
    [InlineData("native passed to extern", """
        unsafe class Nat : IDisposable { IntPtr _buf; [DllImport("n")] static extern void Use(IntPtr p); public Nat() { _buf = {|LEAK308:Marshal.AllocHGlobal(100)|};
           Use(_buf); } public void Dispose() { _buf = IntPtr.Zero; } }
        """)]
    [InlineData("struct with dispose", """
        ref struct Buf { byte[] _a; char[] _c; public Buf(int n) { _a = ArrayPool<byte>.Shared.Rent(n);
           _c = {|LEAK308:ArrayPool<char>.Shared.Rent(n)|}; }
           public void Dispose() { ArrayPool<byte>.Shared.Return(_a); } }
        """)]
    [InlineData("interface IAsyncDisposable type from factory method in source", """
        class Fac { static Stream Open(string p) { var s = new FileStream(p, FileMode.Open); s.Seek(3, SeekOrigin.Begin); return s; }
          class D : IDisposable { readonly Stream _s = {|LEAK308:Open("x")|};
           public void Dispose() { } } }
        """)]
    [InlineData("try out", """
        class TryO : IDisposable { Stream? _s; readonly Timer _t = new(_ => { }); static bool TryOpen(string p, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Stream? s) { if (!File.Exists(p)) { s = null; return false; } s = File.OpenRead(p); return true; }
          public void Init() { if (!{|LEAK308:TryOpen("x", out _s)|}) return; }
          public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("conditional", """
        class Cond : IDisposable { readonly Stream _s; readonly Timer _t = new(_ => { }); public Cond(bool z, string p) { _s = z ? {|LEAK308:new System.IO.Compression.DeflateStream(File.OpenRead(p), System.IO.Compression.CompressionMode.Decompress)|} : File.OpenRead(p); }
          public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("derived overrides without base call, own field forgotten", """
        class B0 : IDisposable { protected readonly FileStream A = File.OpenRead("a"); public void Dispose() { Dispose(true); } protected virtual void Dispose(bool d) { if (d) A.Dispose(); } }
        class D0 : B0 { readonly FileStream _b = {|LEAK308:File.OpenRead("b")|};
          readonly FileStream _c = File.OpenRead("c"); protected override void Dispose(bool d) { if (d) _c.Dispose(); base.Dispose(d); } }
        """)]
    [InlineData("lambda use only", """
        class Lam : IDisposable { readonly FileStream _f = {|LEAK308:File.OpenRead("a")|};
          readonly Func<int> _read; public Lam() { _read = () => _f.ReadByte(); } public void Dispose() { } }
        """)]
    [InlineData("passed to method that only uses", """
        class Pass : IDisposable { readonly FileStream _f = {|LEAK308:File.OpenRead("a")|};
          static int Sum(Stream s) { int n = 0; while (s.ReadByte() >= 0) n++; return n; } public int S => Sum(_f); public void Dispose() { } }
        """)]
    [InlineData("bufferedreader without dispose", """
        class Rd : IDisposable { readonly FileStream _f = {|LEAK308:File.OpenRead("a")|};
          public string All() { var r = new StreamReader(_f); return r.ReadToEnd(); } public void Dispose() { } }
        """)]
    [InlineData("explicit interface dispose", """
        class Exp : IDisposable { readonly FileStream _f = {|LEAK308:File.OpenRead("a")|};
          void IDisposable.Dispose() { } }
        """)]
    [InlineData("semaphore wrapper exempt, but mutex no", """
        class Mtx : IDisposable { readonly Mutex _m = {|LEAK308:new(false, "x")|};
          public void Do() { _m.WaitOne(); try { } finally { _m.ReleaseMutex(); } } public void Dispose() { } }
        """)]
    [InlineData("socket shutdown only", """
        class Sck : IDisposable { readonly System.Net.Sockets.Socket _s = {|LEAK308:new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp)|};
          public void Dispose() { _s.Shutdown(System.Net.Sockets.SocketShutdown.Both); } }
        """)]
    [InlineData("mmf", """
        class Mm : IDisposable { readonly System.IO.MemoryMappedFiles.MemoryMappedFile _f; readonly System.IO.MemoryMappedFiles.MemoryMappedViewAccessor _v;
         public Mm(string p) { _f = {|LEAK308:System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(p)|};
          _v = _f.CreateViewAccessor(); } public void Dispose() { _v.Dispose(); } }
        """)]
    [InlineData("disposes the wrong one twice", """
        class Twice : IDisposable { readonly FileStream _a = File.OpenRead("a"); readonly FileStream _b = {|LEAK308:File.OpenRead("b")|};
          public void Dispose() { _a.Dispose(); _a.Dispose(); } }
        """)]
    [InlineData("reconnect", """
        class Recon : IDisposable { System.Net.Sockets.TcpClient? _c; void Connect() { CloseClient(); _c = {|LEAK308:new System.Net.Sockets.TcpClient("h", 1)|}; }
          void CloseClient() { _c?.Close(); _c = null; } public void Send() { Connect(); } public void Dispose() { } }
        """)]
    public Task Forgotten(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify(code);
    }
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK308 and LEAK314: shapes that were once missed, or once reported in error.</summary>
public sealed partial class OwnedFieldNeverReleasedTests
{
    [Theory]
    [InlineData("first", """
        class A : IDisposable { readonly System.Timers.Timer _t; readonly FileStream _f = File.OpenRead("x"); public A() { _t = {|LEAK308:new System.Timers.Timer(10)|};
          _t.Elapsed += On; _t.Start(); } void On(object? s, System.Timers.ElapsedEventArgs e) { } public void Dispose() { _f.Dispose(); } }
        """)]
    [InlineData("transitions", """
        class B : IDisposable { CancellationTokenSource? _c; public void Start(CancellationToken t) {
           _c = {|LEAK308:CancellationTokenSource.CreateLinkedTokenSource(t)|}; }
         public void Dispose() { _c?.Cancel(); _c = null; } }
        """)]
    [InlineData("only one path of two ctors", """
        class C : IDisposable { readonly Stream _s; readonly Timer _t = new(_ => { }); public C(string p) {
          _s = {|LEAK308:File.OpenRead(p)|}; }
          public C() { _s = new MemoryStream(); } public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("command of connection", """
        class D : IDisposable { readonly System.Diagnostics.Process _p = {|LEAK308:new()|};
          readonly Timer _t = new(_ => { }); public void Dispose() { _t.Dispose(); } public void Go() { _p.Start(); } }
        """)]
    [InlineData("handler disposed, stream not; nested class", """
        class Outer { sealed class Inner : IDisposable { readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
           readonly Timer _t = new(_ => { }); public void Dispose() => _t.Dispose(); } }
        """)]
    [InlineData("generic", """
        class E1<T> : IDisposable where T : IDisposable, new() { readonly T _a = new(); readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
          public void Dispose() => _a.Dispose(); }
        """)]
    [InlineData("wrapped over created client stream", """
        class F : IDisposable { readonly StreamWriter _w; readonly Timer _t = new(_ => { }); public F(string p) { var s = new FileStream(p, FileMode.Create);
          _w = {|LEAK308:new StreamWriter(s)|}; }
          public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("disposed in event handler private never attached", """
        class G : IDisposable { readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
          private void OnDone() { _f.Dispose(); } public void Dispose() { } }
        """)]
    [InlineData("factory in source", """
        static class Fac { public static FileStream Open(string p) => new FileStream(p, FileMode.Open); public static Task<FileStream> OpenAsync(string p) => Task.FromResult(new FileStream(p, FileMode.Open)); }
        class H : IDisposable { readonly FileStream _f; readonly Timer _t = new(_ => { }); public H() { _f = {|LEAK308:Fac.Open("x")|}; } public void Dispose() { _t.Dispose(); } }
        """)]
    [InlineData("async factory in source", """
        class I : IDisposable { FileStream? _f; readonly Timer _t = new(_ => { }); public async Task Init() { _f = {|LEAK308:await Fac.OpenAsync("x").ConfigureAwait(false)|}; } public void Dispose() { _t.Dispose(); }
          static class Fac { public static async Task<FileStream> OpenAsync(string p) { await Task.Yield(); return new FileStream(p, FileMode.Open); } } }
        """)]
    [InlineData("if-null init", """
        class J : IDisposable { FileStream? _f; readonly Timer _t = new(_ => { }); FileStream F { get { if (_f == null) { _f = {|LEAK308:File.OpenRead("x")|}; } return _f; } } public int R() => F.ReadByte(); public void Dispose() { _t.Dispose(); } }
        """)]
    [InlineData("compare exchange init", """
        class K : IDisposable { FileStream? _f; readonly Timer _t = new(_ => { }); void E() { Interlocked.CompareExchange(ref _f, {|LEAK308:File.OpenRead("x")|}, null); } public void R() { E(); _f!.ReadByte(); } public void Dispose() { _t.Dispose(); } }
        """)]
    [InlineData("lazy initializer", """
        class L : IDisposable { FileStream? _f; readonly Timer _t = new(_ => { }); Stream E() => LazyInitializer.EnsureInitialized(ref _f, () => {|LEAK308:File.OpenRead("x")|}); public void R() { E().ReadByte(); } public void Dispose() { _t.Dispose(); } }
        """)]
    [InlineData("two subscriptions", """
        class M1 : IDisposable { readonly IDisposable _a, _b; public M1(IObservable<int> o, IObserver<int> x) { _a = o.Subscribe(x);
          _b = {|LEAK308:o.Subscribe(x)|}; }
          public void Dispose() { _a.Dispose(); } }
        """)]
    [InlineData("pooled chars & string builder-like", """
        class N { char[] _c = {|LEAK314:ArrayPool<char>.Shared.Rent(10)|}; int _n; public void Add(char c) => _c[_n++] = c; public override string ToString() => new(_c, 0, _n); }
        """)]
    [InlineData("native struct owner without dispose", """
        unsafe class O { readonly int* _p; public O(int n) { _p = (int*){|LEAK314:NativeMemory.Alloc((nuint)n, 4)|}; } public int this[int i] => _p[i]; }
        """)]
    [InlineData("bstr", """
        class P { readonly IntPtr _s = {|LEAK314:Marshal.StringToBSTR("x")|}; public IntPtr S => _s; }
        """)]
    [InlineData("base class owning, derived hides dispose", """
        class Q0 : IDisposable { public void Dispose() { } }
        class Q : Q0 { readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
          public int R() => _f.ReadByte(); }
        """)]
    [InlineData("dispose throws not implemented", """
        class R : IDisposable { readonly FileStream _f = {|LEAK308:File.OpenRead("x")|};
          public void Dispose() { throw new NotImplementedException(); } }
        """)]
    [InlineData("released only if error", """
        class S : IDisposable { FileStream? _f; public void Open() { try { _f = {|LEAK308:File.OpenRead("x")|};
          _f.ReadByte(); } catch (IOException) { _f?.Dispose(); throw; } } public void Dispose() { } }
        """)]
    [InlineData("own type with real dispose, given a logger", """
        class Log { } class Worker : IDisposable { readonly FileStream _f; readonly Log _l; public Worker(Log l) { _l = l; _f = File.OpenRead("x"); } public void Dispose() => _f.Dispose(); }
        class T : IDisposable { readonly Worker _w; readonly Timer _t = new(_ => { }); public T(Log l) { _w = {|LEAK308:new Worker(l)|}; } public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("given injected disposable", """
        class Svc : IDisposable { readonly Timer _t = new(_ => { }); readonly Stream _s; public Svc(Stream s) { _s = s; } public void Dispose() => _t.Dispose(); }
        class U : IDisposable { readonly Svc _v; readonly Timer _t = new(_ => { }); public U(Stream s) { _v = {|LEAK308:new Svc(s)|}; } public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("static Create with init", """
        class V : IDisposable { Stream? _s; readonly Timer _t = new(_ => { }); V() { } public static V Create(string p) { var v = new V(); v._s = {|LEAK308:File.OpenRead(p)|}; return v; } public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("object initializer in factory", """
        class W1 : IDisposable { public Stream? S { get; private init; } readonly Timer _t = new(_ => { }); public static W1 Create(string p) => new W1 { S = {|LEAK308:File.OpenRead(p)|} }; public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("MeterListener", """
        class X : IDisposable { readonly System.Diagnostics.Metrics.MeterListener _l = {|LEAK308:new()|};
          readonly Timer _t = new(_ => { }); public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("close forgets in Disconnect wording", """
        class Y { System.Net.Sockets.TcpClient? _c; FileStream? _f; public void Open() { _c = new System.Net.Sockets.TcpClient("h", 1); _f = {|LEAK308:File.OpenRead("x")|}; } public void Close() { _c?.Close(); _c = null; _f = null; } }
        """)]
    [InlineData("exempt wrapper holds file", """
        class Z : IDisposable { readonly BinaryReader _r = {|LEAK308:new(File.OpenRead("x"))|};
          readonly Timer _t = new(_ => { }); public void Dispose() => _t.Dispose(); }
        """)]
    public Task Found_all_the_same(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify(code);
    }

    [Theory]
    [InlineData("first", """
        class Conn : IDisposable { FileStream? _f; public void Open() { _f = File.OpenRead("a"); } public void Recycle() { _f?.Dispose(); _f = null; } public void Dispose() { } }
        """)]
    [InlineData("released in OnClosed override", """
        class Win { protected virtual void OnClosed(EventArgs e) { } }
        class Main1 : Win, IDisposable { readonly Timer _t = new(_ => { }); protected override void OnClosed(EventArgs e) { _t.Dispose(); base.OnClosed(e); } public void Dispose() { } }
        """)]
    [InlineData("handed to task that owns it", """
        class A : IDisposable { readonly FileStream _f = File.OpenRead("a"); readonly Task _t; public A() { _t = Task.Run(async () => { try { await Task.Delay(1); } finally { _f.Dispose(); } }); } public void Dispose() { } }
        """)]
    [InlineData("conditional dispose by subclass hook", """
        abstract class B : IDisposable { readonly FileStream _f = File.OpenRead("a"); protected abstract void Release(Stream s); public void Dispose() { Release(_f); } }
        """)]
    [InlineData("disposed by delegate stored", """
        class C : IDisposable { readonly FileStream _f = File.OpenRead("a"); readonly Action _end; public C() { _end = _f.Close; } public void Dispose() => _end(); }
        """)]
    [InlineData("dictionary of owned", """
        class D : IDisposable { readonly Dictionary<string, Stream> _m = new(); FileStream? _last; public void Open(string p) { _last = File.OpenRead(p); _m[p] = _last; } public void Dispose() { foreach (var s in _m.Values) s.Dispose(); } }
        """)]
    [InlineData("tuple of fields", """
        class E1 : IDisposable { readonly FileStream _a = File.OpenRead("a"), _b = File.OpenRead("b"); public void Dispose() { foreach (var x in new[] { _a, _b }) { x.Dispose(); } } }
        """)]
    [InlineData("params helper", """
        static class Dis { public static void All(params IDisposable?[] all) { foreach (var d in all) d?.Dispose(); } }
        class F : IDisposable { readonly FileStream _a = File.OpenRead("a"), _b = File.OpenRead("b"); public void Dispose() => Dis.All(_a, _b); }
        """)]
    [InlineData("collection expression", """
        class G : IDisposable { readonly FileStream _a = File.OpenRead("a"); public void Dispose() { IDisposable[] all = [_a]; Array.ForEach(all, d => d.Dispose()); } }
        """)]
    [InlineData("primary ctor injected", """
        class H(Stream s, bool leaveOpen) : IDisposable { readonly Stream _s = s; readonly Timer _t = new(_ => { }); public void Dispose() { _t.Dispose(); if (!leaveOpen) _s.Dispose(); } }
        """)]
    [InlineData("option object given in settings", """
        class Opt { public Stream? Out { get; set; } }
        class I : IDisposable { readonly Stream _o; public I(Opt o) { _o = o.Out ?? Console.OpenStandardOutput(); } public void Dispose() => _o.Flush(); }
        """)]
    [InlineData("console streams", """
        class J : IDisposable { readonly Stream _o = Console.OpenStandardOutput(); readonly TextWriter _w = Console.Out; public void Dispose() => _o.Flush(); }
        """)]
    [InlineData("service provider gives", """
        interface ISvc : IDisposable { }
        class K : IDisposable { readonly ISvc _s; readonly Timer _t = new(_ => { }); public K(IServiceProvider p) { _s = (ISvc)p.GetService(typeof(ISvc))!; } public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("null object", """
        class Nop : IDisposable { public static readonly Nop Instance = new(); public void Dispose() { } }
        class M1 : IDisposable { IDisposable _scope = Nop.Instance; public void Dispose() { } }
        """)]
    [InlineData("ref count", """
        class N : IDisposable { readonly FileStream _f = File.OpenRead("a"); int _n = 1; public N Share() { Interlocked.Increment(ref _n); return this; } public void Dispose() { if (Interlocked.Decrement(ref _n) == 0) { _f.Dispose(); } } }
        """)]
    [InlineData("dispose twice guard by exchange", """
        class O : IDisposable { readonly FileStream _f = File.OpenRead("a"); int _d; public void Dispose() { if (Interlocked.Exchange(ref _d, 1) == 0) _f.Dispose(); } }
        """)]
    [InlineData("queued for later", """
        class P : IDisposable { readonly FileStream _f = File.OpenRead("a"); public void Dispose() => ThreadPool.QueueUserWorkItem(s => ((FileStream)s!).Dispose(), _f); }
        """)]
    [InlineData("continuation", """
        class Q : IDisposable { readonly FileStream _f = File.OpenRead("a"); public void Dispose() => _f.FlushAsync().ContinueWith(_ => _f.Dispose()); }
        """)]
    [InlineData("interface default member", """
        interface IHas { Stream Inner { get; } void Done() => Inner.Dispose(); }
        class R : IHas { readonly FileStream _f = File.OpenRead("a"); Stream IHas.Inner => _f; }
        """)]
    [InlineData("wrapper local in Dispose", """
        class S : IDisposable { readonly FileStream _f = File.OpenRead("a"); public void Dispose() { using var w = new BinaryWriter(_f); w.Write(1); } }
        """)]
    [InlineData("array pool via helper owner", """
        class Rented : IDisposable { byte[] _b; public Rented(byte[] b) => _b = b; public void Dispose() => ArrayPool<byte>.Shared.Return(_b); }
        class T { readonly byte[] _b; readonly Rented _r; public T() { _b = ArrayPool<byte>.Shared.Rent(4); _r = new Rented(_b); } public void Close() => _r.Dispose(); }
        """)]
    [InlineData("memory returned to the caller", """
        class U { byte[]? _b; public byte[] Take(int n) { _b = ArrayPool<byte>.Shared.Rent(n); var b = _b; _b = null; return b; } }
        """)]
    [InlineData("pinned handle freed in callback", """
        unsafe class V { GCHandle _h; public V() { _h = GCHandle.Alloc(this); } [UnmanagedCallersOnly] static void Done(IntPtr p) { GCHandle.FromIntPtr(p).Free(); } public IntPtr P => GCHandle.ToIntPtr(_h); }
        """)]
    [InlineData("cts timer in field, canceled & disposed by local swap", """
        class W1 : IDisposable { CancellationTokenSource? _c; public void Start() { _c = new CancellationTokenSource(1000); } public void Dispose() { if (Interlocked.Exchange(ref _c, null) is { } c) { c.Cancel(); c.Dispose(); } } }
        """)]
    [InlineData("child joins the parent", """
        class Parent : IDisposable { readonly List<Child> _all = new(); readonly Child _first; public Parent() { _first = new Child(this); } internal void Add(Child c) => _all.Add(c); public void Dispose() { foreach (var c in _all) c.Dispose(); } }
        class Child : IDisposable { readonly FileStream _f = File.OpenRead("x"); public Child(Parent p) { p.Add(this); } public void Dispose() => _f.Dispose(); }
        """)]
    [InlineData("visitor over reflection-ish", """
        class X : IDisposable { readonly FileStream _f = File.OpenRead("a"); IEnumerable<IDisposable> Owned => new IDisposable[] { _f }; public void Dispose() { foreach (var d in Owned) d.Dispose(); } }
        """)]
    [InlineData("socket async args handed to socket", """
        class Y { readonly System.Net.Sockets.TcpClient _c; public Y(System.Net.Sockets.TcpListener l) { _c = l.AcceptTcpClient(); } public void Stop() => _c.Close(); }
        """)]
    [InlineData("lease on dispose of base(with argument)", """
        class Base1 : IDisposable { readonly Stream _s; protected Base1(Stream s) { _s = s; } public void Dispose() => _s.Dispose(); }
        class Z : Base1 { public Z() : base(File.OpenRead("x")) { } }
        """)]
    [InlineData("partial generated style OnDisposing", """
        abstract class Node0 : IDisposable { public void Dispose() { OnDisposing(); } protected virtual void OnDisposing() { } }
        class AA : Node0 { readonly FileStream _f = File.OpenRead("x"); protected override void OnDisposing() { _f.Dispose(); base.OnDisposing(); } }
        """)]
    [InlineData("event args closing over", """
        class BB : IDisposable { readonly Timer _t; public BB(CancellationToken token) { _t = new Timer(_ => { }); token.Register(() => _t.Dispose()); } public void Dispose() { } }
        """)]
    [InlineData("yield based", """
        class CC : IDisposable { StreamReader? _r; public IEnumerable<string> Lines(string p) { _r = new StreamReader(p); try { string? l; while ((l = _r.ReadLine()) != null) yield return l; } finally { _r.Dispose(); } } public void Dispose() { } }
        """)]
    [InlineData("switch pattern", """
        class DD : IDisposable { object _o = File.OpenRead("x"); public void Dispose() { switch (_o) { case IDisposable d: d.Dispose(); break; } } }
        """)]
    [InlineData("struct enumerator with pool", """
        struct EE { byte[]? _b; public void Init() { _b = ArrayPool<byte>.Shared.Rent(3); } public void Free() { if (_b != null) ArrayPool<byte>.Shared.Return(_b); _b = null; } }
        """)]
    [InlineData("lock object holder, semaphore async", """
        class FF : IDisposable { readonly SemaphoreSlim _s = new(1); readonly System.Threading.Lock _l = new(); readonly ManualResetEventSlim _m = new(); readonly ThreadLocal<int> _tl = new(); public void Dispose() { } }
        """)]
    [InlineData("weak owner", """
        class GG { readonly WeakReference<Stream> _w = new(File.OpenRead("x")); }
        """)]
    [InlineData("lazy", """
        class HH : IDisposable { readonly Lazy<FileStream> _l = new(() => File.OpenRead("x")); public void Dispose() { if (_l.IsValueCreated) _l.Value.Dispose(); } }
        """)]
    [InlineData("delegate disposable", """
        sealed class Act(Action a) : IDisposable { public void Dispose() => a(); }
        class II : IDisposable { readonly Act _a; int _n; public II() { _a = new Act(() => _n++); } public void Dispose() { _a.Dispose(); } }
        """)]
    [InlineData("own empty by interface demand", """
        interface IPlugin : IDisposable { void Run(); }
        class Plain : IPlugin { public void Run() { } public void Dispose() { } }
        class JJ : IDisposable { readonly IPlugin _p = new Plain(); readonly Timer _t = new(_ => { }); public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("stopwatch etc", """
        class KK : IDisposable { readonly System.Net.Http.HttpClient _c = new(new System.Net.Http.SocketsHttpHandler()); readonly System.Net.Http.SocketsHttpHandler _h = new(); public void Dispose() { } }
        """)]
    [InlineData("xmlreader over own string reader", """
        class LL : IDisposable { readonly System.Xml.XmlReader _r = System.Xml.XmlReader.Create(new StringReader("<a/>")); public void Dispose() { } }
        """)]
    [InlineData("memory reader", """
        class MM : IDisposable { readonly BinaryReader _r = new(new MemoryStream(new byte[4])); readonly StreamWriter _w = new(new MemoryStream()); public void Dispose() { } }
        """)]
    [InlineData("writer left open over injected", """
        class OO : IDisposable { readonly StreamWriter _w; public OO(Stream s) { _w = new StreamWriter(s, leaveOpen: true); } public void Dispose() => _w.Flush(); }
        """)]
    [InlineData("network stream of a client", """
        class PP : IDisposable { readonly System.Net.Sockets.TcpClient _c; readonly System.Net.Sockets.NetworkStream _s; public PP() { _c = new System.Net.Sockets.TcpClient("h", 1); _s = _c.GetStream(); } public void Dispose() => _c.Dispose(); }
        """)]
    [InlineData("reader of a stream that client owns", """
        class QQ : IDisposable { readonly System.Net.Sockets.TcpClient _c; readonly StreamReader _s; public QQ() { _c = new System.Net.Sockets.TcpClient("h", 1); _s = new StreamReader(_c.GetStream()); } public void Dispose() => _c.Dispose(); }
        """)]
    [InlineData("ssl over client stream", """
        class RR : IDisposable { readonly System.Net.Sockets.TcpClient _c = new(); System.Net.Security.SslStream? _s; public void Up() { _s = new System.Net.Security.SslStream(_c.GetStream()); } public void Dispose() => _s?.Dispose(); }
        """)]
    public Task Silent_all_the_same_when(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify(code);
    }
}

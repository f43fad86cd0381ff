using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK301: disposables. What is silent stands here first: it is what peers lost their users by.</summary>
public sealed partial class NotReleasedOnEveryPathTests
{
    private static string DisposableMethod(string body) => $$"""
        #nullable enable
        using System; using System.Collections.Generic; using System.IO; using System.IO.Compression; using System.Linq; using System.Diagnostics; using System.Net; using System.Net.Sockets;
        using System.Text; using System.Threading; using System.Threading.Tasks; using System.Xml;
        class C : IDisposable
        {
            Stream? _stream; public Socket? _socket; readonly List<IDisposable> _all = new(); static readonly Dictionary<string, Stream> Cache = new(); Func<Stream>? _later; CancellationTokenSource? _source; CancellationToken _token;
            static bool Log(string t) => t.Length > 2;
            static void Use(object? o) { }
            public void Dispose() => _stream?.Dispose();
            async Task M(int n, string s, Stream given, CancellationToken token)
            {
                await Task.Yield();
                {{body}}
            }
        }
        sealed class Lease : IDisposable { readonly Stream _s; public Lease(Stream s) => _s = s; public void Dispose() => _s.Dispose(); }
        sealed class Held(Stream s) : IDisposable { public void Dispose() => s.Dispose(); }
        sealed class Own : IDisposable { readonly FileStream _s = new("x", FileMode.Open); public int Length => (int)_s.Length; public void Run() { } public void Dispose() => _s.Dispose(); }
        sealed class Lazily : IDisposable { FileStream? _s; public void Open() => _s = new("x", FileMode.Open); public void Dispose() => _s?.Dispose(); }
        class Formal : IDisposable { bool _gone; public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) => _gone = true; }
        sealed class Listed : IDisposable { static readonly List<Listed> All = new(); readonly FileStream _s = new("x", FileMode.Open); public Listed() => All.Add(this); public void Dispose() => _s.Dispose(); }
        sealed class Server : IDisposable { readonly Socket _s = new(SocketType.Stream, ProtocolType.Tcp); public void Start() => new Thread(Loop).Start(); void Loop() { } public void Dispose() => _s.Dispose(); }
        sealed class Scope : IDisposable { readonly Action _end; public Scope(Action end) => _end = end; public void Dispose() => _end(); }
        """;

    [Theory]
    [InlineData("using declaration, lent to code that nobody sees", "using var f = File.OpenRead(s); Action<Stream> lend = Use; lend(f);")]
    [InlineData("using declaration, captured", "using var f = File.OpenRead(s); Action a = () => f.ReadByte(); a();")]
    [InlineData("using declaration", "using var f = File.OpenRead(s); if (n > 2) return; f.ReadByte();")]
    [InlineData("using statement", "using (var f = new FileStream(s, FileMode.Open)) { if (n > 2) return; }")]
    [InlineData("using an existing local", "var f = new FileStream(s, FileMode.Open); using (f) { if (n > 2) return; }")]
    [InlineData("using an assignment", "FileStream f; using (f = new FileStream(s, FileMode.Open)) { f.ReadByte(); }")]
    [InlineData("using a discard", "using (_ = new FileStream(s, FileMode.Open)) { }")]
    [InlineData("using an assignment to a field", "using (_stream = new FileStream(s, FileMode.Open)) { }")]
    [InlineData("await using", "await using var f = new FileStream(s, FileMode.Open); if (n > 2) return;")]
    [InlineData("await using, configured", "var f = new FileStream(s, FileMode.Open); await using (f.ConfigureAwait(false)) { if (n > 2) return; }")]
    [InlineData("await using, configured and declared", "var f = new FileStream(s, FileMode.Open); await using var _ = f.ConfigureAwait(false); if (n > 2) return;")]
    [InlineData("disposed asynchronously", "var f = new FileStream(s, FileMode.Open); try { Log(s); } finally { await f.DisposeAsync().ConfigureAwait(false); }")]
    [InlineData("closed", "var f = File.Create(s); f.WriteByte(1); f.Close();")]
    [InlineData("closed socket", "var k = new Socket(SocketType.Stream, ProtocolType.Tcp); k.Connect(s, n); k.Close();")]
    [InlineData("closed wait handle", "var e = new AutoResetEvent(false); e.Set(); e.Close();")]
    [InlineData("conditional dispose", "FileStream? f = null; try { if (n > 2) f = File.OpenRead(s); Log(s); } finally { f?.Dispose(); }")]
    [InlineData("null check and pattern", "FileStream? f = n > 2 ? File.OpenRead(s) : null; Log(s); if (f is { } g) g.Dispose();")]
    [InlineData("is IDisposable", "object f = File.OpenRead(s); Log(s); if (f is IDisposable d) d.Dispose();")]
    [InlineData("as IDisposable", "object f = File.OpenRead(s); Log(s); (f as IDisposable)?.Dispose();")]
    [InlineData("disposed as an interface", "IDisposable f = File.OpenRead(s); f.Dispose();")]
    [InlineData("catch disposes and rethrows", "var f = File.OpenRead(s); try { f.ReadByte(); } catch { f.Dispose(); throw; } _stream = f;")]
    [InlineData("success flag in finally", "var f = File.OpenRead(s); var ok = false; try { f.ReadByte(); ok = true; _stream = f; } finally { if (!ok) f.Dispose(); }")]
    [InlineData("nulled after the hand-over", "FileStream? f = File.OpenRead(s); try { f.ReadByte(); _stream = f; f = null; } finally { f?.Dispose(); }")]
    [InlineData("helper that disposes", "var f = File.OpenRead(s); End(f); } static void End(IDisposable? d) => d?.Dispose(); void Other() {")]
    [InlineData("extension that disposes", "var f = File.OpenRead(s); f.End(); } } static class X { public static void End(this Stream s) { try { s.Dispose(); } catch (IOException) { } } static void Other() {")]
    [InlineData("disposed by Interlocked", "_stream = File.OpenRead(s); Interlocked.Exchange(ref _stream, null)?.Dispose();")]
    [InlineData("kept in a field", "var f = File.OpenRead(s); f.ReadByte(); _stream = f;")]
    [InlineData("kept in a list of a field", "var f = File.OpenRead(s); _all.Add(f);")]
    [InlineData("kept in a static cache", "var f = File.OpenRead(s); Cache[s] = f;")]
    [InlineData("captured by a lambda that is kept", "var f = File.OpenRead(s); _later = () => f;", true)]
    [InlineData("captured by an async closure", "var k = new Semaphore(1, 1); await Task.WhenAll(s.Select(async c => { k.WaitOne(); await Task.Yield(); k.Release(); }));", true)]
    [InlineData("disposed in a continuation", "var f = File.OpenRead(s); await Task.Delay(n).ContinueWith(_ => f.Dispose());", true)]
    [InlineData("wrapped, wrapper disposed", "var f = File.OpenRead(s); using var r = new StreamReader(f); r.ReadLine();")]
    [InlineData("wrapped, wrapped disposed", "using var f = File.OpenRead(s); var r = new StreamReader(f); r.ReadLine();")]
    [InlineData("wrapped twice", "using var r = new StreamReader(new GZipStream(File.OpenRead(s), CompressionMode.Decompress)); r.ReadLine();")]
    [InlineData("wrapped and returned", "using var r = Open(s); } static StreamReader Open(string s) { var f = File.OpenRead(s); return new StreamReader(f); } void Other() {")]
    [InlineData("wrapped by a lease of the program", "var f = File.OpenRead(s); using var l = new Lease(f); if (n > 2) return;")]
    [InlineData("wrapped by a primary constructor", "using var l = new Held(File.OpenRead(s)); if (n > 2) return;")]
    [InlineData("wrapped and kept", "_all.Add(new Lease(File.OpenRead(s)));")]
    [InlineData("left open by the wrapper", "using var f = File.OpenRead(s); using (var r = new StreamReader(f, Encoding.UTF8, true, 1024, leaveOpen: true)) { r.ReadLine(); }")]
    [InlineData("wrapper of what somebody else owns", "var r = new StreamReader(given); r.ReadLine();")]
    [InlineData("wrapper of memory", "var r = new StreamReader(new MemoryStream()); r.ReadLine();")]
    [InlineData("reader over a text in memory", "var r = XmlReader.Create(new StringReader(s)); r.Read();")]
    [InlineData("writer into a builder", "var w = XmlWriter.Create(new StringBuilder()); w.Flush();")]
    [InlineData("view of a handle", "var l = new Own(); var p = new Peek(l.Length); Use(p.N); l.Dispose(); } readonly record struct Peek(int N); void Other() {")]
    [InlineData("memory stream", "var m = new MemoryStream(); m.WriteByte(1); new StringWriter().Write(1); new StringReader(s).Read();")]
    [InlineData("task", "var t = new Task(static () => { }); t.Start();")]
    [InlineData("semaphore", "var g = new SemaphoreSlim(1); Use(g.CurrentCount); var e = new ManualResetEventSlim(); e.Set(); ")]
    [InlineData("source without timer or link", "var c = new CancellationTokenSource(); c.Cancel(); _token = c.Token;")]
    [InlineData("source that never times out", "var c = new CancellationTokenSource(Timeout.Infinite); c.Cancel();")]
    [InlineData("source whose token is kept", "var c = new CancellationTokenSource(TimeSpan.FromSeconds(n)); _token = c.Token;")]
    [InlineData("source whose token is returned", "Limit(n).ThrowIfCancellationRequested(); } static CancellationToken Limit(int n) => new CancellationTokenSource(n).Token; void Other() {")]
    [InlineData("linked source in a using", "using var c = CancellationTokenSource.CreateLinkedTokenSource(token); await Task.Delay(n, c.Token);")]
    [InlineData("HTTP messages", "var m = new System.Net.Http.HttpRequestMessage(); m.Content = new System.Net.Http.StringContent(s); var h = new System.Net.Http.HttpClient(); await h.SendAsync(m);")]
    [InlineData("stream inside HTTP content", "var m = new System.Net.Http.MultipartFormDataContent { { new System.Net.Http.StreamContent(File.OpenRead(s)), s } };", true)]
    [InlineData("data table", "var t = new System.Data.DataTable(); t.Clear();")]
    [InlineData("timer", "var t = new Timer(static _ => { }, null, n, -1); t.Change(n, n);")]
    [InlineData("cryptography", "var h = System.Security.Cryptography.SHA256.Create(); var a = System.Security.Cryptography.Aes.Create(); a.GenerateKey();")]
    [InlineData("component", "var w = new System.ComponentModel.BackgroundWorker(); w.RunWorkerAsync();")]
    [InlineData("process, started and forgotten", "Process.Start(s);")]
    [InlineData("process, discarded", "_ = Process.Start(s, s);")]
    [InlineData("enumerator", "var e = new List<int>().GetEnumerator(); e.MoveNext(); IEnumerator<int> i = new Ints(); i.MoveNext(); } sealed class Ints : IEnumerator<int> { public int Current => 1; object System.Collections.IEnumerator.Current => 1; public bool MoveNext() => false; public void Reset() { } public void Dispose() => Log(\"\"); } void Other() {")]
    [InlineData("static property", "var f = Shared; f.ReadByte(); } static FileStream Shared { get; } = new(\"x\", FileMode.Open); void Other() {")]
    [InlineData("what a lazy property hands out", "var f = Stream; f.ReadByte(); } Stream Stream => _stream ??= File.OpenRead(\"\"); void Other() {")]
    [InlineData("what a method keeps and hands out", "var f = Get(s); f.ReadByte(); } Stream Get(string s) { if (!Cache.TryGetValue(s, out var f)) { f = File.OpenRead(s); Cache.Add(s, f); } return f; } void Other() {")]
    [InlineData("borrowed from a registry by out", "if (Cache.TryGetValue(s, out var f)) { f.ReadByte(); }")]
    [InlineData("out parameter that hands it on", "Open(s, out var f); f.Dispose(); } static void Open(string s, out FileStream f) => f = File.OpenRead(s); void Other() {")]
    [InlineData("what a container makes", "var c = (IDisposable?)((IServiceProvider)this._all[0]).GetService(typeof(C)); Use(c);")]
    [InlineData("lazily filled", "var l = new Lazily(); if (n > 2) l.Open(); ", true)]
    [InlineData("disposable for form's sake", "var f = new Formal(); Use(f);")]
    [InlineData("puts itself into a list", "var l = new Listed(); Use(l);", true)]
    [InlineData("lives on by itself", "var v = new Server(); v.Start();", true)]
    [InlineData("returned from an async method", "using var f = await OpenAsync(s); } static async Task<FileStream> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); } void Other() {")]
    [InlineData("result of a task that is waited for", "using var f = OpenAsync(s).Result; using var g = OpenAsync(s).GetAwaiter().GetResult(); } static async Task<FileStream> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); } void Other() {")]
    [InlineData("async factory awaited and configured", "using var f = await OpenAsync(s).ConfigureAwait(false); } static async ValueTask<FileStream> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); } void Other() {")]
    [InlineData("task handed on", "_task = OpenAsync(s); } Task<FileStream>? _task; static async Task<FileStream> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); } void Other() {")]
    [InlineData("returned in a task", "using var f = await OpenAsync(s); } static Task<FileStream> OpenAsync(string s) { var f = File.OpenRead(s); return Task.FromResult(f); } void Other() {")]
    [InlineData("task that may fail", "var t = OpenAsync(s); if (t.IsFaulted) { return; } using var f = await t; } static async Task<FileStream> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); } void Other() {")]
    [InlineData("kept by the constructor that a constructor calls", "_page = new Page(File.OpenRead(s)); using var p = Load(s); } Page? _page; internal void End() => _page!.Dispose(); static Page Load(string s) { Stream? f = null; try { f = File.OpenRead(s); var p = new Page(f); return p; } catch { f?.Dispose(); throw; } } sealed class Page : IDisposable { readonly Stream _s; public Page(Stream s) : this(s, 1) { } Page(Stream s, int n) => _s = s; public void Dispose() => _s.Dispose(); } void Other() {")]
    [InlineData("returned by choice", "using var f = Open(s, true); } static Stream? Open(string s, bool b) { var f = File.OpenRead(s); return b ? f : null; } void Other() {")]
    [InlineData("returned in a tuple", "var (f, i) = Open(s); f.Dispose(); } static (Stream, int) Open(string s) { var f = File.OpenRead(s); return (f, 1); } void Other() {")]
    [InlineData("yielded", "foreach (var f in All(s)) f.Dispose(); } static IEnumerable<Stream> All(string s) { foreach (var c in s) { var f = File.OpenRead(s); yield return f; } } void Other() {")]
    [InlineData("disposed by an iterator", "foreach (var l in Lines(File.OpenText(s))) Log(l); } static IEnumerable<string> Lines(StreamReader r) { using (r) while (r.ReadLine() is { } l) yield return l; } void Other() {")]
    [InlineData("invalid handle", "var h = File.OpenHandle(s); if (h.IsInvalid) return; h.Dispose();")]
    [InlineData("reassigned after release", "var f = File.OpenRead(s); for (int i = 0; i < n; i++) { f.Dispose(); f = File.OpenRead(s); } f.Dispose();")]
    [InlineData("alias that is disposed", "var f = File.OpenRead(s); Stream? killMe = f; Log(s); killMe.Dispose();")]
    [InlineData("stream of a client keeps it", "_stream = Open(s); } static Stream Open(string s) { var c = new TcpClient(s, 80); return c.GetStream(); } void Other() {")]
    [InlineData("stream of a client ends it", "var c = new TcpClient(s, 80); using var t = c.GetStream(); t.ReadByte();", true)]
    [InlineData("what is computed lazily from it", "foreach (var e in Entries(s)) Log(e); } static IEnumerable<string> Entries(string s) { var z = ZipFile.OpenRead(s); return z.Entries.Select(e => e.Name); } void Other() {")]
    [InlineData("given to a service that keeps it", "var f = File.OpenRead(s); Register(f); } void Register(Stream f) => _all.Add(f); void Other() {")]
    [InlineData("given to a constructor of something else", "_all.Add(File.OpenRead(s)); _node = new Node(File.OpenRead(s)); } Node? _node; sealed class Node { readonly Stream _s; public Node(Stream s) => _s = s; } void Other() { foreach (var one in _all) one.Dispose();")]
    [InlineData("stored in an initializer", "_node = new Node { S = File.OpenRead(s) }; } Node? _node; sealed class Node : IDisposable { public Stream? S; public void Dispose() => S?.Dispose(); } void Other() {")]
    [InlineData("double-checked", "if (_stream == null) lock (_all) { _stream ??= File.OpenRead(s); }")]
    [InlineData("source whose token goes on with a task", "var c = new CancellationTokenSource(n); _task = Task.Delay(n, c.Token); } Task? _task; void Other() {", true)]
    [InlineData("source whose token goes to something that is started", "var c = new CancellationTokenSource(n); Begin(c.Token); } static void Begin(CancellationToken t) => _ = Task.Delay(1, t); void Other() {", true)]
    [InlineData("handle that owns nothing", "var h = new Microsoft.Win32.SafeHandles.SafeFileHandle((IntPtr)(-1), false); Use(h.IsInvalid);")]
    [InlineData("factory that wraps what somebody else owns", "var l = Wrap(given); Use(l.ToString()); } static Own Wrap(Stream s) { var o = new Own(); o.Run(); s.ReadByte(); return o; } void Other() {")]
    [InlineData("scope that ends in a using", "using (new Scope(() => Log(s))) { if (n > 2) return; }")]
    [InlineData("using declaration of what is awaited, lent to code that nobody sees", "await using var f = (await OpenAsync(s).ConfigureAwait(false))!; Action<Stream> lend = Use; lend(f); } static async Task<Stream?> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); } void Other() {")]
    public Task Disposable_is_fine_when(string idiom, string body, bool undecided = false) => RunNativeAsync(DisposableMethod(body), idiom, undecided);

    [Theory]
    [InlineData("opened file, lost by a return", "var f = {|LEAK301:File.OpenRead(s)|}; if (f.Length == 0) return; f.Dispose();")]
    [InlineData("created stream, never disposed", "var f = {|LEAK301:new FileStream(s, FileMode.Open)|}; f.ReadByte();")]
    [InlineData("created inline", "{|LEAK301:new FileStream(s, FileMode.Open)|}.ReadByte();")]
    [InlineData("reader by path", "var r = {|LEAK301:new StreamReader(s)|}; var l = r.ReadLine(); Log(l!);")]
    [InlineData("wrapper and wrapped both lost", "var r = new StreamReader({|LEAK301:File.OpenRead(s)|}); Log(r.ReadLine()!);")]
    [InlineData("wrapper of the program and wrapped both lost", "var f = {|LEAK301:File.OpenRead(s)|}; var l = new Lease(f); if (n > 2) return; l.Dispose();")]
    [InlineData("wrapper that leaves it open", "var f = {|LEAK301:File.OpenRead(s)|}; var r = new BinaryReader(f, Encoding.UTF8, leaveOpen: true); r.ReadByte();")]
    [InlineData("lent to a method", "var f = {|LEAK301:File.OpenRead(s)|}; Read(f); } static int Read(Stream f) => f.ReadByte(); void Other() {")]
    [InlineData("lost by a throw", "var k = {|LEAK301:new Socket(SocketType.Stream, ProtocolType.Tcp)|}; if (n > 2) throw new InvalidOperationException(); _socket = k;")]
    [InlineData("linked source", "var c = {|LEAK301:CancellationTokenSource.CreateLinkedTokenSource(token)|}; await Task.Delay(n, c.Token);")]
    [InlineData("source with a timer", "var c = {|LEAK301:new CancellationTokenSource(TimeSpan.FromSeconds(n))|}; await Task.Delay(n, c.Token);")]
    [InlineData("own type with a resource inside", "var o = {|LEAK301:new Own()|}; o.Run(); if (o.Length > 3) return; o.Dispose();")]
    [InlineData("scope that never ends", "var e = {|LEAK301:new Scope(static () => Log(\"\"))|}; if (n > 2) return; e.Dispose();")]
    [InlineData("factory of the program", "var f = {|LEAK301:Open(s)|}; if (n > 2) return; f.Dispose(); } static Stream Open(string s) { var f = File.OpenRead(s); f.Position = 3; return f; } void Other() {")]
    [InlineData("async factory of the program", "var f = {|LEAK301:await OpenAsync(s)|}; if (n > 2) return; f.Dispose(); } static async Task<Stream> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); } void Other() {")]
    [InlineData("async factory that another forwards to", "var f = {|LEAK301:await Twice(s)|}; if (n > 2) return; f.Dispose(); } static Task<Stream> Twice(string s) => OpenAsync(s); static async Task<Stream> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); } void Other() {")]
    [InlineData("disposed only when caught", "var f = {|LEAK301:File.OpenRead(s)|}; try { f.ReadByte(); } catch { f.Dispose(); throw; }")]
    [InlineData("process that is kept", "var p = {|LEAK301:Process.Start(s)|}; p.WaitForExit();")]
    [InlineData("enumerated", "var z = {|LEAK301:ZipFile.OpenRead(s)|}; foreach (var e in z.Entries) Log(e.Name);")]
    [InlineData("data out of it is returned", "Read(s); } static List<int> Read(string s) { var r = {|LEAK301:File.OpenText(s)|}; var all = new List<int>(); while (r.ReadLine() is { } l) all.Add(l.Length); return all; } void Other() {")]
    [InlineData("only one of two is disposed", "var f = File.OpenRead(s); var g = {|LEAK301:File.OpenRead(s)|}; f.CopyTo(g); f.Dispose();")]
    [InlineData("abandoned iterator", "foreach (var l in Lines(s)) Log(l); } static IEnumerable<string> Lines(string s) { var r = {|LEAK301:File.OpenText(s)|}; while (r.ReadLine() is { } l) yield return l; r.Dispose(); } void Other() {")]
    [InlineData("memory-mapped view", "using var m = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(s); var v = {|LEAK301:m.CreateViewAccessor()|}; v.ReadByte(0);")]
    public Task Disposable_leaks_when(string idiom, string body) => RunNativeAsync(DisposableMethod(body), idiom, undecided: false);

    [Theory]
    [InlineData("only says that it ends", "var e = {|LEAK002:new Ends()|}; Use(e.ToString()); } sealed class Ends : IDisposable { ManualResetEvent? _late; public WaitHandle Late => _late ??= new(false); public event EventHandler? Ended; public void Dispose() { Ended?.Invoke(this, EventArgs.Empty); _late?.Dispose(); } } void Other() {")]
    [InlineData("kept by a handle that goes to others", "Native(System.Runtime.InteropServices.GCHandle.ToIntPtr({|LEAK002:System.Runtime.InteropServices.GCHandle.Alloc({|LEAK002:File.OpenRead(s)|})|})); } static void Native(IntPtr p) { } void Other() {")]
    [InlineData("lazily filled", "var l = {|LEAK002:new Lazily()|}; l.Open();")]
    [InlineData("puts itself into a list", "var l = {|LEAK002:new Listed()|}; Use(l.ToString());")]
    [InlineData("nobody knows the token's life", "{|LEAK002:token.Register(static () => { })|};")]
    public Task Disposable_is_undecided_when(string idiom, string body) => RunNativeAsync(DisposableMethod(body), idiom, undecided: false);
}

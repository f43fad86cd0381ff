using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>Correct code that tools of this kind are known to misjudge, a case a trap. Nothing here is reported.</summary>
public sealed class TrapTests
{
    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.IO.Compression; using System.IO.Pipelines; using System.Linq;
        using System.Net.Sockets; using System.Runtime.InteropServices; using System.Threading; using System.Threading.Channels; using System.Threading.Tasks;
        class C : IDisposable
        {
            Stream? _stream; byte[]? _array; readonly List<IDisposable> _all = new(); readonly object _gate = new(); readonly SemaphoreSlim _turn = new(1, 1);
            public void Dispose() { Interlocked.Exchange(ref _stream, null)?.Dispose(); foreach (var d in _all) d.Dispose(); if (_array is { } a) ArrayPool<byte>.Shared.Return(a); }
            {{body}}
        }
        enum Kind { Zip, Plain }
        sealed class Own : IDisposable { readonly FileStream _f; public Own(string p) => _f = File.OpenRead(p); public int Read() => _f.ReadByte(); public Own Fluent() => this; public void Dispose() => _f.Dispose(); }
        """;

    [Theory]
    [InlineData("1: constructor argument", "static StreamReader M(string p) => new(new GZipStream(File.OpenRead(p), CompressionMode.Decompress));")]
    [InlineData("2: collection, then all", "static void M(string[] ps) { var open = new Queue<IDisposable>(); try { foreach (var p in ps) open.Enqueue(File.OpenRead(p)); } finally { while (open.TryDequeue(out var d)) d.Dispose(); } }")]
    [InlineData("2: DisposeWith", "void M(string p) { var f = With(File.OpenRead(p), _all); f.Flush(); } static T With<T>(T d, List<IDisposable> all) where T : IDisposable { all.Add(d); return d; }")]
    [InlineData("3: tuple", "static (Stream, int) Open(string p) => (File.OpenRead(p), 1); static void M(string p) { var (s, n) = Open(p); using (s) s.Position = n; }")]
    [InlineData("3: switch expression, itself or wrapped", "static Stream M(string p, Kind k) { var f = File.OpenRead(p); return k switch { Kind.Zip => new GZipStream(f, CompressionMode.Decompress), _ => f }; }")]
    [InlineData("3: switch expression over all values", "static int M(string p, Kind k) { var f = File.OpenRead(p); var n = k switch { Kind.Zip => 1, Kind.Plain => 2 }; f.Dispose(); return n; }")]
    [InlineData("3: task", "static Task<Own> Open(string p) => Task.Run(() => new Own(p)); static async Task M(string p) { using var o = await Open(p).ConfigureAwait(false); o.Read(); }")]
    [InlineData("4: using an assignment to a field", "void M(string p) { using (_stream = File.OpenRead(p)) { _stream.ReadByte(); } }")]
    [InlineData("5: released in a continuation", "static void M(Stream to, int n) { var a = ArrayPool<byte>.Shared.Rent(n); _ = to.WriteAsync(a, 0, n).ContinueWith((_, o) => ArrayPool<byte>.Shared.Return((byte[])o!), a); }")]
    [InlineData("5: released by the handler of its own event", "static void M(string p) { var w = new FileSystemWatcher(p); w.Changed += OnChanged; w.EnableRaisingEvents = true; } static void OnChanged(object o, FileSystemEventArgs e) => ((IDisposable)o).Dispose();")]
    [InlineData("5: released by a lambda that gets it", "static void M(string p) { var w = new FileSystemWatcher(p); w.Changed += static (o, _) => ((IDisposable)o).Dispose(); w.EnableRaisingEvents = true; }")]
    [InlineData("5: released by the thread that gets it", "static void M(string p) { var f = File.OpenRead(p); var t = new Thread(static o => { using var s = (FileStream)o!; s.ReadByte(); }); t.Start(f); }")]
    [InlineData("6: captured by an async closure", "static async Task M(string[] urls) { using var t = new SemaphoreSlim(4); await Task.WhenAll(urls.Select(async u => { await t.WaitAsync(); try { await File.ReadAllTextAsync(u); } finally { t.Release(); } })); }")]
    [InlineData("7: pool of pools", "static void M(int n) { var all = ArrayPool<byte[]>.Shared.Rent(n); for (var i = 0; i < n; i++) all[i] = ArrayPool<byte>.Shared.Rent(i); for (var i = 0; i < n; i++) ArrayPool<byte>.Shared.Return(all[i]); ArrayPool<byte[]>.Shared.Return(all, clearArray: true); }")]
    [InlineData("8: nothing behind Dispose", "static byte[] M() { var m = new MemoryStream(); var w = new StreamWriter(m); w.Write(1); w.Flush(); return m.ToArray(); }")]
    [InlineData("9: an override fills the empty Dispose", "sealed class Pooled(byte[] a) : MemoryStream(a) { protected override void Dispose(bool d) { if (d) ArrayPool<byte>.Shared.Return(a); base.Dispose(d); } } static void M(int n) { using var s = new Pooled(ArrayPool<byte>.Shared.Rent(n)); s.WriteByte(1); }")]
    [InlineData("9: an override that asks its base for the array", "sealed class Pooled : MemoryStream { public Pooled(byte[] a) : base(a, 0, a.Length, true, true) { } protected override void Dispose(bool d) => ArrayPool<byte>.Shared.Return(GetBuffer()); } static Stream M(int n) => new Pooled(ArrayPool<byte>.Shared.Rent(n));")]
    [InlineData("10: disposed by a helper", "static void M(string p) { Own? f = new Own(p); End(ref f); } static void End<T>(ref T? d) where T : class, IDisposable { var x = d; d = null; x?.Dispose(); }")]
    [InlineData("11: exchanged", "void M(string p) { Interlocked.Exchange(ref _stream, File.OpenRead(p))?.Dispose(); }")]
    [InlineData("12: if (disposing)", "sealed class Half : Stream2 { readonly FileStream _f = new(\"x\", FileMode.Open); protected override void Dispose(bool disposing) { if (disposing) _f.Dispose(); } } class Stream2 : IDisposable { public void Dispose() => Dispose(true); protected virtual void Dispose(bool disposing) { } } static void M() { using var h = new Half(); }")]
    [InlineData("13: is not { } of a call", "static int M() { if (Process.Start(\"x\") is not { } p) return 1; using (p) { p.WaitForExit(); return p.ExitCode; } }")]
    [InlineData("13: is not { } of an await", "static async Task<int> M(string p) { if (await OpenAsync(p) is not { } f) return 0; using (f) return f.Read(); } static async Task<Own?> OpenAsync(string p) { await Task.Yield(); var o = new Own(p); return o; }")]
    [InlineData("14: assigned where it is null", "void M(string p) { if (_stream != null) return; lock (_gate) { if (_stream != null) return; _stream = File.OpenRead(p); } }")]
    [InlineData("15: released and made again in a loop", "static void M(string p, int n) { var w = new StreamWriter(p); try { for (var i = 0; i < n; i++) { if (i % 9 == 0) { w.Dispose(); w = new StreamWriter(p + i); } w.WriteLine(i); } } finally { w.Dispose(); } }")]
    [InlineData("15: two locals swapped", "static void M(int n) { var a = ArrayPool<int>.Shared.Rent(n); var b = ArrayPool<int>.Shared.Rent(n); for (var i = 0; i < n; i++) (a, b) = (b, a); ArrayPool<int>.Shared.Return(a); ArrayPool<int>.Shared.Return(b); }")]
    [InlineData("16: borrowed", "static string? M(Stream given) { var r = new StreamReader(given); return r.ReadLine(); }")]
    [InlineData("17: factory that keeps it", "Own Get(string p) { var o = new Own(p); _all.Add(o); return o; } void M(string p) => Get(p).Read();")]
    [InlineData("18: leaveOpen, both released", "static void M(string p) { using var f = File.OpenRead(p); using var z = new GZipStream(f, CompressionMode.Decompress, leaveOpen: true); z.ReadByte(); }")]
    [InlineData("18: a pipe over it is completed", "static async Task M(string p) { var r = PipeReader.Create(File.OpenRead(p)); try { var x = await r.ReadAsync(); r.AdvanceTo(x.Buffer.End); } finally { await r.CompleteAsync(); } }")]
    [InlineData("19: lock in a struct", "struct Hold : IDisposable { readonly object _o; public Hold(object o) { _o = o; Monitor.Enter(o); } public void Dispose() => Monitor.Exit(_o); } void M() { using (new Hold(_gate)) File.Delete(\"x\"); }")]
    [InlineData("20: configured await using", "static async Task M(string p) { var f = File.OpenRead(p); await using (f.ConfigureAwait(false)) await f.FlushAsync(); }")]
    [InlineData("21: catch releases and rethrows", "static async Task<Socket> M(string h) { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { await s.ConnectAsync(h, 80); return s; } catch { s.Dispose(); throw; } }")]
    [InlineData("22: Try that says no", "static bool Try(int n, out byte[]? a) { a = null; if (n > 9) return false; a = ArrayPool<byte>.Shared.Rent(n); return true; } static void M(int n) { if (!Try(n, out var a)) return; ArrayPool<byte>.Shared.Return(a!); }")]
    [InlineData("23: asked whether it is held", "void M() { var mine = !Monitor.IsEntered(_gate); if (mine) Monitor.Enter(_gate); try { File.Delete(\"x\"); } finally { if (mine) Monitor.Exit(_gate); } }")]
    [InlineData("24: set up and torn down", "Own? _o; public void SetUp() => _o = new Own(\"x\"); public void TearDown() => _o?.Dispose(); public void Test() => _o!.Read();")]
    [InlineData("28: a registration that ends itself", "static Task M(CancellationToken t) { var done = new TaskCompletionSource(); CancellationTokenRegistration r = default; r = t.Register(() => { done.TrySetCanceled(); r.Dispose(); }); return done.Task; }")]
    [InlineData("29: lives as long as the program", "static readonly Own Only = new(\"x\"); static readonly nint Name = Marshal.StringToHGlobalAnsi(\"x\"); static int M() => Only.Read() + (int)Name;")]
    [InlineData("30: elements of an array of handles", "static void M(byte[][] all) { var pins = new GCHandle[all.Length]; try { for (var i = 0; i < pins.Length; i++) pins[i] = GCHandle.Alloc(all[i], GCHandleType.Pinned); File.Delete(\"x\"); } finally { foreach (var pin in pins) if (pin.IsAllocated) pin.Free(); } }")]
    [InlineData("30: address by way of a number", "static void M(int n) { var p = Marshal.AllocHGlobal(n); var l = p.ToInt64(); Marshal.FreeHGlobal(new IntPtr(l)); }")]
    [InlineData("30: dynamic", "static void M(string p) { dynamic f = File.OpenRead(p); f.Dispose(); }")]
    [InlineData("a span over a block is returned", "static unsafe Span<int> M(int n) => new(NativeMemory.Alloc((nuint)n, 4), n);")]
    [InlineData("a SafeHandle is initialised with it", "sealed class Block() : SafeHandle(0, true) { public override bool IsInvalid => handle == 0; protected override bool ReleaseHandle() { Marshal.FreeHGlobal(handle); return true; } } static Block M(int n) { var p = Marshal.AllocHGlobal(n); var b = new Block(); Marshal.InitHandle(b, p); return b; }")]
    [InlineData("fluent calls that return it", "static int M(string p) { using var o = new Own(p).Fluent().Fluent(); return o.Read(); }")]
    [InlineData("nameof", "static void M(string p) { using var o = new Own(p); Console.WriteLine(nameof(o)); o.Read(); }")]
    public Task Trap_is_seen(string trap, string body) => RunAsync(trap, body);

    [Theory]
    [InlineData("lease beside stackalloc, a helper tests for null", "static int M(int n) { byte[]? lease = null; try { var s = n < 10 ? stackalloc byte[10] : lease = ArrayPool<byte>.Shared.Rent(n); return s.Length; } finally { ReturnIfNotNull(lease); } } static void ReturnIfNotNull(byte[]? a) { if (a is not null) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("returned in a struct", "readonly record struct Lease(byte[] Array, int Length); static Lease M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; return new(a, n); }")]
    [InlineData("written to a channel or returned", "static void M(ChannelWriter<byte[]> to, int n) { var a = ArrayPool<byte>.Shared.Rent(n); if (!to.TryWrite(a)) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("success flag", "static byte[] M(Stream s, int n) { var a = ArrayPool<byte>.Shared.Rent(n); var release = true; try { s.ReadExactly(a); release = false; return a; } finally { if (release) ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("nulled after the hand-over", "void M(Stream s, int n) { byte[]? a = ArrayPool<byte>.Shared.Rent(n); try { s.ReadExactly(a); _array = a; a = null; } finally { if (a != null) ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("one half of a lock in a method each", "void Begin() => Monitor.Enter(_gate); void End() => Monitor.Exit(_gate); void M() { Begin(); try { File.Delete(\"x\"); } finally { End(); } }")]
    [InlineData("releaser of a semaphore", "sealed class Releaser(SemaphoreSlim s) : IDisposable { public void Dispose() => s.Release(); } async Task<IDisposable> Lock() { await _turn.WaitAsync(); return new Releaser(_turn); } async Task M() { using (await Lock()) await Task.Delay(1); }")]
    [InlineData("hand over hand", "static int M(Node head) { Monitor.Enter(head); var at = head; while (at.Next is { } next) { Monitor.Enter(next); Monitor.Exit(at); at = next; } var v = at.V; Monitor.Exit(at); return v; } sealed class Node { public Node? Next; public int V; }")]
    [InlineData("handle kept by native code", "[DllImport(\"x\")] static extern void keep(nint context); static void M(Action a) { var h = GCHandle.Alloc(a); keep(GCHandle.ToIntPtr(h)); }")]
    [InlineData("handle in a MemoryHandle", "static unsafe MemoryHandle M(byte[] b, IPinnable p) { var h = GCHandle.Alloc(b, GCHandleType.Pinned); return new MemoryHandle((void*)h.AddrOfPinnedObject(), h, p); }")]
    [InlineData("handle in a list that is freed later", "static readonly List<GCHandle> Roots = new(); static void M(Delegate d) { var h = GCHandle.Alloc(d); lock (Roots) Roots.Add(h); }")]
    [InlineData("alias of a disposable", "static void M(string p) { Stream? killMe = null; try { var f = File.OpenRead(p); killMe = f; f.ReadByte(); } finally { killMe?.Dispose(); } }")]
    [InlineData("result that is optional by design", "sealed class Sink { public IDisposable Set(int n) => new Undo(n); } sealed class Undo(int n) : IDisposable { public void Dispose() => Console.WriteLine(n); } static void M(Sink s) { s.Set(3); }")]
    public Task Look_alike_is_fine(string idiom, string body) => RunAsync(idiom, body);

    private static Task RunAsync(string name, string body)
    {
        Assert.NotEmpty(name);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = Around(body),
            ReferenceAssemblies = Microsoft.CodeAnalysis.Testing.ReferenceAssemblies.Net.Net80,
            CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.Errors,
        };
        test.SolutionTransforms.Add(static (solution, id) => solution.WithProjectCompilationOptions(id, ((CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!).WithAllowUnsafe(true)));

        // LEAK002 may say that it could not follow: no wrong warning is what counts here.
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }
}

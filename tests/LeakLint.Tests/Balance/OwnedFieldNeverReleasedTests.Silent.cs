using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK308 and LEAK314: what only looks forgotten.</summary>
public sealed partial class OwnedFieldNeverReleasedTests
{
    [Theory]
    [InlineData("using an assignment", """
        class A1 { FileStream? _f; public void Copy(Stream to) { using (_f = File.OpenRead("a")) { Step(to); } } void Step(Stream to) => _f!.CopyTo(to); }
        """)]
    [InlineData("await using an assignment", """
        class A2 { FileStream? _f; public async Task Copy(Stream to) { await using (_f = File.OpenRead("a")) { await Step(to); } } Task Step(Stream to) => _f!.CopyToAsync(to); }
        """)]
    [InlineData("using var of an assignment", """
        class A3 { FileStream? _f; public void Copy(Stream to) { using var open = _f = File.OpenRead("a"); Step(to); } void Step(Stream to) => _f!.CopyTo(to); }
        """)]
    [InlineData("using an assignment, conditional", """
        class A4 : IDisposable { FileStream? _f; public void Copy(Stream to) { using (_f = File.OpenRead("a")) { Step(to); } _f = null; } void Step(Stream to) => _f!.CopyTo(to); public void Dispose() { } }
        """)]
    [InlineData("held by what both are put into", """
        static class Both { public static IDisposable Of(IDisposable a, IDisposable b) { if (a == null) { throw new ArgumentNullException(nameof(a)); } if (b == null) { throw new ArgumentNullException(nameof(b)); } return new Pair(a, b); }
            sealed class Pair(IDisposable a, IDisposable b) : IDisposable { readonly IDisposable _a = a, _b = b; public void Dispose() { _a.Dispose(); _b.Dispose(); } } }
        struct Slot { IDisposable? _in; public IDisposable? In { get => _in; set { _in?.Dispose(); _in = value; } } public void Dispose() => _in?.Dispose(); }
        class A7 : IDisposable { readonly FileStream _f = File.OpenRead("a"); FileStream? _g; Slot _slot; public void Start() { _g = File.OpenRead("b"); _slot.In = Both.Of(_f, _g); } public void Dispose() => _slot.Dispose(); }
        """)]
    [InlineData("handed out in what both are put into", """
        static class Two { public static IDisposable Of(IDisposable a, IDisposable b) { if (a == null) { throw new ArgumentNullException(nameof(a)); } return new Pair(a, b); }
            sealed class Pair(IDisposable a, IDisposable b) : IDisposable { readonly IDisposable _a = a, _b = b; public void Dispose() { _a.Dispose(); _b.Dispose(); } } }
        class A8 { readonly FileStream _f = File.OpenRead("a"); public IDisposable Open() => Two.Of(_f, File.OpenRead("b")); }
        """)]
    [InlineData("dispose shows nothing", """
        sealed class State : IDisposable { int _mode; public int Mode { get => _mode; set => _mode = value; } public void Dispose() { } }
        class A5 : IDisposable { readonly State _state = new(); readonly FileStream _f = File.OpenRead("a"); public int Mode => _state.Mode; public void Dispose() => _f.Dispose(); }
        """)]
    [InlineData("dispose only sets a flag", """
        class Resource : IDisposable { public bool IsDisposed { get; private set; } public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) { if (!IsDisposed) { IsDisposed = true; } } }
        sealed class Blend : Resource { public int Source; }
        class A6 : IDisposable { Blend _blend; public A6() { _blend = new Blend { Source = 1 }; } public int Source => _blend.Source; public void Dispose() { } }
        """)]
    [InlineData("constructor", """
        class A : IDisposable { FileStream? _f = File.OpenRead("a"); public void Dispose() { Interlocked.Exchange(ref _f, null)?.Dispose(); } }
        """)]
    [InlineData("swap to local", """
        class B : IDisposable { FileStream? _f = File.OpenRead("a"); public void Dispose() { var f = _f; _f = null; if (f != null) f.Dispose(); } }
        """)]
    [InlineData("as IDisposable", """
        class C : IDisposable { object _f = File.OpenRead("a"); public void Dispose() { (_f as IDisposable)?.Dispose(); } }
        """)]
    [InlineData("pattern", """
        class D : IDisposable { object? _f = File.OpenRead("a"); public void Dispose() { if (_f is IDisposable d) { d.Dispose(); } } }
        """)]
    [InlineData("helper", """
        class E1 : IDisposable { FileStream? _f = File.OpenRead("a"); public void Dispose() => Clean(); void Clean() { CloseFile(); } void CloseFile() { _f?.Close(); _f = null; } }
        """)]
    [InlineData("static helper", """
        static class Disposer { public static void DisposeSafely(this IDisposable? d) { try { d?.Dispose(); } catch { } } public static void Clear<T>(ref T? d) where T : class, IDisposable { d?.Dispose(); d = null; } }
        class F : IDisposable { FileStream? _f = File.OpenRead("a"), _g = File.OpenRead("b"); public void Dispose() { _f.DisposeSafely(); Disposer.Clear(ref _g); } }
        """)]
    [InlineData("list of fields", """
        class G : IDisposable { readonly FileStream _a = File.OpenRead("a"), _b = File.OpenRead("b"); public void Dispose() { foreach (var d in new IDisposable[] { _a, _b }) d.Dispose(); } }
        """)]
    [InlineData("composite", """
        class H : IDisposable { readonly List<IDisposable> _all = new(); readonly FileStream _a; readonly Timer _t;
         public H() { _all.Add(_a = File.OpenRead("a")); _t = new Timer(_ => { }); _all.Add(_t); } public void Dispose() { foreach (var d in _all) d.Dispose(); } }
        """)]
    [InlineData("wrapper", """
        class I : IDisposable { readonly FileStream _f; readonly StreamReader _r; public I() { _f = File.OpenRead("a"); _r = new StreamReader(_f); } public void Dispose() => _r.Dispose(); }
        """)]
    [InlineData("wrapper the other way", """
        class I2 : IDisposable { readonly FileStream _f; readonly StreamReader _r; public I2() { _f = File.OpenRead("a"); _r = new StreamReader(_f); } public void Dispose() => _f.Dispose(); }
        """)]
    [InlineData("injected", """
        class J : IDisposable { readonly Stream _s; readonly Timer _t = new Timer(_ => { }); public J(Stream s) { _s = s; } public void Dispose() => _t.Dispose(); }
        """)]
    [InlineData("injected or created", """
        class K : IDisposable { readonly Stream _s; readonly bool _owns; public K(Stream s) { _s = s; } public K(string p) : this(File.OpenRead(p)) { _owns = true; } public void Dispose() { if (_owns) _s.Dispose(); } }
        class K2 : IDisposable { readonly Stream _s; public K2(Stream? s) { _s = s ?? File.OpenRead("x"); } public void Dispose() { } }
        """)]
    [InlineData("exempt", """
        class L : IDisposable { readonly MemoryStream _m = new(); readonly SemaphoreSlim _s = new(1); readonly CancellationTokenSource _c = new(); readonly System.Net.Http.HttpClient _h = new(); readonly StringWriter _w = new(); Task _t = Task.Run(() => { }); readonly ReaderWriterLockSlim _l = new(); public void Dispose() { _c.Cancel(); } }
        """)]
    [InlineData("base calls", """
        abstract class Base : IDisposable { public void Dispose() { Dispose(true); } protected abstract void Dispose(bool d); }
        class M : Base { readonly FileStream _f = File.OpenRead("a"); protected override void Dispose(bool d) { if (d) _f.Dispose(); } }
        """)]
    [InlineData("template property", """
        abstract class Base2 : IDisposable { protected abstract Stream Inner { get; } public void Dispose() { Inner.Dispose(); } }
        class N : Base2 { readonly FileStream _f = File.OpenRead("a"); protected override Stream Inner => _f; }
        """)]
    [InlineData("stop async", """
        class O : IDisposable { Timer? _t; public Task StartAsync() { _t = new Timer(_ => { }); return Task.CompletedTask; } public async Task StopAsync() { if (_t != null) await _t.DisposeAsync(); } public void Dispose() { } }
        """)]
    [InlineData("run loop finally", """
        class P : IDisposable { FileStream? _f; public void Run() { _f = File.OpenRead("a"); try { Work(); } finally { _f.Dispose(); } } void Work() { } public void Dispose() { } }
        """)]
    [InlineData("await using", """
        class Q : IAsyncDisposable { readonly FileStream _f = File.OpenRead("a"); public async ValueTask DisposeAsync() { await using (_f) { await _f.FlushAsync(); } } }
        """)]
    [InlineData("await using configure", """
        class Q2 : IAsyncDisposable { readonly FileStream _f = File.OpenRead("a"); public async ValueTask DisposeAsync() { await _f.DisposeAsync().ConfigureAwait(false); } }
        """)]
    [InlineData("DisposeAsyncCore", """
        class R : IAsyncDisposable, IDisposable { FileStream? _f = File.OpenRead("a"); public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool d) { if (d) { (_f as IDisposable)?.Dispose(); } _f = null; } public async ValueTask DisposeAsync() { await DisposeAsyncCore().ConfigureAwait(false); Dispose(false); GC.SuppressFinalize(this); } protected virtual async ValueTask DisposeAsyncCore() { if (_f is not null) { await _f.DisposeAsync().ConfigureAwait(false); } _f = null; } }
        """)]
    [InlineData("handed to constructor owner", """
        class Owner : IDisposable { readonly Stream s; public Owner(Stream s) { this.s = s; } public void Dispose() => s.Dispose(); }
        class S : IDisposable { readonly FileStream _f; readonly Owner _o; public S() { _f = File.OpenRead("x"); _o = new Owner(_f); } public void Dispose() => _o.Dispose(); }
        """)]
    [InlineData("returned to caller (detach)", """
        class T : IDisposable { FileStream? _f = File.OpenRead("a"); public FileStream? Detach() { var f = _f; _f = null; return f; } public void Dispose() { } }
        """)]
    [InlineData("factory: caller owns", """
        class U { FileStream? _last; public FileStream Open(string p) { _last = File.OpenRead(p); return _last; } }
        """)]
    [InlineData("stored in static", """
        static class Cache { public static readonly List<Stream> All = new(); }
        class V { readonly FileStream _f; public V() { _f = File.OpenRead("a"); Cache.All.Add(_f); } }
        """)]
    [InlineData("finalizer frees native", """
        class W1 { readonly IntPtr _p = Marshal.AllocHGlobal(4); ~W1() { Marshal.FreeHGlobal(_p); } }
        """)]
    [InlineData("singleton", """
        class X { public static readonly X Instance = new X(); readonly Timer _t; private X() { _t = new Timer(_ => { }); } }
        """)]
    [InlineData("expression-bodied conditional", """
        class Y : IDisposable { readonly bool _leaveOpen; readonly FileStream _f = File.OpenRead("a"); public void Dispose() { if (!_leaveOpen) { _f.Dispose(); } } }
        """)]
    [InlineData("lambda", """
        class Z : IDisposable { readonly FileStream _f = File.OpenRead("a"); readonly Stack<Action> _undo = new(); public Z() { _undo.Push(() => _f.Dispose()); } public void Dispose() { while (_undo.Count > 0) _undo.Pop()(); } }
        """)]
    [InlineData("method group", """
        class AA : IDisposable { readonly FileStream _f = File.OpenRead("a"); readonly Stack<Action> _undo = new(); public AA() { _undo.Push(_f.Dispose); } public void Dispose() { while (_undo.Count > 0) _undo.Pop()(); } }
        """)]
    [InlineData("property setter null", """
        class BB : IDisposable { FileStream? _f = File.OpenRead("a"); FileStream? F { get => _f; set { _f?.Dispose(); _f = value; } } public void Dispose() { F = null; } }
        """)]
    [InlineData("pool returned", """
        class CC : IDisposable { byte[]? _b = ArrayPool<byte>.Shared.Rent(3); public void Dispose() { var b = _b; _b = null; if (b != null) ArrayPool<byte>.Shared.Return(b); } }
        """)]
    [InlineData("grow pool", """
        class DD : IDisposable { byte[] _b = ArrayPool<byte>.Shared.Rent(3); void Grow() { var n = ArrayPool<byte>.Shared.Rent(_b.Length * 2); Array.Copy(_b, n, _b.Length); ArrayPool<byte>.Shared.Return(_b); _b = n; } public void Dispose() => ArrayPool<byte>.Shared.Return(_b); }
        """)]
    [InlineData("gchandle in struct with free", """
        struct EE : IDisposable { GCHandle _h; public EE(object o) { _h = GCHandle.Alloc(o); } public void Dispose() { if (_h.IsAllocated) _h.Free(); } }
        """)]
    [InlineData("tuple swap", """
        class FF : IDisposable { FileStream? _f = File.OpenRead("a"); public void Dispose() { (var f, _f) = (_f, null); f?.Dispose(); } }
        """)]
    [InlineData("using field", """
        class GG : IDisposable { readonly FileStream _f = File.OpenRead("a"); public void Dispose() { using (_f) { _f.Flush(); } } }
        """)]
    [InlineData("using var local", """
        class HH : IDisposable { readonly FileStream _f = File.OpenRead("a"); public void Dispose() { using var f = _f; f.Flush(); } }
        """)]
    [InlineData("owner disposes nested state", """
        class II : IDisposable { sealed class State { public FileStream F = File.OpenRead("a"); } readonly State _s = new(); public void Dispose() => _s.F.Dispose(); }
        """)]
    [InlineData("internal field released elsewhere", """
        class JJ { internal readonly FileStream F = File.OpenRead("a"); }
        static class JJUser { public static void Done(JJ j) => j.F.Dispose(); }
        """)]
    [InlineData("enumerator", """
        class KK : IDisposable { readonly IEnumerator<int> _e = new List<int>().GetEnumerator(); public void Dispose() { } }
        """)]
    [InlineData("timer stopped", """
        class LL : IDisposable { readonly System.Timers.Timer _t = new(100); public void Dispose() { _t.Stop(); } }
        """)]
    [InlineData("foreach over array of fields by yield", """
        class MM : IDisposable { readonly FileStream _a = File.OpenRead("a"); IEnumerable<IDisposable> Parts() { yield return _a; } public void Dispose() { foreach (var p in Parts()) p.Dispose(); } }
        """)]
    [InlineData("local function", """
        class NN : IDisposable { readonly FileStream _a = File.OpenRead("a"); public void Dispose() { Close(); void Close() => _a.Dispose(); } }
        """)]
    [InlineData("event handler private", """
        class OO : IDisposable { readonly FileStream _a = File.OpenRead("a"); void OnExit(object? s, EventArgs e) { _a.Dispose(); } public void Dispose() { } }
        """)]
    [InlineData("process exit hook", """
        class PP { readonly FileStream _a = File.OpenRead("a"); public PP() { AppDomain.CurrentDomain.ProcessExit += Exit; } void Exit(object? s, EventArgs e) => _a.Dispose(); }
        """)]
    [InlineData("partial", """
        partial class QQ : IDisposable { readonly FileStream _a = File.OpenRead("a"); }
        partial class QQ { public void Dispose() { DisposeCore(); } partial void DisposeCore(); }
        partial class QQ { partial void DisposeCore() { _a.Dispose(); } }
        """)]
    [InlineData("returned through interface enumerable registration", """
        class RR { readonly Timer _t; public RR(ICollection<IDisposable> owner) { _t = new Timer(_ => { }); owner.Add(_t); } }
        """)]
    [InlineData("nullable gchandle", """
        class SS : IDisposable { GCHandle? _h = GCHandle.Alloc(new object()); public void Dispose() { if (_h is { } h) { h.Free(); _h = null; } } }
        """)]
    [InlineData("realloc", """
        unsafe class TT : IDisposable { byte* _p = (byte*)NativeMemory.Alloc(10); public void Dispose() { NativeMemory.Free(_p); } void Grow() { _p = (byte*)NativeMemory.Realloc(_p, 100); } }
        """)]
    [InlineData("safehandle", """
        class H1 : SafeHandle { public H1() : base(IntPtr.Zero, true) { handle = Marshal.AllocHGlobal(1); } public override bool IsInvalid => false; protected override bool ReleaseHandle() { Marshal.FreeHGlobal(handle); return true; } }
        """)]
    [InlineData("task continuation", """
        class UU { readonly FileStream _a = File.OpenRead("a"); public UU(Task t) { t.ContinueWith(_ => _a.Dispose()); } }
        """)]
    [InlineData("pooled object with reset/return", """
        class VV { byte[]? _b; public void Rent(int n) { _b = ArrayPool<byte>.Shared.Rent(n); } public void Return() { ArrayPool<byte>.Shared.Return(_b!); _b = null; } }
        """)]
    [InlineData("cancellation of child", """
        class WW : IDisposable { CancellationTokenSource? _cts; void Restart(CancellationToken t) { _cts?.Dispose(); _cts = CancellationTokenSource.CreateLinkedTokenSource(t); } public void Dispose() { _cts?.Dispose(); } }
        """)]
    public Task Silent_when(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify(code);
    }

    // Every case is a program of its own.
    private static Task Verify(string code)
    {
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = "#nullable enable\nusing System; using System.IO; using System.Buffers; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using System.Linq; using System.Runtime.InteropServices; using LeakLint;\n" + code + "\nnamespace LeakLint { public sealed class SharedHandle<T> : System.IDisposable { public SharedHandle<T> AddReference() => new(); public void Dispose() { } } }",
            DisabledDiagnostics = { "LEAK002", "LEAK313" },
        };
        return test.RunAsync();
    }
}

using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>What real code does most often and is no leak, a case a shape; and leaks that tools of this kind are known to miss, a case a miss. The table stands in tests/README.md.</summary>
public sealed class LookAlikeTests
{
    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.Linq;
        using System.Net.Sockets; using System.Runtime.InteropServices; using System.Threading; using System.Threading.Tasks;
        namespace System.Windows.Forms { public class Control : System.ComponentModel.Component { public ControlCollection Controls { get; } = new(); } public class ControlCollection { public void Add(Control c) { } } public sealed class Button : Control { } }
        namespace Buffers { public interface IReferenceCounted { int ReferenceCount { get; } IReferenceCounted Retain(); bool Release(); } public interface IByteBuffer : IReferenceCounted { IByteBuffer Slice(int from, int length); IByteBuffer RetainedSlice(int from, int length); IByteBuffer Duplicate(); new IByteBuffer Retain(); int ReadInt(); } public interface IContext { Task WriteAsync(object message); void FireChannelRead(object message); } }
        sealed class Own : IDisposable { readonly FileStream _f; public Own(string p) => _f = File.OpenRead(p); public int Read() => _f.ReadByte(); public void Dispose() => _f.Dispose(); }
        sealed class Db : IDisposable { readonly object _gate = new(); public void BeginWrite() => Monitor.Enter(_gate); public void EndWrite() => Monitor.Exit(_gate); public bool TakeLock(ref bool taken) { Monitor.Enter(_gate, ref taken); return taken; } public void Dispose() { } }
        sealed class Transaction : IDisposable { readonly LockService _s; readonly List<object> _held = new(); public Transaction(LockService s) => _s = s; public void Lock(object o) { _s.Enter(o); _held.Add(o); } public void Dispose() { foreach (var o in _held) _s.Exit(o); } }
        sealed class LockService { public void Enter(object o) => Monitor.Enter(o); public void Exit(object o) => Monitor.Exit(o); }
        class C : IDisposable
        {
            byte[]? _array; readonly object _gate = new(); readonly SemaphoreSlim _turn = new(1, 1); GCHandle _pin; readonly Dictionary<string, Own> _registry = new();
            public void Dispose() { if (_array is { } a) ArrayPool<byte>.Shared.Return(a); if (_pin.IsAllocated) _pin.Free(); foreach (var o in _registry.Values) o.Dispose(); }
            {{body}}
        }
        """;

    [Theory]
    [InlineData("trap 25: UI container", "static System.Windows.Forms.Control M() { var box = new System.Windows.Forms.Control(); var b = new System.Windows.Forms.Button(); box.Controls.Add(b); return box; }")]
    [InlineData("rented: kept in a field that Dispose returns", "void M(int n) { if (_array is { } old) ArrayPool<byte>.Shared.Return(old); _array = ArrayPool<byte>.Shared.Rent(n); }")]
    [InlineData("rented: handed out by ref", "static void Grow(ref byte[] a) { var next = ArrayPool<byte>.Shared.Rent(a.Length * 2); a.CopyTo(next, 0); ArrayPool<byte>.Shared.Return(a); a = next; }")]
    [InlineData("rented: returned in a tuple", "static (byte[], int) M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); return (a, n); }")]
    [InlineData("rented: helper that takes it by ref", "static int M(int n) { byte[]? a = ArrayPool<byte>.Shared.Rent(n); try { return a[0]; } finally { Return(ref a); } } static void Return(ref byte[]? a) { var x = a; a = null; if (x != null) ArrayPool<byte>.Shared.Return(x); }")]
    [InlineData("counted: added to the output", "static void M(Buffers.IByteBuffer b, List<object> output) { output.Add(b.RetainedSlice(0, 4)); }")]
    [InlineData("counted: retained for the output", "static void M(Buffers.IByteBuffer b, List<object> output) { b.Retain(); output.Add(b); }")]
    [InlineData("counted: slices are borrowed", "static int M(Buffers.IByteBuffer b) { var s = b.Slice(0, 4); var d = b.Duplicate(); return s.ReadInt() + d.ReadInt(); }")]
    [InlineData("counted: written", "static Task M(Buffers.IContext c, Buffers.IByteBuffer b) => c.WriteAsync(b.RetainedSlice(0, 4));")]
    [InlineData("counted: fired on", "static void M(Buffers.IContext c, Buffers.IByteBuffer b) { var s = b.RetainedSlice(0, 4); c.FireChannelRead(s); }")]
    [InlineData("counted: a flag says who releases", "static void M(Buffers.IContext c, Buffers.IByteBuffer b) { var s = b.RetainedSlice(0, 4); var release = true; try { if (s.ReadInt() > 0) { c.FireChannelRead(s); release = false; } } finally { if (release) s.Release(); } }")]
    [InlineData("lock: halves of a type of its own", "static void M(Db d) { d.BeginWrite(); try { File.Delete(\"x\"); } finally { d.EndWrite(); } }")]
    [InlineData("lock: taken by ref", "static void M(Db d) { var taken = false; try { d.TakeLock(ref taken); File.Delete(\"x\"); } finally { if (taken) d.EndWrite(); } }")]
    [InlineData("lock: service that releases at the end of a transaction", "static void M(LockService s, object a, object b) { using var t = new Transaction(s); t.Lock(a); t.Lock(b); File.Delete(\"x\"); }")]
    [InlineData("lock: hand over hand in an iterator", "sealed class N { public N? Next; public int V; } static IEnumerable<int> M(N head) { N? at = head; Monitor.Enter(at); try { while (at is not null) { yield return at.V; var next = at.Next; if (next is not null) Monitor.Enter(next); Monitor.Exit(at); at = next; } } finally { if (at is not null) Monitor.Exit(at); } }")]
    [InlineData("handle: a field that Dispose frees", "void M(byte[] b) { _pin = GCHandle.Alloc(b, GCHandleType.Pinned); }")]
    [InlineData("handle: freed by the address elsewhere", "static nint Keep(object o) { var h = GCHandle.Alloc(o); return GCHandle.ToIntPtr(h); } static void Drop(nint p) => GCHandle.FromIntPtr(p).Free();")]
    [InlineData("native: freed and thrown on", "sealed class Block(nint p) : IDisposable { public void Dispose() => Marshal.FreeHGlobal(p); } static Block M(Stream s, int n) { var p = Marshal.AllocHGlobal(n); try { s.ReadByte(); return new Block(p); } catch { Marshal.FreeHGlobal(p); throw; } }")]
    [InlineData("disposable: out of a registry", "bool Try(string k, out Own? o) => _registry.TryGetValue(k, out o); int M(string k) => Try(k, out var o) ? o!.Read() : 0;")]
    [InlineData("disposable: success flag", "static Own M(string p) { var o = new Own(p); var success = false; try { o.Read(); success = true; return o; } finally { if (!success) o.Dispose(); } }")]
    [InlineData("disposable: given to a constructor at once", "sealed class Source(Stream s) : IDisposable { public int Read() => s.ReadByte(); public void Dispose() => s.Dispose(); } static Source M() => new Source(new MemoryStream());")]
    [InlineData("disposable: subscribed in a static constructor", "static class Once { static readonly IDisposable Token; static Once() { Token = new Own(\"x\"); } public static string T => Token.ToString()!; }")]
    [InlineData("disposable: interface that only works, used and disposed", "interface IConn : IDisposable { int Ask(); } sealed class Conn : IConn { readonly FileStream _f = File.OpenRead(\"x\"); public int Ask() => _f.ReadByte(); public void Dispose() => _f.Dispose(); } interface IFactory { IConn Open(); } sealed class Factory : IFactory { public IConn Open() => new Conn(); } static int M(IFactory f) { using var c = f.Open(); return c.Ask(); }")]
    [InlineData("a reader that ends what it reads", "sealed class All(Stream s) : IDisposable { public int Read() { using (s) return s.ReadByte(); } public void Dispose() => s.Dispose(); } static int M(string p) { var f = File.OpenRead(p); return new All(f).Read(); }")]
    [InlineData("a stack that is emptied while it is walked", "static int M(string[] ps) { var s = new Stack<FileStream>(); foreach (var p in ps) s.Push(File.OpenRead(p)); var n = 0; while (s.Count > 0) { n++; s.Pop().Dispose(); } return n; }")]
    public Task Look_alike_is_fine(string shape, string body) => RunAsync(shape, body);

    [Theory]
    [InlineData("miss 1: from an instance method", "Own Make(string p) => new(p); int M(string p) { var o = {|LEAK301:Make(p)|}; return o.Read(); }")]
    [InlineData("miss 2: awaited factory", "static async Task<Own> MakeAsync(string p) { await Task.Yield(); return new Own(p); } static async Task<int> M(string p) { var o = {|LEAK301:await MakeAsync(p)|}; return o.Read(); }")]
    [InlineData("miss 3: factory behind an interface", "interface IConn : IDisposable { int Ask(); } sealed class Conn : IConn { readonly FileStream _f = File.OpenRead(\"x\"); public int Ask() => _f.ReadByte(); public void Dispose() => _f.Dispose(); } interface IFactory { IConn Open(); } sealed class Factory : IFactory { public IConn Open() => new Conn(); } static int M(IFactory f) { var c = {|LEAK301:f.Open()|}; return c.Ask(); }")]
    [InlineData("miss 5: a socket", "static int M(AddressFamily a) { var s = {|LEAK301:new Socket(a, SocketType.Stream, ProtocolType.Tcp)|}; return s.Available; }")]
    [InlineData("miss 6: released on some paths only", "static int M(string p, bool b) { var o = {|LEAK301:new Own(p)|}; if (b) return 0; var n = o.Read(); o.Dispose(); return n; }")]
    [InlineData("miss 7: a registration of one call, ignored", "static void M(CancellationToken t, Own o) { {|LEAK305:t.Register(() => o.Read())|}; }")]
    [InlineData("miss 10: semaphore outside a finally", "async Task M(Func<Task> f) { {|LEAK302:await _turn.WaitAsync()|}; await f(); _turn.Release(); }")]
    [InlineData("miss 11: pool, early return", "static int M(int n) { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; if (a[0] == 0) return 0; ArrayPool<byte>.Shared.Return(a); return 1; }")]
    [InlineData("miss 11: pool, returned twice", "static void M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; ArrayPool<byte>.Shared.Return(a); {|LEAK303:ArrayPool<byte>.Shared.Return(a)|}; }")]
    [InlineData("miss 12: factory that may also give null", "static Own? Make(string p) { if (p.Length == 0) return null; return new Own(p); } static int M(string p) { var o = {|LEAK301:Make(p)|}; return o?.Read() ?? 0; }")]
    [InlineData("miss 13: wrapped where it is made", "static int M(string p) { var r = new StreamReader({|LEAK301:File.OpenRead(p)|}); return r.Read(); }")]
    [InlineData("miss 15: a lock in a field of another object", "sealed class Box { public readonly object Gate = new(); } static void M(Box b, bool x) { {|LEAK301:Monitor.Enter(b.Gate)|}; if (x) return; Monitor.Exit(b.Gate); }")]
    [InlineData("miss 19: returned again by its other name", "static void M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); var b = a; a[0] = 1; ArrayPool<byte>.Shared.Return(a); {|LEAK303:ArrayPool<byte>.Shared.Return(b)|}; }")]
    [InlineData("miss 16: a collection of them", "static int M(string[] ps) { var all = new List<FileStream>(); foreach (var p in ps) all.Add({|LEAK301:File.OpenRead(p)|}); var n = 0; foreach (var f in all) n += (int)f.Length; return n; }")]
    [InlineData("miss 17: in a lambda", "static Func<string, int> M() => p => { var o = {|LEAK301:new Own(p)|}; return o.Read(); };")]
    [InlineData("miss 17: in a generic method", "static T M<T>(string p, Func<int, T> f) { var o = {|LEAK301:new Own(p)|}; return f(o.Read()); }")]
    [InlineData("miss 18: only an exception loses it", "static void M(string p) { var n = {|LEAK302:Marshal.AllocHGlobal(8)|}; File.Delete(p); Marshal.FreeHGlobal(n); }")]
    public Task Miss_is_found(string miss, string body) => RunAsync(miss, body);

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
        foreach (var id in new[] { "LEAK002", "LEAK313", "LEAK314" })
        {
            test.DisabledDiagnostics.Add(id);
        }

        return test.RunAsync();
    }
}

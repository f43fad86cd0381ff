using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK302 and LEAK313: throws that cannot happen where the call stands, or that find the resource released.</summary>
public sealed class ThrowsThatLoseNothingTests
{
    private const string Reader = """
        sealed class Lines : IDisposable
        {
            Stream? _inner; readonly List<int> _rows = new();
            public Lines(Stream inner) => _inner = inner;
            public Lines Fill() { if (_inner is null) return this; try { while (_inner.ReadByte() is > 0 and var b) _rows.Add(b); return this; } finally { _inner.Dispose(); _inner = null; } }
            public async Task<Lines> FillAsync(CancellationToken t) { try { var b = new byte[9]; await _inner!.ReadAsync(b, t); return this; } catch (Exception) { await _inner!.DisposeAsync(); throw; } }
            public Lines Peek() { _rows.Add(_inner!.ReadByte()); return this; }
            public static Lines Over(Stream s) { try { s.ReadByte(); return new Lines(s); } catch { s.Dispose(); throw; } }
            public static Lines Bare(Stream s) { s.ReadByte(); return new Lines(s); }
            public void Dispose() => _inner?.Dispose();
        }
        """;

    private const string Command = """
        sealed class Command : IDisposable
        {
            IDisposable? _open; bool _busy; Stream? _file; int _runs;
            public Command(Stream? file) { File = file; Check(); }
            public Stream? File { get => _file; set { if (_open is not null) throw new IOException("close the reader first"); _file = value; } }
            void Check() { if (_busy || _runs > 0) throw new InvalidOperationException("busy"); }
            public void Start() { _open = new MemoryStream(); _busy = true; _runs++; }
            public void Dispose() { _open?.Dispose(); _file?.Dispose(); }
        }
        sealed class Strict : IDisposable
        {
            readonly Stream _file; int _version = 2;
            public Strict(Stream file, int expected) { _file = file; if (_version != expected) throw new IOException("version"); }
            public void Dispose() => _file.Dispose();
        }
        sealed class Wrapped : IDisposable
        {
            readonly Socket _socket;
            public Wrapped(Socket socket) { _socket = socket ?? throw new InvalidOperationException("no socket"); }
            public static void Guarded(Socket? socket) { if (socket == null) throw new IOException("none"); socket.NoDelay = true; }
            public static void Named(Socket socket, string? name) { if (name is null) throw new IOException("none"); socket.NoDelay = true; }
            public void Dispose() => _socket.Dispose();
        }
        """;

    private const string Shared = """
        sealed class Shared
        {
            readonly IServiceProvider _services; Options? _options;
            public Shared(IServiceProvider services) => _services = services;
            public Options Options => _options ??= (Options)(_services.GetService(typeof(Options)) ?? throw new IOException("not registered"));
            public Options Fresh => (Options)(_services.GetService(typeof(Options)) ?? throw new IOException("not registered"));
        }
        sealed class Options { public TimeSpan Timeout; public int Count; }
        """;

    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Net.Sockets; using System.Threading; using System.Threading.Tasks;
        using Microsoft.Extensions.ObjectPool;
        {{Reader}} {{Command}} {{Shared}}
        namespace Microsoft.Extensions.ObjectPool { public abstract class ObjectPool<T> where T : class { public abstract T Get(); public abstract void Return(T one); } }
        sealed class Segment { public Segment? Next; }
        class C
        {
            readonly Shared _shared; Shared _other; readonly ObjectPool<Segment> _pool; readonly List<CancellationTokenSource> _running = new();
            public C(Shared shared, ObjectPool<Segment> pool) { _shared = shared; _other = shared; _pool = pool; }
            {{body}}
        }
        """;

    [Theory]
    [InlineData("a callee that releases in its own finally", "static Lines M(string p) { var f = File.OpenRead(p); return new Lines(f).Fill(); }")]
    [InlineData("an awaited callee that releases in its handler for all", "static async Task<Lines> M(string p, CancellationToken t) { var f = File.OpenRead(p); return await new Lines(f).FillAsync(t).ConfigureAwait(false); }")]
    [InlineData("a helper that releases its argument when it fails", "static Lines M(string p) { var f = File.OpenRead(p); return Lines.Over(f); }")]
    [InlineData("a setter that throws when a field of the new object is filled", "static Command M(string p) => new Command(new FileStream(p, FileMode.Open));")]
    [InlineData("the same with a local", "static Command M(string p) { var f = new FileStream(p, FileMode.Open); return new Command(f); }")]
    [InlineData("a guard against null of a new object", "static Wrapped M(AddressFamily a) { var s = new Socket(a, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }; return new Wrapped(s); }")]
    [InlineData("a guard against null, in a method", "static Socket M(AddressFamily a) { var s = new Socket(a, SocketType.Stream, ProtocolType.Tcp); Wrapped.Guarded(s); return s; }")]
    [InlineData("a guard against null of a text that is there", "static Socket M(AddressFamily a) { var s = new Socket(a, SocketType.Stream, ProtocolType.Tcp); Wrapped.Named(s, \"x\"); return s; }")]
    [InlineData("the pool's own Get", "Segment? M(int n) { Segment? first = null, last = null; for (var i = 0; i < n; i++) { var one = _pool.Get(); if (last != null) last.Next = one; first ??= one; last = one; } return first; }")]
    [InlineData("a lazily filled property that has answered before", "void M(CancellationToken t) { _shared.Options.Count++; var s = CancellationTokenSource.CreateLinkedTokenSource(t); s.CancelAfter(_shared.Options.Timeout); _running.Add(s); }")]
    [InlineData("the same, from further out", "void M(CancellationToken t, bool b) { var o = _shared.Options; if (b) { var s = CancellationTokenSource.CreateLinkedTokenSource(t); s.CancelAfter(_shared.Options.Timeout); _running.Add(s); } o.Count++; }")]
    public Task Nothing_is_lost(string name, string body) => RunAsync(name, body);

    [Theory]
    [InlineData("a callee that releases nothing", "static Lines M(string p) { var f = {|LEAK313:File.OpenRead(p)|}; return new Lines(f).Peek(); }")]
    [InlineData("a helper that releases nothing", "static Lines M(string p) { var f = {|LEAK313:File.OpenRead(p)|}; return Lines.Bare(f); }")]
    [InlineData("a constructor that compares what it has", "static Strict M(string p, int n) { var f = {|LEAK313:File.OpenRead(p)|}; return new Strict(f, n); }")]
    [InlineData("a setter of an object that is no longer new", "static void M(string p, Command c) { var f = {|LEAK313:File.OpenRead(p)|}; c.File = null; c.File = f; }")]
    [InlineData("a guard against null of something else", "static Socket M(AddressFamily a, string? name) { var s = {|LEAK313:new Socket(a, SocketType.Stream, ProtocolType.Tcp)|}; Wrapped.Named(s, name); return s; }")]
    [InlineData("a lazily filled property that is asked for the first time", "void M(CancellationToken t) { var s = {|LEAK313:CancellationTokenSource.CreateLinkedTokenSource(t)|}; s.CancelAfter(_shared.Options.Timeout); _running.Add(s); }")]
    [InlineData("a property that fills nothing", "void M(CancellationToken t) { _shared.Fresh.Count++; var s = {|LEAK313:CancellationTokenSource.CreateLinkedTokenSource(t)|}; s.CancelAfter(_shared.Fresh.Timeout); _running.Add(s); }")]
    [InlineData("asked before of another object", "void M(CancellationToken t) { _shared.Options.Count++; var s = {|LEAK313:CancellationTokenSource.CreateLinkedTokenSource(t)|}; s.CancelAfter(_other.Options.Timeout); _running.Add(s); }")]
    [InlineData("asked before on some ways only", "void M(CancellationToken t, bool b) { if (b) _shared.Options.Count++; var s = {|LEAK313:CancellationTokenSource.CreateLinkedTokenSource(t)|}; s.CancelAfter(_shared.Options.Timeout); _running.Add(s); }")]
    public Task May_be_lost(string name, string body) => RunAsync(name, body);

    private static Task RunAsync(string name, string body)
    {
        Assert.NotEmpty(name);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = Around(body),
            ReferenceAssemblies = Microsoft.CodeAnalysis.Testing.ReferenceAssemblies.Net.Net80,
            CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.Errors,
        };
        foreach (var id in new[] { "LEAK002", "LEAK308", "LEAK314" })
        {
            test.DisabledDiagnostics.Add(id);
        }

        return test.RunAsync();
    }
}

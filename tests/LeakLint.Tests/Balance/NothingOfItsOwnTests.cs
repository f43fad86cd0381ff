using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>
/// Disposables of the program that have nothing of their own to let go: to make one is no acquisition, and nothing is left undecided. Where the code
/// does not show it, LEAK002 says so.
/// </summary>
public sealed class NothingOfItsOwnTests
{
    private static string Around(string types, string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks;
        {{types}}
        interface ISink { void Emit(string s); }
        sealed class FileSink(string path) : ISink, IDisposable { readonly FileStream _f = File.OpenWrite(path); public void Emit(string s) => _f.WriteByte(1); public void Dispose() => _f.Dispose(); }
        static class Guard { public static T NotNull<T>(T? value) where T : class { if (value is null) throw new ArgumentNullException(nameof(value)); return value; } }
        class C { static ISink? Kept; {{body}} }
        """;

    [Theory]
    [InlineData("payload that says it is not pooled", "readonly struct Payload : IDisposable { public Payload(byte[] data, bool isPooled = false) { Data = data; _isPooled = isPooled; } public byte[] Data { get; } readonly bool _isPooled; public void Dispose() { if (_isPooled && Data.Length > 0) ArrayPool<byte>.Shared.Return(Data); } }",
        "static int M(byte[] b) { var p = new Payload(b); return p.Data.Length; }")]
    [InlineData("payload that says it is not pooled, early return", "readonly struct Payload : IDisposable { public Payload(byte[] data, bool isPooled) { Data = data; _isPooled = isPooled; } public byte[] Data { get; } readonly bool _isPooled; public void Dispose() { if (!_isPooled) return; ArrayPool<byte>.Shared.Return(Data); } }",
        "static int M(byte[] b) { var p = new Payload(b, isPooled: false); return p.Data.Length; }")]
    [InlineData("payload out of a factory", "readonly struct Payload : IDisposable { public Payload(byte[] data, byte[]? rented = null) { Data = data; _rented = rented; } public byte[] Data { get; } readonly byte[]? _rented; public void Dispose() { if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented); } }",
        "static Payload Receive(byte[] b) => new(b); static int M(byte[] b) { var p = Receive(b); p = Receive(b); return p.Data.Length; }")]
    [InlineData("wrapper of what it was given", "sealed class Level : ISink, IDisposable { readonly ISink _inner; public Level(ISink inner) { _inner = Guard.NotNull(inner); } public void Emit(string s) => _inner.Emit(s); public void Dispose() => (_inner as IDisposable)?.Dispose(); }",
        "static void M(ISink s) { var l = new Level(s); l.Emit(\"x\"); }")]
    [InlineData("wrapper by a primary constructor", "sealed class Level(ISink inner) : ISink, IDisposable { public void Emit(string s) => inner.Emit(s); public void Dispose() { if (inner is IDisposable d) d.Dispose(); } }",
        "static void M(ISink s) => new Level(s).Emit(\"x\");")]
    [InlineData("wrapper of many", "sealed class All : ISink, IDisposable { readonly ISink[] _inner; public All(IEnumerable<ISink> inner) => _inner = inner.ToArray(); public void Emit(string s) { foreach (var i in _inner) i.Emit(s); } public void Dispose() { foreach (var i in _inner) (i as IDisposable)?.Dispose(); } }",
        "static void M(List<ISink> s) { var l = new All(s); l.Emit(\"x\"); }")]
    [InlineData("wrapper that may own", "sealed class Second : ISink, IDisposable, IAsyncDisposable { readonly ISink _inner; readonly bool _owns; public Second(ISink inner, bool owns = false) { _inner = inner; _owns = owns; } public void Emit(string s) => _inner.Emit(s); public void Dispose() { if (!_owns) return; (_inner as IDisposable)?.Dispose(); } public ValueTask DisposeAsync() { if (_inner is IAsyncDisposable a) return a.DisposeAsync(); Dispose(); return default; } }",
        "static void M(ISink s) { var l = new Second(s, true); l.Emit(\"x\"); }")]
    [InlineData("only its own memory", "sealed class Rows : IDisposable { List<int>? _rows = new(); readonly MemoryStream _text = new(); bool _gone; public int Count => _rows!.Count; public void Dispose() { if (_gone) return; _gone = true; _rows?.Clear(); _rows = null; _text.Dispose(); GC.SuppressFinalize(this); } }",
        "static int M() { var r = new Rows(); return r.Count; }")]
    [InlineData("Dispose(bool) of a base", "abstract class Base : IDisposable { protected bool Gone; public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) { Gone = true; } } sealed class Rows : Base { int[]? _rows = [1]; public int Count => _rows!.Length; protected override void Dispose(bool disposing) { _rows = null; base.Dispose(disposing); } }",
        "static int M() { var r = new Rows(); return r.Count; }")]
    public Task There_is_nothing_to_decide(string name, string types, string body)
    {
        Assert.NotEmpty(name);
        return Verify.VerifyAnalyzerAsync(Around(types, body));
    }

    [Theory]
    [InlineData("an end without code may be filled by a weaver", "sealed class Woven : IDisposable { public int N; public void Dispose() { } }", "static int M() { var w = {|LEAK002:new Woven()|}; return w.N; }")]
    [InlineData("what is made later", "sealed class Late : IDisposable { FileStream? _f; public void Open(string p) => _f = File.OpenRead(p); public void Dispose() => _f?.Dispose(); }", "static void M(string p) { var l = {|LEAK002:new Late()|}; l.Open(p); }")]
    [InlineData("pooled, as it says", "readonly struct Payload : IDisposable { public Payload(byte[] data, bool isPooled = false) { Data = data; _isPooled = isPooled; } public byte[] Data { get; } readonly bool _isPooled; public void Dispose() { if (_isPooled) ArrayPool<byte>.Shared.Return(Data); } }",
        "static int M(byte[] b) { var p = {|LEAK002:new Payload(b, isPooled: true)|}; return p.Data.Length; }")]
    [InlineData("a source that may be linked", "sealed class Scope : IDisposable { readonly CancellationTokenSource _s; public Scope(CancellationToken t) => _s = CancellationTokenSource.CreateLinkedTokenSource(t); public CancellationToken Token => _s.Token; public void Dispose() => _s.Dispose(); }",
        "static bool M(CancellationToken t) { var s = {|LEAK002:new Scope(t)|}; return s.Token.CanBeCanceled; }")]
    [InlineData("what a base is given by the type itself", "class Base(Stream inner) : IDisposable { public void Dispose() => inner.Dispose(); } sealed class Log(string p) : Base(File.OpenRead(p)) { public int N => 1; }", "static int M(string p) { var l = {|LEAK002:new Log(p)|}; return l.N; }")]
    [InlineData("a registration with somebody's token", "sealed class Waiter : IDisposable { readonly CancellationTokenRegistration _r; public Waiter(CancellationToken t) => _r = t.Register(() => Console.WriteLine()); public int N => 1; public void Dispose() => _r.Dispose(); }",
        "static int M(CancellationToken t) { var w = {|LEAK002:new Waiter(t)|}; return w.N; }")]
    public Task Nobody_can_say(string name, string types, string body)
    {
        Assert.NotEmpty(name);
        return Verify.VerifyAnalyzerAsync(Around(types, body));
    }

    [Theory]
    [InlineData("what the constructor opens", "sealed class Log : IDisposable { readonly FileStream _f; public Log(string p) { _f = File.OpenRead(p); } public int N => 1; public void Dispose() => _f.Dispose(); }", "static int M(string p) { var l = {|LEAK301:new Log(p)|}; return l.N; }")]
    [InlineData("wrapped by what has nothing of its own", "sealed class Level(ISink inner) : ISink, IDisposable { public void Emit(string s) => inner.Emit(s); public void Dispose() => (inner as IDisposable)?.Dispose(); }", "static void M(string p) { var f = {|LEAK301:new FileSink(p)|}; new Level(f).Emit(\"x\"); }")]
    public Task Has_something_of_its_own(string name, string types, string body)
    {
        Assert.NotEmpty(name);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = Around(types, body),
            ReferenceAssemblies = Microsoft.CodeAnalysis.Testing.ReferenceAssemblies.Net.Net80,
            CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.Errors,
        };
        test.DisabledDiagnostics.Add("LEAK314");
        test.DisabledDiagnostics.Add("LEAK308");
        return test.RunAsync();
    }

    [Theory]
    [InlineData("a task that is complete", "static ValueTask<Stream> M(string p) => new(File.OpenRead(p));")]
    [InlineData("a task that is complete, converted", "static ValueTask<IDisposable> M(string p) { return new((IDisposable)File.OpenRead(p)); }")]
    [InlineData("written to a channel", "readonly System.Threading.Channels.ChannelWriter<FileStream> _to = System.Threading.Channels.Channel.CreateUnbounded<FileStream>().Writer; async Task M(string p) { var f = File.OpenRead(p); await _to.WriteAsync(f); }")]
    [InlineData("in the initializer of a list that is returned", "static List<FileStream> M(string p, string q) { var all = new List<FileStream> { File.OpenRead(p) }; return all; }")]
    [InlineData("in the initializer of a list that is released", "static void M(string p, string q) { var all = new List<FileStream> { File.OpenRead(p) }; foreach (var f in all) f.Dispose(); }")]
    [InlineData("a task that failed gives nothing", "static ValueTask<FileStream> Open(string p) => new(File.OpenRead(p)); static FileStream M(string p) => Open(p).GetAwaiter().GetResult();")]
    [InlineData("a task that failed gives nothing, by its result", "static async Task<FileStream> Open(string p) { await Task.Yield(); return File.OpenRead(p); } static FileStream M(string p) { var f = Open(p).Result; return f; }")]
    public Task Is_handed_on(string name, string body)
    {
        Assert.NotEmpty(name);
        return Verify.VerifyAnalyzerAsync(Around("", body));
    }

    [Fact]
    public Task List_of_its_own_that_nobody_empties() => Verify.VerifyAnalyzerAsync(Around("", "static int M(string p) { var all = new List<FileStream> { {|LEAK301:File.OpenRead(p)|} }; return all.Count; }"));
}

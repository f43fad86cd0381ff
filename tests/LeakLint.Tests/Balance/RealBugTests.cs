using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>Leaks as public issue trackers tell them, rebuilt, each beside its repair; and what users miss in other analyzers.</summary>
public sealed class RealBugTests
{
    [Theory]
    [InlineData("entry of an archive, read in place", "{|LEAK301:entry.Open()|}.CopyTo(to);", "using var from = entry.Open(); from.CopyTo(to);")]
    [InlineData("body of a response", "var body = {|LEAK301:await http.GetStreamAsync(s)|}; await new StreamReader(body).ReadLineAsync();", "using var body = await http.GetStreamAsync(s); await new StreamReader(body).ReadLineAsync();")]
    [InlineData("read lock, early return", "{|LEAK301:_table.EnterReadLock()|}; if (n > 1) return; _table.ExitReadLock();", "_table.EnterReadLock(); try { if (n > 1) return; } finally { _table.ExitReadLock(); }")]
    [InlineData("write lock, a file that is gone", "{|LEAK302:_table.EnterWriteLock()|}; File.ReadAllText(s); _table.ExitWriteLock();", "_table.EnterWriteLock(); try { File.ReadAllText(s); } finally { if (_table.IsWriteLockHeld) _table.ExitWriteLock(); }")]
    [InlineData("upgradeable lock, tried", "if (!{|LEAK301:_table.TryEnterUpgradeableReadLock(5)|}) return; if (n > 1) return; _table.ExitUpgradeableReadLock();", "if (!_table.TryEnterUpgradeableReadLock(5)) return; if (n > 1) { _table.EnterWriteLock(); n++; _table.ExitWriteLock(); } _table.ExitUpgradeableReadLock();")]
    [InlineData("reference of a safe handle", "var added = false; {|LEAK301:handle.DangerousAddRef(ref added)|}; if (handle.DangerousGetHandle() == IntPtr.Zero) return; handle.DangerousRelease();", "var added = false; try { handle.DangerousAddRef(ref added); if (handle.DangerousGetHandle() == IntPtr.Zero) return; } finally { if (added) handle.DangerousRelease(); }")]
    [InlineData("one that was not the first to finish", "var client = new TcpClient(); var first = await Task.WhenAny(Task.Delay(9), Task.Delay(n)); client.Dispose();", "using var client = new TcpClient(); await Task.WhenAny(Task.Delay(9), Task.Delay(n));")]
    public Task Bug_is_found_and_its_repair_is_silent(string bug, string body, string repaired) => BothAsync(bug, body, repaired);

    [Theory]
    [InlineData("1: a factory, not new", "var f = {|LEAK301:Open(s)|}; f.ReadByte();", "using var f = Open(s);")]
    [InlineData("2: a factory that is awaited", "var f = {|LEAK301:await OpenAsync(s)|}; if (n > 1) return; f.Dispose();", "using var f = await OpenAsync(s); if (n > 1) return;")]
    [InlineData("3: a factory behind an interface", "var f = {|LEAK301:_store.Find(s)|}; if (n > 1) return; f.Dispose();", "using var f = _store.Find(s); if (n > 1) return;")]
    [InlineData("3: an awaited one behind an interface", "var f = {|LEAK301:await _store.FindAsync(s)|}; if (n > 1) return; f.Dispose();", "using var f = await _store.FindAsync(s); if (n > 1) return;")]
    [InlineData("5: a type that few rules know", "var w = {|LEAK301:new FileSystemWatcher(s)|}; w.EnableRaisingEvents = true;", "using var w = new FileSystemWatcher(s); w.EnableRaisingEvents = true;")]
    [InlineData("6: released on some paths only", "var f = {|LEAK301:Open(s)|}; if (n > 1) return; f.Dispose();", "var f = Open(s); if (n > 1) { f.Dispose(); return; } f.Dispose();")]
    [InlineData("6: released in a catch only", "var f = {|LEAK301:Open(s)|}; try { f.ReadByte(); } catch { f.Dispose(); throw; }", "var f = Open(s); try { f.ReadByte(); } finally { f.Dispose(); }")]
    [InlineData("7: a registration that is not ended", "var r = {|LEAK301:token.Register(static () => { })|}; await Task.Delay(n);", "using var r = token.Register(static () => { }); await Task.Delay(n);")]
    [InlineData("10: a semaphore released outside a finally", "{|LEAK302:await _gate.WaitAsync()|}; File.Delete(s); _gate.Release();", "await _gate.WaitAsync(); try { File.Delete(s); } finally { _gate.Release(); }")]
    [InlineData("11: an array that a failure keeps", "var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}; to.Write(a, 0, n); ArrayPool<byte>.Shared.Return(a);", "var a = ArrayPool<byte>.Shared.Rent(n); try { to.Write(a, 0, n); } finally { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("12: a factory that may return null", "var f = {|LEAK301:Maybe(s)|}; if (f == null) return; if (n > 1) return; f.Dispose();", "var f = Maybe(s); if (f == null) return; using (f) { if (n > 1) return; }")]
    [InlineData("12: one that says so, with an out parameter", "if (!{|LEAK301:TryOpen(s, out var f)|}) return; if (f!.Length > 3) return; f.Dispose();", "if (!TryOpen(s, out var f)) return; if (f!.Length > 3) { f.Dispose(); return; } f.Dispose();")]
    [InlineData("13: nested creations", "var z = new ZipArchive(new BufferedStream({|LEAK301:File.OpenRead(s)|})); n = z.Entries.Count;", "using var z = new ZipArchive(new BufferedStream(File.OpenRead(s))); n = z.Entries.Count;")]
    [InlineData("14: a socket that was accepted", "var c = {|LEAK301:await _listener.AcceptTcpClientAsync()|}; if (n > 1) return; c.Dispose();", "using var c = await _listener.AcceptTcpClientAsync(); if (n > 1) return;")]
    [InlineData("15: a lock in an array", "{|LEAK301:Monitor.Enter(_gates[0])|}; if (n > 1) return; Monitor.Exit(_gates[0]);", "Monitor.Enter(_gates[0]); try { if (n > 1) return; } finally { Monitor.Exit(_gates[0]); }")]
    [InlineData("15: a lock of another object", "{|LEAK301:Monitor.Enter(_first.Gate)|}; if (n > 1) return; Monitor.Exit(_first.Gate);", "Monitor.Enter(_first.Gate); if (n > 1) { Monitor.Exit(_first.Gate); return; } Monitor.Exit(_first.Gate);")]
    [InlineData("16: a list of streams", "var l = new List<Stream>(); for (var i = 0; i < n; i++) l.Add({|LEAK301:Open(s)|}); n = l.Count;", "var l = new List<Stream>(); try { for (var i = 0; i < n; i++) l.Add(Open(s)); } finally { foreach (var f in l) f.Dispose(); }")]
    [InlineData("17: inside a lambda", "Func<Task> later = async () => { var f = {|LEAK301:await OpenAsync(s)|}; if (n > 1) return; f.Dispose(); };", "Func<Task> later = async () => { using var f = await OpenAsync(s); if (n > 1) return; };")]
    [InlineData("18: on exception paths", "var f = {|LEAK313:Open(s)|}; f.ReadByte(); f.Dispose();", "using var f = Open(s); f.ReadByte();")]
    public Task Miss_that_users_complain_about_is_found(string miss, string body, string repaired) => BothAsync(miss, body, repaired);

    [Theory]
    [InlineData("an out parameter that is empty although it says true", "if (TryNothing(s, out var f)) { n = f == null ? 0 : 1; f?.Dispose(); }")]
    [InlineData("out parameter, asked by the object", "TryOpen(s, out var f); f?.Dispose();")]
    [InlineData("interface of which one implementation lends", "var f = _mixed.Find(s); f.ReadByte();")]
    [InlineData("interface that others may implement", "var f = _open.Find(s); f.ReadByte();")]
    [InlineData("lock that another method leaves", "_table.EnterReadLock(); n++; } void End() { _table.ExitReadLock();")]
    [InlineData("reference that another method gives back", "var added = false; handle.DangerousAddRef(ref added); } void End(SafeHandle handle) { handle.DangerousRelease();")]
    [InlineData("upgraded", "_table.EnterUpgradeableReadLock(); try { if (n > 1) { _table.EnterWriteLock(); try { int.Parse(s); } finally { _table.ExitWriteLock(); } } } finally { _table.ExitUpgradeableReadLock(); }")]
    public Task Owner_elsewhere_is_not_reported(string idiom, string body)
    {
        Assert.NotEmpty(idiom);
        return RunAsync(body, decided: false);
    }

    [Fact]
    public Task Same_answer_with_and_without_the_lock_is_no_half() => RunAsync("""
        } string? _value; async Task<string> GetValueAsync(Func<Task<string>> load) {
            {|LEAK301:await _gate.WaitAsync()|};
            if (_value != null) return _value;
            try { _value = await load(); return _value; } finally { _gate.Release(); }
        """);

    [Fact]
    public Task Different_answers_are_a_half() => RunAsync("""
        } IDisposable? _scope; IDisposable? _none; async Task<IDisposable?> GetScopeAsync(int n) {
            {|LEAK002:await _gate.WaitAsync()|};
            if (n > 1) { _gate.Release(); return _none; }
            return _scope;
        """);

    private static async Task BothAsync(string name, string body, string repaired)
    {
        Assert.NotEmpty(name);
        await RunAsync(body);
        await RunAsync(repaired);
    }

    private static Task RunAsync(string body, bool decided = true)
    {
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = Around(body),
            DisabledDiagnostics = { "CS1998" },
        };
        if (!decided)
        {
            test.DisabledDiagnostics.Add("LEAK002");
        }

        return test.RunAsync();
    }

    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.IO.Compression; using System.Net; using System.Net.Http; using System.Net.Sockets;
        using System.Runtime.InteropServices; using System.Threading; using System.Threading.Tasks;
        interface IStore { Stream Find(string s); Task<Stream> FindAsync(string s); }
        sealed class Files : IStore { public Stream Find(string s) => File.OpenRead(s); public async Task<Stream> FindAsync(string s) { await Task.Yield(); return File.OpenRead(s); } }
        interface IMixed { Stream Find(string s); }
        sealed class Owned : IMixed { public Stream Find(string s) => File.OpenRead(s); }
        sealed class Lent : IMixed { readonly Stream _one = Stream.Null; public Stream Find(string s) => _one; }
        public interface IOpen { Stream Find(string s); }
        public sealed class OpenOne : IOpen { public Stream Find(string s) => File.OpenRead(s); }
        sealed class First { public object Gate { get; } = new(); }
        class C
        {
            readonly ReaderWriterLockSlim _table = new(); readonly SemaphoreSlim _gate = new(1, 1); readonly object[] _gates = { new() }; readonly First _first = new();
            public TcpListener _listener = new(IPAddress.Any, 80); readonly IStore _store = new Files(); readonly IMixed _mixed = new Owned(); readonly IOpen _open = new OpenOne();
            [DllImport("n")] static extern int Native(IntPtr[] all, int n);
            static FileStream Open(string s) => File.OpenRead(s);
            static async Task<Stream> OpenAsync(string s) { await Task.Yield(); return File.OpenRead(s); }
            static Stream? Maybe(string s) { if (s.Length == 0) return null; return File.OpenRead(s); }
            static bool TryOpen(string s, out FileStream? f) { if (s.Length == 0) { f = null; return false; } f = File.OpenRead(s); return true; }
            static bool TryNothing(string s, out FileStream? f) { f = null; if (s.Length == 0) return true; f = File.OpenRead(s); return true; }
            async Task M(int n, string s, Stream to, ZipArchiveEntry entry, HttpClient http, SafeHandle handle, CancellationToken token)
            {
                {{body}}
            }
        }
        """;
}

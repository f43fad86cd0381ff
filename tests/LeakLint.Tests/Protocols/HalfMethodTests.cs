using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>Wrappers of the program's own: methods that are one half of a pair, guards, extensions that release.</summary>
public sealed class HalfMethodTests
{
    [Theory]
    [InlineData("{|LEAK301:_store.BeginWrite()|}; if (n > 1) return; _store.EndWrite();")]
    [InlineData("{|LEAK301:other.BeginWrite()|}; if (n > 1) throw new InvalidOperationException(); other.EndWrite();")]
    [InlineData("{|LEAK302:_store.BeginWrite()|}; int.Parse(s); _store.EndWrite();")]
    [InlineData("foreach (var c in s) { {|LEAK301:_store.BeginWrite()|}; if (c == n) continue; _store.EndWrite(); }")]
    [InlineData("if (!{|LEAK301:_store.TryBeginWrite(5)|}) return; if (n > 1) return; _store.EndWrite();")]
    [InlineData("if (!{|LEAK301:_store.TryBeginUnlessClosed()|}) return; if (n > 1) return; _store.EndWrite();")]
    [InlineData("var taken = false; {|LEAK301:_store.TakeLock(ref taken)|}; if (n > 1) return; _store.DropLock();")]
    [InlineData("var taken = false; {|LEAK301:_store.TryTakeLock(ref taken)|}; if (!taken) return; if (n > 1) return; _store.DropLock();")]
    [InlineData("{|LEAK301:await _store.EnterAsync()|}; if (n > 1) return; _store.Leave();")]
    [InlineData("{|LEAK301:await _store.EnterByTaskAsync(default)|}; if (n > 1) return; _store.Leave();")]
    [InlineData("if (!{|LEAK301:await _store.TryEnterAsync(5)|}) return; if (n > 1) return; _store.Leave();")]
    [InlineData("{|LEAK302:await _store.EnterAsync()|}; await Task.Delay(n, new CancellationToken()); _store.Leave();")]
    [InlineData("{|LEAK301:Store.EnterAll()|}; if (n > 1) return; Store.LeaveAll();")]
    [InlineData("{|LEAK301:_gate.Lock()|}; if (n > 1) return; _gate.Unlock();")]
    [InlineData("{|LEAK301:Locks.Lock(_gate)|}; if (n > 1) return; Locks.Unlock(_gate);")]
    [InlineData("{|LEAK301:_plain.Wait()|}; if (n > 1) return; _plain.ReleaseQuietly();")]
    [InlineData("var r = {|LEAK301:_store.Read()|}; if (n > 1) return; r.Dispose();")]
    [InlineData("{|LEAK305:_store.Read()|};")]
    [InlineData("var w = {|LEAK301:_store.Write()|}; if (n > 1) return; w.Dispose();")]
    [InlineData("{|LEAK305:_store.Write()|};")]
    [InlineData("var w = {|LEAK301:new WriteScope(_rw)|}; if (n > 1) return; w.Dispose();")]
    [InlineData("var w = {|LEAK302:new WriteScope(_rw)|}; int.Parse(s); w.Dispose();")]
    [InlineData("var g = {|LEAK301:await _async.LockAsync()|}; if (n > 1) return; g.Dispose();")]
    [InlineData("{|LEAK305:await _async.LockAsync()|};")]
    [InlineData("var g = {|LEAK301:await _async.EnterAsync(default)|}; if (n > 1) return; g.Dispose();")]
    [InlineData("var g = {|LEAK301:new Monitored(_gate)|}; if (n > 1) return; g.Dispose();")]
    public Task Not_left(string body) => RunAsync(body);

    [Theory]
    [InlineData("_store.BeginWrite(); try { if (n > 1) return; int.Parse(s); } finally { _store.EndWrite(); }")]
    [InlineData("_store.BeginWrite(); if (n > 1) { _store.EndWrite(); return; } _store.EndWrite();")]
    [InlineData("_store.BeginWrite(); if (n > 1) return;")]
    [InlineData("_store.BeginWrite(); other.EndWrite();")]
    [InlineData("if (!_store.TryBeginWrite(5)) return; try { int.Parse(s); } finally { _store.EndWrite(); }")]
    [InlineData("var entered = _store.TryBeginWrite(5); try { int.Parse(s); } finally { if (entered) _store.EndWrite(); }")]
    [InlineData("var taken = false; try { _store.TakeLock(ref taken); if (n > 1) return; int.Parse(s); } finally { if (taken) _store.DropLock(); }")]
    [InlineData("await _store.EnterAsync(); try { if (n > 1) return; await Task.Delay(n); } finally { _store.Leave(); }")]
    [InlineData("await _store.EnterByTaskAsync(default); try { if (n > 1) return; await Task.Delay(n); } finally { _store.Leave(); }")]
    [InlineData("await _store.EnterAsync(); _running = Task.Run(() => _store.Leave()); if (n > 1) return;")]
    [InlineData("await _store.EnterAsync(); if (!Queue(n)) _store.Leave();")]
    [InlineData("_store.Balanced(); if (n > 1) return; _store.Balanced();")]
    [InlineData("_gate.Lock(); try { if (n > 1) return; } finally { _gate.Unlock(); }")]
    [InlineData("_plain.Wait(); try { if (n > 1) return; } finally { _plain.ReleaseQuietly(); }")]
    [InlineData("using (_store.Read()) { if (n > 1) return; int.Parse(s); }")]
    [InlineData("using var w = _store.Write(); if (n > 1) return; int.Parse(s);")]
    [InlineData("using (new WriteScope(_rw)) { if (n > 1) return; }")]
    [InlineData("var w = _store.Write(); try { int.Parse(s); } finally { w.Dispose(); }")]
    [InlineData("using (await _async.LockAsync()) { if (n > 1) return; await Task.Delay(n); }")]
    [InlineData("using (await _async.LockAsync().ConfigureAwait(false)) { if (n > 1) return; }")]
    [InlineData("using var g = await _async.EnterAsync(default); if (n > 1) return; await Task.Delay(n);")]
    [InlineData("_kept = await _async.LockAsync(); if (n > 1) return; _kept.Dispose();")]
    [InlineData("IDisposable g = null; if (n > 1) g = await _async.LockAsync(); try { await Task.Delay(n); } finally { g?.Dispose(); }")]
    [InlineData("(await _async.LockAsync()).Dispose();")]
    [InlineData("_all.Add(await _async.LockAsync()); if (n > 1) return;")]
    [InlineData("AsyncLock.Releaser none = default; if (n > 1) return; none.Dispose();")]
    [InlineData("using var g = new Monitored(_gate); if (n > 1) return;")]
    [InlineData("using var worker = new Worker(); if (n > 1) return;")]
    [InlineData("var worker = _worker; await worker.WokenAsync(); if (n > 1) return; worker.Wake();")]
    public Task Left_or_nobodys_to_leave(string body) => RunAsync(body);

    // What is left once too often by the half of a method, or by the half and by hand.
    [Theory]
    [InlineData("_store.BeginWrite(); n++; _store.EndWrite(); {|LEAK303:_store.EndWrite()|};")]
    [InlineData("_store.BeginWrite(); try { n++; } finally { _store.EndWrite(); } {|LEAK303:_store.EndWrite()|};")]
    [InlineData("_store.BeginWrite(); try { if (n > 1) { _store.EndWrite(); return; } n++; } finally { {|LEAK303:_store.EndWrite()|}; }")]
    [InlineData("other.BeginWrite(); n++; other.EndWrite(); n--; {|LEAK303:other.EndWrite()|};")]
    [InlineData("await _store.EnterAsync(); try { await Task.Delay(n); } finally { _store.Leave(); } {|LEAK303:_store.Leave()|};")]
    [InlineData("if (!_store.TryBeginWrite(5)) return; n++; _store.EndWrite(); {|LEAK303:_store.EndWrite()|};")]
    [InlineData("Store.EnterAll(); n++; Store.LeaveAll(); {|LEAK303:Store.LeaveAll()|};")]
    [InlineData("_gate.Lock(); n++; _gate.Unlock(); {|LEAK303:_gate.Unlock()|};")]
    [InlineData("Locks.Lock(_gate); n++; Locks.Unlock(_gate); {|LEAK303:Locks.Unlock(_gate)|};")]
    [InlineData("Begin(); n++; End(); {|LEAK303:End()|};")]
    [InlineData("this.Begin(); n++; _rw.ExitWriteLock(); {|LEAK303:End()|};")]
    [InlineData("foreach (var c in s) { _store.BeginWrite(); try { if (c == n) { _store.EndWrite(); break; } } finally { {|LEAK303:_store.EndWrite()|}; } }")]
    public Task Left_twice(string body) => RunAsync(body);

    [Theory]
    [InlineData("_store.BeginWrite(); n++; _store.EndWrite(); _store.BeginWrite(); n--; _store.EndWrite();")]
    [InlineData("_store.BeginWrite(); if (n > 1) { _store.EndWrite(); return; } n++; _store.EndWrite();")]
    [InlineData("_store.BeginWrite(); n++; _store.EndWrite(); other.EndWrite();")]
    [InlineData("foreach (var c in s) { _store.BeginWrite(); n++; _store.EndWrite(); }")]
    [InlineData("var held = true; _store.BeginWrite(); try { n++; _store.EndWrite(); held = false; } finally { if (held) _store.EndWrite(); }")]
    [InlineData("_store.EndWrite(); n++; _store.EndWrite();")]
    [InlineData("var at = _store; at.BeginWrite(); n++; at.EndWrite(); at = other; at.EndWrite();")]
    [InlineData("_store.Balanced(); n++; _store.Balanced();")]
    [InlineData("Begin(); n++; End(); Begin(); n++; _rw.ExitWriteLock();")]
    [InlineData("await _worker.WokenAsync(); _worker.Wake(); _worker.Wake();")]
    [InlineData("_store.BeginWrite(); n++; _store.EndWrite(); if (n > 1) _store.EndUnlessFree();")]
    public Task Left_once_each_time(string body) => RunAsync(body);

    // What the end of the try releases was not taken when the wait failed; and what is left is not what was entered.
    [Theory]
    [InlineData("try { await _store.EnterByTaskAsync(new CancellationToken(true)); await Task.Delay(n); } finally { {|LEAK307:_store.Leave()|}; }")]
    [InlineData("try { if (!_store.TryBeginWrite(5)) return; n++; } finally { {|LEAK307:_store.EndWrite()|}; }")]
    [InlineData("_store.BeginWrite(); try { n++; } finally { {|LEAK309:_other.EndWrite()|}; }")]
    [InlineData("_store.BeginRead(); try { n++; } finally { {|LEAK309:_store.EndWrite()|}; }")]
    public Task Left_without_or_by_another(string body) => RunAsync(body);

    private static Task RunAsync(string body)
    {
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = $$"""
                using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;
                class Store
                {
                    readonly ReaderWriterLockSlim _lock = new(); readonly object _gate = new(); readonly SemaphoreSlim _semaphore = new(1, 1); static readonly object s_all = new(); bool _closed; int _n;
                    public void BeginWrite() => _lock.EnterWriteLock();
                    public void EndWrite() { _n++; _lock.ExitWriteLock(); }
                    public bool TryBeginWrite(int milliseconds) => _lock.TryEnterWriteLock(milliseconds);
                    public bool TryBeginUnlessClosed() { _lock.EnterWriteLock(); if (_closed) { _lock.ExitWriteLock(); return false; } return true; }
                    public void TakeLock(ref bool taken) => Monitor.Enter(_gate, ref taken);
                    public void TryTakeLock(ref bool taken) => Monitor.TryEnter(_gate, 5, ref taken);
                    public void DropLock() => Monitor.Exit(_gate);
                    public void BeginRead() => _lock.EnterReadLock();
                    public void EndRead() => _lock.ExitReadLock();
                    public void EndUnlessFree() { if (_lock.IsWriteLockHeld) _lock.ExitWriteLock(); }
                    public async Task EnterAsync() { await _semaphore.WaitAsync().ConfigureAwait(false); _n++; }
                    public async Task<bool> TryEnterAsync(int milliseconds) { if (!await _semaphore.WaitAsync(milliseconds)) return false; _n++; return true; }
                    public Task EnterByTaskAsync(CancellationToken token) => _semaphore.WaitAsync(token);
                    public void Leave() => _semaphore.Release();
                    public static void EnterAll() => Monitor.Enter(s_all);
                    public static void LeaveAll() => Monitor.Exit(s_all);
                    public void Balanced() { _lock.EnterWriteLock(); try { _n++; } finally { _lock.ExitWriteLock(); } }
                    public IDisposable Read() { _lock.EnterReadLock(); return new Reader(_lock); }
                    public WriteScope Write() => new WriteScope(_lock);
                    sealed class Reader : IDisposable { readonly ReaderWriterLockSlim _read; public Reader(ReaderWriterLockSlim read) { _read = read; } public void Dispose() => _read.ExitReadLock(); }
                }
                readonly struct WriteScope : IDisposable { readonly ReaderWriterLockSlim _lock; public WriteScope(ReaderWriterLockSlim l) { _lock = l; l.EnterWriteLock(); } public void Dispose() => _lock.ExitWriteLock(); }
                ref struct Monitored { object _gate; public Monitored(object gate) { _gate = gate; Monitor.Enter(gate); } public void Dispose() { if (_gate != null) Monitor.Exit(_gate); _gate = null; } }
                class AsyncLock
                {
                    readonly SemaphoreSlim _semaphore = new(1, 1); readonly IDisposable _releaser;
                    public AsyncLock() => _releaser = new Releaser(this);
                    public async Task<IDisposable> LockAsync() { await _semaphore.WaitAsync().ConfigureAwait(false); return _releaser; }
                    public async ValueTask<Releaser> EnterAsync(CancellationToken token) { await _semaphore.WaitAsync(token); return new Releaser(this); }
                    public readonly struct Releaser : IDisposable { readonly AsyncLock _owner; internal Releaser(AsyncLock owner) => _owner = owner; public void Dispose() => _owner?._semaphore.Release(); }
                }
                class Worker : IDisposable { readonly SemaphoreSlim _wake = new(0); public void Dispose() => _wake.Release(); public Task WokenAsync() => _wake.WaitAsync(); public void Wake() => _wake.Release(); }
                static class Locks
                {
                    public static void ReleaseQuietly(this SemaphoreSlim s) { try { s.Release(); } catch (ObjectDisposedException) { } }
                    public static void Lock(this object gate) => Monitor.Enter(gate);
                    public static void Unlock(this object gate) => Monitor.Exit(gate);
                }
                class C
                {
                    readonly Store _store = new(); readonly object _gate = new(); readonly SemaphoreSlim _plain = new(1, 1); readonly ReaderWriterLockSlim _rw = new(); readonly AsyncLock _async = new();
                    IDisposable _kept; Task _running; readonly Worker _worker = new(); readonly List<IDisposable> _all = new();
                    async Task M(int n, string s, Store other)
                    {
                        {{body}}
                    }
                    readonly Store _other = new();
                    void Begin() => _rw.EnterWriteLock();
                    void End() => _rw.ExitWriteLock();
                    bool Queue(int n) => ThreadPool.QueueUserWorkItem(_ => _store.Leave());
                }
                """,
        };
        test.DisabledDiagnostics.AddRange(["LEAK002", "LEAK308", "LEAK314"]);
        return test.RunAsync();
    }
}

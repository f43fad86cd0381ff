using System.Text;
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

    // What a cache, a store, a bus of a library looks like that locks by hand in each of its methods, and always right.
    [Fact]
    public Task Hundreds_of_lock_wrappers_in_try_and_finally_are_silent()
    {
        string[] enters = ["Monitor.Enter(_gate);", "_rw.EnterReadLock();", "_rw.EnterWriteLock();", "_rw.EnterUpgradeableReadLock();", "_semaphore.Wait();", "_lock.Enter();", "_mutex.WaitOne();", "_old.AcquireReaderLock(-1);", "LockIn();", "BeginRead();"];
        string[] exits = ["Monitor.Exit(_gate);", "_rw.ExitReadLock();", "_rw.ExitWriteLock();", "_rw.ExitUpgradeableReadLock();", "_semaphore.Release();", "_lock.Exit();", "_mutex.ReleaseMutex();", "_old.ReleaseReaderLock();", "LockOut();", "EndRead();"];
        string[] shapes =
        [
            "public T Get{0}(string key) {{ {1} try {{ return _items.TryGetValue(key, out var found) ? found : throw new KeyNotFoundException(key); }} finally {{ {2} }} }}",
            "public bool Remove{0}(string key) {{ {1} try {{ if (!_items.ContainsKey(key)) return false; _removed(_items[key]); return _items.Remove(key); }} finally {{ {2} }} }}",
            "public R With{0}<R>(Func<IDictionary<string, T>, R> body) {{ {1} try {{ return body(_items); }} finally {{ {2} }} }}",
            "public void Each{0}(Action<T> body) {{ {1} try {{ foreach (var item in _items.Values) body(item); }} finally {{ {2} }} }}",
            "public T GetOrAdd{0}(string key, Func<string, T> make) {{ T found; {1} try {{ if (_items.TryGetValue(key, out found)) return found; found = make(key); _items.Add(key, found); }} catch (ArgumentException e) {{ throw new InvalidOperationException(key, e); }} finally {{ {2} }} _removed(found); return found; }}",
            "public IEnumerable<T> All{0}() {{ {1} try {{ foreach (var item in _items.Values) yield return item; }} finally {{ {2} }} }}",
            "public bool Try{0}(string key) {{ var done = false; {1} try {{ for (var i = 0; i < 3 && !done; i++) {{ if (i == 1) continue; done = _items.TryGetValue(key, out _); }} }} finally {{ {2} }} return done; }}",
            "public int Parse{0}(string key) {{ {1} try {{ try {{ return int.Parse(key); }} catch (FormatException) {{ return -1; }} }} finally {{ {2} }} }}",
        ];
        var members = new StringBuilder();
        for (var i = 0; i < 400; i++)
        {
            members.AppendLine(string.Format(System.Globalization.CultureInfo.InvariantCulture, shapes[i % shapes.Length], i, enters[i / shapes.Length % enters.Length], exits[i / shapes.Length % exits.Length]));
        }

        return new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = $$"""
                using System; using System.Collections.Generic; using System.Threading;
                public sealed class Store<T>
                {
                    private readonly object _gate = new(); private readonly ReaderWriterLockSlim _rw = new(); private readonly SemaphoreSlim _semaphore = new(1, 1); private readonly Lock _lock = new();
                    private readonly Mutex _mutex = new(); private readonly ReaderWriterLock _old = new(); private readonly Dictionary<string, T> _items = new(); private readonly Action<T> _removed = static _ => { };
                    private void LockIn() { {|LEAK002:Monitor.Enter(_gate)|}; _items.EnsureCapacity(8); }
                    private void LockOut() => Monitor.Exit(_gate);
                    private void BeginRead() => {|LEAK002:_rw.EnterReadLock()|};
                    private void EndRead() => _rw.ExitReadLock();
                {{members}}
                }
                """,
        }.RunAsync();
    }

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
                    bool Queue(int n) => ThreadPool.QueueUserWorkItem(_ => _store.Leave());
                }
                """,
        };
        test.DisabledDiagnostics.AddRange(["LEAK002", "LEAK314"]);
        return test.RunAsync();
    }
}

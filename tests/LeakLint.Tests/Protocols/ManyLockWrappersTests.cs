using System.Text;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>A library full of lock wrappers, all of them right.</summary>
public sealed class ManyLockWrappersTests
{
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
}

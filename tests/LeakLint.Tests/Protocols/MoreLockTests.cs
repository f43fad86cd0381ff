using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Protocols;

/// <summary>The locks beside Monitor and SemaphoreSlim: how each says that it was entered, and how it is left.</summary>
public sealed class MoreLockTests
{
    [Theory]
    [InlineData("{|LEAK301:_mutex.WaitOne()|}; if (n > 1) return; _mutex.ReleaseMutex();")]
    [InlineData("if (!{|LEAK301:_mutex.WaitOne(1000)|}) return; if (n > 1) return; _mutex.ReleaseMutex();")]
    [InlineData("if ({|LEAK301:_mutex.WaitOne(TimeSpan.FromSeconds(1), false)|}) { if (n > 1) throw new InvalidOperationException(); _mutex.ReleaseMutex(); }")]
    [InlineData("{|LEAK301:_mutex.WaitOne(Timeout.Infinite)|}; if (n > 1) return; _mutex.ReleaseMutex();")]
    [InlineData("{|LEAK301:_mutex.WaitOne(Timeout.InfiniteTimeSpan)|}; if (n > 1) return; _mutex.ReleaseMutex();")]
    [InlineData("{|LEAK302:_mutex.WaitOne()|}; File.WriteAllText(s, s); _mutex.ReleaseMutex();")]
    [InlineData("using var mutex = new Mutex(false, s); {|LEAK301:mutex.WaitOne()|}; if (n > 1) return; mutex.ReleaseMutex();")]
    [InlineData("try { {|LEAK301:_mutex.WaitOne()|}; } catch (AbandonedMutexException) { } if (n > 1) return; _mutex.ReleaseMutex();")]
    [InlineData("{|LEAK301:_pool.WaitOne()|}; if (n > 1) return; _pool.Release();")]
    [InlineData("if (!{|LEAK301:_pool.WaitOne(0)|}) return; while (_n > 0) { if (n > _n--) return; } _pool.Release(1);")]
    [InlineData("bool taken = false; {|LEAK301:_spin.Enter(ref taken)|}; if (n > 1) return; _spin.Exit(false);")]
    [InlineData("bool taken = false; {|LEAK301:_spin.TryEnter(ref taken)|}; if (!taken) return; if (n > 1) return; _spin.Exit();")]
    [InlineData("bool taken = false; {|LEAK301:_spin.TryEnter(10, ref taken)|}; if (taken) { if (n > 1) return; _spin.Exit(); }")]
    [InlineData("{|LEAK301:_old.AcquireReaderLock(100)|}; if (n > 1) return; _old.ReleaseReaderLock();")]
    [InlineData("{|LEAK301:_old.AcquireWriterLock(Timeout.Infinite)|}; if (n > 1) return; _old.ReleaseLock();")]
    [InlineData("_old.AcquireReaderLock(1); try { var cookie = {|LEAK301:_old.UpgradeToWriterLock(5)|}; if (n > 1) return; _old.DowngradeFromWriterLock(ref cookie); } finally { _old.ReleaseReaderLock(); }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { {|LEAK301:_rw.EnterWriteLock()|}; if (n > 1) return; _n++; _rw.ExitWriteLock(); } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("{|LEAK301:_rw.EnterUpgradeableReadLock()|}; if (_n == n) return; _rw.EnterWriteLock(); try { _n = n; } finally { _rw.ExitWriteLock(); } _rw.ExitUpgradeableReadLock();")]
    [InlineData("if (!{|LEAK301:_rw.TryEnterUpgradeableReadLock(5)|}) return; if (n > 1) return; _rw.ExitUpgradeableReadLock();")]
    public Task Not_left(string body) => Verify.VerifyAnalyzerAsync(Method(body));

    [Theory]
    [InlineData("_mutex.WaitOne(); try { if (n > 1) return; Risk(s); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("if (!_mutex.WaitOne(1000)) throw new TimeoutException(); try { Risk(s); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("bool owned = false; try { owned = _mutex.WaitOne(1000); if (!owned) return; Risk(s); } finally { if (owned) _mutex.ReleaseMutex(); }")]
    [InlineData("bool owned; try { owned = _mutex.WaitOne(1000, false); } catch (AbandonedMutexException) { owned = true; } if (!owned) return; try { Risk(s); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("using var mutex = new Mutex(true, s, out var isNew); if (!isNew) return; Risk(s); mutex.ReleaseMutex();")]
    [InlineData("_signal.WaitOne(); if (n > 1) return; _signal.Set();")]
    [InlineData("_event.WaitOne(100); if (n > 1) return; _n++;")]
    [InlineData("WaitHandle either = n > 1 ? _event : _mutex; either.WaitOne(); if (n > 2) return; _n++;")]
    [InlineData("_starts.WaitOne(); if (n > 1) return; _starts.Release();")]
    [InlineData("_pool.WaitOne(); try { if (n > 1) return; Risk(s); } finally { _pool.Release(); }")]
    [InlineData("bool taken = false; try { _spin.Enter(ref taken); if (n > 1) return; Risk(s); } finally { if (taken) _spin.Exit(false); }")]
    [InlineData("bool taken = false; try { _spin.TryEnter(ref taken); if (!taken) return; Risk(s); } finally { if (taken) _spin.Exit(); }")]
    [InlineData("bool taken = false; while (!taken) _spin.TryEnter(5, ref taken); try { Risk(s); } finally { _spin.Exit(); }")]
    [InlineData("_old.AcquireReaderLock(100); try { if (n > 1) return; Risk(s); } finally { _old.ReleaseReaderLock(); }")]
    [InlineData("_old.AcquireReaderLock(1); try { var cookie = _old.UpgradeToWriterLock(5); try { if (n > 1) return; Risk(s); } finally { _old.DowngradeFromWriterLock(ref cookie); } } finally { _old.ReleaseReaderLock(); }")]
    [InlineData("_old.AcquireWriterLock(1); try { Risk(s); } finally { if (_old.IsWriterLockHeld) _old.ReleaseWriterLock(); }")]
    [InlineData("_old.AcquireReaderLock(1); var cookie = _old.ReleaseLock(); try { Risk(s); } finally { _old.RestoreLock(ref cookie); } _old.ReleaseReaderLock();")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { if (_n == n) return; _rw.EnterWriteLock(); try { Risk(s); } finally { _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); _rw.EnterReadLock(); _rw.ExitUpgradeableReadLock(); try { Risk(s); } finally { _rw.ExitReadLock(); }")]
    [InlineData("try { _rw.EnterUpgradeableReadLock(); Risk(s); } finally { if (_rw.IsUpgradeableReadLockHeld) _rw.ExitUpgradeableReadLock(); }")]
    public Task Left(string body) => Verify.VerifyAnalyzerAsync(Method(body));

    private static string Method(string body) => $$"""
        using System; using System.IO; using System.Threading;
        class C
        {
            readonly Mutex _mutex = new(); readonly Semaphore _pool = new(3, 3), _starts = new(0, 3); readonly AutoResetEvent _signal = new(false); readonly ManualResetEvent _event = new(false);
            readonly ReaderWriterLock _old = new(); readonly ReaderWriterLockSlim _rw = new(); SpinLock _spin; int _n;
            static void Risk(string s) => int.Parse(s);
            void M(int n, string s)
            {
                {{body}}
            }
        }
        """;
}

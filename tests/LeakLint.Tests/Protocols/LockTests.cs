using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Protocols;

/// <summary>Monitor and SemaphoreSlim: what is held on an object that was there before.</summary>
public sealed class LockTests
{
    [Theory]
    [InlineData("early return", "{|LEAK301:Monitor.Enter(_gate)|}; if (n > 1) return; _n++; Monitor.Exit(_gate);")]
    [InlineData("early throw", "{|LEAK301:Monitor.Enter(_gate)|}; if (n > 1) throw new InvalidOperationException(); _n++; Monitor.Exit(_gate);")]
    [InlineData("break out of a loop", "foreach (var x in _all) { {|LEAK301:Monitor.Enter(_gate)|}; if (x == n) break; Monitor.Exit(_gate); }")]
    [InlineData("continue of a loop", "foreach (var x in _all) { {|LEAK301:Monitor.Enter(_gate)|}; if (x == n) continue; Monitor.Exit(_gate); }")]
    [InlineData("this", "{|LEAK301:Monitor.Enter(this)|}; if (n > 1) return; Monitor.Exit(this);")]
    [InlineData("type", "{|LEAK301:Monitor.Enter(typeof(C))|}; if (n > 1) return; Monitor.Exit(typeof(C));")]
    [InlineData("parameter", "{|LEAK301:Monitor.Enter(o)|}; if (n > 1) return; Monitor.Exit(o);")]
    [InlineData("static field", "{|LEAK301:Monitor.Enter(s_gate)|}; if (n > 1) return; Monitor.Exit(C.s_gate);")]
    [InlineData("local alias", "var gate = _gate; {|LEAK301:Monitor.Enter(gate)|}; if (n > 1) return; Monitor.Exit(_gate);")]
    [InlineData("entered twice, exited once", "{|LEAK301:Monitor.Enter(_gate)|}; Monitor.Enter(_gate); Monitor.Exit(_gate); if (n > 1) return; Monitor.Exit(_gate);")]
    [InlineData("taken flag, no finally", "bool taken = false; {|LEAK301:Monitor.Enter(_gate, ref taken)|}; if (n > 1) return; if (taken) Monitor.Exit(_gate);")]
    [InlineData("try-enter", "if ({|LEAK301:Monitor.TryEnter(_gate)|}) { if (n > 1) return; Monitor.Exit(_gate); }")]
    [InlineData("try-enter with a flag", "bool taken = false; {|LEAK301:Monitor.TryEnter(_gate, 10, ref taken)|}; if (!taken) return; if (n > 1) return; Monitor.Exit(_gate);")]
    [InlineData("other one exited", "Monitor.Enter(_gate); {|LEAK301:Monitor.Enter(s_gate)|}; if (n > 1) { Monitor.Exit(_gate); return; } Monitor.Exit(s_gate); Monitor.Exit(_gate);")]
    [InlineData("element of an array", "{|LEAK301:Monitor.Enter(_gates[0])|}; if (n > 1) return; Monitor.Exit(_gates[0]);")]
    [InlineData("something throws", "{|LEAK302:Monitor.Enter(_gate)|}; int.Parse(s); Monitor.Exit(_gate);")]
    [InlineData("callback throws", "{|LEAK302:Monitor.Enter(_gate)|}; _callback(); Monitor.Exit(_gate);")]
    public Task Monitor_is_not_left_when(string idiom, string body) => RunAsync(Method("void M(int n, string s, object o)", body), idiom);

    [Theory]
    [InlineData("try and finally", "Monitor.Enter(_gate); try { if (n > 1) return; int.Parse(s); } finally { Monitor.Exit(_gate); }")]
    [InlineData("taken flag", "bool taken = false; try { Monitor.Enter(_gate, ref taken); int.Parse(s); } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("straight on", "Monitor.Enter(_gate); _n++; Monitor.Exit(_gate);")]
    [InlineData("each path exits", "Monitor.Enter(_gate); if (n > 1) { Monitor.Exit(_gate); return; } _n++; Monitor.Exit(_gate);")]
    [InlineData("lock statement", "lock (_gate) { if (n > 1) return; int.Parse(s); }")]
    [InlineData("lock inside", "Monitor.Enter(_gate); try { lock (_gate) { _n++; } if (n > 1) return; } finally { Monitor.Exit(_gate); }")]
    [InlineData("twice each", "Monitor.Enter(_gate); Monitor.Enter(_gate); _n++; Monitor.Exit(_gate); Monitor.Exit(_gate);")]
    [InlineData("either branch enters, one exit", "if (n > 1) Monitor.Enter(_gate); else if (!Monitor.TryEnter(_gate)) return; try { _n++; } finally { Monitor.Exit(_gate); }")]
    [InlineData("try-enter fails", "if (!Monitor.TryEnter(_gate)) return; try { int.Parse(s); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try-enter kept in a local", "var ok = Monitor.TryEnter(_gate, 5); if (!ok) return; _n++; Monitor.Exit(_gate);")]
    [InlineData("is entered", "Monitor.Enter(_gate); try { int.Parse(s); } finally { if (Monitor.IsEntered(_gate)) Monitor.Exit(_gate); }")]
    [InlineData("wait and pulse", "Monitor.Enter(_gate); try { while (_n == 0) Monitor.Wait(_gate); Monitor.PulseAll(_gate); } finally { Monitor.Exit(_gate); }")]
    [InlineData("given up while calling out", "Monitor.Enter(_gate); try { Monitor.Exit(_gate); try { int.Parse(s); } finally { Monitor.Enter(_gate); } } finally { Monitor.Exit(_gate); }")]
    [InlineData("caller's lock given up while waiting", "Monitor.Exit(_gate); try { int.Parse(s); } finally { Monitor.Enter(_gate); } if (n > 1) return;")]
    [InlineData("lock statement given up while waiting", "lock (_gate) { if (n > 1) { Monitor.Exit(_gate); try { int.Parse(s); } finally { Monitor.Enter(_gate); } } _n++; }")]
    [InlineData("caller's lock given up in two places", "if (n > 1) { Monitor.Exit(_gate); int.Parse(s); Monitor.Enter(_gate); } else { try { Monitor.Exit(_gate); int.Parse(s); } finally { Monitor.Enter(_gate); } }")]
    [InlineData("through helper methods", "Monitor.Enter(_gate); if (n > 1) { Unlock(); return; } _n++; Unlock();")]
    [InlineData("through a helper that is given it", "Monitor.Enter(_gate); if (n > 1) { Leave(_gate); return; } _n++; Leave(_gate);")]
    [InlineData("local function releases", "Monitor.Enter(_gate); if (n > 1) { Out(); return; } Out(); void Out() => Monitor.Exit(_gate);")]
    [InlineData("helper enters and exits as well", "Monitor.Enter(_gate); try { Balanced(); if (n > 1) return; } finally { Monitor.Exit(_gate); }")]
    [InlineData("alias in a local", "var gate = _gate; Monitor.Enter(gate); try { if (n > 1) return; } finally { Monitor.Exit(gate); }")]
    public Task Monitor_is_left_when(string idiom, string body) => RunAsync(Method("void M(int n, string s, object o)", body), idiom);

    [Theory]
    [InlineData("only entered: the other half is another method", "{|LEAK002:Monitor.Enter(_gate)|}; _n++;")]
    [InlineData("entered, left only where it fails", "{|LEAK002:Monitor.Enter(_gate)|}; try { int.Parse(s); } catch { Monitor.Exit(_gate); throw; }")]
    [InlineData("lambda leaves", "{|LEAK002:Monitor.Enter(_gate)|}; Action leave = () => Monitor.Exit(_gate); if (n > 1) return; leave();")]
    public Task Monitor_is_undecided_when(string idiom, string body) => RunAsync(Method("void M(int n, string s, object o)", body), idiom);

    [Theory]
    [InlineData("early return", "{|LEAK301:_sem.Wait()|}; if (n > 1) return; _sem.Release();")]
    [InlineData("early return, awaited", "{|LEAK301:await _sem.WaitAsync()|}; if (n > 1) return; _sem.Release();")]
    [InlineData("early return, awaited without context", "{|LEAK301:await _sem.WaitAsync(ct).ConfigureAwait(false)|}; if (n > 1) return; _sem.Release();")]
    [InlineData("timed", "if (!{|LEAK301:await _sem.WaitAsync(10, ct)|}) return; if (n > 1) return; _sem.Release();")]
    [InlineData("cancelled await in between", "{|LEAK302:await _sem.WaitAsync()|}; await Task.Delay(10, ct); _sem.Release();")]
    [InlineData("cancelled past a typed catch", "{|LEAK302:await _sem.WaitAsync()|}; try { await Task.Delay(10, ct); } catch (System.IO.IOException) { _sem.Release(); throw; } _sem.Release();")]
    [InlineData("catch that swallows and returns", "{|LEAK302:await _sem.WaitAsync()|}; try { int.Parse(s); } catch (FormatException) { return; } _sem.Release();")]
    [InlineData("continue of a loop", "while (_n < 3) { {|LEAK301:await _sem.WaitAsync()|}; if (n > 1) continue; _sem.Release(); }")]
    public Task Semaphore_is_not_released_when(string idiom, string body) => RunAsync(Method("async Task M(int n, string s, CancellationToken ct)", body), idiom);

    [Theory]
    [InlineData("wait before try", "await _sem.WaitAsync(ct); try { if (n > 1) return; await Task.Delay(10, ct); } finally { _sem.Release(); }")]
    [InlineData("wait that is cancelled", "await _sem.WaitAsync(ct); _n++; _sem.Release();")]
    [InlineData("flag after the wait", "var entered = false; try { await _sem.WaitAsync(ct); entered = true; await Task.Delay(10, ct); } finally { if (entered) _sem.Release(); }")]
    [InlineData("result is the flag", "var entered = await _sem.WaitAsync(10); try { if (!entered) return; await Task.Delay(10, ct); } finally { if (entered) _sem.Release(); }")]
    [InlineData("result is the flag, without context", "bool entered = await _sem.WaitAsync(10, ct).ConfigureAwait(false); if (!entered) return; try { await Task.Yield(); } finally { _sem.Release(); }")]
    [InlineData("wait(0)", "if (!_sem.Wait(0)) return; try { int.Parse(s); } finally { _sem.Release(); }")]
    [InlineData("sync first, then async", "if (!_sem.Wait(0)) await _sem.WaitAsync(ct); try { await Task.Yield(); } finally { _sem.Release(); }")]
    [InlineData("wait inside try", "try { await _sem.WaitAsync(ct); await Task.Delay(1, ct); } finally { {|LEAK307:_sem.Release()|}; }")]
    [InlineData("signal", "await _signal.WaitAsync(ct); if (n > 1) return; _signal.Release();")]
    [InlineData("signal made in the constructor", "await _late.WaitAsync(ct); if (n > 1) return; _late.Release();")]
    [InlineData("releaser is handed out", "await _sem.WaitAsync(ct); _releaser = new Releaser(_sem);")]
    [InlineData("released by number", "await _sem.WaitAsync(ct); try { await Task.Delay(1, ct); } finally { _sem.Release(1); }")]
    public Task Semaphore_is_released_when(string idiom, string body) => RunAsync(Method("async Task M(int n, string s, CancellationToken ct)", body), idiom);

    [Theory]
    [InlineData("a task releases it later", "{|LEAK002:await _sem.WaitAsync(ct)|}; _ = Task.Run(async () => { try { await Task.Yield(); } finally { _sem.Release(); } }); if (n > 1) return;")]
    [InlineData("throttle, released by others", "{|LEAK002:await _sem.WaitAsync(ct)|}; await Task.Delay(1, ct);")]
    public Task Semaphore_is_undecided_when(string idiom, string body) => RunAsync(Method("async Task M(int n, string s, CancellationToken ct)", body), idiom);

    [Fact]
    public Task Half_of_a_pair_acquires_for_its_caller() => Verify.VerifyAnalyzerAsync("""
        using System; using System.Threading; using System.Threading.Tasks;
        class Gate
        {
            readonly SemaphoreSlim _sem = new(1, 1); bool _closed;
            public bool TryEnter()
            {
                if (!{|LEAK002:_sem.Wait(0)|}) return false;
                if (_closed) { _sem.Release(); return false; }
                return true;
            }
            public async Task<IDisposable> EnterAsync()
            {
                {|LEAK002:await _sem.WaitAsync()|};
                if (_closed) { _sem.Release(); throw new ObjectDisposedException("Gate"); }
                return null!;
            }
            public void Leave() => _sem.Release();
            public int GetCount()
            {
                {|LEAK301:_sem.Wait()|};
                if (_closed) return 7;
                _sem.Release();
                return 0;
            }
            public int TryTake()
            {
                {|LEAK301:_sem.Wait()|};
                if (_closed) return -1;
                _sem.Release();
                return 0;
            }
            public int Read()
            {
                if (!{|LEAK301:_sem.Wait(0)|}) return 0;
                if (_closed) return 1;
                _sem.Release();
                return 2;
            }
        }
        """);

    private static string Method(string head, string body) => $$"""
        #nullable enable
        using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;
        class C
        {
            private readonly object _gate = new(); private static readonly object s_gate = new(); private readonly object[] _gates = new object[4];
            private readonly SemaphoreSlim _sem = new(1, 1), _signal = new SemaphoreSlim(0), _late;
            private readonly List<int> _all = new(); private readonly Action _callback; private int _n; private Releaser? _releaser;
            C(Action callback) { _callback = callback; _late = new SemaphoreSlim(0, 1); }
            {{head}}
            {
                {{body}}
            }
            private void Unlock() => Monitor.Exit(_gate);
            private static void Leave(object gate) => Monitor.Exit(gate);
            private void Balanced() { Monitor.Enter(_gate); try { _n++; } finally { Monitor.Exit(_gate); } }
        }
        sealed class Releaser { public Releaser(SemaphoreSlim s) { S = s; } public SemaphoreSlim S; }
        """;

    private static Task RunAsync(string source, string idiom)
    {
        Assert.NotEmpty(idiom);
        return Verify.VerifyAnalyzerAsync(source);
    }
}

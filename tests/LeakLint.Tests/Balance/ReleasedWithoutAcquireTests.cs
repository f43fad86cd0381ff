using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK307. Many shapes stand in Misuse/never-acquired.txt and Misuse/acquired.txt.</summary>
public sealed class ReleasedWithoutAcquireTests
{
    [Theory]
    [InlineData("the wait may be cancelled", "try { await _gate.WaitAsync(token); _n++; } finally { {|LEAK307:_gate.Release()|}; }")]
    [InlineData("something before the wait throws", "try { Load(); await _gate.WaitAsync(); _n++; } finally { {|LEAK307:_gate.Release()|}; }")]
    [InlineData("the catch releases what the wait did not get", "try { await _gate.WaitAsync(token); _n++; _gate.Release(); } catch { {|LEAK307:_gate.Release()|}; throw; }")]
    [InlineData("the wait gives up, and the try is left", "try { if (!_gate.Wait(10)) return; _n++; } finally { {|LEAK307:_gate.Release()|}; }")]
    [InlineData("the wait gives up, and nobody asks", "await _gate.WaitAsync(10); try { _n++; } finally { {|LEAK307:_gate.Release()|}; }")]
    [InlineData("a lock after something that throws", "try { Load(); Monitor.Enter(_o); _n++; } finally { {|LEAK307:Monitor.Exit(_o)|}; }")]
    public Task Not_acquired(string how, string body)
    {
        Assert.NotEmpty(how);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Theory]
    [InlineData("the wait stands before the try", "await _gate.WaitAsync(token); try { _n++; } finally { _gate.Release(); }")]
    [InlineData("nothing cancels the wait", "try { await _gate.WaitAsync(); _n++; } finally { _gate.Release(); }")]
    [InlineData("a flag remembers", "var taken = false; try { await _gate.WaitAsync(token); taken = true; _n++; } finally { if (taken) _gate.Release(); }")]
    [InlineData("the answer is asked", "if (!await _gate.WaitAsync(10)) return; try { _n++; } finally { _gate.Release(); }")]
    [InlineData("the answer is kept", "var taken = _gate.Wait(10); try { _n++; } finally { if (taken) _gate.Release(); }")]
    [InlineData("it never gives up", "await _gate.WaitAsync(Timeout.Infinite); try { _n++; } finally { _gate.Release(); }")]
    [InlineData("it is a signal", "try { await _signal.WaitAsync(token); _n++; } finally { _signal.Release(); }")]
    [InlineData("what throws is caught", "try { try { Load(); } catch { } Monitor.Enter(_o); _n++; } finally { Monitor.Exit(_o); }")]
    [InlineData("it asks whether it is held", "try { if (!Monitor.TryEnter(_o, 10)) return; _n++; } finally { if (Monitor.IsEntered(_o)) Monitor.Exit(_o); }")]
    public Task Acquired(string how, string body)
    {
        Assert.NotEmpty(how);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Fact]
    public Task Message_names_what_throws() => Verify.VerifyAnalyzerAsync(
        Method("try { {|#1:await _gate.WaitAsync(token)|}; }\nfinally { {|#0:_gate.Release()|}; }"),
        Verify.Diagnostic("LEAK307").WithLocation(0).WithLocation(1).WithArguments("_gate", "released", "it was not waited for when 'WaitAsync' throws at line 6"));

    private static string Method(string body) => $$"""
        using System; using System.IO; using System.Threading; using System.Threading.Tasks;
        class C
        {
            readonly SemaphoreSlim _gate = new(1), _signal = new(0); readonly object _o = new(); int _n;
            async Task M(CancellationToken token) { await Task.Yield();
        {{body}} }
            static void Load() => File.Delete("x");
        }
        """;
}

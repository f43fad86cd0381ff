using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The repair of LEAK311: the other half.</summary>
public sealed class WrongHalfOfThePairFixTests
{
    [Theory]
    [InlineData("a lock", "Monitor.Enter(_gate); try { _n++; } finally { {|LEAK311:Monitor.Enter(_gate)|}; }", "Monitor.Enter(_gate); try { _n++; } finally { Monitor.Exit(_gate); }")]
    [InlineData("an awaited semaphore", "await _one.WaitAsync(); try { _n++; } finally { await {|LEAK311:_one.WaitAsync()|}; }", "await _one.WaitAsync(); try { _n++; } finally { _one.Release(); }")]
    [InlineData("a counter", "Interlocked.Increment(ref _n); try { Console.WriteLine(); } finally { {|LEAK311:Interlocked.Increment(ref _n)|}; /* out */ }", "Interlocked.Increment(ref _n); try { Console.WriteLine(); } finally { Interlocked.Decrement(ref _n); /* out */ }")]
    [InlineData("a handler", "await Task.Yield(); } public void Dispose() => {|LEAK311:_source.Changed += On|}; public C() { _source.Changed += On; } void F() {", "await Task.Yield(); } public void Dispose() => _source.Changed -= On; public C() { _source.Changed += On; } void F() {")]
    [InlineData("in an accessor", "await Task.Yield(); } event EventHandler Own { add { _source.Changed += value; } remove { {|LEAK311:_source.Changed += value|}; } } void F() {", "await Task.Yield(); } event EventHandler Own { add { _source.Changed += value; } remove { _source.Changed -= value; } } void F() {")]
    public async Task Other_half(string what, string before, string after)
    {
        Assert.NotEmpty(what);
        var test = new CSharpCodeFixTest<BalanceAnalyzer, WrongHalfOfThePairFix, DefaultVerifier>
        {
            TestCode = Method(before),
            FixedCode = Method(after),
            CodeActionEquivalenceKey = "LEAK311",
            DisabledDiagnostics = { "LEAK002", "LEAK301", "LEAK302" },
        };
        await test.RunAsync();
    }

    private static string Method(string body) => $$"""
        using System; using System.Threading; using System.Threading.Tasks;
        class Source { public event EventHandler Changed; public void Fire() => Changed?.Invoke(this, EventArgs.Empty); }
        class C
        {
            readonly object _gate = new(); readonly SemaphoreSlim _one = new(1); readonly Source _source = new(); int _n;
            void On(object sender, EventArgs e) { }
            async Task M() { {{body}} }
        }
        """;
}

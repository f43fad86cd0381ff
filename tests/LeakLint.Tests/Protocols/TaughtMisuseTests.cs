using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>Released twice and used afterwards (LEAK303, LEAK304), of what users teach in files and by attributes.</summary>
public sealed class TaughtMisuseTests
{
    private const string Pool = "M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg0";
    private const string Gate = "M:Acme.Pool.Enter;M:Acme.Pool.Exit;this->this";

    [Theory]
    [InlineData(Pool, "var a = _pool.Get(); _pool.Put(a); {|LEAK303:_pool.Put(a)|};")]
    [InlineData(Pool, "var a = _pool.Get(); try { if (n > 1) { _pool.Put(a); return; } } finally { {|LEAK303:_pool.Put(a)|}; }")]
    [InlineData(Pool, "var a = _pool.Get(); _pool.Put(a); {|LEAK304:a|}.Work();")]
    [InlineData(Pool, "var a = _pool.Get(); a.N = 1; _pool.Put(a); n = {|LEAK304:a|}.N;")]
    [InlineData(Gate, "_pool.Enter(); try { n++; } finally { _pool.Exit(); } {|LEAK303:_pool.Exit()|};")]
    [InlineData("M:Acme.Ticket.#ctor(System.Int32);M:Acme.Ticket.Give;result->this", "var t = new Ticket(n); t.Give(); {|LEAK303:t.Give()|};")]
    [InlineData("", "var a = _own.Take(); _own.Back(a); {|LEAK303:_own.Back(a)|};")]
    [InlineData("", "var a = _own.Take(); _own.Back(a); {|LEAK304:a|}.Work();")]
    [InlineData("", "_own.Lock(); try { n++; } finally { _own.Unlock(); } {|LEAK303:_own.Unlock()|};")]
    public Task Once_too_often(string lines, string body) => RunAsync(lines, body);

    [Theory]
    [InlineData(Pool, "var a = _pool.Get(); _pool.Put(a); a = _pool.Get(); a.Work(); _pool.Put(a);")]
    [InlineData(Pool, "var a = _pool.Get(); if (n > 1) { _pool.Put(a); return; } a.Work(); _pool.Put(a);")]
    [InlineData(Pool + ";second=harmless", "var a = _pool.Get(); _pool.Put(a); _pool.Put(a);")]
    [InlineData(Pool, "var a = _pool.Get(); Item b = null; try { b = a; } finally { _pool.Put(a); } n++;")]
    [InlineData(Gate, "_pool.Enter(); n++; _pool.Exit(); _pool.Enter(); n--; _pool.Exit();")]
    [InlineData(Gate, "_pool.Exit(); n++; _pool.Exit();")]
    [InlineData(Gate, "_pool.Enter(); n++; _pool.Exit(); _pool.Get();")]
    [InlineData(Gate + ";counted=yes", "_pool.Enter(); n++; _pool.Exit(); _pool.Exit();")]
    [InlineData("", "_own.Unlock(); _own.Unlock();")]
    [InlineData("", "_own.Lock(); n++; _own.Unlock(); _own.Count();")]
    [InlineData("", "var a = _own.Take(); a.Work(); _own.Back(a); a = null;")]
    public Task As_often_as_it_should(string lines, string body) => RunAsync(lines, body);

    private static Task RunAsync(string lines, string body)
    {
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = $$"""
                using System; using LeakLint; using Acme;
                class C
                {
                    readonly Pool _pool = new(); readonly Own _own = new();
                    void M(int n) { {{body}} }
                }
                class Own
                {
                    [Acquires] public Item Take() => new();
                    public void Back([Releases] Item item) { }
                    [Acquires("gate")] public void Lock() { }
                    [Releases("gate")] public void Unlock() { }
                    public void Count() { }
                }
                namespace Acme
                {
                    public class Item { public int N; public void Work() { } }
                    public class Ticket { public Ticket(int n) { } public void Give() { } }
                    public class Pool
                    {
                        public virtual Item Get() => new();
                        public extern void Put(Item item);
                        public extern void Enter();
                        public extern void Exit();
                    }
                }
                """,
        };
        if (lines.Length > 0)
        {
            test.TestState.AdditionalFiles.Add(("LeakLint.Protocols.txt", lines));
        }

        test.DisabledDiagnostics.Add("LEAK002");
        test.TestState.AdditionalReferences.Add(typeof(SharedHandle<>).Assembly);
        test.DisabledDiagnostics.Add("LEAK313");
        test.DisabledDiagnostics.Add("LEAK302");
        return test.RunAsync();
    }
}

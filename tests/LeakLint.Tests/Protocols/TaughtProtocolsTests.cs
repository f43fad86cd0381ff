using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>What a <c>LeakLint.Protocols.txt</c> teaches, LeakLint knows as if it stood in its own table.</summary>
public sealed class TaughtProtocolsTests
{
    private const string Pool = "M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg0";

    [Theory]
    [InlineData(Pool, "var a = {|LEAK301:_pool.Get()|}; if (n > 1) return; _pool.Put(a);")]
    [InlineData(Pool, "{|LEAK305:_pool.Get()|};")]
    [InlineData(Pool, "var a = {|LEAK313:_pool.Get()|}; int.Parse(s); _pool.Put(a);")]
    [InlineData(Pool + ";exceptions=yes", "var a = {|LEAK302:_pool.Get()|}; int.Parse(s); _pool.Put(a);")]
    [InlineData(Pool, "var a = {|LEAK301:_derived.Get()|}; if (n > 1) return; _derived.Put(a);")]
    [InlineData(Pool + "\nM:Acme.Pool.TryGet(Acme.Item@);M:Acme.Pool.Put(Acme.Item);arg0->arg0", "if (!{|LEAK301:_pool.TryGet(out var a)|}) return; if (n > 1) return; _pool.Put(a);")]
    [InlineData("M:Acme.Pool.GetAsync;M:Acme.Pool.Put(Acme.Item);result->arg0", "var a = {|LEAK301:await _pool.GetAsync()|}; if (n > 1) return; _pool.Put(a);")]
    [InlineData("M:Acme.Pool.Enter;M:Acme.Pool.Exit;this->this;exceptions=yes", "{|LEAK301:_pool.Enter()|}; if (n > 1) return; _pool.Exit();")]
    [InlineData("M:Acme.Pool.Enter;M:Acme.Pool.Exit;this->this;exceptions=yes", "{|LEAK302:_pool.Enter()|}; int.Parse(s); _pool.Exit();")]
    [InlineData("M:Acme.Pool.TryEnter(System.Int32);M:Acme.Pool.Exit;this->this", "if (!{|LEAK301:_pool.TryEnter(5)|}) return; if (n > 1) return; _pool.Exit();")]
    [InlineData("M:Acme.Pool.Block(System.Object);M:Acme.Pool.Unblock(System.Object);arg0->arg0", "{|LEAK301:Pool.Block(_gate)|}; if (n > 1) return; Pool.Unblock(_gate);")]
    [InlineData("M:Acme.Ticket.#ctor(System.Int32);M:Acme.Ticket.Give;result->this", "var t = {|LEAK301:new Ticket(n)|}; if (n > 1) return; t.Give();")]
    [InlineData("M:Acme.Box`1.Take;M:Acme.Box`1.Give(`0);result->arg0", "var a = {|LEAK301:_box.Take()|}; if (n > 1) return; _box.Give(a);")]
    [InlineData("M:Acme.IStore.Open;M:Acme.IStore.Close(Acme.Item);result->arg0", "var a = {|LEAK301:_store.Open()|}; if (n > 1) return; _store.Close(a);")]
    [InlineData("M:Acme.Extensions.Pop(Acme.Pool);M:Acme.Extensions.Push(Acme.Pool,Acme.Item);result->arg1", "var a = {|LEAK301:_pool.Pop()|}; if (n > 1) return; _pool.Push(a);")]
    [InlineData(Pool + ";callee=takes", "var a = {|LEAK301:_pool.Get()|}; if (n > 1) return; Use(a); _pool.Put(a);")]
    public Task Not_released(string lines, string body) => RunAsync(lines, body);

    [Theory]
    [InlineData(Pool, "var a = _pool.Get(); try { if (n > 1) return; int.Parse(s); } finally { _pool.Put(a); }")]
    [InlineData(Pool, "var a = _pool.Get(); _kept = a; if (n > 1) return;")]
    [InlineData(Pool, "var a = _pool.Get(); Give(a); if (n > 1) return;")]
    [InlineData(Pool + "\nM:Acme.Pool.Get;M:Acme.Pool.Recycle(Acme.Item);result->arg0", "var a = _pool.Get(); if (n > 1) { _pool.Recycle(a); return; } _pool.Put(a);")]
    [InlineData(Pool + "\nM:Acme.Pool.TryGet(Acme.Item@);M:Acme.Pool.Put(Acme.Item);arg0->arg0", "if (!_pool.TryGet(out var a)) a = _pool.Get(); _pool.Put(a);")]
    [InlineData(Pool + ";callee=takes", "var a = _pool.Get(); Pool.Send(a);")]
    [InlineData("M:Acme.Pool.TryEnter(System.Int32);M:Acme.Pool.Exit;this->this", "if (!_pool.TryEnter(5)) return; try { if (n > 1) return; } finally { _pool.Exit(); }")]
    [InlineData("M:Acme.Pool.Enter;M:Acme.Pool.Exit;this->this", "_pool.Enter(); if (n > 1) return;")]
    [InlineData("# " + Pool, "var a = _pool.Get(); if (n > 1) return; _pool.Put(a);")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Putt(Acme.Item);result->arg0", "var a = _pool.Get(); if (n > 1) return; _pool.Put(a);")]
    public Task Released_or_not_taught(string lines, string body) => RunAsync(lines, body);

    [Fact]
    public Task A_built_in_pair_can_be_taught_anew() => RunAsync(
        "M:System.IO.File.OpenRead(System.String);M:System.IO.Stream.Close;result->this;name=File;acquired=opened for a while;released=shut",
        "var a = {|#0:File.OpenRead(s)|}; if (n > 1) {|#1:return;|} a.Close();",
        new DiagnosticResult("LEAK301", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithArguments("a", "opened for a while", "shut", "the method returns at line 9"));

    private static Task RunAsync(string lines, string body, params DiagnosticResult[] expected)
    {
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = $$"""
                using System; using System.IO; using System.Threading.Tasks; using Acme;
                class C
                {
                    readonly Pool _pool = new(); readonly Derived _derived = new(); readonly Box<string> _box = new(); readonly Store _store = new(); readonly object _gate = new(); Item _kept;
                    Item Borrow() => _pool.Get();
                    void Give(Item item) => _pool.Put(item);
                    async Task M(int n, string s)
                    {
                        {{body}}
                    }
                    static void Use(Item item) => item.ToString();
                }
                namespace Acme
                {
                    public class Item { }
                    public class Ticket { public Ticket(int n) { } public void Give() { } }
                    public class Box<T> { public extern T Take(); public extern void Give(T t); }
                    public interface IStore { Item Open(); void Close(Item item); }
                    public class Store : IStore { public extern Item Open(); public extern void Close(Item item); }
                    public class Derived : Pool { public override Item Get() => base.Get(); }
                    public class Pool
                    {
                        public virtual Item Get() => new();
                        public extern Task<Item> GetAsync();
                        public extern bool TryGet(out Item item);
                        public extern void Put(Item item);
                        public extern void Recycle(Item item);
                        public extern void Enter();
                        public extern bool TryEnter(int milliseconds);
                        public extern void Exit();
                        public static extern void Block(object gate);
                        public static extern void Unblock(object gate);
                        public static extern void Send(object message);
                    }
                    public static class Extensions { public static Item Pop(this Pool pool) => new(); public static void Push(this Pool pool, Item item) { } }
                }
                """,
        };
        test.TestState.AdditionalFiles.Add(("LeakLint.Protocols.txt", lines));
        test.TestState.ExpectedDiagnostics.AddRange(expected);
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }
}

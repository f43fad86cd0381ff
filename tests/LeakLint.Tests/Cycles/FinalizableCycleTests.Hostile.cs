using System.Linq;
using System.Text;
using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = LeakLint.Tests.Cycles.CircleVerifier;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK202 on code that is huge, deep, broken or that leads back to itself.</content>
public sealed partial class FinalizableCycleTests
{
    [Fact]
    public async Task A_chain_of_two_thousand_types()
    {
        const int Length = 2_000;
        var code = new StringBuilder("class T0 { private T1 _next; public T0() { _next = new T1(this); } public void Stop() { } ~T0() { } }\n");
        for (var i = 1; i < Length; i++)
        {
            code.Append($"class T{i} {{ private T{i + 1} _next; public T{i}(T0 first) {{ _next = new T{i + 1}(first); }} }}\n");
        }

        code.Append($"class T{Length} {{ private T0 _first; public T{Length}(T0 first) {{ _first = first; }} ~T{Length}() {{ _first.Stop(); }} }}\n");
        var test = CircleVerifier.Test(code.ToString());
        test.DisabledDiagnostics.Add("LEAK202");
        test.DisabledDiagnostics.Add("LEAK002");
        await test.RunAsync();
    }

    [Fact]
    public async Task A_cycle_of_a_hundred_types()
    {
        const int Length = 100;
        var code = new StringBuilder("class T0 { private T1 _next; public T0() { _next = new T1(this); } public void Stop() { } ~T0() { } }\n");
        for (var i = 1; i < Length; i++)
        {
            code.Append($"class T{i} {{ private T{i + 1} _next; public T{i}(T0 first) {{ _next = new T{i + 1}(first); }} }}\n");
        }

        code.Append($"class T{Length} {{ private T0 _first; public T{Length}(T0 first) {{ {{|LEAK202:_first = first|}}; }} ~T{Length}() {{ _first.Stop(); }} }}\n");
        await Verify.VerifyAnalyzerAsync(code.ToString());
    }

    [Fact]
    public async Task Inheritance_four_hundred_deep()
    {
        var code = new StringBuilder("class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }\n");
        code.Append("class B0 { protected Owner Owner; public B0(Owner owner) { {|LEAK202:Owner = owner|}; } }\n");
        for (var i = 1; i < 400; i++)
        {
            code.Append($"class B{i} : B{i - 1} {{ public B{i}(Owner owner) : base(owner) {{ }} }}\n");
        }

        code.Append("class Part : B399 { public Part(Owner owner) : base(owner) { } ~Part() { Owner.Forget(); } }\n");
        await Verify.VerifyAnalyzerAsync(code.ToString());
    }

    [Fact]
    public Task Bodies_that_call_each_other_without_end() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget(Part p) { p.Again(this); } ~Owner() { Loop(this); } private void Loop(Owner o) { Loop(o); } }
        class Part { private Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } public void Again(Owner o) { o.Forget(this); } ~Part() { Again(_owner); } }
        """);

    [Fact]
    public async Task An_expression_five_hundred_deep()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("_part.N", 500));
        await Verify.VerifyAnalyzerAsync(
            $$"""
            class Owner { private Part _part; public Owner() { _part = new Part(this); } public int Sum() => {{sum}}; ~Owner() { } }
            class Part { public int N; private Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Sum(); } }
            """);
    }

    [Theory]
    [InlineData("class A { ~A() { _b.C(); } }")]
    [InlineData("class A { private A _a; public A( { _a = new A(this; } ~A() { _a.X() } }")]
    [InlineData("class A : B { ~A() { x.y.z(); } } class B : A { }")]
    [InlineData("class A { ~A() { } ~A() { } private A _b = new A(; }")]
    [InlineData("struct S { ~S() { } } interface I { ~I(); } static class C { ~C() { } }")]
    [InlineData("class P(P p, Q q) : B(p) { ~P() => p.q; } record R(P P) : P(P, ) { ~R() { P.X += P.Y; } }")]
    [InlineData("class A { A _a; event X E; ~A() { _a.E += _a.E; foreach (var a in _a) a[0]?.b = (_a, _a) = _a; switch (_a) { case { E: var e }: break; } } }")]
    [InlineData("~A() { } ~")]
    [InlineData("")]
    public async Task Broken_code_is_survived(string code)
    {
        var test = CircleVerifier.Test(code);
        test.CompilerDiagnostics = CompilerDiagnostics.None;
        await test.RunAsync();
    }
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK312: references that go back to the pool with their array.</summary>
public sealed partial class ReturnedWithoutClearingTests
{
    [Theory]
    [InlineData("first", """
        class Node { }
        class A { void M(int n, object o) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = o; Use(a);
          {|LEAK312:ArrayPool<object>.Shared.Return(a)|}; } void Use(object[] a) { } }
        """)]
    [InlineData("field", """
        class B : IDisposable { Task[] _t = ArrayPool<Task>.Shared.Rent(3); public void Dispose() {
          {|LEAK312:ArrayPool<Task>.Shared.Return(_t)|}; } }
        """)]
    [InlineData("struct with references", """
        struct Entry { public string Key; public int N; }
        class C { void M(int n) { var a = ArrayPool<Entry>.Shared.Rent(n); a[0].N = 1;
          {|LEAK312:ArrayPool<Entry>.Shared.Return(a)|}; } }
        """)]
    [InlineData("tuple", """
        class D { void M(int n) { var a = ArrayPool<(object, int)>.Shared.Rent(n); a[0].Item2 = 1;
          {|LEAK312:ArrayPool<(object, int)>.Shared.Return(a)|}; } }
        """)]
    [InlineData("generic list", """
        class E1<T> { T[] _a = ArrayPool<T>.Shared.Rent(4); int _n; public void Add(T t) { if (_n == _a.Length) { var b = ArrayPool<T>.Shared.Rent(_n * 2); Array.Copy(_a, b, _n);
          {|LEAK312:ArrayPool<T>.Shared.Return(_a)|};
          _a = b; } _a[_n++] = t; } }
        """)]
    [InlineData("own pool", """
        class F { readonly ArrayPool<string> _p = ArrayPool<string>.Create(); void M() { var a = _p.Rent(1); try { a[0] = "x"; } finally {
          {|LEAK312:_p.Return(a)|}; } } }
        """)]
    [InlineData("class constraint", """
        class G<T> where T : class { void M(T t) { var a = ArrayPool<T>.Shared.Rent(1); a[0] = t;
          {|LEAK312:ArrayPool<T>.Shared.Return(a)|}; } }
        """)]
    [InlineData("cleared another", """
        class H { void M(int n, object[] other) { var a = ArrayPool<object>.Shared.Rent(n); Array.Clear(other);
          {|LEAK312:ArrayPool<object>.Shared.Return(a)|}; } }
        """)]
    public Task Flagged(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify(code);
    }

    [Theory]
    [InlineData("first", """
        class A { void M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(a); var b = ArrayPool<KeyValuePair<int, long>>.Shared.Rent(n); ArrayPool<KeyValuePair<int, long>>.Shared.Return(b); } }
        """)]
    [InlineData("asked to clear", """
        class B { void M(int n) { var a = ArrayPool<object>.Shared.Rent(n); ArrayPool<object>.Shared.Return(a, true); var b = ArrayPool<object>.Shared.Rent(n); ArrayPool<object>.Shared.Return(b, clearArray: true); } }
        """)]
    [InlineData("said not to", """
        class C { void M(int n) { var a = ArrayPool<object>.Shared.Rent(n); ArrayPool<object>.Shared.Return(a, clearArray: false); } }
        """)]
    [InlineData("asked of the type", """
        class D<T> { void M(int n) { var a = ArrayPool<T>.Shared.Rent(n); ArrayPool<T>.Shared.Return(a, System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<T>()); } }
        """)]
    [InlineData("cleared before", """
        class E1 { void M(int n) { var a = ArrayPool<object>.Shared.Rent(n); Array.Clear(a, 0, n); ArrayPool<object>.Shared.Return(a); } }
        class E2 { void M(int n) { var a = ArrayPool<object>.Shared.Rent(n); a.AsSpan(0, n).Clear(); ArrayPool<object>.Shared.Return(a); } }
        class E3 { void M(int n) { var a = ArrayPool<object>.Shared.Rent(n); var s = a.AsSpan(0, n); s.Clear(); ArrayPool<object>.Shared.Return(a); } }
        class E4 { void M(int n) { var a = ArrayPool<object?>.Shared.Rent(n); for (var i = 0; i < n; i++) a[i] = null; ArrayPool<object?>.Shared.Return(a); } }
        class E5<T> { T[] _a = ArrayPool<T>.Shared.Rent(4); int _n; public void Dispose() { if (System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<T>()) Array.Clear(_a, 0, _n); ArrayPool<T>.Shared.Return(_a); } }
        class E6 { void M(int n) { var a = ArrayPool<object?>.Shared.Rent(n); Array.Fill(a, null); ArrayPool<object?>.Shared.Return(a); } }
        """)]
    [InlineData("by a helper", """
        class F : IDisposable { object[] _a = ArrayPool<object>.Shared.Rent(4); void Clear() => Array.Clear(_a); public void Dispose() { Clear(); ArrayPool<object>.Shared.Return(_a); } }
        """)]
    [InlineData("unmanaged or struct constraint", """
        class G<T> where T : unmanaged { void M(int n) { var a = ArrayPool<T>.Shared.Rent(n); ArrayPool<T>.Shared.Return(a); } }
        """)]
    [InlineData("types", """
        class H { void M(int n) { var a = ArrayPool<Type>.Shared.Rent(n); a[0] = typeof(int); ArrayPool<Type>.Shared.Return(a); } }
        """)]
    [InlineData("other Return", """
        class I { class Pool { public void Return(object[] a) { } } void M(object[] a) { new Pool().Return(a); } }
        """)]
    [InlineData("swapped field", """
        class J : IDisposable { object[]? _a = ArrayPool<object>.Shared.Rent(4); int _n; public void Dispose() { var a = _a!; _a = null; a.AsSpan(0, _n).Clear(); ArrayPool<object>.Shared.Return(a); } }
        """)]
    public Task Silent_when(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify(code);
    }

    // Every case is a program of its own.
    private static Task Verify(string code)
    {
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = "#nullable enable\nusing System; using System.IO; using System.Buffers; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using System.Linq; using System.Runtime.InteropServices;\n" + code,
            DisabledDiagnostics = { "LEAK002", "LEAK301", "LEAK302", "LEAK308", "LEAK313", "LEAK314" },
        };
        return test.RunAsync();
    }
}

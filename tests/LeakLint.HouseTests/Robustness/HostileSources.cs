using Xunit;

namespace LeakLint.HouseTests.Robustness;

/// <summary>Sources that analyzers tend to crash on, each with what makes it hostile.</summary>
internal static class HostileSources
{
    /// <summary>Code that does not compile.</summary>
    public static TheoryData<string, string> Broken => new()
    {
        { "nothing", "" },
        { "only a brace", "}" },
        { "type without a name", "class { static List<object> x = new(); ~() { x.Add(this); } }" },
        { "field without a type", "class C { static readonly = new List<C>(); C() { .Add(this); } }" },
        { "unknown types", "class C { static Registry<Missing> All = new Registry<Missing>(); C(Missing m) { All.Add(this, m); } ~C() => m.Dispose(); }" },
        { "cyclic bases", "class A : B { static readonly System.Collections.Generic.List<A> L = new(); A() => L.Add(this); ~A() { } } class B : A { ~B() { } }" },
        { "base is itself", "class A : A { ~A() { } static A[] _all = new A[1]; }" },
        { "two finalizers", "class A { A _other; ~A() { } ~A() { _other = null; } }" },
        { "two types of one name", "class A { static System.Collections.Generic.List<object> L = new(); A() => L.Add(this); } class A { A() => L.Add(this); ~A() { } }" },
        { "finalizer of a struct", "struct S { S[] _s; ~S() { _s = null; } }" },
        { "call without arguments", "class C { void M() { var a = System.Buffers.ArrayPool<byte>.Shared.Rent(); System.Buffers.ArrayPool<byte>.Shared.Return(); } }" },
        { "call with too many", "class C { void M() { var a = System.Buffers.ArrayPool<byte>.Shared.Rent(1, 2, 3); System.Buffers.ArrayPool<byte>.Shared.Return(a, a, a, a); } }" },
        { "method group as a value", "class C { void M() { var a = System.Buffers.ArrayPool<byte>.Shared.Rent; a = ; } }" },
        { "pool of nothing", "class C { void M() { var a = System.Buffers.ArrayPool<>.Shared.Rent(1); var b = System.Buffers.ArrayPool<int, int>.Shared.Rent(1); } }" },
        { "assignment to a call", "class C { void M() { System.Buffers.ArrayPool<byte>.Shared.Rent(1) = new byte[1]; } }" },
        { "jumps to nowhere", "class C { void M() { var a = System.Buffers.ArrayPool<byte>.Shared.Rent(1); goto nowhere; break; continue; case 1: return a; } }" },
        { "yield and return", "class C { System.Collections.Generic.IEnumerable<int> M() { var a = System.Buffers.ArrayPool<byte>.Shared.Rent(1); yield return; return a; yield 1; } }" },
        { "try without catch", "class C { void M() { var a = System.Buffers.ArrayPool<byte>.Shared.Rent(1); try { throw } } }" },
        { "expression body and block", "class C { int M() => 1; { var a = System.Buffers.ArrayPool<byte>.Shared.Rent(1); } ~C() => { } }" },
        { "abstract with a body, method without", "abstract class C { abstract void M() { System.Buffers.ArrayPool<byte>.Shared.Rent(1); } void N(); ~C(); }" },
        { "self-referring local", "class C { void M() { var a = a; var b = System.Buffers.ArrayPool<byte>.Shared.Rent(b.Length); } }" },
        { "event without a type", "class C { static event Missing Changed; C() { Changed += OnChanged; Changed += ; Changed -= this; } void OnChanged() { } }" },
        { "collection initialiser of nonsense", "class C { static readonly System.Collections.Generic.List<C> L = new() { , new C(), this, { 1, 2 } }; }" },
        { "partial parts that disagree", "partial class P { static System.Collections.Generic.List<P> L = new(); } partial struct P { P(int i) { L.Add(this); } } partial class P<T> { ~P() { } }" },
        { "unfinished lambda", "class C { static System.Action A; C() { A += () => { this. }; A = x => ; } }" },
        { "deep nesting", "class C { int M(int x) { return " + new string('(', 200) + "x" + new string(')', 200) + "; } }" },
        { "unclosed string", "class C { static System.Collections.Generic.Dictionary<string, C> D = new(); C() { D[\"" },
        { "code outside of types", "static void M() { var a = System.Buffers.ArrayPool<byte>.Shared.Rent(1); } namespace N; int x = 1;" },
        { "attribute argument", "[System.Obsolete(System.Buffers.ArrayPool<byte>.Shared.Rent(1))] class C { }" },
        { "default parameter", "class C { void M(byte[] a = System.Buffers.ArrayPool<byte>.Shared.Rent(1)) { } }" },
    };

    /// <summary>Code of recent languages; a compiler that does not know it yet sees broken code.</summary>
    public static TheoryData<string, string> NewSyntax => new()
    {
        { "primary constructors", "class N(string name) { static readonly List<N> L = []; public string Name { get; } = Add(name, L); static string Add(string n, List<N> l) { l.Add(new(n)); return n; } }" },
        { "primary constructor capture", "class N(N? other) { ~N() => other?.ToString(); public N? Other => other; }" },
        { "record struct", "readonly record struct R(byte[] Rented) : IDisposable { public void Dispose() => ArrayPool<byte>.Shared.Return(Rented); }" },
        { "collection expressions", "class C { static List<object> L = []; C() { L = [.. L, this, .. new object[] { this }]; } }" },
        { "list patterns", "class C { int M(int[] x) { var a = ArrayPool<byte>.Shared.Rent(1); return x switch { [] => 0, [1, .., > 2 and < 5] => 1, [var f, .. var r] when r.Length > 1 => f, _ => a.Length }; } }" },
        { "field keyword", "class C { static List<object> L = []; public object? P { get => field; set { field = value; L.Add(this); } } }" },
        { "extension block", "static class E { extension(ArrayPool<byte> pool) { public byte[] One() => pool.Rent(1); public static ArrayPool<byte> Mine => ArrayPool<byte>.Shared; } static void M() { var a = ArrayPool<byte>.Shared.One(); } }" },
        { "extension operator", "class B; static class E { extension(B) { public static B operator +(B x, B y) => x; } extension(B b) { public void operator +=(int n) { } } }" },
        { "null-conditional assignment", "class C { C? _c; static List<C> L = []; void M() { _c?._c = this; L?.Add(this); _c?.E += M; } event Action? E; ~C() { } }" },
        { "partial events and constructors", "partial class C { partial C(); partial event Action E; static List<C> L = []; } partial class C { partial C() { L.Add(this); } partial event Action E { add { L.Add(this); } remove { } } }" },
        { "user-defined compound assignment", "class C { public int N; public void operator +=(C other) { N++; } static void M(C c) { c += c; } }" },
        { "ref struct in a using", "ref struct R { byte[] _a; public R(int n) { _a = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() => ArrayPool<byte>.Shared.Return(_a); } class C { void M() { using var r = new R(1); } }" },
        { "ref struct that is a type argument", "class C { static void M<T>(scoped T t) where T : IDisposable, allows ref struct { using (t) { } } }" },
        { "lambdas with defaults and params", "class C { void M() { var f = (int n = 1, params int[] r) => ArrayPool<byte>.Shared.Rent(n); var g = (out int x) => x = 1; f(); } }" },
        { "params span", "class C { static void M(params ReadOnlySpan<byte[]> a) { } void N() { M(ArrayPool<byte>.Shared.Rent(1), ArrayPool<byte>.Shared.Rent(2)); } }" },
        { "alias of a tuple and a pointer", "using Pair = (byte[] A, byte[] B); unsafe class C { Pair M() { Pair p = (ArrayPool<byte>.Shared.Rent(1), ArrayPool<byte>.Shared.Rent(2)); var (a, _) = p; return (a, p.B); } }" },
        { "inline array", "[System.Runtime.CompilerServices.InlineArray(4)] struct Four { object _0; } class C { static Four F; C() { F[0] = this; } }" },
        { "static abstract members", "interface I<T> where T : I<T> { static abstract List<T> All { get; } static virtual void Add(T t) => T.All.Add(t); } class C : I<C> { public static List<C> All { get; } = []; }" },
        { "generic attribute, file type", "file class A<T> : Attribute { } [A<int>] file class C { static List<C> L = []; public C() { L.Add(this); } ~C() { } }" },
        { "await foreach and await using", "class C { async System.Threading.Tasks.Task M(IAsyncEnumerable<byte[]> s, IAsyncDisposable d) { await using var x = d; await foreach (var b in s) { var a = ArrayPool<byte>.Shared.Rent(1); if (b is [0, ..]) continue; ArrayPool<byte>.Shared.Return(a); } } }" },
        { "function pointers and fixed", "unsafe class C { delegate*<int, byte[]> _f; void M() { var a = _f(1); fixed (byte* p = a) { byte* q = stackalloc byte[4]; *q = *p; } } }" },
        { "switch with goto case", "class C { void M(int x) { var a = ArrayPool<byte>.Shared.Rent(1); switch (x) { case 1: goto case 2; case 2: goto default; default: ArrayPool<byte>.Shared.Return(a); break; } } }" },
        { "raw and interpolated strings", "class C { string M() { var a = ArrayPool<byte>.Shared.Rent(1); return $$\"\"\"{ {{a.Length switch { 1 => \"x\", _ => $\"{a[0]:x}\" }}} }\"\"\"; } }" },
        { "unbound nameof, implicit index", "class C { string M() => nameof(Dictionary<,>); byte[] _b = new byte[3]; C N() => new() { _b = { [^1] = 1 } }; }" },
        { "union declaration", "union U(int, string); class C { int M(U u) => u switch { int i => i, string s => s.Length }; } namespace System.Runtime.CompilerServices { interface IUnion { object? Value { get; } } class UnionAttribute : Attribute; }" },
        { "with of a collection expression", "class C { static List<object> L = [with(capacity: 3)]; C() { L.Add(this); } }" },
    };

    /// <summary>Programs without a type.</summary>
    public static TheoryData<string, string> TopLevel => new()
    {
        { "rents and forgets", "var a = ArrayPool<byte>.Shared.Rent(1); Console.WriteLine(a.Length);" },
        { "rents in a local function", "Run(args.Length); static int Run(int n) { var a = ArrayPool<byte>.Shared.Rent(n); if (n > 1) return n; ArrayPool<byte>.Shared.Return(a); return 0; }" },
        { "awaits and returns", "var a = ArrayPool<byte>.Shared.Rent(1); await System.Threading.Tasks.Task.Yield(); if (args.Length > 0) return 1; ArrayPool<byte>.Shared.Return(a); return 0;" },
        { "captures in a lambda", "var a = ArrayPool<byte>.Shared.Rent(1); Action f = () => ArrayPool<byte>.Shared.Return(a); AppDomain.CurrentDomain.ProcessExit += (_, _) => f();" },
        { "with types after it", "new Node(); class Node { static readonly List<Node> All = []; public Node() => All.Add(this); ~Node() { } }" },
    };
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK314: what no teardown could release. The silent ones stand with LEAK308, whose facts it shares.</summary>
public sealed partial class OwnerHasNoTeardownTests
{
    [Theory]
    [InlineData("no teardown native", """
        class H {
            private readonly IntPtr _p = {|LEAK314:Marshal.AllocHGlobal(64)|};
            public byte Read(int i) => Marshal.ReadByte(_p, i);
        }
        """)]
    [InlineData("no teardown gchandle", """
        class I {
            private GCHandle _h;
            public I(byte[] b) { _h = {|LEAK314:GCHandle.Alloc(b, GCHandleType.Pinned)|}; }
            public IntPtr Address => _h.AddrOfPinnedObject();
        }
        """)]
    [InlineData("no teardown pool", """
        class J {
            private readonly byte[] _buf;
            public J(int n) { _buf = {|LEAK314:ArrayPool<byte>.Shared.Rent(n)|}; }
            public int this[int i] => _buf[i];
        }
        """)]
    [InlineData("no teardown stream", """
        class K {
            private readonly FileStream _fs;
            private readonly StreamWriter _w;
            public K(string p) { _fs = {|LEAK314:new FileStream(p, FileMode.Append)|};
                _w = new StreamWriter(_fs); }
            public void Write(string s) => _w.WriteLine(s);
        }
        """)]
    [InlineData("stringtohglobal", """
        class Str { IntPtr _s; public Str(string s) { _s = {|LEAK314:Marshal.StringToHGlobalAnsi(s)|}; } public IntPtr P => _s; }
        """)]
    [InlineData("no teardown timer", """
        class Heart { readonly Timer _t; int n; public Heart() { _t = {|LEAK314:new Timer(_ => n++, null, 0, 100)|}; } }
        """)]
    [InlineData("no teardown own type", """
        class Own : IDisposable { FileStream f = File.Create("x"); public void Dispose() => f.Dispose(); }
        class Uses { readonly Own _o = {|LEAK314:new Own()|}; public override string ToString() => _o.ToString()!; }
        """)]
    [InlineData("no teardown registration", """
        class Reg { readonly CancellationTokenRegistration _r; public Reg(CancellationToken t) { _r = {|LEAK314:t.Register(Stop)|}; } void Stop() { } }
        """)]
    [InlineData("no teardown linked", """
        class Lnk { readonly CancellationTokenSource _r; public Lnk(CancellationToken t) { _r = {|LEAK314:CancellationTokenSource.CreateLinkedTokenSource(t)|}; } public CancellationToken T => _r.Token; }
        """)]
    [InlineData("no teardown property", """
        class Prop { public FileStream Data { get; } = {|LEAK314:File.OpenRead("x")|}; }
        """)]
    [InlineData("record", """
        record Rec(string P) { readonly FileStream _f = {|LEAK314:File.OpenRead(P)|}; public int R() => _f.ReadByte(); }
        """)]
    public Task Kept_without_a_teardown(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify(code);
    }

    // Every case is a program of its own.
    private static Task Verify(string code)
    {
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = "#nullable enable\nusing System; using System.IO; using System.Buffers; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using System.Linq; using System.Runtime.InteropServices; using LeakLint;\n" + code + "\nnamespace LeakLint { public sealed class SharedHandle<T> : System.IDisposable { public SharedHandle<T> AddReference() => new(); public void Dispose() { } } }",
            DisabledDiagnostics = { "LEAK002", "LEAK313" },
        };
        return test.RunAsync();
    }
}

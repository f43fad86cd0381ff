using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>COM: pointers that <c>QueryInterface</c> hands out if it says so, objects of imported classes, waits of the thread pool.</summary>
public sealed class ComTests
{
    [Theory]
    [InlineData("var hr = {|LEAK301:Marshal.QueryInterface(p, ref id, out var q)|}; if (hr < 0) return; Look(q);")]
    [InlineData("int hr = {|LEAK301:Marshal.QueryInterface(p, ref id, out var q)|}; Marshal.ThrowExceptionForHR(hr); if (n > 1) return; Marshal.Release(q);")]
    [InlineData("if ({|LEAK301:Marshal.QueryInterface(p, ref id, out var q)|} != 0) return; if (n > 1) return; Marshal.Release(q);")]
    [InlineData("Marshal.ThrowExceptionForHR({|LEAK301:Marshal.QueryInterface(p, ref id, out var q)|}); Look(q); if (n > 1) return; Marshal.Release(q);")]
    [InlineData("if ({|LEAK301:Marshal.QueryInterface(p, ref id, out var q)|} >= 0) { if (n > 1) return; Marshal.Release(q); }")]
    [InlineData("int hr; if ((hr = {|LEAK301:Marshal.QueryInterface(p, ref id, out var q)|}) == S_OK) { Look(q); }")]
    [InlineData("var hr = {|LEAK302:Marshal.QueryInterface(p, ref id, out var q)|}; if (hr != S_OK) return; n = int.Parse(s); Marshal.Release(q);")]
    [InlineData("var hr = {|LEAK301:Marshal.QueryInterface(p, ref id, out var q)|}; var ok = hr >= 0; if (!ok) return; if (n > 1) return; Marshal.Release(q);")]
    [InlineData("{|LEAK301:Marshal.QueryInterface(p, ref id, out var q)|}; Look(q);")]
    [InlineData("var a = {|LEAK301:new Excel()|}; if (n > 1) return; Marshal.ReleaseComObject(a);")]
    [InlineData("var b = {|LEAK301:_books.Open(s)|}; if (n > 1) return; Marshal.ReleaseComObject(b);")]
    [InlineData("foreach (var c in s) { var b = {|LEAK301:_books.Open(s)|}; if (c == n) continue; Marshal.FinalReleaseComObject(b); }")]
    [InlineData("{|LEAK305:ThreadPool.RegisterWaitForSingleObject(given, (_, _) => n++, null, -1, false)|};")]
    [InlineData("var w = {|LEAK301:ThreadPool.RegisterWaitForSingleObject(given, (_, _) => n++, null, 100, executeOnlyOnce: false)|}; if (n > 1) return; w.Unregister(null);")]
    public Task Not_released(string body) => RunAsync(body);

    [Theory]
    [InlineData("var hr = Marshal.QueryInterface(p, ref id, out var q); if (hr < 0) return; try { Look(q); int.Parse(s); } finally { Marshal.Release(q); }")]
    [InlineData("var hr = Marshal.QueryInterface(p, ref id, out var q); if (hr == E_NOINTERFACE) return; Marshal.ThrowExceptionForHR(hr); Marshal.Release(q);")]
    [InlineData("var hr = Marshal.QueryInterface(p, ref id, out var q); if (Failed(hr)) return; Look(q); Marshal.Release(q);")]
    [InlineData("if (Marshal.QueryInterface(p, ref id, out var q) == 0) Marshal.Release(q);")]
    [InlineData("if (Marshal.QueryInterface(p, ref id, out var q) is not 0) return; Marshal.Release(q);")]
    [InlineData("var hr = Marshal.QueryInterface(p, ref id, out var q); if (hr is < 0) return; Marshal.Release(q);")]
    [InlineData("var hr = Marshal.QueryInterface(p, ref id, out var q); var ok = hr >= 0; if (!ok) return; Marshal.Release(q);")]
    [InlineData("var hr = Marshal.QueryInterface(p, ref id, out var q); var failed = hr < 0; if (failed) return; Marshal.Release(q);")]
    [InlineData("var hr = Marshal.QueryInterface(p, ref id, out var q); switch (hr) { case 0: break; default: return; } Marshal.Release(q);")]
    [InlineData("if (0 > Marshal.QueryInterface(p, ref id, out var q)) return; Marshal.Release(q);")]
    [InlineData("Marshal.QueryInterface(p, ref id, out var q); if (q != IntPtr.Zero) Marshal.Release(q);")]
    [InlineData("Marshal.ThrowExceptionForHR(Marshal.QueryInterface(p, ref id, out var q)); try { Look(q); int.Parse(s); } finally { Marshal.Release(q); }")]
    [InlineData("nint q = 0; try { Marshal.ThrowExceptionForHR(Marshal.QueryInterface(p, ref id, out q)); int.Parse(s); } finally { if (q != 0) Marshal.Release(q); }")]
    [InlineData("Marshal.ThrowExceptionForHR(Marshal.QueryInterface(p, ref id, out _q));")]
    [InlineData("Marshal.AddRef(p); try { Look(p); int.Parse(s); } finally { Marshal.Release(p); }")]
    [InlineData("var a = new Excel(); n = a.GetHashCode();")]
    [InlineData("var a = new Excel(); try { int.Parse(s); } finally { Marshal.ReleaseComObject(a); }")]
    [InlineData("var b = _books.Open(s); if (n > 1) return; n = b.GetHashCode();")]
    [InlineData("object a = null; try { a = new Excel(); int.Parse(s); } finally { if (a != null) Marshal.ReleaseComObject(a); }")]
    [InlineData("foreach (var o in new object[] { _books.Open(s), new Excel() }) { Marshal.ReleaseComObject(o); }")]
    [InlineData("ThreadPool.RegisterWaitForSingleObject(given, (_, _) => n++, null, -1, true);")]
    [InlineData("ThreadPool.RegisterWaitForSingleObject(_stop, (_, _) => n++, null, -1, false);")]
    [InlineData("ThreadPool.RegisterWaitForSingleObject(given, (_, _) => n++, null, -1, n > 1);")]
    [InlineData("_wait = ThreadPool.RegisterWaitForSingleObject(given, (_, _) => n++, null, -1, false);")]
    [InlineData("RegisteredWaitHandle w = null; w = ThreadPool.RegisterWaitForSingleObject(given, (_, _) => w?.Unregister(null), null, 100, false);")]
    public Task Released_or_nobodys_to_release(string body) => RunAsync(body);

    private static Task RunAsync(string body) => new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
    {
        TestCode = $$"""
            using System; using System.Runtime.InteropServices; using System.Threading;
            [ComImport, Guid("00024500-0000-0000-C000-000000000046")] class Excel { }
            [ComImport, Guid("000208DB-0000-0000-C000-000000000046"), InterfaceType(ComInterfaceType.InterfaceIsDual)] interface IBooks { IBook Open(string name); }
            [ComImport, Guid("000208DA-0000-0000-C000-000000000046"), InterfaceType(ComInterfaceType.InterfaceIsDual)] interface IBook { void Close(); }
            class C
            {
                const int S_OK = 0; const int E_NOINTERFACE = unchecked((int)0x80004002);
                IBooks _books; nint _q; int _n; readonly ManualResetEvent _stop = new(false); RegisteredWaitHandle _wait;
                void M(nint p, Guid id, int n, string s, WaitHandle given)
                {
                    {{body}}
                }
                static bool Failed(int hr) => hr < 0;
                void Look(nint address) => _n = (int)address;
                public void End() => Marshal.Release(_q);
                public void Stop() { _wait.Unregister(null); _stop.Dispose(); }
            }
            """,
        DisabledDiagnostics = { "LEAK002" },
    }.RunAsync();
}

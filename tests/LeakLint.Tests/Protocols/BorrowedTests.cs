using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>What belongs to something else: pooled objects, pinned memory, COM, bits of a bitmap, subscriptions, timers.</summary>
public sealed class BorrowedTests
{
    [Theory]
    [InlineData("var b = {|LEAK301:_pool.Get()|}; if (n > 1) return null; b.Append(s); _pool.Return(b); return null;")]
    [InlineData("var b = {|LEAK301:_pool.Get()|}; b.Append(s); return b.ToString();")]
    [InlineData("var b = {|LEAK313:_pool.Get()|}; b.Append(int.Parse(s)); _pool.Return(b); return null;")]
    [InlineData("{|LEAK305:_pool.Get()|}; return null;")]
    [InlineData("var b = {|LEAK301:_pooled.Get()|}; if (n > 1) return null; _pooled.Return(b); return null;")]
    [InlineData("var h = {|LEAK301:bytes.Pin()|}; if (n > 1) return null; h.Dispose(); return null;")]
    [InlineData("var h = {|LEAK302:bytes.Pin()|}; int.Parse(s); h.Dispose(); return null;")]
    [InlineData("var h = {|LEAK301:_owner.Pin(4)|}; if (n > 1) return null; _owner.Unpin(); return null;")]
    [InlineData("var h = {|LEAK301:_owner.Pin()|}; if (n > 1) return null; h.Dispose(); return null;")]
    [InlineData("var h = {|LEAK301:new PinnedGCHandle<byte[]>(raw)|}; if (n > 1) return null; h.Dispose(); return null;")]
    [InlineData("var h = {|LEAK302:new GCHandle<object>(this)|}; int.Parse(s); h.Dispose(); return null;")]
    [InlineData("nint p = {|LEAK301:Marshal.GetComInterfaceForObject<C, IDisposable>(this)|}; if (n > 1) return null; Marshal.Release(p); return null;")]
    [InlineData("nint p = {|LEAK301:Marshal.GetIUnknownForObject(o)|}; Marshal.AddRef(p); Marshal.Release(p); if (n > 1) { return null; } Marshal.Release(p); return null;")]
    [InlineData("{|LEAK301:Marshal.AddRef(address)|}; if (n > 1) return null; Marshal.Release(address); return null;")]
    [InlineData("var x = {|LEAK301:Marshal.GetObjectForIUnknown(address)|}; if (n > 1) return null; Marshal.ReleaseComObject(x); return null;")]
    [InlineData("var d = {|LEAK301:_bitmap.LockBits(1)|}; if (n > 1) return null; _bitmap.UnlockBits(d); return null;")]
    [InlineData("var d = {|LEAK313:_bitmap.LockBits(1)|}; int.Parse(s); _bitmap.UnlockBits(d); return null;")]
    [InlineData("var r = {|LEAK301:_options.OnChange(x => _n++)|}; if (n > 1) return null; r.Dispose(); return null;")]
    [InlineData("var r = {|LEAK301:ChangeToken.OnChange(() => null, () => { })|}; if (n > 1) throw new InvalidOperationException(); r.Dispose(); return null;")]
    [InlineData("var r = {|LEAK301:_source.Subscribe(_observer)|}; if (n > 1) return null; r.Dispose(); return null;")]
    [InlineData("var r = {|LEAK301:_subject.Subscribe(_observer)|}; if (n > 1) return null; r.Dispose(); return null;")]
    [InlineData("var r = {|LEAK313:_source.Subscribe(_observer)|}; int.Parse(s); r.Dispose(); return null;")]
    [InlineData("var t = {|LEAK301:new Timer(_ => _n++, null, 0, 10)|}; if (n > 1) return null; t.Dispose(); return null;")]
    [InlineData("var t = {|LEAK301:new System.Timers.Timer(10)|}; t.Start(); if (n > 1) return null; t.Stop(); return null;")]
    [InlineData("var t = {|LEAK301:TimeProvider.System.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero)|}; if (n > 1) return null; t.Dispose(); return null;")]
    public Task Not_given_back(string body) => RunAsync(body);

    [Theory]
    [InlineData("var b = _pool.Get(); try { b.Append(int.Parse(s)); return b.ToString(); } finally { _pool.Return(b); }")]
    [InlineData("var b = _pool.Get(); _builder = b; return null;")]
    [InlineData("return _pool.Get();")]
    [InlineData("var b = _pool.Get(); using (var w = new StringWriter(b)) { w.Write(n); } _pool.Return(b); return null;")]
    [InlineData("return new Lease(_pool, _pool.Get());")]
    [InlineData("using var h = bytes.Pin(); int.Parse(s); return null;")]
    [InlineData("using (bytes.Pin()) { int.Parse(s); } return null;")]
    [InlineData("_handle = bytes.Pin(); if (n > 1) return null; return null;")]
    [InlineData("var h = bytes.Pin(); try { int.Parse(s); } finally { h.Dispose(); } return null;")]
    [InlineData("var handles = new MemoryHandle[2]; try { for (var i = 0; i < 2; i++) handles[i] = bytes.Pin(); int.Parse(s); } finally { foreach (var h in handles) h.Dispose(); } return null;")]
    [InlineData("var h = _owner.Pin(); try { int.Parse(s); } finally { _owner.Unpin(); } return null;")]
    [InlineData("using var h = _owner.Pin(); int.Parse(s); return null;")]
    [InlineData("using var h = new PinnedGCHandle<byte[]>(raw); int.Parse(s); return null;")]
    [InlineData("var h = new GCHandle<object>(this); return GCHandle<object>.ToIntPtr(h);")]
    [InlineData("GCHandle<object> h = default; try { h = new GCHandle<object>(this); int.Parse(s); } finally { if (h.IsAllocated) h.Dispose(); } return null;")]
    [InlineData("var none = new GCHandle<object>(); return none.IsAllocated;")]
    [InlineData("nint p = Marshal.GetIUnknownForObject(o); try { int.Parse(s); } finally { Marshal.Release(p); } return null;")]
    [InlineData("nint p = 0; try { p = Marshal.GetIUnknownForObject(o); int.Parse(s); } finally { if (p != 0) Marshal.Release(p); } return null;")]
    [InlineData("return Marshal.GetIUnknownForObject(o);")]
    [InlineData("nint p = Marshal.GetIUnknownForObject(o); Marshal.AddRef(p); Marshal.Release(p); Marshal.Release(p); return null;")]
    [InlineData("Marshal.AddRef(address); return address;")]
    [InlineData("_address = address; Marshal.AddRef(address); if (n > 1) return null; return o;")]
    [InlineData("var x = Marshal.GetObjectForIUnknown(address); if (n > 1) return null; return x.ToString();")]
    [InlineData("var x = Marshal.GetObjectForIUnknown(address); try { int.Parse(s); } finally { while (Marshal.ReleaseComObject(x) > 0) { } } return null;")]
    [InlineData("Marshal.GetObjectForIUnknown(address); return null;")]
    [InlineData("var d = _bitmap.LockBits(1); try { int.Parse(s); return d.Scan0; } finally { _bitmap.UnlockBits(d); }")]
    [InlineData("using var own = new System.Drawing.Bitmap(); var d = own.LockBits(1); if (n > 1) return null; own.UnlockBits(d); return null;")]
    [InlineData("using (var own = new System.Drawing.Bitmap()) { var d = own.LockBits(1); int.Parse(s); own.UnlockBits(d); } return null;")]
    [InlineData("_options.OnChange(x => _n++); if (n > 1) return null; return o;")]
    [InlineData("_source.Subscribe(_observer); return null;")]
    [InlineData("var r = _source.Subscribe(_observer); if (n > 1) r.Dispose(); return null;")]
    [InlineData("var r = _source.Subscribe(_observer); if (n > 1) return null; return r;")]
    [InlineData("_registration = ChangeToken.OnChange(() => null, () => { }); if (n > 1) return null; return o;")]
    [InlineData("using (_source.Subscribe(_observer)) { int.Parse(s); } return null;")]
    [InlineData("_all.Add(_source.Subscribe(_observer)); return null;")]
    [InlineData("var t = new Timer(_ => _n++); if (n > 1) return null; t.Change(1, 2); return null;")]
    [InlineData("using var t = new Timer(_ => _n++, null, 0, 10); int.Parse(s); return null;")]
    [InlineData("var t = new System.Timers.Timer(10); t.Start(); if (n > 1) return null; return t;")]
    [InlineData("_timer = new Timer(_ => _n++, null, 0, 10); if (n > 1) return null; _timer.Dispose(); return null;")]
    [InlineData("Timer t = null; t = new Timer(_ => t.Dispose(), null, 10, -1); if (n > 1) return null; t.Dispose(); return null;")]
    public Task Given_back_or_nobodys(string body) => RunAsync(body);

    private static Task RunAsync(string body)
    {
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = $$"""
                using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Runtime.InteropServices; using System.Text; using System.Threading;
                using Microsoft.Extensions.ObjectPool; using Microsoft.Extensions.Options; using Microsoft.Extensions.Primitives;
                class C : IDisposable
                {
                    ObjectPool<StringBuilder> _pool; BuilderPool _pooled; MemoryManager<byte> _owner; System.Drawing.Bitmap _bitmap; IOptionsMonitor<string> _options;
                    IObservable<int> _source; Subject _subject; IObserver<int> _observer; List<IDisposable> _all = new(); public IDisposable _registration;
                    public MemoryHandle _handle; Timer _timer; StringBuilder _builder; nint _address; int _n;
                    public void Dispose() { }
                    unsafe object M(int n, string s, object o, Memory<byte> bytes, byte[] raw, nint address)
                    {
                        {{body}}
                    }
                }
                sealed class Lease { public Lease(ObjectPool<StringBuilder> pool, StringBuilder b) { P = pool; B = b; } public ObjectPool<StringBuilder> P; public StringBuilder B; }
                sealed class BuilderPool : ObjectPool<StringBuilder> { public override StringBuilder Get() => new(); public override void Return(StringBuilder value) { } }
                sealed class Subject : IObservable<int> { public IDisposable Subscribe(IObserver<int> observer) => null; }
                namespace Microsoft.Extensions.ObjectPool { public abstract class ObjectPool<T> where T : class { public abstract T Get(); public abstract void Return(T value); } }
                namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<T> { IDisposable OnChange(Action<T> changed); } }
                namespace Microsoft.Extensions.Primitives { public static class ChangeToken { public static extern IDisposable OnChange(Func<object> produce, Action consume); } }
                namespace System.Drawing
                {
                    public sealed class BitmapData { public nint Scan0; }
                    public sealed class Bitmap : IDisposable { public extern BitmapData LockBits(int mode); public extern void UnlockBits(BitmapData data); public void Dispose() { } }
                }
                """,
        };
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }
}

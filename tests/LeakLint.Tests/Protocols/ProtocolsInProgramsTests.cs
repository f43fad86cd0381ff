using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>Whole classes as programs have them: what leaks, and next to it what only looks like it.</summary>
public sealed class ProtocolsInProgramsTests
{
    [Fact]
    public Task Bugs_of_each_protocol_are_flagged() => RunAsync("""
        using System; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Generic; using System.IO; using System.Linq; using System.Runtime.InteropServices; using System.Security; using System.Text; using System.Threading; using System.Threading.Tasks; using System.Runtime.CompilerServices;
        class B1 { readonly Mutex _m = new(false, "Global\\x"); readonly SemaphoreSlim _s = new(1,1); readonly ReaderWriterLockSlim _rw = new(); readonly object _g = new(); SpinLock _sp; readonly Dictionary<string,string> _d = new(); int _n; readonly Semaphore _sem = new(2, 2); readonly ReaderWriterLock _old = new();
          string M1(string path) { {|LEAK302:_m.WaitOne()|}; var t = File.ReadAllText(path); _m.ReleaseMutex(); return t; }
          bool M2(string path) { if (!{|LEAK301:_m.WaitOne(1000)|}) return false; if (!File.Exists(path)) return false; _m.ReleaseMutex(); return true; }
          string M3(string k) { {|LEAK301:_rw.EnterReadLock()|}; if (_d.TryGetValue(k, out var v)) return v; _rw.ExitReadLock(); return null; }
          void M4(string k) { _rw.EnterUpgradeableReadLock(); try { if (!_d.ContainsKey(k)) { {|LEAK302:_rw.EnterWriteLock()|}; _d[k] = File.ReadAllText(k); _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); } }
          int M5() { bool t = false; {|LEAK301:_sp.Enter(ref t)|}; if (_n > 5) return -1; _n++; _sp.Exit(); return _n; }
          async Task<string> M6(string p) { {|LEAK302:await _s.WaitAsync()|}; var r = await File.ReadAllTextAsync(p); _s.Release(); return r; }
          async Task<string> M7(string p) { {|LEAK301:await _s.WaitAsync()|}; try { return await File.ReadAllTextAsync(p); } catch (FileNotFoundException) { _s.Release(); return null; } }
          void M8() { {|LEAK301:_sem.WaitOne()|}; if (_n == 0) throw new InvalidOperationException(); _sem.Release(); }
          void M9() { {|LEAK301:_old.AcquireWriterLock(100)|}; if (_n == 0) return; _old.ReleaseWriterLock(); }
          IEnumerable<string> M10() { {|LEAK301:_rw.EnterReadLock()|}; foreach (var v in _d.Values) yield return v; _rw.ExitReadLock(); }
          void M11(List<string> xs) { foreach (var x in xs) { {|LEAK301:Monitor.Enter(_g)|}; if (x == "") continue; _d[x] = x; Monitor.Exit(_g); } }
          void M12(string x) { {|LEAK301:Monitor.Enter(_g)|}; switch (x) { case "a": Monitor.Exit(_g); return; case "b": return; default: Monitor.Exit(_g); break; } }
          bool M13(int ms) { bool t = false; {|LEAK301:Monitor.TryEnter(_g, ms, ref t)|}; if (!t) return false; if (_n > 1) { _n = 0; return true; } Monitor.Exit(_g); return true; }
          void M14(string x) { {|LEAK302:Monitor.Enter(_g)|}; try { int.Parse(x); Monitor.Exit(_g); } catch (FormatException) { _n++; } }
          async Task M15(CancellationToken ct) { {|LEAK302:await _s.WaitAsync(ct)|}; ct.ThrowIfCancellationRequested(); _n++; _s.Release(); }
          async Task M16(HttpLike c) { if (!{|LEAK301:await _s.WaitAsync(TimeSpan.FromSeconds(3))|}) throw new TimeoutException(); var r = await c.GetAsync("x"); if (r == null) return; _s.Release(); }
        }
        class HttpLike { public Task<string> GetAsync(string s) => Task.FromResult(s); }
        class Tmo : IDisposable { readonly object _o; Tmo(object o) => _o = o; public static Tmo Lock(object o, int ms) { if (Monitor.TryEnter(o, ms)) return new Tmo(o); throw new TimeoutException(); } public void Dispose() => Monitor.Exit(_o); }
        sealed class RwScope : IDisposable { readonly ReaderWriterLockSlim _l; readonly bool _w; public RwScope(ReaderWriterLockSlim l, bool w) { _l = l; _w = w; if (w) l.EnterWriteLock(); else l.EnterReadLock(); } public void Dispose() { if (_w) _l.ExitWriteLock(); else _l.ExitReadLock(); } }
        static class RwExt { public static IDisposable Read(this ReaderWriterLockSlim l) => new RwScope(l, false); public static IDisposable Write(this ReaderWriterLockSlim l) => new RwScope(l, true);
          public static async Task<IDisposable> UseWaitAsync(this SemaphoreSlim s, CancellationToken ct = default) { await s.WaitAsync(ct).ConfigureAwait(false); return new Rel(s); } sealed class Rel : IDisposable { SemaphoreSlim _s; public Rel(SemaphoreSlim s) => _s = s; public void Dispose() { Interlocked.Exchange(ref _s, null)?.Release(); } } }
        class B2 { readonly object _g = new(); readonly ReaderWriterLockSlim _rw = new(); readonly SemaphoreSlim _s = new(1,1);
          void A(int n) { var t = {|LEAK301:Tmo.Lock(_g, 5)|}; if (n > 1) return; t.Dispose(); }
          void B(int n) { {|LEAK305:_rw.Read()|}; }
          void C(int n) { var w = {|LEAK301:_rw.Write()|}; if (n > 1) return; w.Dispose(); }
          async Task D(int n) { {|LEAK305:await _s.UseWaitAsync()|}; }
          async Task E(int n) { var l = {|LEAK301:await _s.UseWaitAsync()|}; if (n > 1) throw new Exception(); l.Dispose(); }
          void F(int n) { var w = {|LEAK301:new RwScope(_rw, true)|}; if (n > 1) return; w.Dispose(); }
          void G(string n) { var w = {|LEAK302:new RwScope(_rw, true)|}; File.Delete(n); w.Dispose(); }
        }
        class Vault { readonly SemaphoreSlim _s = new(1,1); int _n; bool _closed; readonly object _g = new();
          private async Task LockAsync(CancellationToken ct) { await _s.WaitAsync(ct).ConfigureAwait(false); }
          private void Unlock() => _s.Release();
          private bool TryLock() { if (!Monitor.TryEnter(_g)) return false; if (_closed) { Monitor.Exit(_g); return false; } return true; }
          private void UnlockG() { Monitor.Exit(_g); }
          public async Task<int> A(CancellationToken ct) { {|LEAK301:await LockAsync(ct)|}; if (_closed) return -1; _n++; Unlock(); return _n; }
          public async Task<int> B(CancellationToken ct) { {|LEAK302:await LockAsync(ct)|}; await Task.Delay(5, ct); Unlock(); return _n; }
          public int C() { if (!{|LEAK301:TryLock()|}) return 0; if (_n > 3) return 1; UnlockG(); return 2; }
        }
        sealed class Cnt { int _r = 1; public void AddRef() => Interlocked.Increment(ref _r); public void Release() { if (Interlocked.Decrement(ref _r) == 0) Free(); } void Free() { } public void Do() { } public bool TryAddRef() { int c; do { c = _r; if (c == 0) return false; } while (Interlocked.CompareExchange(ref _r, c + 1, c) != c); return true; } }
        class B3 { readonly Cnt _c = new(); int _n;
          void A(int n) { {|LEAK301:_c.AddRef()|}; if (n > 1) return; _c.Do(); _c.Release(); }
          void B(Cnt c, string s) { {|LEAK302:c.AddRef()|}; File.Delete(s); c.Release(); }
          bool C(Cnt c) { if (!{|LEAK301:c.TryAddRef()|}) return false; if (_n > 1) return false; c.Do(); c.Release(); return true; }
          int D(int n) { var c = {|LEAK301:new Cnt()|}; if (n > 1) return -1; c.Do(); c.Release(); return 0; }
          void E(Cnt[] cs) { foreach (var c in cs) { {|LEAK301:c.AddRef()|}; if (_n++ > 4) break; c.Do(); c.Release(); } }
        }
        unsafe class B4 { [DllImport("x")] static extern int Call(nint p); ObjectPoolLike _p;
          int A(string s) { var p = {|LEAK301:Marshal.StringToHGlobalUni(s)|}; var r = Call(p); if (r != 0) return r; Marshal.FreeHGlobal(p); return 0; }
          int B(object o) { var p = {|LEAK301:Marshal.GetIUnknownForObject(o)|}; if (Call(p) < 0) throw new COMException(); Marshal.Release(p); return 1; }
          int C(ReadOnlyMemory<byte> m, string s) { var h = {|LEAK301:m.Pin()|}; if (m.Length == 0) return 0; Call((nint)h.Pointer); h.Dispose(); return 1; }
          int D(int n) { var p = {|LEAK301:NativeMemory.AlignedAlloc((nuint)n, 64)|}; if (Call((nint)p) != 0) return -1; NativeMemory.AlignedFree(p); return 0; }
          int E(SecureString s) { var p = {|LEAK301:Marshal.SecureStringToBSTR(s)|}; var r = Call(p); if (r == 0) return 0; Marshal.ZeroFreeBSTR(p); return r; }
          void F(SafeHandle h) { bool ok = false; {|LEAK301:h.DangerousAddRef(ref ok)|}; if (Call(h.DangerousGetHandle()) != 0) return; h.DangerousRelease(); }
          void G(byte[] a) { var h = {|LEAK301:new PinnedGCHandle<byte[]>(a)|}; if (a.Length == 0) return; h.Dispose(); }
        }
        class ObjectPoolLike { }
        """);

    [Fact]
    public Task Locks_that_only_look_held_are_silent() => RunAsync("""
        using System; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Generic; using System.IO; using System.Linq; using System.Runtime.InteropServices; using System.Security; using System.Text; using System.Threading; using System.Threading.Tasks;
        // clean-but-suspicious
        class K1 { // lock coupling: hand over hand
          class Node { public readonly object Gate = new(); public Node Next; public int V; }
          Node _head = new();
          bool Find(int v) { var cur = _head; Monitor.Enter(cur.Gate); try { while (cur.Next != null) { var next = cur.Next; Monitor.Enter(next.Gate); Monitor.Exit(cur.Gate); cur = next; if (cur.V == v) return true; } return false; } finally { Monitor.Exit(cur.Gate); } }
        }
        class K2 { // throttle: release in continuation
          readonly SemaphoreSlim _s = new(4);
          async Task All(IEnumerable<int> xs) { var ts = new List<Task>(); foreach (var x in xs) { await _s.WaitAsync(); ts.Add(Work(x).ContinueWith(_ => _s.Release())); } await Task.WhenAll(ts); }
          async Task All2(IEnumerable<int> xs) { var ts = new List<Task>(); foreach (var x in xs) { await _s.WaitAsync(); ts.Add(RunOne(x)); } await Task.WhenAll(ts); }
          async Task RunOne(int x) { try { await Work(x); } finally { _s.Release(); } }
          Task Work(int x) => Task.Delay(x);
          async Task All3(IEnumerable<int> xs, CancellationToken ct) { foreach (var x in xs) { await _s.WaitAsync(ct); if (x < 0) { _s.Release(); continue; } _ = Task.Run(async () => { try { await Work(x); } finally { _s.Release(); } }); } }
          async Task All4(IEnumerable<int> xs, CancellationToken ct) { foreach (var x in xs) { await _s.WaitAsync(ct); if (x < 0) { _s.Release(); continue; } _ = RunOne(x); } }
          async Task All5(IEnumerable<int> xs, CancellationToken ct) { foreach (var x in xs) { await _s.WaitAsync(ct); try { if (x < 0) continue; await Work(x); } finally { _s.Release(); } } }
        }
        class K3 { // acquire in one method release in another (state machine)
          readonly SemaphoreSlim _s = new(1, 1); bool _open;
          public async Task OpenAsync(CancellationToken ct) { await _s.WaitAsync(ct); try { await Task.Delay(1, ct); _open = true; } catch { _s.Release(); throw; } }
          public void Close() { if (_open) { _open = false; _s.Release(); } }
          public async Task<bool> UseAsync(CancellationToken ct) { await OpenAsync(ct); if (!_open) return false; Close(); return true; }
        }
        class K4 { // mutex single instance
          static Mutex s_m;
          static bool IsFirst(string n) { s_m = new Mutex(false, n); if (!s_m.WaitOne(0, false)) { s_m.Dispose(); s_m = null; return false; } return true; }
          static void Release() { s_m.ReleaseMutex(); s_m.Dispose(); }
          static int Run(string n) { using var m = new Mutex(true, n, out var created); if (!created) return 1; try { return 0; } finally { m.ReleaseMutex(); } }
          static T Locked<T>(string n, Func<T> f) { using var m = new Mutex(false, n); var has = false; try { try { has = m.WaitOne(5000, false); if (!has) throw new TimeoutException(); } catch (AbandonedMutexException) { has = true; } return f(); } finally { if (has) m.ReleaseMutex(); } }
          static void Locked2(string n, Action f) { var m = new Mutex(false, n); m.WaitOne(); try { f(); } finally { m.ReleaseMutex(); m.Close(); } }
          static void Locked3(Mutex m, Action f) { if (m.WaitOne(100)) { try { f(); } finally { m.ReleaseMutex(); } } else throw new TimeoutException(); }
        }
        class K5 { // rw lock upgrade
          readonly ReaderWriterLockSlim _l = new(LockRecursionPolicy.SupportsRecursion); readonly Dictionary<int,string> _d = new();
          string Get(int k, Func<int,string> f) { _l.EnterUpgradeableReadLock(); try { if (_d.TryGetValue(k, out var v)) return v; _l.EnterWriteLock(); try { return _d[k] = f(k); } finally { _l.ExitWriteLock(); } } finally { _l.ExitUpgradeableReadLock(); } }
          string Get2(int k, Func<int,string> f) { _l.EnterReadLock(); try { if (_d.TryGetValue(k, out var v)) return v; } finally { _l.ExitReadLock(); } _l.EnterWriteLock(); try { if (!_d.TryGetValue(k, out var v)) _d[k] = v = f(k); return v; } finally { _l.ExitWriteLock(); } }
          string Get3(int k) { bool w = false; _l.EnterReadLock(); try { if (!_d.ContainsKey(k)) { _l.ExitReadLock(); _l.EnterWriteLock(); w = true; _d[k] = ""; } return _d[k]; } finally { if (w) _l.ExitWriteLock(); else _l.ExitReadLock(); } }
          void Maybe(bool write) { if (write) _l.EnterWriteLock(); else _l.EnterReadLock(); try { _d.Clear(); } finally { if (write) _l.ExitWriteLock(); else _l.ExitReadLock(); } }
          void Drop() { _l.EnterWriteLock(); try { _d.Clear(); } finally { if (_l.IsWriteLockHeld) _l.ExitWriteLock(); } }
        }
        class K6 { // callbacks
          readonly object _g = new(); int _n;
          void With(Action a) { Monitor.Enter(_g); try { a(); } finally { Monitor.Exit(_g); } }
          bool TryWith(Action a) { if (!Monitor.TryEnter(_g, 5)) return false; try { a(); return true; } finally { Monitor.Exit(_g); } }
          void Pulse() { lock (_g) { while (_n == 0) Monitor.Wait(_g); Monitor.PulseAll(_g); } }
          void Sw(int k) { Monitor.Enter(_g); switch (k) { case 0: Monitor.Exit(_g); return; case 1: _n++; Monitor.Exit(_g); break; default: Monitor.Exit(_g); throw new InvalidOperationException(); } }
          void Loop() { while (true) { Monitor.Enter(_g); if (_n > 5) { Monitor.Exit(_g); break; } _n++; Monitor.Exit(_g); } }
          void Both(object a, object b) { Monitor.Enter(a); try { Monitor.Enter(b); try { _n++; } finally { Monitor.Exit(b); } } finally { Monitor.Exit(a); } }
          void Order(object a, object b) { var first = a.GetHashCode() < b.GetHashCode() ? a : b; var second = first == a ? b : a; lock (first) lock (second) _n++; }
          void Many(object[] gates) { var i = 0; try { for (; i < gates.Length; i++) Monitor.Enter(gates[i]); _n++; } finally { while (--i >= 0) Monitor.Exit(gates[i]); } }
        }
        class K7 { // spin locks
          SpinLock _s = new(false); int _n;
          int Next() { bool t = false; try { _s.Enter(ref t); return _n++; } finally { if (t) _s.Exit(false); } }
          bool TryNext(out int r) { r = 0; bool t = false; try { _s.TryEnter(ref t); if (!t) return false; r = _n++; return true; } finally { if (t) _s.Exit(); } }
          void Flat() { bool t = false; _s.Enter(ref t); _n++; if (t) _s.Exit(); }
          void Lock() { bool t = false; _s.Enter(ref t); }
          void Unlock() => _s.Exit();
          void User(int n) { Lock(); try { if (n > 1) return; _n++; } finally { Unlock(); } }
        }
        class K8 : IDisposable { // object pool style
          readonly ConcurrentBag<byte[]> _bag = new(); byte[] _buf; GCHandle _h; nint _mem; MemoryHandle _mh; Timer _t; IDisposable _sub;
          byte[] Get() => _bag.TryTake(out var b) ? b : new byte[8];
          void Put(byte[] b) => _bag.Add(b);
          void M(int n) { var b = Get(); if (n > 1) return; Put(b); }
          public K8(Memory<byte> m, IObservable<int> o, IObserver<int> ob) { _h = GCHandle.Alloc(this); _mem = Marshal.AllocHGlobal(8); _mh = m.Pin(); _t = new Timer(_ => { }); _sub = o.Subscribe(ob); }
          public void Dispose() { _h.Free(); Marshal.FreeHGlobal(_mem); _mh.Dispose(); _t.Dispose(); _sub.Dispose(); }
        }
        """);

    [Fact]
    public Task Native_and_counted_resources_that_only_look_held_are_silent() => RunAsync("""
        using System; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Generic; using System.IO; using System.Linq; using System.Runtime.InteropServices; using System.Security; using System.Text; using System.Threading; using System.Threading.Tasks; using System.Runtime.CompilerServices;
        unsafe class N1 { 
          [DllImport("x")] static extern int Call(nint p); [DllImport("x")] static extern void Take(nint p); [DllImport("x")] static extern int Open(out nint h);
          int A(string s) { var p = Marshal.StringToHGlobalUni(s); try { return Call(p); } finally { Marshal.FreeHGlobal(p); } }
          int B(SecureString s) { nint p = 0; try { p = Marshal.SecureStringToGlobalAllocUnicode(s); return Call(p); } finally { Marshal.ZeroFreeGlobalAllocUnicode(p); } }
          int C(SecureString s) { var p = Marshal.SecureStringToBSTR(s); try { return Call(p); } finally { if (p != IntPtr.Zero) Marshal.ZeroFreeBSTR(p); } }
          int D(int n) { var p = Marshal.AllocHGlobal(n); try { p = Marshal.ReAllocHGlobal(p, (nint)(n * 2)); return Call(p); } finally { Marshal.FreeHGlobal(p); } }
          nint E(int n) { var p = Marshal.AllocCoTaskMem(n); new Span<byte>((void*)p, n).Clear(); return p; }
          void F(object o) { var unk = Marshal.GetIUnknownForObject(o); try { Call(unk); } finally { Marshal.Release(unk); } }
          nint G(object o) { var unk = Marshal.GetIUnknownForObject(o); try { Marshal.ThrowExceptionForHR(Marshal.QueryInterface(unk, Guid.Empty, out var q)); return q; } finally { Marshal.Release(unk); } }
          void H(nint p) { Marshal.AddRef(p); try { Call(p); } finally { Marshal.Release(p); } }
          void* I(int n) { var p = NativeMemory.AlignedAlloc((nuint)n, 16); if (p == null) throw new OutOfMemoryException(); return p; }
          int J(int n) { byte* s = stackalloc byte[64]; byte* p = n <= 64 ? s : (byte*)NativeMemory.Alloc((nuint)n); try { return Call((nint)p); } finally { if (n > 64) NativeMemory.Free(p); } }
          int K(byte[] b) { var h = GCHandle.Alloc(b, GCHandleType.Pinned); try { return Call(h.AddrOfPinnedObject()); } finally { h.Free(); } }
          int L(byte[][] bs) { var hs = new GCHandle[bs.Length]; try { for (var i = 0; i < bs.Length; i++) hs[i] = GCHandle.Alloc(bs[i], GCHandleType.Pinned); return hs.Length; } finally { foreach (var h in hs) if (h.IsAllocated) h.Free(); } }
          int M(ReadOnlyMemory<byte> m) { using var h = m.Pin(); return Call((nint)h.Pointer); }
          } class N2 { static async Task<int> N(Memory<byte> m, Stream s) { var h = m.Pin(); try { return await s.ReadAsync(m); } finally { h.Dispose(); } }
          } unsafe class N3 { [DllImport("x")] static extern int Call(nint p); [DllImport("x")] static extern void Take(nint p);
          nint O(object o) => GCHandle.ToIntPtr(GCHandle.Alloc(o));
          void P(object o) { var h = GCHandle.Alloc(o); try { Take(GCHandle.ToIntPtr(h)); } catch { h.Free(); throw; } }
          static void Q(nint p) { var h = GCHandle.FromIntPtr(p); var o = h.Target; h.Free(); }
          void R(SafeHandle sh) { bool ok = false; try { sh.DangerousAddRef(ref ok); Call(sh.DangerousGetHandle()); } finally { if (ok) sh.DangerousRelease(); } }
          object S(nint p) { var o = Marshal.GetObjectForIUnknown(p); if (o is IDisposable d) { d.Dispose(); return null; } return o; }
          void T(dynamic app) { object books = null; try { books = Marshal.GetObjectForIUnknown(0); } finally { if (books != null) Marshal.ReleaseComObject(books); } }
          int U(string[] xs) { var ps = new nint[xs.Length]; try { for (int i = 0; i < xs.Length; i++) ps[i] = Marshal.StringToCoTaskMemUTF8(xs[i]); fixed (nint* pp = ps) return Call((nint)pp); } finally { foreach (var p in ps) Marshal.FreeCoTaskMem(p); } }
          byte[] V(nint bstr) { try { return new byte[Marshal.PtrToStringBSTR(bstr).Length]; } finally { Marshal.FreeBSTR(bstr); } }
          struct Native { public nint Name; } 
          Native W(string s) => new Native { Name = Marshal.StringToCoTaskMemUni(s) };
          void X(string s, ref Native n) { n.Name = Marshal.StringToCoTaskMemUni(s); if (s.Length > 3) return; }
          void Y(string s, nint block) { var p = Marshal.StringToHGlobalAnsi(s); Marshal.WriteIntPtr(block, p); if (s.Length > 3) return; }
        }
        class Buf : MemoryManager<byte> { int _pins; byte[] _a = new byte[8]; GCHandle _h;
          public override Span<byte> GetSpan() => _a;
          public unsafe override MemoryHandle Pin(int i = 0) { var h = GCHandle.Alloc(_a, GCHandleType.Pinned); Interlocked.Increment(ref _pins); return new MemoryHandle((byte*)h.AddrOfPinnedObject() + i, h, this); }
          public override void Unpin() { if (Interlocked.Decrement(ref _pins) == 0) _h = default; }
          protected override void Dispose(bool d) { }
          void M() { var h = Pin(); try { _pins.ToString(); } finally { h.Dispose(); } }
        }
        // refcounts
        sealed class Cnt { int _r = 1; public void AddRef() => Interlocked.Increment(ref _r); public void Release() { if (Interlocked.Decrement(ref _r) == 0) Free(); } void Free() { } public Cnt Share() { AddRef(); return this; } public void Do() { } }
        class C1 { Cnt _c; readonly List<Cnt> _l = new(); readonly ConcurrentQueue<Cnt> _q = new();
          void A(Cnt c) { c.AddRef(); _c = c; }
          void B(Cnt c) { c.AddRef(); _l.Add(c); if (_l.Count > 5) return; c.Do(); }
          void C(Cnt c) { c.AddRef(); Task.Run(() => { c.Do(); c.Release(); }); }
          void D(Cnt c) { var d = c.Share(); _q.Enqueue(d); }
          void E(Cnt c) { c.AddRef(); try { c.Do(); } finally { c.Release(); } }
          Cnt F(bool x) { var c = new Cnt(); if (x) { c.Release(); return null; } return c; }
          void G() { var c = new Cnt(); _c?.Release(); _c = c; }
          void H(Cnt c, bool x) { if (x) c.AddRef(); try { c.Do(); } finally { if (x) c.Release(); } }
          void I() { var c = Volatile.Read(ref _c); if (c == null) return; c.AddRef(); if (c != Volatile.Read(ref _c)) { c.Release(); return; } try { c.Do(); } finally { c.Release(); } }
          void J(Action<Cnt> post) { var c = new Cnt(); c.AddRef(); post(c); c.Release(); }
          bool K(Cnt c) { c.AddRef(); if (!_q.IsEmpty) { c.Release(); return false; } _q.Enqueue(c); return true; }
          void L() { while (_q.TryDequeue(out var c)) { c.Do(); c.Release(); } }
          async Task M(Cnt c) { c.AddRef(); try { await Task.Yield(); c.Do(); } finally { c.Release(); } }
          IEnumerable<int> N(Cnt c) { c.AddRef(); try { yield return 1; c.Do(); yield return 2; } finally { c.Release(); } }
          void O(Cnt c) { using var lease = new Lease(c); c.Do(); }
          sealed class Lease : IDisposable { Cnt _c; public Lease(Cnt c) { c.AddRef(); _c = c; } public void Dispose() { _c?.Release(); _c = null; } }
          Lease P(Cnt c) { c.AddRef(); var l = new Lease(c); c.Release(); return l; }
        }
        class Work { int _pending; readonly TaskCompletionSource _idle = new(); 
          void Begin() => Interlocked.Increment(ref _pending); void End() { if (Interlocked.Decrement(ref _pending) == 0) _idle.TrySetResult(); }
          public void Post(Action a) { Begin(); ThreadPool.QueueUserWorkItem(_ => { try { a(); } finally { End(); } }); }
          public void Post2(Action a) { Begin(); if (!ThreadPool.QueueUserWorkItem(Cb, a)) { End(); throw new InvalidOperationException(); } }
          void Cb(object o) { try { ((Action)o)(); } finally { End(); } }
          public async Task Run(Func<Task> f) { Begin(); try { await f(); } finally { End(); } }
          public Task Start(Func<Task> f) { Begin(); Task t; try { t = f(); } catch { End(); throw; } return t.ContinueWith(_ => End()); }
          public void Sync(bool x) { Begin(); if (x) { End(); return; } Post3(); }
          void Post3() { ThreadPool.QueueUserWorkItem(Cb); }
        }
        class Tm { Timer _t; readonly System.Timers.Timer _tt = new(5);
          void A() { var t = new Timer(_ => { }, null, 0, 5); GC.KeepAlive(t); }
          Task B(int ms) { var tcs = new TaskCompletionSource(); Timer t = null; t = new Timer(_ => { t.Dispose(); tcs.TrySetResult(); }, null, ms, -1); return tcs.Task; }
          Task C(int ms, CancellationToken ct) { var tcs = new TaskCompletionSource(); var t = new Timer(_ => tcs.TrySetResult()); if (ct.IsCancellationRequested) { t.Dispose(); return Task.FromCanceled(ct); } t.Change(ms, -1); tcs.Task.ContinueWith(_ => t.Dispose()); return tcs.Task; }
          void D() { var t = new System.Timers.Timer(5) { AutoReset = false }; t.Elapsed += (_, _) => t.Dispose(); t.Start(); }
          void E() { _t?.Dispose(); _t = new Timer(_ => { }, null, 0, 5); _tt.Start(); }
        }
        class Obs<T> : IObservable<T> { readonly List<IObserver<T>> _o = new(); public IDisposable Subscribe(IObserver<T> o) { _o.Add(o); return new Un(this, o); } sealed class Un : IDisposable { Obs<T> _p; IObserver<T> _o; public Un(Obs<T> p, IObserver<T> o) { _p = p; _o = o; } public void Dispose() => _p._o.Remove(_o); } }
        class Ou { readonly Obs<int> _s = new(); IDisposable _d; 
          void A(IObserver<int> o) { _s.Subscribe(o); }
          void B(IObserver<int> o) { var d = _s.Subscribe(o); try { } finally { d.Dispose(); } }
          async Task C(IObserver<int> o) { using (_s.Subscribe(o)) await Task.Yield(); }
          IDisposable D(IObserver<int> o) { var d = _s.Subscribe(o); return d; }
          void E(IObserver<int> o) { _d?.Dispose(); _d = _s.Subscribe(o); }
          void F(IObserver<int> o, bool once) { var d = _s.Subscribe(o); if (once) d.Dispose(); }
        }
        """);

    [Fact]
    public Task Guards_are_followed_through_every_way_of_making_one() => RunAsync("""
        using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;
        class AsyncLock {
          readonly SemaphoreSlim _s = new(1,1); readonly IDisposable _releaser; readonly Task<IDisposable> _done;
          public AsyncLock() { _releaser = new Releaser(this); _done = Task.FromResult(_releaser); }
          public async Task<IDisposable> LockAsync() { await _s.WaitAsync().ConfigureAwait(false); return _releaser; }
          public Task<IDisposable> Lock2Async() { var w = _s.WaitAsync(); return w.IsCompleted ? _done : w.ContinueWith((_, st) => (IDisposable)st, _releaser); }
          public IDisposable Lock() { _s.Wait(); return _releaser; }
          public async ValueTask<Releaser> EnterAsync(CancellationToken ct) { await _s.WaitAsync(ct); return new Releaser(this); }
          public Releaser TryEnter(out bool ok) { ok = _s.Wait(0); return ok ? new Releaser(this) : default; }
          public struct Releaser : IDisposable { AsyncLock _o; internal Releaser(AsyncLock o) => _o = o; public void Dispose() => _o._s.Release(); }
        }
        ref struct Scope { object _g; public Scope(object g) { _g = g; Monitor.Enter(g); } public void Dispose() { if (_g != null) Monitor.Exit(_g); _g = null; } }
        sealed class PrimaryGuard(SemaphoreSlim s) : IDisposable { public void Dispose() => s.Release(); }
        sealed class ActionGuard : IDisposable { Action _a; public ActionGuard(Action a) => _a = a; public void Dispose() => Interlocked.Exchange(ref _a, null)?.Invoke(); }
        class U { readonly AsyncLock _l = new(); readonly object _g = new(); readonly SemaphoreSlim _s = new(1,1); readonly ReaderWriterLockSlim _rw = new(); AsyncLock.Releaser _kept;
          async Task A(int n) { {|LEAK305:await _l.LockAsync()|}; if (n > 1) return; } // dropped
          async Task B(int n) { using (await _l.LockAsync()) { if (n > 1) return; } }
          async Task C(int n) { using var _ = await _l.EnterAsync(default); if (n > 1) return; }
          async Task D(int n) { var r = {|LEAK301:await _l.EnterAsync(default)|}; if (n > 1) return; r.Dispose(); } // leak
          void E(int n) { using var s = new Scope(_g); if (n > 1) return; }
          void F(int n) { var s = {|LEAK301:new Scope(_g)|}; if (n > 1) return; s.Dispose(); } // leak
          async Task G(int n) { await _s.WaitAsync(); using var g = new PrimaryGuard(_s); if (n > 1) return; await Task.Delay(1); }
          async Task<IDisposable> H(int n) { await _s.WaitAsync(); return new PrimaryGuard(_s); }
          async Task I(int n) { var x = {|LEAK301:await H(1)|}; if (n > 1) return; x.Dispose(); } // leak
          async Task J(int n) { using (await H(1)) await Task.Delay(1); }
          IDisposable K() { _s.Wait(); return new ActionGuard(() => _s.Release()); }
          void L(int n) { using (K()) { if (n > 1) return; } }
          void M(int n) { K(); } // dropped?
          void N(int n) { var r = {|LEAK301:_l.Lock()|}; if (n > 1) return; r.Dispose(); } // leak
          void O(int n) { using (_l.Lock()) { if (n > 1) return; } }
          void P(int n) { var r = _l.TryEnter(out var ok); if (!ok) return; try { if (n > 1) return; } finally { r.Dispose(); } }
          void Q(int n) { using var r = _l.TryEnter(out var ok); if (!ok) return; }
          async Task R(int n) { _kept = await _l.EnterAsync(default); if (n > 1) return; _kept.Dispose(); }
          async Task S(int n) { var r = await _l.EnterAsync(default); try { await Task.Delay(n); } finally { r.Dispose(); } }
          async Task T(int n) { AsyncLock.Releaser r = default; try { r = await _l.EnterAsync(default); await Task.Delay(n); } finally { r.Dispose(); } }
          async Task V(int n) { IDisposable r = null; if (n > 1) r = await _l.LockAsync(); try { await Task.Delay(n); } finally { r?.Dispose(); } }
          async Task<AsyncLock.Releaser> W(int n) { var r = await _l.EnterAsync(default); return r; }
          async Task X(int n) { (await _l.LockAsync()).Dispose(); }
          async Task Y(int n) { var t = _l.LockAsync(); using (await t) { } }
          async Task Z(List<IDisposable> all) { all.Add(await _l.LockAsync()); }
        }
        """);

    [Fact]
    public Task Counted_buffers_subscriptions_and_timers_are_followed_as_programs_use_them() => RunAsync("""
        using System; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Generic; using System.IO; using System.Linq; using System.Text; using System.Threading; using System.Threading.Tasks;
        namespace DotLike.Common { public interface IReferenceCounted { int ReferenceCount { get; } IReferenceCounted Retain(); IReferenceCounted Retain(int n); bool Release(); bool Release(int n); } public static class ReferenceCountUtil { public static T Retain<T>(T m) => m; public static bool Release(object m) => (m as IReferenceCounted)?.Release() ?? false; public static void SafeRelease(object m) => Release(m); } }
        namespace DotLike.Buffers { using DotLike.Common;
          public interface IByteBuffer : IReferenceCounted { int ReadableBytes { get; } bool IsReadable(); byte ReadByte(); int ReadInt(); IByteBuffer WriteInt(int v); IByteBuffer WriteBytes(IByteBuffer b); IByteBuffer Slice(); IByteBuffer ReadSlice(int n); IByteBuffer RetainedDuplicate(); IByteBuffer ReadRetainedSlice(int n); IByteBuffer Copy(); IByteBuffer ReadBytes(int n); IByteBufferAllocator Allocator { get; } string ToString(Encoding e); }
          public interface IByteBufferAllocator { IByteBuffer Buffer(); IByteBuffer Buffer(int n); IByteBuffer DirectBuffer(int n); IByteBuffer CompositeBuffer(); }
          public static class Unpooled { public static IByteBuffer Buffer(int n) => null; public static IByteBuffer WrappedBuffer(byte[] b) => null; public static IByteBuffer WrappedBuffer(params IByteBuffer[] b) => null; public static IByteBuffer CopiedBuffer(byte[] b) => null; public static IByteBuffer Empty => null; }
        }
        namespace App { using DotLike.Common; using DotLike.Buffers;
          public interface ICtx { IByteBufferAllocator Allocator { get; } Task WriteAndFlushAsync(object m); void FireChannelRead(object m); }
          class Enc {
            IByteBuffer Encode1(ICtx c, string s) { var b = {|LEAK301:c.Allocator.Buffer()|}; if (s.Length == 0) return null; b.WriteInt(s.Length); return b; }
            void Encode2(ICtx c, string s, List<object> outp) { var b = {|LEAK301:c.Allocator.Buffer(4)|}; if (s.Length > 10) throw new InvalidOperationException(); b.WriteInt(1); outp.Add(b); }
            void Encode3(ICtx c, string s, List<object> outp) { IByteBuffer b = null; try { b = c.Allocator.Buffer(4); b.WriteInt(int.Parse(s)); outp.Add(b); b = null; } finally { b?.Release(); } }
            void Encode4(ICtx c, IByteBuffer m, List<object> outp) { outp.Add(m.Retain()); }
            void Encode5(ICtx c, IByteBuffer m, List<object> outp) { outp.Add(m.ReadRetainedSlice(4)); }
            void Decode1(ICtx c, IByteBuffer m, List<object> outp) { var frame = {|LEAK301:m.ReadRetainedSlice(4)|}; if (frame.ReadInt() != 7) return; outp.Add(frame); }
            void Decode2(ICtx c, IByteBuffer m, List<object> outp) { var frame = m.ReadSlice(4); if (frame.ReadInt() != 7) return; outp.Add(frame.Retain()); }
            void Read1(ICtx c, object msg) { if (msg is IByteBuffer b) { try { if (!b.IsReadable()) return; c.WriteAndFlushAsync(b.ReadByte()); } finally { b.Release(); } } else c.FireChannelRead(msg); }
            void Read2(ICtx c, object msg) { try { if (msg is string) return; } finally { ReferenceCountUtil.Release(msg); } }
            void Read3(ICtx c, IByteBuffer m) { c.WriteAndFlushAsync(m.RetainedDuplicate()); c.FireChannelRead(m.Retain()); }
            string Text1(IByteBuffer m) { var copy = {|LEAK301:m.Copy()|}; return copy.ToString(Encoding.UTF8); }
            string Text2(IByteBuffer m) { var copy = m.Copy(); try { return copy.ToString(Encoding.UTF8); } finally { copy.Release(); } }
            string Text3(IByteBuffer m, int n) { var part = {|LEAK301:m.ReadBytes(n)|}; var t = part.ToString(Encoding.UTF8); if (t == "") return null; part.Release(); return t; }
            IByteBuffer Wrap(ICtx c, IByteBuffer m) { var h = c.Allocator.Buffer(4); h.WriteInt(m.ReadableBytes); return Unpooled.WrappedBuffer(h, m.Retain() as IByteBuffer); }
            IByteBuffer Wrap2(ICtx c, IByteBuffer m) { var h = c.Allocator.Buffer(4); try { h.WriteInt(int.Parse("4")); } catch { h.Release(); throw; } return h; }
            void Loop(ICtx c, int n) { for (var i = 0; i < n; i++) { var b = {|LEAK301:c.Allocator.DirectBuffer(8)|}; if (i == 3) continue; b.WriteInt(i); b.Release(); } }
            void Loop2(ICtx c, int n) { for (var i = 0; i < n; i++) { var b = c.Allocator.DirectBuffer(8); b.WriteInt(i); c.WriteAndFlushAsync(b); } }
            async Task Send(ICtx c, string s) { var b = c.Allocator.Buffer(); b.WriteInt(s.Length); await c.WriteAndFlushAsync(b); }
            IByteBuffer _cum; 
            void Cumulate(ICtx c, IByteBuffer m) { if (_cum == null) { _cum = m; return; } if (_cum.ReferenceCount > 1) { var old = _cum; _cum = c.Allocator.Buffer(); _cum.WriteBytes(old); old.Release(); } _cum.WriteBytes(m); m.Release(); }
            void Hold(IByteBuffer m) { m.Retain(); _cum = m; }
            void Hold2(IByteBuffer m) { m.Retain(); var t = Task.Run(() => { m.ReadByte(); m.Release(); }); }
            void Hold3(IByteBuffer m, bool x) { {|LEAK301:m.Retain()|}; if (x) return; m.ReadByte(); m.Release(); }
            void Hold4(IByteBuffer m) { m.Retain(2); m.Release(2); }
            bool Hold5(IByteBuffer m, Func<IByteBuffer, bool> f) { m.Retain(); if (!f(m)) { m.Release(); return false; } return true; }
          }
        }
        class SubsBugs { IObservable<int> _o; IObserver<int> _ob; Timer _t;
          void A(bool x) { var d = {|LEAK301:_o.Subscribe(_ob)|}; if (x) return; Thread.Sleep(1); d.Dispose(); }
          void B(bool x) { var t = {|LEAK301:new Timer(_ => { }, null, 0, 10)|}; if (x) throw new Exception(); t.Dispose(); }
          async Task C(bool x) { var t = {|LEAK301:new System.Timers.Timer(5)|}; t.Start(); if (x) return; await Task.Delay(1); t.Stop(); }
          void D(bool x) { using var d = _o.Subscribe(_ob); if (x) return; }
        }
        class Counter2 { long _refs; bool _dead; readonly object _g = new();
          public bool TryPin() { lock (_g) { if (_dead) return false; } Interlocked.Increment(ref _refs); return true; }
          public void Unpin() { if (Interlocked.Decrement(ref _refs) == 0 && _dead) Free(); } void Free() { }
          public void Dispose() { _dead = true; }
        }
        class UseC2 { Counter2 _c = new(); 
          int A(bool x) { if (!{|LEAK301:_c.TryPin()|}) return 0; if (x) return 1; _c.Unpin(); return 2; }
          int B(bool x) { if (!_c.TryPin()) return 0; try { if (x) return 1; } finally { _c.Unpin(); } return 2; }
          bool C() => _c.TryPin();
          void D() => _c.Unpin();
          int E(bool x) { if (!C()) return 0; try { return x ? 1 : 2; } finally { D(); } }
        }
        """);

    private static Task RunAsync(string source)
    {
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier> { TestCode = source };
        test.DisabledDiagnostics.AddRange(["LEAK002", "LEAK314"]);
        return test.RunAsync();
    }
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK311: the acquire that stands where the release is due.</summary>
public sealed partial class WrongHalfOfThePairTests
{
    [Theory]
    [InlineData("first", """
        class A { readonly object g = new(); int n; void M() { Monitor.Enter(g); try { n++; } finally {
          {|LEAK311:Monitor.Enter(g)|}; } } }
        """)]
    [InlineData("semaphore waited in its finally", """
        class B { readonly SemaphoreSlim s = new(1); int n; async Task M() { await s.WaitAsync(); try { n++; } finally {
          await {|LEAK311:s.WaitAsync()|}; } } }
        """)]
    [InlineData("reader lock", """
        class C { readonly ReaderWriterLockSlim l = new(); int n; int M() { l.EnterReadLock(); try { return n; } finally {
          {|LEAK311:l.EnterReadLock()|}; } } }
        """)]
    [InlineData("update of a list", """
        class View { public void BeginUpdate() { } public void EndUpdate() { } }
        class D { readonly View v = new(); void M() { v.BeginUpdate(); try { v.ToString(); } finally {
          {|LEAK311:v.BeginUpdate()|}; } } }
        """)]
    [InlineData("counter", """
        class E1 { int n; void M() { Interlocked.Increment(ref n); try { Console.WriteLine(); } finally {
          {|LEAK311:Interlocked.Increment(ref n)|}; } } }
        """)]
    [InlineData("handler added in dispose", """
        class Src { public event EventHandler? Changed; public void Fire() => Changed?.Invoke(this, EventArgs.Empty); }
        class F : IDisposable { readonly Src s; public F(Src s) { this.s = s; s.ToString(); this.s.Changed += OnChanged; } void OnChanged(object? o, EventArgs e) { } public void Dispose() {
          {|LEAK311:this.s.Changed += OnChanged|}; } }
        """)]
    [InlineData("handler added in unsubscribe", """
        class Src { public event EventHandler? Changed; public void Fire() => Changed?.Invoke(this, EventArgs.Empty); }
        class G { readonly Src s = new(); void Subscribe() { s.Changed += On; } void On(object? o, EventArgs e) { } void Unsubscribe() {
          {|LEAK311:s.Changed += On|}; } }
        """)]
    [InlineData("remove accessor", """
        class Src { public event EventHandler? Changed; public void Fire() => Changed?.Invoke(this, EventArgs.Empty); }
        class H { readonly Src s = new(); public event EventHandler Changed { add { s.Changed += value; } remove {
          {|LEAK311:s.Changed += value|}; } } }
        """)]
    [InlineData("remove accessor with a delegate field", """
        class I { EventHandler? h; public event EventHandler Changed { add { h += value; } remove {
          {|LEAK311:h += value|}; } } void F() => h?.Invoke(this, EventArgs.Empty); }
        """)]
    [InlineData("registered again in dispose", """
        class Bus { public void Register(object o) { } public void Unregister(object o) { } }
        class J : IDisposable { readonly Bus b; public J(Bus b) { this.b = b; this.b.Register(this); } public void Dispose() {
          {|LEAK311:this.b.Register(this)|}; } }
        """)]
    [InlineData("opened in close", """
        class Door { public void Open() { } public void Close() { } }
        class K { readonly Door d = new(); public void Open() { d.Open(); } public void Close() {
          {|LEAK311:d.Open()|}; } }
        """)]
    [InlineData("dispose bool", """
        class Src { public event EventHandler? Changed; public void Fire() => Changed?.Invoke(this, EventArgs.Empty); }
        class L : IDisposable { readonly Src _s; public L(Src s) { _s = s; _s.Changed += OnChanged; } void OnChanged(object? o, EventArgs e) { } public void Dispose() => Dispose(true); protected virtual void Dispose(bool d) { if (d) {
          {|LEAK311:_s.Changed += OnChanged|}; } } }
        """)]
    [InlineData("inside try", """
        class M1 { readonly View v = new(); void M() { try { v.BeginUpdate(); v.ToString(); } finally {
          {|LEAK311:v.BeginUpdate()|}; } } }
        class View { public void BeginUpdate() { } public void EndUpdate() { } }
        """)]
    [InlineData("safe handle count", """
        class N { void M(SafeHandle h) { bool ok = false; h.DangerousAddRef(ref ok); try { h.DangerousGetHandle(); } finally {
          {|LEAK311:h.DangerousAddRef(ref ok)|}; } } }
        """)]
    public Task Flagged(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify(code);
    }

    [Theory]
    [InlineData("first", """
        class View { public void BeginUpdate() { } public void EndUpdate() { } }
        class A { readonly object g = new(); readonly View v = new(); int n; void M() { Monitor.Enter(g); v.BeginUpdate(); try { n++; } finally { v.EndUpdate(); Monitor.Exit(g); } } }
        """)]
    [InlineData("lock given up and taken back", """
        class B { readonly object g = new(); int n; void M() { Monitor.Exit(g); try { n++; } finally { Monitor.Enter(g); } } }
        """)]
    [InlineData("given up inside a lock", """
        class B2 { readonly SemaphoreSlim s = new(1); int n; void M() { s.Wait(); try { s.Release(); try { n++; } finally { s.Wait(); } } finally { s.Release(); } } }
        """)]
    [InlineData("loaded unloaded", """
        class Src { public event EventHandler? Loaded; public event EventHandler? Unloaded; public void Fire() { Loaded?.Invoke(this, EventArgs.Empty); Unloaded?.Invoke(this, EventArgs.Empty); } }
        class C { readonly Src s; public C(Src s) { this.s = s; this.s.Loaded += OnLoaded; } void OnLoaded(object? o, EventArgs e) { this.s.Loaded -= OnLoaded; this.s.Unloaded += Unload; } void Unload(object? o, EventArgs e) { this.s.Loaded += OnLoaded; } }
        """)]
    [InlineData("other handler", """
        class Src { public event EventHandler? Changed; public void Fire() => Changed?.Invoke(this, EventArgs.Empty); }
        class D : IDisposable { readonly Src s = new(); public D() { s.Changed += A; } void A(object? o, EventArgs e) { } void Z(object? o, EventArgs e) { } public void Dispose() { s.Changed += Z; } }
        """)]
    [InlineData("only in dispose", """
        class Src { public event EventHandler? Done; public void Fire() => Done?.Invoke(this, EventArgs.Empty); public void Stop() { } }
        class E1 : IDisposable { readonly Src s = new(); void A(object? o, EventArgs e) { } public void Dispose() { s.Done += A; s.Stop(); } }
        """)]
    [InlineData("timer restarted in finally", """
        class F { readonly System.Timers.Timer t = new(10); void Tick() { t.Stop(); try { Console.WriteLine(); } finally { t.Start(); } } }
        """)]
    [InlineData("receive loop", """
        class Sock { public IAsyncResult? BeginReceive(AsyncCallback c) => null; public int EndReceive(IAsyncResult r) => 0; }
        class G { readonly Sock s = new(); void Loop(IAsyncResult r) { try { s.EndReceive(r); } finally { s.BeginReceive(Loop); } } void Start() { s.BeginReceive(Loop); try { Console.WriteLine(); } finally { s.BeginReceive(Loop); } } }
        """)]
    [InlineData("back into the pool", """
        class Pool { public void Add(object o) { } public bool Remove(object o) => true; }
        class H : IDisposable { readonly Pool p; public H(Pool p) { this.p = p; p.Add(this); } public void Dispose() { p.Add(this); } }
        """)]
    [InlineData("total counter", """
        class I { long total; void M() { Interlocked.Increment(ref total); try { Console.WriteLine(); } finally { Console.WriteLine(Interlocked.Read(ref total)); } } }
        """)]
    [InlineData("two counters", """
        class J { int begun, ended; void M() { Interlocked.Increment(ref begun); try { Console.WriteLine(); } finally { Interlocked.Increment(ref ended); } } }
        """)]
    [InlineData("removed in accessor", """
        class K { EventHandler? h; public event EventHandler C { add { h += value; } remove { h -= value; } } void F() => h?.Invoke(this, EventArgs.Empty); }
        """)]
    [InlineData("numbers in dispose", """
        class L : IDisposable { int n; public L() { n += 1; } public void Dispose() { n += 1; } }
        """)]
    [InlineData("stopwatch", """
        class M1 { readonly System.Diagnostics.Stopwatch w = new(); void M() { w.Start(); try { Console.WriteLine(); } finally { w.Stop(); } } }
        """)]
    [InlineData("reopen", """
        class Door { public void Open() { } public void Close() { } }
        class N { readonly Door d = new(); public void Open() { d.Open(); } public void CloseAndReopen() { d.Close(); d.Open(); } }
        """)]
    [InlineData("open of another", """
        class O { readonly Door a = new(), b = new(); public void Open() { a.Open(); } public void Close() { b.Open(); } }
        class Door { public void Open() { } public void Close() { } }
        """)]
    [InlineData("no second half", """
        class Bus { public void Register(object o) { } }
        class P : IDisposable { readonly Bus b = new(); public P() { b.Register(this); } public void Dispose() { b.Register(this); } }
        """)]
    [InlineData("console scopes", """
        class Log { public void BeginScope(string s) { } public void EndScope(int n) { } }
        class Q { readonly Log l = new(); void M() { l.BeginScope("a"); try { } finally { l.BeginScope("a"); } } }
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

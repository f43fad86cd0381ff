using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK206, silent.</content>
public sealed partial class FinalizerBlocksTests
{
    [Fact]
    public Task Short_lock() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly HashSet<int> s_ids = new(); int _id; public R() { lock (s_ids) { s_ids.Add(_id); } } ~R() { lock (s_ids) { s_ids.Remove(_id); } } }
        """);

    [Fact]
    public Task Lock_this() => CyclesVerifier.VerifyAsync(
        """
        class R { int n; ~R() { lock (this) { n = 0; } } }
        """);

    [Fact]
    public Task Lock_own() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly object _g = new(); int n; ~R() { lock (_g) { n = 0; } } public void F() { lock (_g) { Thread.Sleep(5); } } }
        """);

    [Fact]
    public Task Wait_zero() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly ManualResetEvent _e = new(false); ~R() { _e.WaitOne(0); } }
        """);

    [Fact]
    public Task Monitor_try() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly object s_g = new(); static void W() { lock (s_g) { Thread.Sleep(1); } } ~R() { if (Monitor.TryEnter(s_g)) { Monitor.Exit(s_g); } } }
        """);

    [Fact]
    public Task Join_in_disposing() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { Thread _t; public R() { _t = new Thread(() => { }); } public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) { if (disposing) { _t.Join(); } } ~R() => Dispose(false); }
        """);

    [Fact]
    public Task Console_write() => CyclesVerifier.VerifyAsync(
        """
        class R { ~R() { Console.WriteLine("leaked"); } }
        """);

    [Fact]
    public Task Trace() => CyclesVerifier.VerifyAsync(
        """
        class R { ~R() { Debug.Fail("x"); Trace.TraceError("y"); } }
        """);

    [Fact]
    public Task Event_set() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly ManualResetEvent _e = new(false); ~R() { _e.Set(); _e.Dispose(); } }
        """);

    [Fact]
    public Task Cts_cancel() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly CancellationTokenSource _c = new(); ~R() { _c.Cancel(); _c.Dispose(); } }
        """);

    [Fact]
    public Task Eventsource_log() => CyclesVerifier.VerifyAsync(
        """
        class R { ~R() { try { Console.Error.WriteLine(GetType().Name); } catch { } } }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK206, flagged: finalizers that wait.</summary>
public sealed partial class FinalizerBlocksTests
{
    [Fact]
    public Task Join() => CyclesVerifier.VerifyAsync(
        """
        class R { Thread _t; public R() { _t = new Thread(() => { }); }
         ~R() {
           {|LEAK206:_t.Join()|};
         } }
        """);

    [Fact]
    public Task Wait() => CyclesVerifier.VerifyAsync(
        """
        class R { Task _t = Task.CompletedTask;
         ~R() {
           {|LEAK206:_t.Wait()|};
         } }
        """);

    [Fact]
    public Task Async_over_sync() => CyclesVerifier.VerifyAsync(
        """
        class R : IAsyncDisposable { public async ValueTask DisposeAsync() { await Task.Delay(1); }
         ~R() {
           {|LEAK206:DisposeAsync().AsTask().GetAwaiter().GetResult()|};
         } }
        """);

    [Fact]
    public Task Result() => CyclesVerifier.VerifyAsync(
        """
        class R { Task<int> F() => null;
         ~R() {
           var r = {|LEAK206:F().Result|};
         } }
        """);

    [Fact]
    public Task Waitone() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly ManualResetEvent _e = new(false);
         ~R() {
           {|LEAK206:_e.WaitOne()|};
         } }
        """);

    [Fact]
    public Task Sleep() => CyclesVerifier.VerifyAsync(
        """
        class R {
         ~R() {
           {|LEAK206:Thread.Sleep(100)|};
         } }
        """);

    [Fact]
    public Task Semaphore_static() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly SemaphoreSlim s_g = new(1,1);
         ~R() {
           {|LEAK206:s_g.Wait()|};
           s_g.Release(); } }
        """);

    [Fact]
    public Task Lock_long_holder() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly object s_g = new(); IntPtr _p;
         public static void Work() { lock (s_g) { Thread.Sleep(1000); } }
         ~R() {
           lock ({|LEAK206:s_g|})
           { Marshal.FreeHGlobal(_p); } } }
        """);

    [Fact]
    public Task Lock_holder_waits_for_finalizers() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly object s_g = new(); static int s_n;
         public static void Trim() { lock (s_g) { GC.Collect(); GC.WaitForPendingFinalizers(); } }
         ~R() {
           lock ({|LEAK206:s_g|})
           { s_n--; } } }
        """);

    [Fact]
    public Task Lock_holder_calls_callback() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly object s_g = new(); static int s_n; public static event Action Changed;
         public static void Trim() { lock (s_g) { Changed?.Invoke(); } }
         ~R() {
           lock ({|LEAK206:s_g|})
           { s_n--; } } }
        """);

    [Fact]
    public Task Join_unguarded() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { Thread _t; public R() { _t = new Thread(() => { }); } public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) {
         {|LEAK206:_t.Join()|};
         } ~R() => Dispose(false); }
        """);

    [Fact]
    public Task Process_wait() => CyclesVerifier.VerifyAsync(
        """
        class R { Process _p; public R() { _p = Process.Start("x"); }
         ~R() {
          {|LEAK206:_p.WaitForExit()|};
          } }
        """);

    [Fact]
    public Task Monitor_Wait() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly object s_g = new();
         ~R() { lock (s_g) {
           {|LEAK206:Monitor.Wait(s_g)|};
         } } }
        """);

    [Fact]
    public Task Spin() => CyclesVerifier.VerifyAsync(
        """
        class R { volatile bool _done;
         ~R() {
           {|LEAK206:SpinWait.SpinUntil(() => _done)|};
         } }
        """);
}

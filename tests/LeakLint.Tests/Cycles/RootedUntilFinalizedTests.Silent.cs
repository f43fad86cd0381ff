using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK203, silent.</content>
public sealed partial class RootedUntilFinalizedTests
{
    [Fact]
    public Task Gchandle_weak() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h; public R() { _h = GCHandle.Alloc(this, GCHandleType.Weak); } ~R() { _h.Free(); } }
        """);

    [Fact]
    public Task Gchandle_other_object() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h; byte[] _b = new byte[4]; public R() { _h = GCHandle.Alloc(_b, GCHandleType.Pinned); } ~R() { _h.Free(); } }
        """);

    [Fact]
    public Task Gchandle_with_dispose() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { GCHandle _h; public R() { _h = GCHandle.Alloc(this); } public void Dispose() { Free(); GC.SuppressFinalize(this); } void Free() { if (_h.IsAllocated) _h.Free(); } ~R() { Free(); } }
        """);

    [Fact]
    public Task Gchandle_dispose_bool() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { GCHandle _h; public R() { _h = GCHandle.Alloc(this); } public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) { if (_h.IsAllocated) _h.Free(); } ~R() { Dispose(false); } }
        """);

    [Fact]
    public Task Gchandle_static_delegate() => CyclesVerifier.VerifyAsync(
        """
        class R { Action _cb; GCHandle _h; public R() { _cb = On; _h = GCHandle.Alloc(_cb); } static void On() { } ~R() { _h.Free(); } }
        """);

    [Fact]
    public Task Static_event_dispose_too() => CyclesVerifier.VerifyAsync(
        """
        static class Clock { public static event EventHandler Tick; public static void R() => Tick?.Invoke(null, null); }
        class R : IDisposable { public R() { Clock.Tick += OnTick; } void OnTick(object o, EventArgs e) { } public void Dispose() { Clock.Tick -= OnTick; } ~R() { Clock.Tick -= OnTick; } }
        """);

    [Fact]
    public Task Static_event_static_handler() => CyclesVerifier.VerifyAsync(
        """
        static class Clock { public static event EventHandler Tick; public static void R() => Tick?.Invoke(null, null); }
        class R { public R() { Clock.Tick += OnTick; } static void OnTick(object o, EventArgs e) { } ~R() { Clock.Tick -= OnTick; } }
        """);

    [Fact]
    public Task Own_publisher() => CyclesVerifier.VerifyAsync(
        """
        class Bus { public event Action Changed; public void Raise() => Changed?.Invoke(); }
        class R { readonly Bus _b = new(); public R() { _b.Changed += On; } void On() { } ~R() { _b.Changed -= On; } }
        """);

    [Fact]
    public Task Weak_event_accessor() => CyclesVerifier.VerifyAsync(
        """
        class Bus { readonly List<WeakReference> _l = new(); public event Action Changed { add { _l.Add(new WeakReference(value.Target)); } remove { } } }
        class R { readonly Bus _b; public R(Bus b) { _b = b; _b.Changed += On; } void On() { } ~R() { _b.Changed -= On; } }
        """);

    [Fact]
    public Task Timer_static_callback() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Timer _t; public R() { _t = new Timer(static s => { }, null, 0, 1000); } ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Timer_weak_state() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Timer _t; public R() { _t = new Timer(static s => { if (((WeakReference<R>)s).TryGetTarget(out var r)) r.Tick(); }, new WeakReference<R>(this), 0, 1000); } void Tick() { } ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Timer_one_shot() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Timer _t; public R() { _t = new Timer(Tick, null, 1000, Timeout.Infinite); } void Tick(object o) { } ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Timer_with_dispose() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { readonly Timer _t; public R() { _t = new Timer(Tick, null, 0, 1000); } void Tick(object o) { } public void Dispose() => _t.Dispose(); ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Timer_stop_method() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Timer _t; public R() { _t = new Timer(Tick, null, 0, 1000); } void Tick(object o) { } public void Stop() => _t.Change(-1, -1); ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Timers_timer_never_started() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly System.Timers.Timer _t = new(1000); public R() { _t.Elapsed += OnElapsed; } void OnElapsed(object o, System.Timers.ElapsedEventArgs e) { } ~R() { var t = _t; } }
        """);

    [Fact]
    public Task Thread_with_stop_method() => CyclesVerifier.VerifyAsync(
        """
        class R { volatile bool _stop; readonly Thread _t; public R() { _t = new Thread(Run); _t.Start(); } void Run() { while (!_stop) { Thread.Sleep(10); } } public void Stop() { _stop = true; } ~R() { _stop = true; } }
        """);

    [Fact]
    public Task Thread_static() => CyclesVerifier.VerifyAsync(
        """
        class R { static volatile bool s_stop; public R() { new Thread(Run).Start(); } static void Run() { while (!s_stop) { } } ~R() { s_stop = true; } }
        """);

    [Fact]
    public Task Thread_that_ends() => CyclesVerifier.VerifyAsync(
        """
        class R { bool _stop; public R() { new Thread(Run).Start(); } void Run() { Console.WriteLine(_stop); } ~R() { _stop = true; } }
        """);

    [Fact]
    public Task Async_semaphore_loop_is_collected() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly SemaphoreSlim _s = new(0); bool _stop; public R() { _ = LoopAsync(); } async Task LoopAsync() { while (!_stop) { await _s.WaitAsync(); } } ~R() { _stop = true; _s.Release(); } }
        """);

    [Fact]
    public Task Static_dictionary_of_weak() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly ConcurrentDictionary<int, WeakReference<R>> s_all = new(); readonly int _id; public R(int id) { _id = id; s_all[id] = new WeakReference<R>(this); } ~R() { s_all.TryRemove(_id, out _); } }
        """);

    [Fact]
    public Task Static_dictionary_with_dispose() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { static readonly ConcurrentDictionary<int, R> s_all = new(); readonly int _id; public R(int id) { _id = id; s_all[id] = this; } public void Dispose() { s_all.TryRemove(_id, out _); GC.SuppressFinalize(this); } ~R() { s_all.TryRemove(_id, out _); } }
        """);

    [Fact]
    public Task Weak_registry() => CyclesVerifier.VerifyAsync(
        """
        static class Registry { static readonly List<WeakReference> s_l = new(); public static void Register(object o) { lock (s_l) s_l.Add(new WeakReference(o)); } public static void Unregister(object o) { lock (s_l) s_l.RemoveAll(w => w.Target == o); } }
        class R { public R() { Registry.Register(this); } ~R() { Registry.Unregister(this); } }
        """);

    [Fact]
    public Task Registry_of_ids() => CyclesVerifier.VerifyAsync(
        """
        static class Registry { static readonly HashSet<int> s_l = new(); public static void Register(int o) { lock (s_l) s_l.Add(o); } public static void Unregister(int o) { lock (s_l) s_l.Remove(o); } }
        class R { readonly int _id = 4; public R() { Registry.Register(_id); } ~R() { Registry.Unregister(_id); } }
        """);

    [Fact]
    public Task Counter() => CyclesVerifier.VerifyAsync(
        """
        class R { static int s_count; public R() { Interlocked.Increment(ref s_count); } ~R() { Interlocked.Decrement(ref s_count); } }
        """);

    [Fact]
    public Task Own_token_registration() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly CancellationTokenSource _c = new(); readonly CancellationTokenRegistration _r; public R() { _r = _c.Token.Register(Stop); } void Stop() { } ~R() { _r.Dispose(); } }
        """);

    [Fact]
    public Task Base_class_finalizer() => CyclesVerifier.VerifyAsync(
        """
        abstract class B : IDisposable { public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool d) { } ~B() => Dispose(false); }
        class R : B { GCHandle _h; public R() { _h = GCHandle.Alloc(this); } protected override void Dispose(bool d) { _h.Free(); base.Dispose(d); } }
        """);

    [Fact]
    public Task No_finalizer() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h; public R() { _h = GCHandle.Alloc(this); } }
        """);

    [Fact]
    public Task Public_close_elsewhere_private_caller() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h; public R() { _h = GCHandle.Alloc(this); } private void Free() => _h.Free(); public void Close() { Free(); GC.SuppressFinalize(this); } ~R() => Free(); }
        """);

    [Fact]
    public Task Callback_frees() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h; public R() { _h = GCHandle.Alloc(this); } public static void OnDone(IntPtr p) { var h = GCHandle.FromIntPtr(p); ((R)h.Target)._h.Free(); } ~R() { if (_h.IsAllocated) _h.Free(); } }
        """);
}

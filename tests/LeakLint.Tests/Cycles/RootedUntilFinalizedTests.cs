using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK203, flagged: what keeps an object alive until its finalizer has run.</summary>
public sealed partial class RootedUntilFinalizedTests
{
    [Fact]
    public Task Gchandle_this() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h; public R() {
          _h = {|LEAK203:GCHandle.Alloc(this)|};
         } ~R() { _h.Free(); } }
        """);

    [Fact]
    public Task Gchandle_normal() => CyclesVerifier.VerifyAsync(
        """
        class R { private readonly GCHandle _h; public R() {
          _h = {|LEAK203:GCHandle.Alloc(this, GCHandleType.Normal)|};
         } ~R() { if (_h.IsAllocated) _h.Free(); } }
        """);

    [Fact]
    public Task Gchandle_only_in_disposing() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { GCHandle _h; public R() {
           _h = {|LEAK203:GCHandle.Alloc(this)|};
         } public void Dispose() { Dispose(true); } protected virtual void Dispose(bool disposing) { if (!disposing) { _h.Free(); } } ~R() { Dispose(false); } }
        """);

    [Fact]
    public Task Gchandle_through_helper() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h; public R() { Init(); } void Init() {
           _h = {|LEAK203:GCHandle.Alloc(this)|};
         } void Cleanup() { _h.Free(); } ~R() { Cleanup(); } }
        """);

    [Fact]
    public Task Gchandle_delegate() => CyclesVerifier.VerifyAsync(
        """
        class R { Action _cb; GCHandle _h; public R() { _cb = On;
           _h = {|LEAK203:GCHandle.Alloc(_cb)|};
         } void On() { } ~R() { _h.Free(); } }
        """);

    [Fact]
    public Task Gchandle_wrapper_of_this() => CyclesVerifier.VerifyAsync(
        """
        class State { public R Owner; public State(R o) { Owner = o; } }
        class R { GCHandle _h; public R() {
          _h = {|LEAK203:GCHandle.Alloc(new State(this))|};
          } ~R() { _h.Free(); } }
        """);

    [Fact]
    public Task Gchandle_to_IntPtr_field() => CyclesVerifier.VerifyAsync(
        """
        class R { IntPtr _p; public R() {
          _p = GCHandle.ToIntPtr({|LEAK203:GCHandle.Alloc(this)|});
         } ~R() { GCHandle.FromIntPtr(_p).Free(); } }
        """);

    [Fact]
    public Task Static_event() => CyclesVerifier.VerifyAsync(
        """
        static class Clock { public static event EventHandler Tick; public static void R() => Tick?.Invoke(null, null); }
        class R { public R() {
          {|LEAK203:Clock.Tick += OnTick|};
         } void OnTick(object o, EventArgs e) { } ~R() { Clock.Tick -= OnTick; } }
        """);

    [Fact]
    public Task Appdomain() => CyclesVerifier.VerifyAsync(
        """
        class R { public R() {
          {|LEAK203:AppDomain.CurrentDomain.ProcessExit += OnExit|};
         } void OnExit(object o, EventArgs e) { } ~R() { AppDomain.CurrentDomain.ProcessExit -= OnExit; } }
        """);

    [Fact]
    public Task Console_cancel() => CyclesVerifier.VerifyAsync(
        """
        class R { public R() {
          {|LEAK203:Console.CancelKeyPress += OnExit|};
         } void OnExit(object o, ConsoleCancelEventArgs e) { } ~R() { Console.CancelKeyPress -= OnExit; } }
        """);

    [Fact]
    public Task Injected_publisher() => CyclesVerifier.VerifyAsync(
        """
        class Bus { public event Action Changed; public void Raise() => Changed?.Invoke(); }
        class R { readonly Bus _b; public R(Bus b) { _b = b;
          {|LEAK203:_b.Changed += On|};
         } void On() { } ~R() { _b.Changed -= On; } }
        """);

    [Fact]
    public Task Injected_publisher_param() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly System.ComponentModel.INotifyPropertyChanged _b; public R(System.ComponentModel.INotifyPropertyChanged b) {
          {|LEAK203:b.PropertyChanged += On|};
          _b = b; } void On(object o, System.ComponentModel.PropertyChangedEventArgs e) { } ~R() { _b.PropertyChanged -= On; } }
        """);

    [Fact]
    public Task Threading_timer() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Timer _t; public R() {
          _t = {|LEAK203:new Timer(Tick, null, 0, 1000)|};
         } void Tick(object o) { } ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Threading_timer_state() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Timer _t; public R() {
          _t = {|LEAK203:new Timer(static s => ((R)s).Tick(), this, TimeSpan.Zero, TimeSpan.FromSeconds(1))|};
         } void Tick() { } ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Timer_changed_later() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Timer _t; public R() {
          _t = {|LEAK203:new Timer(Tick, null, Timeout.Infinite, Timeout.Infinite)|};
          _t.Change(0, 500); } void Tick(object o) { } ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Timers_timer() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly System.Timers.Timer _t = new(1000); public R() {
          {|LEAK203:_t.Elapsed += OnElapsed|};
          _t.Start(); } void OnElapsed(object o, System.Timers.ElapsedEventArgs e) { } ~R() { _t.Stop(); _t.Dispose(); } }
        """);

    [Fact]
    public Task Thread() => CyclesVerifier.VerifyAsync(
        """
        class R { volatile bool _stop; readonly Thread _t; public R() {
          _t = {|LEAK203:new Thread(Run)|};
          _t.Start(); } void Run() { while (!_stop) { Thread.Sleep(10); } } ~R() { _stop = true; } }
        """);

    [Fact]
    public Task Thread_with_lambda() => CyclesVerifier.VerifyAsync(
        """
        class R { bool _stop; public R() {
          {|LEAK203:new Thread(() => { while (!_stop) Thread.Sleep(1); })|}.Start();
         } ~R() { _stop = true; } }
        """);

    [Fact]
    public Task Thread_with_running_flag() => CyclesVerifier.VerifyAsync(
        """
        class R { volatile bool _running; readonly Thread _t; public R() { _running = true;
          _t = {|LEAK203:new Thread(Run)|};
          _t.Start(); } void Run() { while (_running) { Thread.Sleep(10); } } ~R() { _running = false; } }
        """);

    [Fact]
    public Task Thread_with_event() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly ManualResetEvent _stop = new(false); public R() {
           var t = {|LEAK203:new Thread(Run) { IsBackground = true }|};
           t.Start(); } void Run() { while (!_stop.WaitOne(100)) { } } ~R() { _stop.Set(); } }
        """);

    [Fact]
    public Task Task_cts() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly CancellationTokenSource _cts = new(); public R() {
          {|LEAK203:Task.Run(Loop)|};
         } void Loop() { while (!_cts.IsCancellationRequested) { Thread.Sleep(1); } } ~R() { _cts.Cancel(); } }
        """);

    [Fact]
    public Task Async_delay_loop() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly CancellationTokenSource _cts = new(); public R() {
          _ = {|LEAK203:LoopAsync()|};
         } async Task LoopAsync() { while (!_cts.IsCancellationRequested) { await Task.Delay(100); } } ~R() { _cts.Cancel(); _cts.Dispose(); } }
        """);

    [Fact]
    public Task Periodic_timer() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly PeriodicTimer _t = new(TimeSpan.FromSeconds(1)); public R() {
          _ = {|LEAK203:LoopAsync()|};
         } async Task LoopAsync() { while (await _t.WaitForNextTickAsync()) { } } ~R() { _t.Dispose(); } }
        """);

    [Fact]
    public Task Static_list() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly List<R> s_all = new(); public R() {
           {|LEAK203:s_all.Add(this)|};
         } ~R() { s_all.Remove(this); } }
        """);

    [Fact]
    public Task Static_dictionary() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly ConcurrentDictionary<int, R> s_all = new(); readonly int _id; public R(int id) { _id = id;
           {|LEAK203:s_all[id] = this|};
         } ~R() { s_all.TryRemove(_id, out _); } }
        """);

    [Fact]
    public Task Static_dictionary_tryadd() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly ConcurrentDictionary<int, R> s_all = new(); readonly int _id; public R(int id) { _id = id;
           {|LEAK203:s_all.TryAdd(id, this)|};
         } ~R() { s_all.TryRemove(_id, out _); } }
        """);

    [Fact]
    public Task Registry_class() => CyclesVerifier.VerifyAsync(
        """
        static class Registry { static readonly List<object> s_l = new(); public static void Register(object o) { lock (s_l) s_l.Add(o); } public static void Unregister(object o) { lock (s_l) s_l.Remove(o); } }
        class R { public R() {
          {|LEAK203:Registry.Register(this)|};
         } ~R() { Registry.Unregister(this); } }
        """);

    [Fact]
    public Task Singleton_registry() => CyclesVerifier.VerifyAsync(
        """
        class Registry { public static readonly Registry Instance = new(); readonly List<object> s_l = new(); public void Register(object o) { lock (s_l) s_l.Add(o); } public void Unregister(object o) { lock (s_l) s_l.Remove(o); } }
        class R { public R() {
          {|LEAK203:Registry.Instance.Register(this)|};
         } ~R() { Registry.Instance.Unregister(this); } }
        """);

    [Fact]
    public Task Injected_registry() => CyclesVerifier.VerifyAsync(
        """
        class Registry { readonly List<object> s_l = new(); public void Register(object o) { lock (s_l) s_l.Add(o); } public void Unregister(object o) { lock (s_l) s_l.Remove(o); } }
        class R { readonly Registry _r; public R(Registry r) { _r = r;
          {|LEAK203:_r.Register(this)|};
         } ~R() { _r.Unregister(this); } }
        """);

    [Fact]
    public Task Token_registration() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly CancellationTokenRegistration _r; public R(CancellationToken t) {
          _r = {|LEAK203:t.Register(Stop)|};
         } void Stop() { } ~R() { _r.Dispose(); } }
        """);

    [Fact]
    public Task Linked() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly CancellationTokenSource _c; readonly CancellationTokenRegistration _r; public R(CancellationToken t) { _c = CancellationTokenSource.CreateLinkedTokenSource(t);
         _r = {|LEAK203:_c.Token.Register(Stop)|};
         } void Stop() { } ~R() { _r.Dispose(); _c.Dispose(); } }
        """);

    [Fact]
    public Task Observable() => CyclesVerifier.VerifyAsync(
        """
        class R : IObserver<int> { readonly IDisposable _s; public R(IObservable<int> o) {
          _s = {|LEAK203:o.Subscribe(this)|};
         } public void OnNext(int i) { } public void OnError(Exception e) { } public void OnCompleted() { } ~R() { _s.Dispose(); } }
        """);

    [Fact]
    public Task Registered_wait() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly ManualResetEvent _e = new(false); readonly RegisteredWaitHandle _w; public R() {
          _w = {|LEAK203:ThreadPool.RegisterWaitForSingleObject(_e, (s, t) => Go(), null, -1, false)|};
         } void Go() { } ~R() { _w.Unregister(null); } }
        """);

    [Fact]
    public Task Base_class_finalizer_without_dispose() => CyclesVerifier.VerifyAsync(
        """
        abstract class B { protected virtual void Cleanup() { } ~B() => Cleanup(); }
        class R : B { GCHandle _h; public R() {
          _h = {|LEAK203:GCHandle.Alloc(this)|};
         } protected override void Cleanup() { _h.Free(); } }
        """);
}

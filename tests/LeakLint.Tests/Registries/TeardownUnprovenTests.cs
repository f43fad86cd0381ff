using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <summary>A release is there, and nothing makes sure that it runs, or that it takes out what was put in.</summary>
public sealed class TeardownUnprovenTests
{
    [Fact]
    public Task Release_under_flag_nobody_sets() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { bool _attached; public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } public void Dispose() { if (_attached) Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Wrong_overload() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static event Action<string> Named; public static void T() { Tick?.Invoke(1); Named?.Invoke(""); } }
        class V : IDisposable { public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } void On(string s) { } public void Dispose() { Bus.Named -= On; } }
        """);

    [Fact]
    public Task Local_function_never_called() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } public void Dispose() { void Detach() => Bus.Tick -= On; GC.KeepAlive(this); } }
        """);

    [Fact]
    public Task Lambda_stored_never_invoked() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { Action _off; public V() { {|LEAK103:Bus.Tick += On|};
         _off = () => Bus.Tick -= On; } void On(int i) { } public void Dispose() { _off = null; } }
        """);

    [Fact]
    public Task List_of_unsubscribe_actions_never_run() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly List<Action> _off = new(); public V() { {|LEAK103:Bus.Tick += On|};
         _off.Add(() => Bus.Tick -= On); } void On(int i) { } public void Dispose() { _off.Clear(); } }
        """);

    [Fact]
    public Task List_of_disposables_never_disposed() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        sealed class Sub(Action a) : IDisposable { public void Dispose() => a(); }
        class V : IDisposable { readonly List<IDisposable> _subs = new(); public V() { {|LEAK103:Bus.Tick += On|};
         _subs.Add(new Sub(() => Bus.Tick -= On)); } void On(int i) { } public void Dispose() { _subs.Clear(); } }
        """);

    [Fact]
    public Task Base_not_called() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class B : IDisposable { public B() { {|LEAK103:Bus.Tick += On|}; }
         protected virtual void On(int i) { } protected virtual void Cleanup() { Bus.Tick -= On; } public virtual void Dispose() { } }
        class D : B { public override void Dispose() { } }
        """);

    [Fact]
    public Task Helper_passes_false() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } void Reset(bool detach) { if (detach) Bus.Tick -= On; } public void Dispose() { Reset(false); } }
        """);

    [Fact]
    public Task After_return() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { bool _disposed; public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } public void Dispose() { _disposed = true; if (_disposed) return; Bus.Tick -= On; } }
        """);

    [Fact]
    public Task In_catch_only() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } public void Dispose() { try { Flush(); } catch (IOException) { Bus.Tick -= On; } } void Flush() { } }
        """);

    [Fact]
    public Task Only_when_it_fires_and_condition() => SubscriptionTest.Check("""
        static class Bus { public static event EventHandler Tick; public static void T() => Tick?.Invoke(null, null); }
        class V : IDisposable { public V() { Bus.Tick += OnA; }
         void OnA(object s, EventArgs e) { } void OnB(object s, EventArgs e) { } public void Dispose() { {|LEAK105:Bus.Tick -= OnB|}; }
        }
        """);

    [Fact]
    public Task Wrong_publisher_instance() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { readonly Hub _a, _b; public V(Hub a, Hub b) { _a = a; _b = b; {|LEAK104:_a.Changed += On|}; }
         void On() { } public void Dispose() { _b.Changed -= On; } }
        """);

    [Fact]
    public Task Field_replaced_before_release() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { Hub _hub; public V(Hub hub) { _hub = hub; {|LEAK104:_hub.Changed += On|}; }
         void On() { } public void Dispose() { _hub = null; if (_hub != null) _hub.Changed -= On; } }
        """);

    [Fact]
    public Task New_publisher_in_dispose() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { readonly Hub _hub; public V(Hub hub) { _hub = hub; {|LEAK104:_hub.Changed += On|}; }
         void On() { } public void Dispose() { new Hub().Changed -= On; } }
        """);

    [Fact]
    public Task Two_adds_one_removal_in_repeatable_method() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public void Refresh() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } public void Dispose() { Bus.Tick -= On; } }
        class P { void Run() { for (int i = 0; i < 3; i++) { using var v = new V(); v.Refresh(); v.Refresh(); } } }
        """);

    [Fact]
    public Task Handler_wired_in_OnNavigatedTo_and_ctor() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { readonly Hub _hub; public V(Hub hub) { _hub = hub; _hub.Changed += On; Load(); }
         void Load() { {|LEAK104:_hub.Changed += On|}; }
         void On() { } public void Dispose() { _hub.Changed -= On; } }
        """);

    [Fact]
    public Task Loop_wires_many_one_released() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { readonly Hub _hub; public V(Hub hub, int n) { _hub = hub; for (int i = 0; i < n; i++) {|LEAK104:_hub.Changed += On|}; }
         void On() { } public void Dispose() { _hub.Changed -= On; } }
        """);

    [Fact]
    public Task Async_dispose_misses() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IAsyncDisposable { public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } void Detach() { Bus.Tick -= On; } public ValueTask DisposeAsync() => default; }
        """);

    [Fact]
    public Task Lambda_minus_lambda_in_action_list() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { int _n; readonly List<Action> _off = new(); public V() { Bus.Tick += i => _n += i;
         _off.Add(() => {|LEAK105:Bus.Tick -= i => _n += i|}); }
         public void Dispose() { foreach (var a in _off) a(); } }
        """);

    [Fact]
    public Task Token_dropped_OnChange() => SubscriptionTest.Check("""
        class V { int _n; public V(Microsoft.Extensions.Options.IOptionsMonitor<Opt> m) { {|LEAK104:m.OnChange((o, _) => _n++)|}; }
        }
        class Opt { }
        namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<out T> { T CurrentValue { get; } IDisposable OnChange(Action<T, string> listener); } public static class OptionsMonitorExtensions { public static IDisposable OnChange<T>(this IOptionsMonitor<T> m, Action<T> l) => m.OnChange((o, _) => l(o)); } }
        """);

    [Fact]
    public Task Observable_subscribe_dropped() => SubscriptionTest.Check("""
        class V : IDisposable, IObserver<int> { public V(IObservable<int> source) { {|LEAK104:source.Subscribe(this)|}; }
         public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } public void Dispose() { } }
        """);

    [Fact]
    public Task Change_token_dropped() => SubscriptionTest.Check("""
        class V : IDisposable { public V(Microsoft.Extensions.Primitives.IChangeToken t) { {|LEAK104:t.RegisterChangeCallback(_ => Reload(), null)|}; }
         void Reload() { } public void Dispose() { } }
        namespace Microsoft.Extensions.Primitives { public interface IChangeToken { bool HasChanged { get; } IDisposable RegisterChangeCallback(Action<object> cb, object state); } }
        """);

    [Fact]
    public Task Token_discarded() => SubscriptionTest.Check("""
        class V : IDisposable, IObserver<int> { readonly IObservable<int> _s; public V(IObservable<int> source) { _s = source; } public void Start() { _ = {|LEAK104:_s.Subscribe(this)|}; }
         public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } public void Dispose() { } }
        """);

    [Fact]
    public Task Fresh_target_static_event() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class H { int _n; public void On(int i) { _n += i; } }
        class V { public void Open() { {|LEAK104:Bus.Tick += new H().On|}; } }
        """);

    [Fact]
    public Task Local_weak_reference_over_fresh() => SubscriptionTest.Check("""
        class H { public void On() { } }
        class V { public void M() { var w = {|LEAK107:new WeakReference<H>(new H())|}; Thread.Sleep(10); if (w.TryGetTarget(out var h)) h.On(); } }
        """);

    [Fact]
    public Task Weakly_held_handler_object_local() => SubscriptionTest.Check("""
        class H { public void On() { } }
        class V { readonly List<WeakReference<H>> _l = new(); public void M() { var h = new H(); _l.Add({|LEAK107:new WeakReference<H>(h)|}); } }
        """);

    [Fact]
    public Task Explicit_Close_nobody_calls_and_Dispose_does_not() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } private void Shut() { Bus.Tick -= On; } public void Dispose() { GC.SuppressFinalize(this); } }
        """);

    [Fact]
    public Task Removal_handler_on_derived_generic_hub() => SubscriptionTest.Check("""
        static class Hub<T> { public static event Action<T> Got; public static void R(T t) => Got?.Invoke(t); }
        class V : IDisposable { public V() { {|LEAK103:Hub<int>.Got += On|}; }
         void On(int i) { } void On(string i) { } public void Dispose() { Hub<string>.Got -= On; } }
        """);

    [Fact]
    public Task Timer_field_without_stop_static_system_timer() => SubscriptionTest.Check("""
        class V : IDisposable { static readonly System.Timers.Timer s_t = new(1000); public V() { {|LEAK103:s_t.Elapsed += On|}; s_t.Start(); }
         void On(object s, System.Timers.ElapsedEventArgs e) { } public void Dispose() { s_t.Stop(); } }
        """);

    [Fact]
    public Task Dispose_of_container_never_calls_child() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V { public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } internal void Off() { Bus.Tick -= On; } }
        class P : IDisposable { readonly V _v = new(); public void Dispose() { } }
        class Q { void R() { for (int i = 0; i < 3; i++) { using var p = new P(); } } }
        """);

    [Fact]
    public Task Dispose_pattern_override_forgets_base() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } public void Dispose() { Dispose(true); } protected virtual void Dispose(bool d) { } }
        class W : V { void Extra() { } protected override void Dispose(bool d) { base.Dispose(d); } }
        """);

    [Fact]
    public Task Wired_in_property_setter_old_not_removed() => SubscriptionTest.Check("""
        class Model { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V { Model _m; public Model M { get => _m; set { _m = value; {|LEAK104:_m.Changed += On|}; } }
         void On() { } }
        """);

    [Fact]
    public Task Old_removed_after_assign() => SubscriptionTest.Check("""
        class Model { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V { Model _m; public Model M { get => _m; set { _m = value; if (_m != null) { _m.Changed -= On; {|LEAK104:_m.Changed += On|}; } } }
         void On() { } }
        """);

    [Fact]
    public Task Collection_items_wired_not_unwired_on_remove() => SubscriptionTest.Check("""
        class Item : System.ComponentModel.INotifyPropertyChanged { public event System.ComponentModel.PropertyChangedEventHandler PropertyChanged; public void R() => PropertyChanged?.Invoke(this, null); }
        class V : IDisposable { readonly IEnumerable<Item> _items; public V(IEnumerable<Item> items) { _items = items; foreach (var i in items) {|LEAK104:i.PropertyChanged += On|}; }
         void On(object s, System.ComponentModel.PropertyChangedEventArgs e) { } public void Dispose() { } }
        """);

    [Fact]
    public Task Composite_created_never_disposed() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        sealed class CompositeDisposable : IDisposable { readonly List<IDisposable> _l = new(); public void Add(IDisposable d) => _l.Add(d); public void Dispose() { foreach (var d in _l) d.Dispose(); } }
        static class Disposable { sealed class A(Action a) : IDisposable { public void Dispose() => a(); } public static IDisposable Create(Action a) => new A(a); }
        class V : IDisposable { readonly CompositeDisposable _d = new(); public V() { {|LEAK103:Bus.Tick += On|};
         _d.Add(Disposable.Create(() => Bus.Tick -= On)); } void On(int i) { } public void Dispose() { } }
        """);
}

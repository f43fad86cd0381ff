using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <summary>Subscriptions that only look like a leak, and leaks that do not look like one: dropped tokens, undo lists, handlers wired twice, fresh targets.</summary>
public sealed class SubscriptionWordingTests
{
    [Fact]
    public Task Loop_over_hubs() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { readonly Hub[] _hubs; public V(Hub[] hubs) { _hubs = hubs; foreach (var h in _hubs) h.Changed += On; } void On() { } public void Dispose() { foreach (var h in _hubs) h.Changed -= On; } }
        """);

    [Fact]
    public Task Loop_that_breaks_after_first() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V(int[] a) { foreach (var i in a) { if (i > 2) { Bus.Tick += On; break; } } } void On(int i) { } public void Dispose() { Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Guard_by_bool_in_called_method() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { bool _w; public V() { Bus.Tick += On; _w = true; } void Ensure() { if (!_w) { Bus.Tick += On; _w = true; } } public void A() => Ensure(); void On(int i) { } public void Dispose() { Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Two_types_same_event() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { Bus.Tick += On; } void On(int i) { } public void Dispose() { Bus.Tick -= On; } }
        class W : IDisposable { public void Start() { Bus.Tick += On; } void On(int i) { } public void Dispose() { Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Reconnect_with_detach_in_helper() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { readonly Hub _h; public V(Hub h) { _h = h; _h.Changed += On; } public void Reconnect() { Detach(); _h.Changed += On; } void Detach() => _h.Changed -= On; void On() { } public void Dispose() => Detach(); }
        class P { void R(Hub h) { using var v = new V(h); v.Reconnect(); v.Reconnect(); } }
        """);

    [Fact]
    public Task Start_called_twice_on_different_objects() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public void Start() { Bus.Tick += On; } void On(int i) { } public void Dispose() { Bus.Tick -= On; } }
        class P { void R() { using var a = new V(); using var b = new V(); a.Start(); b.Start(); } void L(int n) { for (int i = 0; i < n; i++) { using var v = new V(); v.Start(); } } }
        """);

    [Fact]
    public Task OnChange_in_singleton() => SubscriptionTest.Check("""
        namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<out T> { T CurrentValue { get; } IDisposable OnChange(Action<T, string> listener); } }
        namespace App { class Opt { } class V { int _n; V(Microsoft.Extensions.Options.IOptionsMonitor<Opt> m) { m.OnChange((o, _) => _n++); } static V s_one; public static V Get(Microsoft.Extensions.Options.IOptionsMonitor<Opt> m) => s_one ??= new V(m); } }
        """);

    [Fact]
    public Task OnChange_kept_in_list() => SubscriptionTest.Check("""
        namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<out T> { T CurrentValue { get; } IDisposable OnChange(Action<T, string> listener); } }
        namespace App { class Opt { } class V : IDisposable { int _n; readonly List<IDisposable> _l = new(); public V(Microsoft.Extensions.Options.IOptionsMonitor<Opt> m) { _l.Add(m.OnChange((o, _) => _n++)); } public void Dispose() { foreach (var d in _l) d.Dispose(); } } }
        """);

    [Fact]
    public Task Observable_own_subject_by_method() => SubscriptionTest.Check("""
        class V : IObserver<int>, IDisposable { IObservable<int> Make() => new S(); public V() { Make().Subscribe(this); } public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } public void Dispose() { } sealed class S : IObservable<int> { public IDisposable Subscribe(IObserver<int> o) { o.OnCompleted(); return null; } } }
        """);

    [Fact]
    public Task Subscription_returned() => SubscriptionTest.Check("""
        class V { int _n; public IDisposable Watch(IObservable<int> s, IObserver<int> o) { return s.Subscribe(o); } }
        """);

    [Fact]
    public Task Fresh_target_in_Main() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class H { int _n; public void On(int i) { _n += i; } }
        static class Program { public static void Main() { Bus.Tick += new H().On; Bus.T(); } }
        """);

    [Fact]
    public Task Fresh_target_in_startup_override() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class H { int _n; public void On(int i) { _n += i; } }
        class AppBase { protected virtual void OnStartup() { } public void Run() => OnStartup(); }
        class App : AppBase { protected override void OnStartup() { Bus.Tick += new H().On; } }
        """);

    [Fact]
    public Task Fresh_target_on_own_timer() => SubscriptionTest.Check("""
        class H { int _n; public void On(object s, System.Timers.ElapsedEventArgs e) { _n++; } }
        class V : IDisposable { readonly System.Timers.Timer _t = new(10); public V() { _t.Elapsed += new H().On; _t.Start(); } public void Dispose() => _t.Dispose(); }
        """);

    [Fact]
    public Task Local_weak_to_parameter() => SubscriptionTest.Check("""
        class V { public void M(object o) { var w = new WeakReference<object>(o); if (w.TryGetTarget(out var x)) Console.WriteLine(x); } }
        """);

    [Fact]
    public Task Local_weak_captured_by_timer() => SubscriptionTest.Check("""
        class V { public Timer M() { var h = new List<int>(); var w = new WeakReference<List<int>>(h); var t = new Timer(_ => { if (w.TryGetTarget(out var l)) l.Clear(); }, null, 0, 10); Keep(h); return t; } static List<int> s; static void Keep(List<int> l) => s = l; }
        """);

    [Fact]
    public Task Undo_list_drained_in_helper() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly List<Action> _off = new(); public V() { Bus.Tick += On; _off.Add(() => Bus.Tick -= On); } void On(int i) { } void Drain() { foreach (var a in _off) a(); } public void Dispose() => Drain(); }
        """);

    [Fact]
    public Task Undo_list_given_to_a_runner() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        static class Runner { public static void All(IEnumerable<Action> l) { foreach (var a in l) a(); } }
        class V : IDisposable { readonly List<Action> _off = new(); public V() { Bus.Tick += On; _off.Add(() => Bus.Tick -= On); } void On(int i) { } public void Dispose() => Runner.All(_off); }
        """);

    [Fact]
    public Task Undo_queue() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly Queue<Action> _off = new(); public V() { Bus.Tick += On; _off.Enqueue(() => Bus.Tick -= On); } void On(int i) { } public void Dispose() { while (_off.TryDequeue(out var a)) a(); } }
        """);

    [Fact]
    public Task Protected_list_drained_in_base() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class B : IDisposable { protected readonly List<Action> Off = new(); public void Dispose() { foreach (var a in Off) a(); } }
        class V : B { public V() { Bus.Tick += On; Off.Add(() => Bus.Tick -= On); } void On(int i) { } }
        """);

    [Fact]
    public Task Virtual_cleanup_called_by_base() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class B : IDisposable { protected virtual void Cleanup() { } public void Dispose() => Cleanup(); }
        class V : B { public V() { Bus.Tick += On; } void On(int i) { } protected override void Cleanup() { Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Nulling_after_release() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { Hub _h; public V(Hub h) { _h = h; _h.Changed += On; } void On() { } public void Dispose() { if (_h != null) { _h.Changed -= On; _h = null; } } }
        """);

    [Fact]
    public Task Exchange() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { Hub _h; public V(Hub h) { _h = h; _h.Changed += On; } void On() { } public void Dispose() { var h = Interlocked.Exchange(ref _h, null); if (h is not null) h.Changed -= On; } }
        """);

    [Fact]
    public Task Old_value_in_local() => SubscriptionTest.Check("""
        class Model { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V { Model _m; public Model M { get => _m; set { var old = _m; _m = value; if (old != null) old.Changed -= On; if (_m != null) _m.Changed += On; } } void On() { } }
        """);

    [Fact]
    public Task Items_via_collection_changed() => SubscriptionTest.Check("""
        class Item { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V { readonly System.Collections.ObjectModel.ObservableCollection<Item> _items = new(); public V() { _items.CollectionChanged += (s, e) => { if (e.NewItems != null) foreach (Item i in e.NewItems) i.Changed += On; if (e.OldItems != null) foreach (Item i in e.OldItems) i.Changed -= On; }; } void On() { } }
        """);

    [Fact]
    public Task Items_made_here() => SubscriptionTest.Check("""
        class Item { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V { readonly List<Item> _items = new() { new Item(), new Item() }; public V() { foreach (var i in _items) i.Changed += On; } void On() { } }
        """);

    [Fact]
    public Task Handler_per_call_with_finally() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V { public void Run(int n) { for (int i = 0; i < n; i++) { Bus.Tick += On; try { Thread.Sleep(1); } finally { Bus.Tick -= On; } } } void On(int i) { } }
        """);

    [Fact]
    public Task Do_once_loop() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { do { Bus.Tick += On; } while (false); } void On(int i) { } public void Dispose() => Bus.Tick -= On; }
        """);

    [Fact]
    public Task Ctor_chain() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() : this(1) { } public V(int n) { Attach(); } void Attach() { Bus.Tick += On; } void On(int i) { } public void Dispose() => Bus.Tick -= On; }
        """);

    [Fact]
    public Task Handler_of_Loaded_pairs_with_Dispose() => SubscriptionTest.Check("""
        class Ctl { public event EventHandler Loaded; protected void L() => Loaded?.Invoke(this, null); }
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : Ctl, IDisposable { public V() { Loaded += OnLoaded; } void OnLoaded(object s, EventArgs e) { Bus.Tick += On; } void On(int i) { } public void Dispose() => Bus.Tick -= On; }
        """);

    [Fact]
    public Task Weak_observer_proxy() => SubscriptionTest.Check("""
        class W<T>(T t) : IObserver<int> where T : class, IObserver<int> { readonly WeakReference<T> _w = new(t); public void OnNext(int i) { if (_w.TryGetTarget(out var x)) x.OnNext(i); } public void OnCompleted() { } public void OnError(Exception e) { } }
        sealed class WeakObs(V v) : IObserver<int> { readonly WeakReference<V> _w = new(v); public void OnNext(int i) { if (_w.TryGetTarget(out var x)) x.OnNext(i); } public void OnCompleted() { } public void OnError(Exception e) { } }
        class V : IObserver<int>, IDisposable { public V(IObservable<int> s) { s.Subscribe(new WeakObs(this)); } public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } public void Dispose() { } }
        """);

    [Fact]
    public Task Conditional_access_release() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IAsyncDisposable { Hub _h; public V(Hub h) { _h = h; _h.Changed += On; } void On() { } public ValueTask DisposeAsync() { if (_h is { } h) { h.Changed -= On; } _h = null; return default; } }
        """);

    [Fact]
    public Task Subscribe_local_unused() => SubscriptionTest.Check("""
        class V : IObserver<int>, IDisposable { public V(IObservable<int> s) { var sub = {|LEAK104:s.Subscribe(this)|}; }
         public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } public void Dispose() { } }
        """);

    [Fact]
    public Task Change_token_of_configuration() => SubscriptionTest.Check("""
        namespace Microsoft.Extensions.Primitives { public interface IChangeToken { bool HasChanged { get; } IDisposable RegisterChangeCallback(Action<object> cb, object state); } public static class ChangeToken { public static IDisposable OnChange(Func<IChangeToken> p, Action c) => null; } }
        namespace App { interface IConfiguration { Microsoft.Extensions.Primitives.IChangeToken GetReloadToken(); } class V : IDisposable { readonly IConfiguration _c; public V(IConfiguration c) { _c = c; {|LEAK103:Microsoft.Extensions.Primitives.ChangeToken.OnChange(() => _c.GetReloadToken(), Load)|}; }
         void Load() { } public void Dispose() { } } }
        """);

    [Fact]
    public Task OnChange_with_transient() => SubscriptionTest.Check("""
        namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<out T> { T CurrentValue { get; } IDisposable OnChange(Action<T, string> listener); } }
        namespace App { class Opt { } class V : IDisposable { Opt _o; public V(Microsoft.Extensions.Options.IOptionsMonitor<Opt> m) { _o = m.CurrentValue; _ = {|LEAK103:m.OnChange(Apply)|}; }
         void Apply(Opt o, string n) => _o = o; public void Dispose() { } } }
        """);

    [Fact]
    public Task Undo_stack_popped_only_in_unused_method() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly Stack<Action> _off = new(); public V() { {|LEAK103:Bus.Tick += On|};
         _off.Push(() => Bus.Tick -= On); } void On(int i) { } private void Undo() { _off.Pop()(); } public void Dispose() { } }
        """);

    [Fact]
    public Task Undo_object_never_disposed() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        sealed class Undo(Action a) : IDisposable { public void Dispose() => a(); }
        class V : IDisposable { readonly Undo _u; public V() { {|LEAK103:Bus.Tick += On|};
         _u = new Undo(() => Bus.Tick -= On); } void On(int i) { } public void Dispose() { } }
        """);

    [Fact]
    public Task Wired_on_each_PropertyChanged() => SubscriptionTest.Check("""
        class M : System.ComponentModel.INotifyPropertyChanged { public event System.ComponentModel.PropertyChangedEventHandler PropertyChanged; public void R() => PropertyChanged?.Invoke(this, null); }
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly M _m; public V(M m) { _m = m; _m.PropertyChanged += OnM; } void OnM(object s, System.ComponentModel.PropertyChangedEventArgs e) { {|LEAK103:Bus.Tick += On|}; }
         void On(int i) { } public void Dispose() { _m.PropertyChanged -= OnM; Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Fresh_target_in_loop() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class H { int _n; public void On(int i) { _n += i; } }
        class V { public void Open(int n) { for (int i = 0; i < n; i++) { {|LEAK103:Bus.Tick += new H().On|}; } } }
        """);

    [Fact]
    public Task Items_of_injected_list() => SubscriptionTest.Check("""
        class Item { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { public V(IReadOnlyList<Item> items) { foreach (var i in items) { {|LEAK104:i.Changed += On|}; } }
         void On() { } public void Dispose() { } }
        """);

    [Fact]
    public Task Anonymous_minus_in_dispose() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { int _n; public V() { Bus.Tick += delegate (int i) { _n += i; }; } public void Dispose() { {|LEAK105:Bus.Tick -= delegate (int i) { _n += i; }|}; } }
        """);

    [Fact]
    public Task Unregister_other_handler() => SubscriptionTest.Check("""
        class Hub { readonly List<Action> _l = new(); public void Subscribe(Action a) => _l.Add(a); public void Unsubscribe(Action a) => _l.Remove(a); }
        class V : IDisposable { readonly Hub _h; public V(Hub h) { _h = h; {|LEAK104:_h.Subscribe(On)|}; }
         void On() { } void Off() { } public void Dispose() => _h.Unsubscribe(Off); }
        """);

    [Fact]
    public Task Weak_set_gets_fresh() => SubscriptionTest.Check("""
        class H { } class V { readonly System.Runtime.CompilerServices.ConditionalWeakTable<H, object> _t = new(); public void M() { {|LEAK107:_t.Add(new H(), 1)|}; } }
        """);

    [Fact]
    public Task Hub_nulled_first() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { Hub _h; public V(Hub h) { _h = h; {|LEAK104:_h.Changed += On|}; }
         void On() { } public void Dispose() { _h = null; GC.SuppressFinalize(this); if (_h is not null) { _h.Changed -= On; } } }
        """);

    [Fact]
    public Task A_local_has_it_in_its_hand() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { Hub _h; public V(Hub h) { _h = h; _h.Changed += On; } void On() { } public void Dispose() { var h = _h; _h = null; if (h != null) h.Changed -= On; } }
        """);
}

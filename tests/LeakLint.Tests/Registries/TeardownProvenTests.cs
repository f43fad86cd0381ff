using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <summary>The release runs, by a way that is not the usual one.</summary>
public sealed class TeardownProvenTests
{
    [Fact]
    public Task Via_helper_two_deep() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { Bus.Tick += On; } void On(int i) { } void A() => B(); void B() { Bus.Tick -= On; } public void Dispose() { A(); } }
        """);

    [Fact]
    public Task List_of_unsubscribe_actions() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly List<Action> _off = new(); public V() { Bus.Tick += On; _off.Add(() => Bus.Tick -= On); } void On(int i) { } public void Dispose() { foreach (var a in _off) a(); _off.Clear(); } }
        """);

    [Fact]
    public Task Composite_container() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        sealed class CompositeDisposable : IDisposable { readonly List<IDisposable> _l = new(); public void Add(IDisposable d) => _l.Add(d); public void Dispose() { foreach (var d in _l) d.Dispose(); } }
        static class Disposable { sealed class A(Action a) : IDisposable { public void Dispose() => a(); } public static IDisposable Create(Action a) => new A(a); }
        class V : IDisposable { readonly CompositeDisposable _d = new(); public V() { Bus.Tick += On; _d.Add(Disposable.Create(() => Bus.Tick -= On)); } void On(int i) { } public void Dispose() { _d.Dispose(); } }
        """);

    [Fact]
    public Task Async_disposable() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IAsyncDisposable { public V() { Bus.Tick += On; } void On(int i) { } public async ValueTask DisposeAsync() { await Task.Yield(); Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Async_core() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IAsyncDisposable { public V() { Bus.Tick += On; } void On(int i) { } public async ValueTask DisposeAsync() { await DisposeAsyncCore(); GC.SuppressFinalize(this); } protected virtual ValueTask DisposeAsyncCore() { Bus.Tick -= On; return default; } }
        """);

    [Fact]
    public Task Local_function_called() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { Bus.Tick += On; } void On(int i) { } public void Dispose() { Detach(); void Detach() { Bus.Tick -= On; } } }
        """);

    [Fact]
    public Task Token_field_using_in_dispose() => SubscriptionTest.Check("""
        class V : IDisposable, IObserver<int> { readonly IDisposable _sub; public V(IObservable<int> s) { _sub = s.Subscribe(this); } public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } public void Dispose() { using (_sub) { } } }
        """);

    [Fact]
    public Task Using_var_of_field() => SubscriptionTest.Check("""
        class V : IDisposable, IObserver<int> { readonly IDisposable _sub; public V(IObservable<int> s) { _sub = s.Subscribe(this); } public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } public void Dispose() { using var s = _sub; GC.SuppressFinalize(this); } }
        """);

    [Fact]
    public Task Dispose_pattern_with_base() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class B : IDisposable { public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) { if (disposing) DisposeManaged(); } protected virtual void DisposeManaged() { } }
        class V : B { public V() { Bus.Tick += On; } void On(int i) { } protected override void DisposeManaged() { Bus.Tick -= On; base.DisposeManaged(); } }
        """);

    [Fact]
    public Task Base_unsubscribes() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        abstract class B : IDisposable { protected abstract void On(int i); protected B() { Bus.Tick += On; } public void Dispose() { Bus.Tick -= On; } }
        class V : B { protected override void On(int i) { } }
        """);

    [Fact]
    public Task Once_flag_interlocked() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { int _d; public V() { Bus.Tick += On; } void On(int i) { } public void Dispose() { if (Interlocked.Exchange(ref _d, 1) != 0) return; Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Ternary_toggle() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { Wire(true); } void Wire(bool on) { if (on) Bus.Tick += On; else Bus.Tick -= On; } void On(int i) { } public void Dispose() { Wire(false); } }
        """);

    [Fact]
    public Task Switch_toggle() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { Wire(true); } void Wire(bool on) { switch (on) { case true: Bus.Tick += On; break; case false: Bus.Tick -= On; break; } } void On(int i) { } public void Dispose() { Wire(false); } }
        """);

    [Fact]
    public Task Delegate_field_combined() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly Action<int> _h; int _n; public V() { _h = i => _n += i; Bus.Tick += _h; } public void Dispose() { Bus.Tick -= _h; } }
        """);

    [Fact]
    public Task Self_detaching() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { Bus.Tick += On; } void On(int i) { Bus.Tick -= On; } public void Dispose() { } }
        """);

    [Fact]
    public Task Unload_handler_attached() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class Ctl { public event EventHandler Unloaded; protected void U() => Unloaded?.Invoke(this, null); }
        class V : Ctl { public V() { Bus.Tick += On; Unloaded += (s, e) => Bus.Tick -= On; } void On(int i) { } }
        """);

    [Fact]
    public Task Undo_object_stored_in_field() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        sealed class Undo(Action a) : IDisposable { public void Dispose() => a(); }
        class V : IDisposable { readonly Undo _u; public V() { Bus.Tick += On; _u = new Undo(() => Bus.Tick -= On); } void On(int i) { } public void Dispose() => _u.Dispose(); }
        """);

    [Fact]
    public Task Action_field_invoked() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { Action _off; public V() { Bus.Tick += On; _off = () => Bus.Tick -= On; } void On(int i) { } public void Dispose() { _off?.Invoke(); _off = null; } }
        """);

    [Fact]
    public Task Stack_of_actions_popped() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly Stack<Action> _off = new(); public V() { Bus.Tick += On; _off.Push(() => Bus.Tick -= On); } void On(int i) { } public void Dispose() { while (_off.Count > 0) _off.Pop()(); } }
        """);

    [Fact]
    public Task Foreach_ForEach() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { readonly List<Action> _off = new(); public V() { Bus.Tick += On; _off.Add(() => Bus.Tick -= On); } void On(int i) { } public void Dispose() { _off.ForEach(a => a()); } }
        """);

    [Fact]
    public Task Static_helper_class_does_it() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        static class Wiring { public static void Off(V v) { Bus.Tick -= v.On; } }
        class V : IDisposable { public V() { Bus.Tick += On; } public void On(int i) { } public void Dispose() { Wiring.Off(this); } }
        """);

    [Fact]
    public Task Property_old_new() => SubscriptionTest.Check("""
        class Model { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { Model _m; public Model M { get => _m; set { if (_m != null) _m.Changed -= On; _m = value; if (_m != null) _m.Changed += On; } } void On() { } public void Dispose() { M = null; } }
        """);

    [Fact]
    public Task Minus_before_plus() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public void Refresh() { Bus.Tick -= On; Bus.Tick += On; } void On(int i) { } public void Dispose() { Bus.Tick -= On; } }
        class P { void Run() { for (int i = 0; i < 3; i++) { using var v = new V(); v.Refresh(); v.Refresh(); } } }
        """);

    [Fact]
    public Task Guarded_wire_once() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { bool _on; public void Refresh() { if (_on) return; _on = true; Bus.Tick += On; } void On(int i) { } public void Dispose() { if (_on) { Bus.Tick -= On; _on = false; } } }
        class P { void Run() { for (int i = 0; i < 3; i++) { using var v = new V(); v.Refresh(); v.Refresh(); } } }
        """);

    [Fact]
    public Task Start_stop_pairs() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public void Start() { Bus.Tick += On; } public void Stop() { Bus.Tick -= On; } void On(int i) { } public void Dispose() { Stop(); } }
        class P { void Run() { for (int i = 0; i < 3; i++) { using var v = new V(); v.Start(); v.Stop(); v.Start(); } } }
        """);

    [Fact]
    public Task OnChange_kept() => SubscriptionTest.Check("""
        class V : IDisposable { readonly IDisposable _s; int _n; public V(Microsoft.Extensions.Options.IOptionsMonitor<Opt> m) { _s = m.OnChange((o, _) => _n++); } public void Dispose() => _s?.Dispose(); }
        class Opt { }
        namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<out T> { T CurrentValue { get; } IDisposable OnChange(Action<T, string> listener); } }
        """);

    [Fact]
    public Task OnChange_static_handler_dropped() => SubscriptionTest.Check("""
        class V { static int s_n; public V(Microsoft.Extensions.Options.IOptionsMonitor<Opt> m) { m.OnChange(static (o, _) => s_n++); } }
        class Opt { }
        namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<out T> { T CurrentValue { get; } IDisposable OnChange(Action<T, string> listener); } }
        """);

    [Fact]
    public Task Subscribe_on_own_subject() => SubscriptionTest.Check("""
        class Subj<T> : IObservable<T> { readonly List<IObserver<T>> _o = new(); public IDisposable Subscribe(IObserver<T> o) { _o.Add(o); return new U(this, o); } sealed class U(Subj<T> s, IObserver<T> o) : IDisposable { public void Dispose() => s._o.Remove(o); } }
        class V : IObserver<int> { readonly Subj<int> _s = new(); public V() { _s.Subscribe(this); } public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } }
        """);

    [Fact]
    public Task Hosted_service_ctor_OnChange_singleton() => SubscriptionTest.Check("""
        namespace Microsoft.Extensions.Hosting { public interface IHostedService { Task StartAsync(CancellationToken t); Task StopAsync(CancellationToken t); } }
        namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<out T> { T CurrentValue { get; } IDisposable OnChange(Action<T, string> listener); } }
        namespace App { class Opt { } class V : Microsoft.Extensions.Hosting.IHostedService { int _n; readonly Microsoft.Extensions.Options.IOptionsMonitor<Opt> _m; IDisposable _s; public V(Microsoft.Extensions.Options.IOptionsMonitor<Opt> m) => _m = m; public Task StartAsync(CancellationToken t) { _s = _m.OnChange((o, _) => _n++); return Task.CompletedTask; } public Task StopAsync(CancellationToken t) { _s?.Dispose(); return Task.CompletedTask; } } }
        """);

    [Fact]
    public Task Token_disposed_by_array() => SubscriptionTest.Check("""
        class V : IDisposable, IObserver<int> { readonly IDisposable[] _subs; public V(IObservable<int> a, IObservable<int> b) { _subs = new[] { a.Subscribe(this), b.Subscribe(this) }; } public void OnNext(int i) { } public void OnCompleted() { } public void OnError(Exception e) { } public void Dispose() { foreach (var s in _subs) s.Dispose(); } }
        """);

    [Fact]
    public Task Weak_subscription_own_class() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        sealed class WeakSub { readonly WeakReference<V> _w; readonly Hub _h; public WeakSub(Hub h, V v) { _w = new(v); _h = h; h.Changed += On; } void On() { if (_w.TryGetTarget(out var v)) v.Do(); else _h.Changed -= On; } }
        class V { public V(Hub h) { new WeakSub(h, this); } public void Do() { } }
        """);

    [Fact]
    public Task Try_finally_in_a_method() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V { int _n; public void Run() { Bus.Tick += On; try { Work(); } finally { Bus.Tick -= On; } } void Work() { } void On(int i) { _n += i; } }
        """);

    [Fact]
    public Task Waiter_with_finally() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V { public async Task<int> Next() { var t = new TaskCompletionSource<int>(); void H(int i) => t.TrySetResult(i); Bus.Tick += H; try { return await t.Task; } finally { Bus.Tick -= H; } } }
        """);

    [Fact]
    public Task Waiter_self_removing_lambda() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V { public Task<int> Next() { var t = new TaskCompletionSource<int>(); Action<int> h = null; h = i => { Bus.Tick -= h; t.TrySetResult(i); }; Bus.Tick += h; return t.Task; } }
        """);

    [Fact]
    public Task Explicit_interface_dispose() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDisposable { public V() { Bus.Tick += On; } void On(int i) { } void IDisposable.Dispose() { Bus.Tick -= On; } }
        """);

    [Fact]
    public Task Registration_returned_by_helper() => SubscriptionTest.Check("""
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        sealed class Undo(Action a) : IDisposable { public void Dispose() => a(); }
        class V : IDisposable { readonly IDisposable _u; public V() { _u = Attach(); } IDisposable Attach() { Bus.Tick += On; return new Undo(Detach); } void Detach() { Bus.Tick -= On; } void On(int i) { } public void Dispose() => _u.Dispose(); }
        """);

    [Fact]
    public Task Dispose_through_components() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { readonly Hub _h; readonly List<IDisposable> _d = new(); public V(Hub h) { _h = h; _h.Changed += On; _d.Add(new U(this)); } void On() { } sealed class U(V v) : IDisposable { public void Dispose() => v._h.Changed -= v.On; } public void Dispose() { foreach (var x in _d) x.Dispose(); } }
        """);

    [Fact]
    public Task Unsub_in_event_raised_by_self_Disposed() => SubscriptionTest.Check("""
        class Hub { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : System.ComponentModel.Component { readonly Hub _h; public V(Hub h) { _h = h; _h.Changed += On; Disposed += delegate { _h.Changed -= On; }; } void On() { } }
        """);

    [Fact]
    public Task Linq_foreach_over_items() => SubscriptionTest.Check("""
        class Item { public event Action Changed; public void R() => Changed?.Invoke(); }
        class V : IDisposable { readonly List<Item> _items; public V(List<Item> items) { _items = items; _items.ForEach(i => i.Changed += On); } void On() { } public void Dispose() { _items.ForEach(i => i.Changed -= On); } }
        """);

    [Fact]
    public Task Default_interface_teardown() => SubscriptionTest.Check("""
        interface IDetach : IDisposable { void Detach(); void IDisposable.Dispose() => Detach(); }
        static class Bus { public static event Action<int> Tick; public static void T() => Tick?.Invoke(1); }
        class V : IDetach { public V() { Bus.Tick += On; } void On(int i) { } public void Detach() { Bus.Tick -= On; } }
        """);
}

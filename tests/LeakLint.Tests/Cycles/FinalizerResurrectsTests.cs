using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK205, flagged: finalizers that give their object away.</summary>
public sealed partial class FinalizerResurrectsTests
{
    [Fact]
    public Task Static_field() => CyclesVerifier.VerifyAsync(
        """
        class R { static R s_last;
         ~R() {
           {|LEAK205:s_last = this|};
         } }
        """);

    [Fact]
    public Task Static_list() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly List<R> s_all = new();
         ~R() {
           {|LEAK205:s_all.Add(this)|};
         } }
        """);

    [Fact]
    public Task Kept_by_a_static_member_and_reregistered() => CyclesVerifier.VerifyAsync(
        """
        class Gc { static int N; static Gc Keep; ~Gc() { N++; GC.ReRegisterForFinalize(this); {|LEAK205:Keep = this|}; } }
        """);

    [Fact]
    public Task Bag_pool_without_reregister() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly ConcurrentBag<R> s_pool = new();
         ~R() =>
           {|LEAK205:s_pool.Add(this)|};
         }
        """);

    [Fact]
    public Task Injected_pool() => CyclesVerifier.VerifyAsync(
        """
        class Pool { readonly Stack<Item> _free = new(); public void Return(Item i) { lock (_free) { _free.Push(i); } } }
        class Item { readonly Pool _pool; public Item(Pool p) { _pool = p; }
         ~Item() {
          {|LEAK205:_pool.Return(this)|};
         } }
        """);

    [Fact]
    public Task Task() => CyclesVerifier.VerifyAsync(
        """
        class R { IntPtr _p; void Close() { Marshal.FreeHGlobal(_p); }
         ~R() {
           {|LEAK205:Task.Run(() => Close())|};
         } }
        """);

    [Fact]
    public Task Task_method_group() => CyclesVerifier.VerifyAsync(
        """
        class R { IntPtr _p; void Close() { Marshal.FreeHGlobal(_p); }
         ~R() {
           {|LEAK205:Task.Run(Close)|};
         } }
        """);

    [Fact]
    public Task Threadpool() => CyclesVerifier.VerifyAsync(
        """
        class R { IntPtr _p; void Close(object o) { Marshal.FreeHGlobal(_p); }
         ~R() {
           {|LEAK205:ThreadPool.QueueUserWorkItem(Close)|};
         } }
        """);

    [Fact]
    public Task State() => CyclesVerifier.VerifyAsync(
        """
        class R { IntPtr _p; void Close() { Marshal.FreeHGlobal(_p); }
         ~R() {
           {|LEAK205:ThreadPool.QueueUserWorkItem(static s => ((R)s).Close(), this)|};
         } }
        """);

    [Fact]
    public Task Gchandle() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h;
         ~R() {
           _h = {|LEAK205:GCHandle.Alloc(this)|};
         } }
        """);

    [Fact]
    public Task Thread() => CyclesVerifier.VerifyAsync(
        """
        class R { void Run() { }
         ~R() {
           {|LEAK205:new Thread(Run)|}.Start();
         } }
        """);

    [Fact]
    public Task Static_event() => CyclesVerifier.VerifyAsync(
        """
        static class App { public static event EventHandler Closing; public static void Raise() => Closing?.Invoke(null, null); }
        class R { void On(object o, EventArgs e) { }
         ~R() {
           {|LEAK205:App.Closing += On|};
         } }
        """);

    [Fact]
    public Task Queue_wrapper() => CyclesVerifier.VerifyAsync(
        """
        class Entry { public R Target; public Entry(R r) { Target = r; } }
        class R { static readonly ConcurrentQueue<Entry> s_q = new();
         ~R() {
           {|LEAK205:s_q.Enqueue(new Entry(this))|};
         } }
        """);

    [Fact]
    public Task Singleton_instance() => CyclesVerifier.VerifyAsync(
        """
        class Reaper { public static readonly Reaper Instance = new(); readonly Queue<object> _q = new(); public void Enqueue(object o) { lock (_q) _q.Enqueue(o); } }
        class R {
         ~R() {
          {|LEAK205:Reaper.Instance.Enqueue(this)|};
         } }
        """);

    [Fact]
    public Task Static_helper() => CyclesVerifier.VerifyAsync(
        """
        static class Reaper { static readonly Queue<object> s_q = new(); public static void Enqueue(object o) { lock (s_q) s_q.Enqueue(o); } }
        class R {
         ~R() {
          {|LEAK205:Reaper.Enqueue(this)|};
         } }
        """);
}

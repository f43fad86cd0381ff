using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK205, silent.</content>
public sealed partial class FinalizerResurrectsTests
{
    [Fact]
    public Task Pool_with_reregister() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly ConcurrentBag<R> s_pool = new(); ~R() { s_pool.Add(this); GC.ReRegisterForFinalize(this); } }
        """);

    [Fact]
    public Task Gen2_callback() => CyclesVerifier.VerifyAsync(
        """
        sealed class Gen2 : System.Runtime.ConstrainedExecution.CriticalFinalizerObject { readonly Func<bool> _cb; Gen2(Func<bool> cb) { _cb = cb; } public static void Register(Func<bool> cb) { new Gen2(cb); } ~Gen2() { try { if (!_cb()) return; } catch { } GC.ReRegisterForFinalize(this); } }
        """);

    [Fact]
    public Task Injected_registry_remove() => CyclesVerifier.VerifyAsync(
        """
        class Pool { readonly HashSet<Item> _all = new(); public void Forget(Item i) { lock (_all) { _all.Remove(i); } } }
        class Item { readonly Pool _pool; public Item(Pool p) { _pool = p; } ~Item() { _pool.Forget(this); } }
        """);

    [Fact]
    public Task Posting_a_number() => CyclesVerifier.VerifyAsync(
        """
        class R { IntPtr _p; ~R() { Task.Run(() => Marshal.FreeHGlobal(_p)); } }
        """);

    [Fact]
    public Task Posting_a_local_number() => CyclesVerifier.VerifyAsync(
        """
        class R { IntPtr _p; ~R() { var p = _p; Task.Run(() => Marshal.FreeHGlobal(p)); } }
        """);

    [Fact]
    public Task Weak_gchandle() => CyclesVerifier.VerifyAsync(
        """
        class R { GCHandle _h; ~R() { _h = GCHandle.Alloc(this, GCHandleType.Weak); } }
        """);

    [Fact]
    public Task Singleton_reaper_gets_a_number() => CyclesVerifier.VerifyAsync(
        """
        class Reaper { public static readonly Reaper Instance = new(); readonly Queue<IntPtr> _q = new(); public void Enqueue(IntPtr o) { lock (_q) _q.Enqueue(o); } }
        class R { IntPtr _p; ~R() { Reaper.Instance.Enqueue(_p); } }
        """);

    [Fact]
    public Task Removes_itself_from_static() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly List<R> s_all = new(); ~R() { lock (s_all) s_all.Remove(this); } }
        """);

    [Fact]
    public Task Weak_list_of_itself() => CyclesVerifier.VerifyAsync(
        """
        class R { static readonly List<WeakReference<R>> s_all = new(); ~R() { s_all.Add(new WeakReference<R>(this)); } }
        """);

    [Fact]
    public Task Raises_static_event() => CyclesVerifier.VerifyAsync(
        """
        class R { public static event EventHandler Leaked; ~R() { Leaked?.Invoke(this, EventArgs.Empty); } }
        """);

    [Fact]
    public Task Child_gets_this() => CyclesVerifier.VerifyAsync(
        """
        class Child { public R Owner; } class R { readonly Child _c = new(); ~R() { _c.Owner = this; } }
        """);
}

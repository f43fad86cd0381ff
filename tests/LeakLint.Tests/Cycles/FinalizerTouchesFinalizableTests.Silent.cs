using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK204, silent.</content>
public sealed partial class FinalizerTouchesFinalizableTests
{
    [Fact]
    public Task Guarded() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { readonly FileStream _f = new FileStream("a", FileMode.Open); IntPtr _p = Marshal.AllocHGlobal(1);
         public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }
         protected virtual void Dispose(bool disposing) { if (disposing) { _f?.Dispose(); } Marshal.FreeHGlobal(_p); }
         ~R() { Dispose(false); } }
        """);

    [Fact]
    public Task Safehandle_touched() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly SafeFileHandle _h = File.OpenHandle("a"); ~R() { _h.Dispose(); } }
        """);

    [Fact]
    public Task Stream_declared_given() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Stream _s; public R(Stream s) { _s = s; } ~R() { _s.Dispose(); } }
        """);

    [Fact]
    public Task Memorystream() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly MemoryStream _s = new MemoryStream(); ~R() { _s.Dispose(); } }
        """);

    [Fact]
    public Task List_clear() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly List<int> _s = new(); ~R() { _s.Clear(); } }
        """);

    [Fact]
    public Task Peer_asks_first() => CyclesVerifier.VerifyAsync(
        """
        class Device { bool _closed; IntPtr _h = Marshal.AllocHGlobal(1); public void Remove(int id) { if (_closed) return; _h = IntPtr.Zero; } ~Device() { _closed = true; Marshal.FreeHGlobal(_h); } }
        class Texture { readonly Device _d; int _id; public Texture(Device d) { _d = d; } ~Texture() { _d.Remove(_id); } }
        """);

    [Fact]
    public Task Static_peer() => CyclesVerifier.VerifyAsync(
        """
        class Device { public static Device Instance = new(); IntPtr _h = Marshal.AllocHGlobal(1); public void Remove(int id) { _h = IntPtr.Zero; } ~Device() { Marshal.FreeHGlobal(_h); } }
        class Texture { int _id; ~Texture() { Device.Instance.Remove(_id); } }
        """);

    [Fact]
    public Task Peer_only_complains() => CyclesVerifier.VerifyAsync(
        """
        class Device { IntPtr _h; public void Remove(int id) { _h = IntPtr.Zero; } ~Device() { Debug.Fail("not disposed"); } }
        class Texture { readonly Device _d; int _id; public Texture(Device d) { _d = d; } ~Texture() { _d.Remove(_id); } }
        """);

    [Fact]
    public Task Component_guarded() => CyclesVerifier.VerifyAsync(
        """
        class C : System.ComponentModel.Component { FileStream _f = new FileStream("a", FileMode.Open);
         protected override void Dispose(bool disposing) { if (disposing) _f.Dispose(); base.Dispose(disposing); } }
        """);

    [Fact]
    public Task Weak_peer() => CyclesVerifier.VerifyAsync(
        """
        class Peer { IntPtr _p = Marshal.AllocHGlobal(1); public void Close() { } ~Peer() { _p = IntPtr.Zero; } }
        class R { readonly WeakReference<Peer> _l; public R(Peer p) { _l = new(p); } ~R() { if (_l.TryGetTarget(out var t)) t.Close(); } }
        """);

    [Fact]
    public Task Suppress_in_ctor() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly FileStream _f = new("a", FileMode.Open); public R() { GC.SuppressFinalize(this); } ~R() { _f.Dispose(); } }
        """);

    [Fact]
    public Task Safehandle_of_which_the_constructor_took_a_count() => CyclesVerifier.VerifyAsync(
        """
        class Reader : SafeHandleZeroOrMinusOneIsInvalid { readonly SafeHandle _file;
         public Reader(IntPtr at, SafeHandle file) : base(true) { var ok = false; file.DangerousAddRef(ref ok); _file = ok ? file : new SafeFileHandle(IntPtr.Zero, false); SetHandle(at); }
         protected override bool ReleaseHandle() { _file.SetHandleAsInvalid(); return true; } }
        """);
}

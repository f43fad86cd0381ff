using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK204, flagged: finalizers that use what may be finalized.</summary>
public sealed partial class FinalizerTouchesFinalizableTests
{
    [Fact]
    public Task Db_connection_closed() => CyclesVerifier.VerifyAsync(
        """
        class Repo { private System.Data.Common.DbConnection _c; public Repo(System.Data.Common.DbConnection c) { _c = c; }
         ~Repo() {
          {|LEAK204:_c.Close()|};
         } }
        """);

    [Fact]
    public Task Filestream_dispose() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly FileStream _f = new FileStream("a", FileMode.Open);
         ~R() {
           {|LEAK204:_f.Dispose()|};
         } }
        """);

    [Fact]
    public Task Dispose_false_unguarded() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { readonly FileStream _f = new FileStream("a", FileMode.Open); IntPtr _p = Marshal.AllocHGlobal(1);
         public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }
         protected virtual void Dispose(bool disposing) {
           _f?{|LEAK204:.Dispose()|};
           Marshal.FreeHGlobal(_p); }
         ~R() { Dispose(false); } }
        """);

    [Fact]
    public Task Finalizer_calls_Dispose() => CyclesVerifier.VerifyAsync(
        """
        class R : IDisposable { readonly FileStream _f = new FileStream("a", FileMode.Open);
         public void Dispose() {
           {|LEAK204:_f.Close()|};
           GC.SuppressFinalize(this); }
         ~R() { Dispose(); } }
        """);

    [Fact]
    public Task Stream_declared_filestream_made() => CyclesVerifier.VerifyAsync(
        """
        class R { readonly Stream _s; public R() { _s = File.OpenRead("x"); }
         ~R() {
          {|LEAK204:_s.Dispose()|};
         } }
        """);

    [Fact]
    public Task Source_peer_not_in_circle() => CyclesVerifier.VerifyAsync(
        """
        class Device { IntPtr _h = Marshal.AllocHGlobal(1); public void Remove(int id) { _h = IntPtr.Zero; } ~Device() { Marshal.FreeHGlobal(_h); } }
        class Texture { readonly Device _d; int _id; public Texture(Device d) { _d = d; }
         ~Texture() {
           {|LEAK204:_d.Remove(_id)|};
         } }
        """);

    [Fact]
    public Task Component() => CyclesVerifier.VerifyAsync(
        """
        class C : System.ComponentModel.Component { FileStream _f = new FileStream("a", FileMode.Open);
         protected override void Dispose(bool disposing) {
          {|LEAK204:_f.Dispose()|};
          base.Dispose(disposing); } }
        """);

    [Fact]
    public Task List_of_peers() => CyclesVerifier.VerifyAsync(
        """
        class Peer { IntPtr _p = Marshal.AllocHGlobal(1); public void Close() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; } ~Peer() { Close(); } }
        class R { readonly List<Peer> _l = new(); public void Add(Peer p) => _l.Add(p);
         ~R() { foreach (var p in _l) {
           {|LEAK204:p.Close()|};
         } } }
        """);

    [Fact]
    public Task Null_check_not_enough() => CyclesVerifier.VerifyAsync(
        """
        class Peer { IntPtr _p = Marshal.AllocHGlobal(1); public void Close() { } ~Peer() { _p = IntPtr.Zero; } }
        class R { Peer _l = new();
         ~R() { if (_l != null) {
            {|LEAK204:_l.Close()|};
          } } }
        """);

    [Fact]
    public Task Base_class_in_source() => CyclesVerifier.VerifyAsync(
        """
        abstract class Base : IDisposable { public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected abstract void Dispose(bool disposing); ~Base() => Dispose(false); }
        class D : Base { readonly FileStream _f = new("a", FileMode.Open); protected override void Dispose(bool disposing) {
           {|LEAK204:_f.Dispose()|};
         } }
        """);

    [Fact]
    public Task Base_class_shared_and_derived_once() => CyclesVerifier.VerifyAsync(
        """
        class Base { readonly FileStream _f = new("a", FileMode.Open); ~Base() {
           {|LEAK204:_f.Dispose()|};
         } }
        class D1 : Base { } class D2 : Base { ~D2() { } }
        """);

    [Fact]
    public Task Safehandle_of_which_nobody_took_a_count() => CyclesVerifier.VerifyAsync(
        """
        class Reader : SafeHandleZeroOrMinusOneIsInvalid { readonly SafeHandle _file;
         public Reader(IntPtr at, SafeHandle file) : base(true) { _file = file; SetHandle(at); }
         protected override bool ReleaseHandle() {
          {|LEAK204:_file.SetHandleAsInvalid()|};
          return true; } }
        """);
}

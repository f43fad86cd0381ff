using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK208, silent.</content>
public sealed partial class FinalizableCycleKeptLongerTests
{
    [Fact]
    public Task Circle_with_a_finalizer_that_Dispose_suppresses() => CyclesVerifier.VerifyAsync(
        """
        class Owner { readonly Part _part; public Owner() { _part = new Part(this); } }
        class Part : IDisposable { readonly Owner _owner; IntPtr _p = Marshal.AllocHGlobal(4); public Part(Owner owner) { _owner = owner; } public void Dispose() { Marshal.FreeHGlobal(_p); GC.SuppressFinalize(this); } ~Part() { Marshal.FreeHGlobal(_p); } }
        """);

    [Fact]
    public Task Weak_circle() => CyclesVerifier.VerifyAsync(
        """
        class Owner { readonly Part _part; public Owner() { _part = new Part(this); } }
        class Part { readonly WeakReference<Owner> _owner; IntPtr _p = Marshal.AllocHGlobal(4); public Part(Owner owner) { _owner = new(owner); } ~Part() { Marshal.FreeHGlobal(_p); } }
        """);

    [Fact]
    public Task No_circle_with_a_finalizer() => CyclesVerifier.VerifyAsync(
        """
        class Owner { readonly Part _part; public Owner() { _part = new Part(); } }
        class Part { IntPtr _p = Marshal.AllocHGlobal(4); ~Part() { Marshal.FreeHGlobal(_p); } }
        """);

    [Fact]
    public Task Circle_without_finalizer() => CyclesVerifier.VerifyAsync(
        """
        class Owner { readonly Part _part; public Owner() { _part = new Part(this); } }
        class Part { readonly Owner _owner; public Part(Owner owner) { _owner = owner; } }
        """);
}

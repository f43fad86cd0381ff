using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK208, flagged: circles that wait for a finalizer.</summary>
public sealed partial class FinalizableCycleKeptLongerTests
{
    [Fact]
    public Task Circle_with_a_finalizer() => CyclesVerifier.VerifyAsync(
        """
        class Owner { readonly Part _part; public Owner() { _part = new Part(this); } }
        class Part { readonly Owner _owner; IntPtr _p = Marshal.AllocHGlobal(4); public Part(Owner owner) {
          {|LEAK208:_owner = owner|};
         } ~Part() { Marshal.FreeHGlobal(_p); } }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK207, flagged: release actions that capture who holds their handle.</summary>
public sealed partial class CapturedByOwnReleaseTests
{
    [Fact]
    public Task Release_captures_the_holder() => CyclesVerifier.VerifyAsync(
        """
        class Cache { readonly SharedHandle<byte[]> _h; int _n; public Cache() {
          _h = {|LEAK207:SharedHandle.Create(new byte[9], _ => _n++)|};
         } public SharedHandle<byte[]> Share() => _h.AddReference(); public void Dispose() => _h.Dispose(); }
        """);

    [Fact]
    public Task Release_method_group_captures() => CyclesVerifier.VerifyAsync(
        """
        class Cache { readonly SharedHandle<byte[]> _h; int _n; public Cache() {
          _h = {|LEAK207:SharedHandle.Create(new byte[9], Release)|};
         } void Release(byte[] b) { _n++; } public SharedHandle<byte[]> Share() => _h.AddReference(); public void Dispose() => _h.Dispose(); }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK207, silent.</content>
public sealed partial class CapturedByOwnReleaseTests
{
    [Fact]
    public Task Release_is_static() => CyclesVerifier.VerifyAsync(
        """
        class Cache { readonly SharedHandle<byte[]> _h; public Cache() { _h = SharedHandle.Create(new byte[9], static _ => { }); } public SharedHandle<byte[]> Share() => _h.AddReference(); public void Dispose() => _h.Dispose(); }
        """);

    [Fact]
    public Task Release_captures_never_shared() => CyclesVerifier.VerifyAsync(
        """
        class Cache { readonly SharedHandle<byte[]> _h; int _n; public Cache() { _h = SharedHandle.Create(new byte[9], _ => _n++); } public void Dispose() => _h.Dispose(); }
        """);

    [Fact]
    public Task Release_captures_a_local() => CyclesVerifier.VerifyAsync(
        """
        class Cache { readonly SharedHandle<byte[]> _h; public Cache(Action<byte[]> pool) { _h = SharedHandle.Create(new byte[9], b => pool(b)); } public SharedHandle<byte[]> Share() => _h.AddReference(); public void Dispose() => _h.Dispose(); }
        """);
}

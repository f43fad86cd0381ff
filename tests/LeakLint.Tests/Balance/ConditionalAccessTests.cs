using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>One <c>?.</c> behind another: what the second stands on belongs to the first.</summary>
public sealed class ConditionalAccessTests
{
    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.IO; using System.Threading;
        sealed class Owner { public SemaphoreSlim? Gate; public FileStream? File; public Owner? Next; }
        {{body}}
        """;

    [Theory]
    [InlineData("guard of a lock two steps away", "sealed class Guard(Owner? owner) : IDisposable { readonly Owner? _owner = owner; public int Count; public void Dispose() => _owner?.Gate?.Release(); } class C { int M(Owner o) { using var g = new Guard(o); return g.Count; } }")]
    [InlineData("guard of a lock three steps away", "sealed class Guard : IDisposable { Owner? _owner; public Guard(Owner owner) { _owner = owner; } public void Dispose() => _owner?.Next?.Gate?.Release(); } class C { Guard M(Owner o) => new Guard(o); }")]
    [InlineData("file two steps away", "sealed class Lease : IDisposable { readonly Owner? _owner; public Lease(Owner owner) { _owner = owner; } public void Dispose() => _owner?.File?.Dispose(); } class C { void M(Owner o) { var l = new Lease(o); l.Dispose(); } }")]
    [InlineData("field released two steps away", "sealed class Log : IDisposable { readonly Owner? _owner = new() { File = File.OpenRead(\"a\") }; public void Dispose() => _owner?.Next?.File?.Dispose(); }")]
    public Task It_is_read_to_its_end(string name, string body) => BalanceProgram.RunAsync(name, Around(body));
}

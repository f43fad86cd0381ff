using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>[TakesOwnership], [Borrows], [ReturnsOwned], [ReturnsBorrowed] and what JetBrains' attributes say: each against the code of the callee.</summary>
public sealed partial class AnnotatedProtocolsTests
{
    private const string Owners = """
        static class Callee
        {
            public static void Give([TakesOwnership] byte[] a) { }
            public static void Lend([Borrows] byte[] a) => {|LEAK307:ArrayPool<byte>.Shared.Return(a)|};
            public static Memory<byte> View([Borrows] byte[] a) => a;
            [ReturnsOwned] public static byte[] Owned(int n) => new byte[n];
            [return: ReturnsOwned] public static byte[] OwnedToo(int n) => new byte[n];
            [ReturnsBorrowed] public static byte[] Borrowed(int n) => ArrayPool<byte>.Shared.Rent(n);
            [return: ReturnsBorrowed] public static byte[] BorrowedToo(int n) => ArrayPool<byte>.Shared.Rent(n);
            [ReturnsOwned] public static async Task<byte[]> OwnedAsync(int n) { await Task.Yield(); return new byte[n]; }
            [ReturnsOwned] public static string Text() => "";
            [ReturnsOwned] public static byte[] Current => null;
            public static byte[] Plain => null;
            public static void Back([Releases("ArrayPool")] byte[] a) { }
            [Acquires("ArrayPool")] public static byte[] From() => null;
        }
        [ReturnsOwned] delegate byte[] Maker(int n);
        delegate byte[] PlainMaker(int n);
        delegate void Taker([TakesOwnership] byte[] a);
        sealed class Holder
        {
            byte[] _kept;
            public Holder([Borrows] byte[] a) => _kept = a;
            public Holder([TakesOwnership] byte[] a, int n) { }
        }
        sealed class Slots
        {
            public byte[] Lent { get => null; [param: Borrows] set { } }
            public byte[] Taken { get => null; [param: TakesOwnership] set { } }
        }
        class Base
        {
            public virtual void Pass([Borrows] byte[] a) { }
            [ReturnsOwned] public virtual byte[] Make() => null;
        }
        class Derived : Base
        {
            public override void Pass([TakesOwnership] byte[] a) { }
            public override byte[] Make() => null;
        }
        class Silent : Base { public override void Pass(byte[] a) => {|LEAK307:ArrayPool<byte>.Shared.Return(a)|}; }

        """;

    private const string Rent = "var a = {|ID:ArrayPool<byte>.Shared.Rent(n)|}; ";

    [Theory]
    [InlineData("taken, though the code only looks", Rent + "Callee.Give(a);", "")]
    [InlineData("lent, though the code releases", Rent + "Callee.Lend(a);", "LEAK301")]
    [InlineData("a view of what is lent", Rent + "var v = Callee.View(a); if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301")]
    [InlineData("lent to a constructor that stores it", Rent + "_ = new Holder(a);", "LEAK301")]
    [InlineData("taken by a constructor that only looks", Rent + "_ = new Holder(a, 1);", "")]
    [InlineData("lent to a property", Rent + "new Slots().Lent = a;", "LEAK301")]
    [InlineData("taken by a property", Rent + "new Slots().Taken = a;", "")]
    [InlineData("taken by a delegate", Rent + "Taker take = null; take(a);", "")]
    [InlineData("owned, though the code makes a plain one", "var a = {|ID:Callee.Owned(n)|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301")]
    [InlineData("owned, all paths", "var a = {|ID:Callee.Owned(n)|}; ArrayPool<byte>.Shared.Return(a);", "")]
    [InlineData("owned, said of the return value", "var a = {|ID:Callee.OwnedToo(n)|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301")]
    [InlineData("owned after an await", "var a = {|ID:await Callee.OwnedAsync(n)|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301")]
    [InlineData("owned, but nothing is known that must be released", "var a = {|ID:Callee.Text()|}; if (Log(n)) return;", "")]
    [InlineData("owned, from a property", "var a = {|ID:Callee.Current|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301")]
    [InlineData("owned, from a property, all paths", "var a = {|ID:Callee.Current|}; ArrayPool<byte>.Shared.Return(a);", "")]
    [InlineData("a property that says nothing", "var a = {|ID:Callee.Plain|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "")]
    [InlineData("owned, from a delegate", "Maker make = null; var a = {|ID:make(n)|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301")]
    [InlineData("a delegate that says nothing", "PlainMaker make = null; var a = {|ID:make(n)|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "")]
    [InlineData("borrowed, though the code rents", "var a = {|ID:Callee.Borrowed(n)|}; if (Log(n)) return;", "")]
    [InlineData("borrowed, said of the return value", "var a = {|ID:Callee.BorrowedToo(n)|}; if (Log(n)) return;", "")]
    [InlineData("released by the name of a built-in protocol", Rent + "Callee.Back(a);", "")]
    [InlineData("acquired by the name of a built-in protocol", "var a = {|ID:Callee.From()|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301")]
    [InlineData("released by a protocol that did not acquire it", "var b = {|ID:ArrayPool<Buffer>.Shared.Rent(n)|}; pool.Put(b[0]);", "LEAK301")]
    [InlineData("the override speaks for itself", Rent + "new Derived().Pass(a);", "")]
    [InlineData("the base speaks for itself", Rent + "Base to = new Derived(); to.Pass(a);", "LEAK301")]
    [InlineData("the base speaks for an override that says nothing", Rent + "new Silent().Pass(a);", "LEAK301")]
    [InlineData("the base speaks for a result", "var a = {|ID:new Derived().Make()|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301")]
    public Task Who_owns_it_now(string when, string body, string id)
    {
        Assert.NotEmpty(when);
        return RunAsync(Source(Owners, body, id));
    }

    private const string JetBrains = """
        sealed class Lease : IDisposable
        {
            [JetBrains.Annotations.MustDisposeResource] public Lease() { }
            [JetBrains.Annotations.MustDisposeResource(false)] public Lease(int n) { }
            [JetBrains.Annotations.MustDisposeResource] public static Lease Open() => null;
            [JetBrains.Annotations.MustDisposeResource(false)] public static Lease Shared() => null;
            public static void Open([JetBrains.Annotations.MustDisposeResource] out Lease lease) => lease = null;
            public static void Run([JetBrains.Annotations.HandlesResourceDisposal] Lease lease) { }
            [JetBrains.Annotations.HandlesResourceDisposal] public void Finish() { }
            public void Look() { }
            public void Dispose() { }
        }
        [JetBrains.Annotations.MustDisposeResource] sealed class Marked : IDisposable { public void Dispose() { } }

        """;

    [Theory]
    [InlineData("constructor", "var l = {|ID:new Lease()|}; if (Log(n)) return; l.Dispose();", "LEAK301")]
    [InlineData("constructor, using", "using var l = {|ID:new Lease()|}; if (Log(n)) return;", "")]
    [InlineData("constructor that need not", "var l = {|ID:new Lease(1)|}; if (Log(n)) return; l.Dispose();", "")]
    [InlineData("type", "var l = {|ID:new Marked()|}; if (Log(n)) return; l.Dispose();", "LEAK301")]
    [InlineData("type, using", "using (new Marked()) { if (Log(n)) return; }", "")]
    [InlineData("factory", "var l = {|ID:Lease.Open()|}; if (Log(n)) return; l.Dispose();", "LEAK301")]
    [InlineData("factory, all paths", "var l = {|ID:Lease.Open()|}; try { if (Log(n)) return; l.Look(); } finally { l?.Dispose(); }", "")]
    [InlineData("factory that need not", "var l = {|ID:Lease.Shared()|}; if (Log(n)) return; l.Dispose();", "")]
    [InlineData("out", "{|ID:Lease.Open(out var l)|}; if (Log(n)) return; l.Dispose();", "LEAK301")]
    [InlineData("handed to one that disposes it", "var l = {|ID:Lease.Open()|}; Lease.Run(l);", "")]
    [InlineData("a method that disposes its object", "var l = {|ID:Lease.Open()|}; l.Finish();", "")]
    [InlineData("a method that does not", "var l = {|ID:Lease.Open()|}; l.Look();", "LEAK301")]
    public Task Attributes_of_JetBrains(string when, string body, string id)
    {
        Assert.NotEmpty(when);
        return RunAsync(Source(JetBrains, body, id));
    }

    [Theory]
    [InlineData("JetBrains.Annotations", "LEAK301")]
    [InlineData("Acme.JetBrains.Annotations", "LEAK002")]
    [InlineData("JetBrains", "LEAK002")]
    public Task Attributes_of_JetBrains_count_by_their_full_names(string space, string id) => RunAsync(
        Expect("using System; using " + space + "; class C { void M(int n) { var l = {|ID:new Lease()|}; if (n > 2) return; l.Dispose(); } }", id),
        "[MustDisposeResource] sealed class Lease : IDisposable { public void Dispose() { } } namespace " + space + " { sealed class MustDisposeResourceAttribute : System.Attribute { } }");
}

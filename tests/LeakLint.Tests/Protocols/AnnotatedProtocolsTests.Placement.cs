using System;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>Where an attribute may stand, and whose it must be.</summary>
public sealed partial class AnnotatedProtocolsTests
{
    private const string Members = """
        interface IItems { [Acquires] Buffer Get(); void Back([Releases] Buffer b); }
        sealed class Implicit : IItems { public Buffer Get() => null; public void Back(Buffer b) { } }
        sealed class Explicit : IItems { Buffer IItems.Get() => null; void IItems.Back(Buffer b) { } }
        abstract class Items { [Acquires] public abstract Buffer Get(); public abstract void Back([Releases] Buffer b); }
        class Derived : Items { public override Buffer Get() => null; public override void Back(Buffer b) { } }
        sealed class Again : Derived { [Acquires] public override Buffer Get() => null; public override void Back([Releases] Buffer b) { } }
        interface IItems<T> { [Acquires] T Get(); void Back([Releases] T b); }
        sealed class OfBuffers : IItems<Buffer> { public Buffer Get() => null; public void Back(Buffer b) { } }
        sealed partial class Parts { [Acquires] public partial Buffer Get(); public partial void Back(Buffer b); }
        sealed partial class Parts { public partial Buffer Get() => null; public partial void Back([Releases] Buffer b) { } }

        """;

    [Theory]
    [InlineData("new Implicit()")]
    [InlineData("((IItems)new Implicit())")]
    [InlineData("((IItems)new Explicit())")]
    [InlineData("new Derived()")]
    [InlineData("((Items)new Derived())")]
    [InlineData("new Again()")]
    [InlineData("new OfBuffers()")]
    [InlineData("((IItems<Buffer>)new OfBuffers())")]
    [InlineData("new Parts()")]
    public async Task Members_that_override_implement_or_have_parts(string items)
    {
        await RunAsync(Source(Members, $"var b = {{|ID:{items}.Get()|}}; if (Log(n)) return; {items}.Back(b);", "LEAK301"));
        await RunAsync(Source(Members, $"var b = {{|ID:{items}.Get()|}}; {items}.Back(b);", ""));
    }

    private const string Body = "var b = {|ID:pool.Take()|}; if (Log(n)) return; pool.Put(b);";

    [Theory]
    [InlineData("namespace LeakLint {", "LEAK301")]
    [InlineData("namespace Acme.LeakLint {", "")]
    [InlineData("namespace LeakLint.Annotations {", "")]
    [InlineData("namespace Acme {", "")]
    public Task Attributes_count_by_their_full_names(string start, string id)
    {
        var space = start.Split(' ')[1];
        return RunAsync(
            "using " + space + ";\n" + Source("", Body, id).Replace("using LeakLint;", "", StringComparison.Ordinal),
            start + """
             sealed class AcquiresAttribute : System.Attribute { } sealed class ReleasesAttribute : System.Attribute { } }
            """);
    }

    [Fact]
    public Task Nested_attributes_of_the_same_name_do_not_count()
        => RunAsync(
            Source("", Body, "").Replace("using LeakLint;", "using static LeakLint.Names;", StringComparison.Ordinal),
            "namespace LeakLint { static class Names { public sealed class AcquiresAttribute : System.Attribute { } public sealed class ReleasesAttribute : System.Attribute { } } }");

    private const string Acme = """
        namespace Acme
        {
            public class Item { }
            public sealed class Session
            {
                public static Session Open() => new Session();
                public byte[] Current => new byte[1];
                public void Begin() { }
                public void End() { }
                public bool Check() => true;
            }
            public static class Pool
            {
                public static Item Get() => new Item();
                public static void Put(Item item) { }
                public static bool TryGet(int n, out Item item) { item = new Item(); return true; }
                public static byte[] Bytes(int n) => new byte[n];
                public static void Bytes(int n, out byte[] bytes) => bytes = new byte[n];
                public static void Keep(byte[] bytes) { }
                public static void Recycle(byte[] bytes) { }
            }
            public class Rented : System.Buffers.ArrayPool<byte>
            {
                public override byte[] Rent(int n) => new byte[n];
                public override void Return(byte[] a, bool clear) { }
            }
        }
        """;

    private const string Pair = "[assembly: Acquires(\"item\", Member = \"M:Acme.Pool.Get\")] [assembly: Releases(\"item\", Member = \"M:Acme.Pool.Put(Acme.Item)\", Parameter = \"item\")]";

    [Theory]
    [InlineData(Pair, "var i = {|ID:Acme.Pool.Get()|}; if (Log(n)) return; Acme.Pool.Put(i);", "LEAK301", "")]
    [InlineData("[assembly: Acquires(Member = \"M:Acme.Pool.TryGet(System.Int32,Acme.Item@)\", Parameter = \"item\")] [assembly: Releases(Member = \"M:Acme.Pool.Put(Acme.Item)\", Parameter = \"item\")]",
        "if (!{|ID:Acme.Pool.TryGet(n, out var i)|}) return; if (Log(n)) return; Acme.Pool.Put(i);", "LEAK301", "")]
    [InlineData("[assembly: Acquires(Member = \"M:Acme.Session.Begin\")] [assembly: Releases(Member = \"M:Acme.Session.End\")]",
        "var s = Acme.Session.Open(); {|ID:s.Begin()|}; if (Log(n)) return; s.End();", "LEAK301", "")]
    [InlineData("[assembly: Acquires(\"s\", Member = \"M:Acme.Session.#ctor\")] [assembly: Releases(\"s\", Member = \"M:Acme.Session.End\")]",
        "var s = {|ID:new Acme.Session()|}; if (Log(n)) return; s.End();", "LEAK301", "")]
    [InlineData("[assembly: TakesOwnership(Member = \"M:Acme.Pool.Keep(System.Byte[])\", Parameter = \"bytes\")]", Rent + "Acme.Pool.Keep(a);", "", "LEAK301")]
    [InlineData("[assembly: Borrows(Member = \"M:Acme.Pool.Recycle(System.Byte[])\", Parameter = \"bytes\")]", Rent + "Acme.Pool.Recycle(a);", "LEAK301", "LEAK002")]
    [InlineData("[assembly: ReturnsOwned(Member = \"M:Acme.Pool.Bytes(System.Int32)\")]", "var a = {|ID:Acme.Pool.Bytes(n)|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301", "")]
    [InlineData("[assembly: ReturnsOwned(Member = \"M:Acme.Pool.Bytes(System.Int32,System.Byte[]@)\", Parameter = \"bytes\")]",
        "{|ID:Acme.Pool.Bytes(n, out var a)|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301", "")]
    [InlineData("[assembly: ReturnsOwned(Member = \"P:Acme.Session.Current\")]", "var a = {|ID:new Acme.Session().Current|}; if (Log(n)) return; ArrayPool<byte>.Shared.Return(a);", "LEAK301", "")]
    [InlineData("[assembly: ReturnsBorrowed(Member = \"M:Acme.Rented.Rent(System.Int32)\")]", "var a = {|ID:new Acme.Rented().Rent(n)|}; if (Log(n)) return;", "", "LEAK301")]
    [InlineData("[assembly: ReturnsBorrowed(Member = \"M:System.Buffers.ArrayPool`1.Rent(System.Int32)\")]", "var a = {|ID:new Acme.Rented().Rent(n)|}; if (Log(n)) return;", "", "LEAK301")]
    [InlineData("[assembly: ReturnsOwned(Member = \"M:System.IDisposable.Dispose\", Parameter = \"nobody\")] [assembly: ReturnsOwned(Member = \"no id\")] [assembly: TakesOwnership(Member = \"M:Acme.Pool.Keep(System.Byte[])\", Parameter = \"bytes\")]",
        Rent + "Acme.Pool.Keep(a);", "", "LEAK301")]
    public async Task Attributes_at_the_assembly_speak_about_members_of_others(string attributes, string body, string with, string without)
    {
        await RunAsync(Source("", body, with).Replace("class C\n", attributes + "\nclass C\n", StringComparison.Ordinal), library: Acme);
        await RunAsync(Source("", body, without), library: Acme);
    }

    // The library carries its own copy, which nobody else can see, and notes about its own members.
    [Theory]
    [InlineData("var i = {|ID:Lib.Get()|}; if (Log(n)) return; Lib.Put(i);", "LEAK301")]
    [InlineData("var i = {|ID:Lib.Get()|}; Lib.Put(i);", "")]
    [InlineData("var i = {|ID:Lib.Noted()|}; if (Log(n)) return; Lib.Put(i);", "LEAK301")]
    [InlineData("var i = {|ID:Lib.Silent()|}; if (Log(n)) return; Lib.Put(i);", "")]
    public Task Attributes_of_a_library_count_by_its_own_copy(string body, string id) => RunAsync(
        Source("", body, id),
        Attributes,
        """
        using System; using LeakLint;
        [assembly: Acquires("x", Member = "M:Lib.Noted")]
        public static class Lib
        {
            [Acquires("x")] public static object Get() => null;
            public static object Noted() => null;
            public static object Silent() => null;
            public static void Put([Releases("x")] object item) { }
        }

        """ + Attributes);

    // In an editor the other project's source is there, in a build its metadata: the verdict is the same.
    [Theory]
    [InlineData("Write", "LEAK301")]
    [InlineData("Recycle", "LEAK002")]
    public async Task Source_of_another_project_is_read_as_little_as_its_assembly(string callee, string id)
    {
        const string Other = "public static class Other { public static void Write(byte[] a) { } public static void Recycle(byte[] a) { } }";
        var source = Usings + Expect("class C { void M(int n) { var a = {|ID:ArrayPool<byte>.Shared.Rent(n)|}; Other.", id) + callee + "(a); } }";
        await RunAsync(source, library: Other);

        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier> { TestCode = source + Attributes };
        test.TestState.AdditionalProjects["Other"].Sources.Add(Other);
        test.TestState.AdditionalProjectReferences.Add("Other");
        await test.RunAsync(TestContext.Current.CancellationToken);
    }
}

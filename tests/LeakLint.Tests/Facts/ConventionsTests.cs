using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Facts;

/// <summary>Each convention on, as it is, and off, as a user may set it.</summary>
public sealed class ConventionsTests
{
    private const string Callees = """
        using System;
        public static class Lib
        {
            public static void Write(byte[] a) { }
            public static void Recycle(byte[] a) { }
            public static void AddAll(byte[] a) { }
            public static void Publish(object a) { }
            public static byte[] Encode(byte[] a) => new byte[1];
        }
        public sealed class Lease : IDisposable { public Lease(byte[] a) { } public void Dispose() { } }
        public sealed class Bag<T> { public void Offer(T a) { } }
        public sealed class Box<T> { public Box(T value) { } }
        """;

    private const string Rent = "var a = {|ID:ArrayPool<byte>.Shared.Rent(n)|}; ";

    public static TheoryData<string, string, string, string> Conventions() => new()
    {
        { "ending-names", Rent + "Lib.Recycle(a);", "LEAK002", "LEAK301" },
        { "ending-names", Rent + "var l = new Lease(a); l.Dispose();", "LEAK002", "LEAK301" },
        { "framework-releases-no-arrays", Rent + "var m = new System.IO.MemoryStream(a); m.Dispose();", "LEAK301", "LEAK002" },
        { "atomic-stores", Rent + "Interlocked.Exchange(ref _field, a);", "", "LEAK301" },
        { "state-with-delegate", Rent + "_ = new Timer(static x => { }, a, 0, 1);", "LEAK002", "LEAK301" },
        { "constructor-keeps", "var h = {|ID:SharedHandle.Create(_resource)|}; _ = new Box<SharedHandle<IDisposable>>(h);", "LEAK002", "LEAK301" },
        { "keeping-names", Rent + "Lib.AddAll(a);", "LEAK002", "LEAK301" },
        { "type-parameter", Rent + "new Bag<byte[]>().Offer(a);", "LEAK002", "LEAK301" },
        { "object-parameter", Rent + "Lib.Publish(a);", "LEAK002", "LEAK301" },
        { "library-copies-arrays", Rent + "_other = Lib.Encode(a);", "LEAK301", "" },
        { "arguments-are-lent", Rent + "Lib.Write(a);", "LEAK301", "LEAK002" },
    };

    [Theory]
    [MemberData(nameof(Conventions))]
    public Task On_unless_turned_off(string convention, string body, string on, string off)
    {
        Assert.NotEqual(on, off);
        return RunAsync(body, on, "leaklint.something_else = " + convention);
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public Task Off_when_a_file_is_told_so(string convention, string body, string on, string off)
    {
        Assert.NotEqual(on, off);
        return RunAsync(body, off, "leaklint.conventions_off = " + convention);
    }

    [Theory]
    [InlineData("keeping-names, object-parameter", "LEAK301")]
    [InlineData("no-such-name,Object-Parameter ,, ", "LEAK301")]
    [InlineData("no-such-name, keeping-names", "LEAK002")]
    [InlineData("", "LEAK002")]
    public Task Several_are_listed_and_unknown_names_are_ignored(string names, string expected)
        => RunAsync(Rent + "Lib.Publish(a);", expected, "leaklint.conventions_off = " + names);

    [Fact]
    public Task Off_for_all_files_by_a_global_config()
        => RunAsync(Rent + "Lib.Publish(a);", "LEAK301", "leaklint.conventions_off = object-parameter", isGlobal: true);

    [Fact]
    public async Task Each_file_has_its_own_even_where_one_calls_the_other()
    {
        var test = await TestAsync("");
        test.TestState.Sources.Add(("/0/a/Off.cs", Class("Off", "var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; Lib.Recycle(a);")));
        test.TestState.Sources.Add(("/0/b/On.cs", Class("On", "var a = {|LEAK002:ArrayPool<byte>.Shared.Rent(n)|}; Lib.Recycle(a);")));
        test.TestState.Sources.Add(("/0/b/Asks.cs", Class("Asks", "var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; Pass.On(a);")));
        test.TestState.Sources.Add(("/0/a/Pass.cs", "static class Pass { public static void On(byte[] a) => Lib.Recycle(a); }"));
        test.TestState.AnalyzerConfigFiles.Add(("/0/a/.editorconfig", "[*.cs]\nleaklint.conventions_off = ending-names\n"));
        await test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Every_convention_has_a_name_and_every_name_has_a_test()
    {
        Assert.Equal(
            Enum.GetValues<Convention>().Where(static c => c != Convention.None).Order(),
            Settings.Conventions.Select(static c => c.Convention).Order());
        Assert.Equal(
            Settings.Conventions.Select(static c => c.Name).Order(),
            Conventions().Select(static row => row.Data.Item1).Distinct().Order());
    }

    private static async Task RunAsync(string body, string expected, string option, bool isGlobal = false)
    {
        var source = Class("C", expected.Length > 0
            ? body.Replace("{|ID:", "{|" + expected + ":", StringComparison.Ordinal)
            : body.Replace("{|ID:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal));
        var test = await TestAsync(source);
        test.TestState.AnalyzerConfigFiles.Add(isGlobal
            ? ("/.globalconfig", "is_global = true\n" + option + "\n")
            : ("/.editorconfig", "root = true\n[*.cs]\n" + option + "\n"));
        await test.RunAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>> TestAsync(string source)
    {
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>();
        if (source.Length > 0)
        {
            test.TestCode = source;
        }

        test.DisabledDiagnostics.Add("LEAK313"); // that a callee may throw is another question
        test.TestState.AdditionalReferences.Add(await Library.CompileAsync(Callees));
        test.TestState.AdditionalReferences.Add(typeof(SharedHandle<>).Assembly);
        return test;
    }

    private static string Class(string name, string body) => $$"""
        using System; using System.Buffers; using System.Threading; using LeakLint;
        class {{name}}
        {
            public byte[] _field; byte[] _other; IDisposable _resource;
            void M(int n) { {{body}} }
        }
        """;
}

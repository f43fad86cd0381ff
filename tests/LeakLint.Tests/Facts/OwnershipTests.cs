using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Facts;

/// <summary>The door that needs no analyzer: whoever has a compilation may ask who owns what.</summary>
public sealed class OwnershipTests
{
    private const string Callees = """
        using System.Buffers; using LeakLint;
        static class Callees
        {
            public static void Releases(byte[] a) => ArrayPool<byte>.Shared.Return(a);
            public static void Takes([TakesOwnership] byte[] a) { }
            public static void Lends([Borrows] byte[] a) { }
            public static void Uses(byte[] a) => a[0] = 1;
            public static byte[] Returns(byte[] a) => a;
            public static byte[] Fresh(int n) => ArrayPool<byte>.Shared.Rent(n);
            public static byte[] Plain(int n) => new byte[n];
            static void M(byte[] a) { {{call}} }
        }
        namespace LeakLint { class TakesOwnershipAttribute : System.Attribute { } class BorrowsAttribute : System.Attribute { } }
        """;

    [Theory]
    [InlineData("Releases(a)", nameof(Passing.Releases))]
    [InlineData("Takes(a)", nameof(Passing.Takes))]
    [InlineData("Lends(a)", nameof(Passing.Uses))]
    [InlineData("Uses(a)", nameof(Passing.Uses))]
    [InlineData("Returns(a)", nameof(Passing.Returns))]
    public async Task Says_what_a_callee_does_with_an_argument(string call, string expected)
    {
        var (compilation, operation) = await OperationAsync(call);
        var ownership = Ownership.For(compilation);
        var parameter = operation.TargetMethod.Parameters[0];

        var kind = ownership.KindOf(parameter.Type);

        Assert.NotNull(kind);
        Assert.Equal(expected, ownership.OnArgument(operation, parameter, kind, CancellationToken.None).ToString());
    }

    [Theory]
    [InlineData("Fresh(1)", true)]
    [InlineData("Plain(1)", false)]
    public async Task Says_whether_a_result_belongs_to_the_caller(string call, bool expected)
    {
        var (compilation, operation) = await OperationAsync(call);

        Assert.Equal(expected, Ownership.For(compilation).TryAcquire(operation, CancellationToken.None, out _));
    }

    [Fact]
    public async Task Knows_nothing_that_must_be_released_of_a_plain_type()
    {
        var (compilation, operation) = await OperationAsync("Plain(1)");

        Assert.Null(Ownership.For(compilation).KindOf(operation.TargetMethod.Parameters[0].Type));
    }

    [Fact]
    public async Task Is_the_same_for_all_who_ask()
    {
        var (compilation, _) = await OperationAsync("Plain(1)");

        Assert.Same(Ownership.For(compilation), Ownership.For(compilation));
    }

    [Fact]
    public async Task Is_another_under_other_settings()
    {
        var (compilation, _) = await OperationAsync("Plain(1)");
        AnalyzerOptions first = new([]), second = new([], new NothingSet());

        Assert.Same(Ownership.For(compilation, first), Ownership.For(compilation, first));
        Assert.NotSame(Ownership.For(compilation), Ownership.For(compilation, first));
        Assert.NotSame(Ownership.For(compilation, first), Ownership.For(compilation, second));
    }

    [Fact]
    public async Task Reads_no_attribute_where_none_is_declared()
    {
        const string Plain = "class C { [System.Obsolete] public byte[] M() => null; }";
        var with = await CompileAsync(Plain + " namespace LeakLint { class BorrowsAttribute : System.Attribute { } }");
        var without = await CompileAsync(Plain + " namespace Acme { class BorrowsAttribute : System.Attribute { } }");

        Assert.True(Annotations.For(with).AreInSight);
        Assert.False(Annotations.For(without).AreInSight);
    }

    // string knows nothing of LeakLint; the library and whoever references it do.
    [Fact]
    public async Task Reads_attributes_only_of_assemblies_that_know_them()
    {
        var library = await Library.CompileAsync("public static class Lib { [LeakLint.ReturnsOwned] public static byte[] Get() => null; } namespace LeakLint { class ReturnsOwnedAttribute : System.Attribute { } }");
        var compilation = (await CompileAsync("class C { }")).AddReferences(library);
        var get = (IMethodSymbol)compilation.GetTypeByMetadataName("Lib")!.GetMembers("Get").Single();
        var trim = (IMethodSymbol)compilation.GetSpecialType(SpecialType.System_String).GetMembers("Trim")[0];
        var annotations = Annotations.For(compilation);

        Assert.True(annotations.Of(get).Says(Meaning.GivesOwned, Annotation.Itself));
        Assert.Same(Annotated.Nothing, annotations.Of(trim));
    }

    [Fact]
    public async Task Keeps_no_compilation_alive()
    {
        var kept = await AskAsync();
        for (var i = 0; i < 10 && kept.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(kept.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> AskAsync()
    {
        var (compilation, operation) = await OperationAsync("Fresh(1)");
        Assert.True(Ownership.For(compilation).TryAcquire(operation, CancellationToken.None, out _));
        return new WeakReference(compilation);
    }

    private static async Task<Compilation> CompileAsync(string source) => CSharpCompilation.Create(
        "Sample",
        [CSharpSyntaxTree.ParseText(source)],
        await ReferenceAssemblies.Default.ResolveAsync(LanguageNames.CSharp, CancellationToken.None),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private sealed class NothingSet : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Empty();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Empty : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                value = string.Empty;
                return false;
            }
        }
    }

    private static async Task<(Compilation Compilation, IInvocationOperation Operation)> OperationAsync(string call)
    {
        var tree = CSharpSyntaxTree.ParseText(Callees.Replace("{{call}}", call + ";", StringComparison.Ordinal));
        var compilation = (await CompileAsync("")).RemoveAllSyntaxTrees().AddSyntaxTrees(tree);
        Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error));
        var invocation = (await tree.GetRootAsync()).DescendantNodes().OfType<InvocationExpressionSyntax>().Single(i => i.ToString() == call);
        return (compilation, (IInvocationOperation)compilation.GetSemanticModel(tree).GetOperation(invocation)!);
    }
}

using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK305: what is acquired in a statement of its own.</summary>
public sealed class AcquiredAndDroppedTests
{
    [Theory]
    [InlineData("{|LEAK305:h.AddReference()|};")]
    [InlineData("{|LEAK305:SharedHandle.Create(r)|};")]
    [InlineData("maybe?{|LEAK305:.AddReference()|};")]
    [InlineData("maybe?.Next?{|LEAK305:.AddReference()|};")]
    [InlineData("{|LEAK305:ArrayPool<byte>.Shared.Rent(3)|};")]
    [InlineData("{|LEAK305:Own(r)|};")]
    [InlineData("if (n > 3) {|LEAK305:h.AddReference()|};")]
    [InlineData("for (; n > 3; {|LEAK305:h.AddReference()|}) { n--; }")]
    [InlineData("Action later = () => {|LEAK305:h.AddReference()|};")]
    [InlineData("Action later = () => { {|LEAK305:h.AddReference()|}; };")]
    [InlineData("Inner(); void Inner() => {|LEAK305:h.AddReference()|};")]
    [InlineData("try { {|LEAK305:h.AddReference()|}; } finally { h.Dispose(); }")]
    [InlineData("{|LEAK305:h.AddReference()|}; System.IO.File.Delete(\"x\");")]
    public Task Dropped(string body) => Verify.VerifyAnalyzerAsync(Method(body));

    [Theory]
    [InlineData("a discard says that it is meant", "_ = h.AddReference();")]
    [InlineData("a discard of an array", "_ = ArrayPool<byte>.Shared.Rent(3);")]
    [InlineData("a discard in a lambda", "Action later = () => _ = h.AddReference();")]
    [InlineData("used in place", "h.AddReference().Dispose();")]
    [InlineData("used in place, maybe", "maybe?.AddReference().Dispose();")]
    [InlineData("kept", "using var other = h.AddReference();")]
    [InlineData("kept, maybe", "using var other = maybe?.AddReference();")]
    [InlineData("an argument", "Take(h.AddReference());")]
    [InlineData("the result of a lambda", "Func<SharedHandle<IDisposable>> make = () => h.AddReference();")]
    [InlineData("released", "h.Dispose();")]
    [InlineData("another AddReference", "new Other().AddReference();")]
    [InlineData("carried by the out parameter", "if (h.TryAddReference(out var other)) other!.Dispose();")]
    public Task Silent_when(string idiom, string body)
    {
        Assert.NotEmpty(idiom);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = Method(body),
            DisabledDiagnostics = { "LEAK002" },
        };
        return test.RunAsync();
    }

    [Fact]
    public Task What_is_carried_by_an_out_parameter_is_lost_in_another_way() => Verify.VerifyAnalyzerAsync(
        Method("{|LEAK301:h.TryAddReference(out var other)|};"));

    [Fact]
    public Task Awaited_and_dropped() => Verify.VerifyAnalyzerAsync("""
        using System.IO; using System.Threading.Tasks;
        class C
        {
            async Task M()
            {
                {|LEAK305:await OpenAsync()|};
                {|LEAK305:await OpenAsync().ConfigureAwait(false)|};
                {|LEAK305:File.OpenRead("x")|};
                _ = await OpenAsync();
                using var kept = await OpenAsync();
            }
            static async Task<Stream> OpenAsync() { await Task.Yield(); return File.OpenRead("x"); }
        }
        """);

    [Fact]
    public Task Message_names_the_call() => Verify.VerifyAnalyzerAsync(
        Method("{|#0:h.AddReference()|};"),
        Verify.Diagnostic("LEAK305").WithLocation(0).WithArguments("h.AddReference()", "acquired", "disposed"));

    private static string Method(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using LeakLint;
        class C
        {
            void M(int n, IDisposable r, SharedHandle<IDisposable> h, SharedHandle<IDisposable>? maybe)
            {
                {{body}}
            }
            static SharedHandle<IDisposable> Own(IDisposable r) => SharedHandle.Create(r);
            static void Take(SharedHandle<IDisposable> h) => h.Dispose();
        }
        class Other { public Other AddReference() => this; }

        namespace LeakLint
        {
            public static class SharedHandle { public static SharedHandle<T> Create<T>(T value) where T : class => new(); }
            public sealed class SharedHandle<T> : System.IDisposable where T : class
            {
                public SharedHandle<T>? Next;
                public SharedHandle<T> AddReference() => new();
                public bool TryAddReference(out SharedHandle<T>? reference) { reference = null; return false; }
                public void Dispose() { }
            }
        }
        """;
}

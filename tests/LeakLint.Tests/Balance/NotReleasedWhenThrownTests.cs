using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK302. What counts as likely to throw has a table of its own: Facts/LikelyThrowsTests.</summary>
public sealed class NotReleasedWhenThrownTests
{
    [Theory]
    [InlineData("var h = {|LEAK302:SharedHandle.Create(r)|}; Load(h); h.Dispose();")]
    [InlineData("var h = {|LEAK302:SharedHandle.Create(r)|}; File.Delete(s); h.Dispose();")]
    [InlineData("var h = {|LEAK302:SharedHandle.Create(r)|}; try { Load(h); } catch (Exception) { return; } h.Dispose();")]
    [InlineData("var h = {|LEAK302:SharedHandle.Create(r)|}; try { Load(h); } catch { throw; } h.Dispose();")]
    [InlineData("var h = {|LEAK302:SharedHandle.Create(r)|}; await Task.Delay(1, token); h.Dispose();")]
    [InlineData("var h = {|LEAK302:SharedHandle.Create(r)|}; try { await Task.Delay(1, token); } catch (IOException) { } h.Dispose();")]
    [InlineData("using var h = SharedHandle.Create(r); var other = {|LEAK302:h.AddReference()|}; Load(other); other.Dispose();")]
    [InlineData("using var h = SharedHandle.Create(r); if ({|LEAK302:h.TryAddReference(out var other)|}) { Load(other!); other!.Dispose(); }")]
    [InlineData("using var h = SharedHandle.Create(r); if (!{|LEAK302:h.ToWeak().TryAddReference(out var other)|}) return; Load(other!); other!.Dispose();")]
    [InlineData("SharedHandle<IDisposable>? h = null; if (s.Length > 3) h = {|LEAK302:SharedHandle.Create(r)|}; Load(h!); h?.Dispose();")]
    [InlineData("var h = {|LEAK302:SharedHandle.Create(r)|}; while (true) { await Task.Delay(1, token); }")]
    [InlineData("var h = {|LEAK302:SharedHandle.Create(r)|}; var f = {|LEAK302:SharedHandle.Create(r)|}; File.Delete(s); f.Dispose(); h.Dispose();")]
    public Task Handle_is_lost_when_something_throws(string body) => Verify.VerifyAnalyzerAsync(Method(body));

    [Theory]
    [InlineData("using declaration", "using var h = SharedHandle.Create(r); Load(h);")]
    [InlineData("using statement", "using (var h = SharedHandle.Create(r)) { Load(h); }")]
    [InlineData("finally", "var h = SharedHandle.Create(r); try { Load(h); } finally { h.Dispose(); }")]
    [InlineData("finally with a null test", "SharedHandle<IDisposable>? h = null; try { h = SharedHandle.Create(r); Load(h); } finally { h?.Dispose(); }")]
    [InlineData("catch-all that disposes and rethrows", "var h = SharedHandle.Create(r); try { Load(h); } catch { h.Dispose(); throw; } h.Dispose();")]
    [InlineData("nothing in between throws", "var h = SharedHandle.Create(r); Console.WriteLine(h.ReferenceCount); h.Dispose();")]
    [InlineData("a reference in between", "using var h = SharedHandle.Create(r); var other = h.AddReference(); var third = other.AddReference(); other.Dispose(); third.Dispose();")]
    [InlineData("throws before it is made", "Load(null!); var h = SharedHandle.Create(r); h.Dispose();")]
    [InlineData("throws after it is disposed", "var h = SharedHandle.Create(r); h.Dispose(); Load(null!);")]
    [InlineData("a normal path hands it on", "var h = SharedHandle.Create(r); Load(h); _field = h;")]
    [InlineData("the handler hands it on", "var h = SharedHandle.Create(r); try { Load(h); } catch { _field = h; return; } h.Dispose();")]
    [InlineData("the catch that was expected", "var h = SharedHandle.Create(r); try { Load(h); } catch (IOException) { s = \"\"; } h.Dispose();")]
    public Task Handle_is_fine_when(string idiom, string body)
    {
        Assert.NotEmpty(idiom);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Fact]
    public Task Normal_path_that_forgets_is_the_graver_verdict() => Verify.VerifyAnalyzerAsync(
        Method("var h = {|LEAK301:SharedHandle.Create(r)|}; Load(h); if (s.Length > 3) return; h.Dispose();"));

    [Fact]
    public Task Message_names_the_handle_and_what_throws() => Verify.VerifyAnalyzerAsync(
        Method("var handle = {|#0:SharedHandle.Create(r)|};\n\n{|#1:Load(handle)|}; handle.Dispose();"),
        Verify.Diagnostic("LEAK302").WithLocation(0).WithLocation(1).WithArguments("handle", "acquired", "disposed", "'Load' throws at line 10"));

    // Nothing that LeakLint.Runtime declares throws in a program that is right, and its source is not in sight.
    [Fact]
    public Task The_runtime_itself_is_not_expected_to_throw()
    {
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = """
                using System; using System.IO; using LeakLint;
                class C
                {
                    void M(IDisposable r, HandleRegistry<int, IDisposable> all)
                    {
                        var h = SharedHandle.Create(r);
                        all.Set(1, h);
                        var value = h.Value;
                        Console.WriteLine(h.ToWeak().IsAlive);
                        using var second = all.GetOrAdd(1, _ => r);
                        h.Dispose();
                    }
                    void N(IDisposable r, HandleRegistry<int, IDisposable> all)
                    {
                        var h = {|LEAK302:SharedHandle.Create(r)|};
                        using var second = all.GetOrAdd(1, _ => File.OpenRead("x"));
                        h.Dispose();
                    }
                }
                """,
            DisabledDiagnostics = { "LEAK002" },
        };
        test.TestState.AdditionalReferences.Add(Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(typeof(LeakLint.SharedHandle).Assembly.Location));
        return test.RunAsync();
    }

    private static string Method(string body) => $$"""
        #nullable enable
        using System; using System.IO; using System.Threading; using System.Threading.Tasks; using LeakLint;
        class C
        {
            public SharedHandle<IDisposable>? _field;
            async Task M(string s, IDisposable r, CancellationToken token)
            {
                {{body}}
                await Task.Yield();
            }
            static void Load(SharedHandle<IDisposable> h) { using var f = File.OpenRead("x"); }
        }
        """ + RuntimeSource.Handles;
}

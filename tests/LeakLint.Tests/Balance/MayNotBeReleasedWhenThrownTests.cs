using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK313. What counts as likely to throw has a table of its own: Facts/LikelyThrowsTests.</summary>
public sealed class MayNotBeReleasedWhenThrownTests
{
    private const string Rent = "var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}; ";

    [Theory]
    [InlineData(Rent + "Load(a); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData(Rent + "await LoadAsync(a, default); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData(Rent + "try { Load(a); } catch (Exception) { return; } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData(Rent + "try { Load(a); } catch (Exception e) { throw new IOException(s, e); } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData(Rent + "try { Load(a); } catch { throw; } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData(Rent + "try { Load(a); } catch (IOException) { ArrayPool<byte>.Shared.Return(a); return; } Load(a); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData(Rent + "Load(a); try { n++; } finally { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData(Rent + "try { n++; } finally { Load(a); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData(Rent + "try { await LoadAsync(a, token); } catch (IOException) { } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData(Rent + "try { token.ThrowIfCancellationRequested(); } catch (IOException) { } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("while (n-- > 0) { " + Rent + "Load(a); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData(Rent + "Load(a); _field = a;")]
    [InlineData("byte[]? a = null; if (n > 9) a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}; Load(a ?? new byte[9]); if (a != null) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("Action later = () => { " + Rent + "Load(a); ArrayPool<byte>.Shared.Return(a); };")]
    [InlineData("void Inner() { " + Rent + "Load(a); ArrayPool<byte>.Shared.Return(a); } Inner();")]
    [InlineData(Rent + "while (true) { await LoadAsync(a, token); }")]
    public Task Array_is_lost_when_something_throws(string body) => Verify.VerifyAnalyzerAsync(Method(body));

    [Theory]
    [InlineData("released in a finally", Shared + "try { Load(a); } finally { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("released by a catch-all that rethrows", Shared + "try { Load(a); } catch { ArrayPool<byte>.Shared.Return(a); throw; } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("released by a catch-all, then returned", Shared + "try { Load(a); } catch (Exception) { ArrayPool<byte>.Shared.Return(a); return; } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("handed on, or released when that fails", Shared + "try { Load(a); } catch { ArrayPool<byte>.Shared.Return(a); throw; } _field = a;")]
    [InlineData("swallowed, and released after that", Shared + "try { Load(a); } catch { } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("a flag says whether it was handed on", Shared + "var ok = false; try { Load(a); ok = true; } finally { if (!ok) ArrayPool<byte>.Shared.Return(a); } _field = a;")]
    [InlineData("the catch that was expected", Shared + "try { Load(a); } catch (IOException) { ArrayPool<byte>.Shared.Return(a); return; } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("the catch that was expected swallows", Shared + "try { Load(a); } catch (IOException) { n = 0; } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("no token is given", Shared + "try { await LoadAsync(a, default); } catch (IOException) { } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("cancellation was expected", Shared + "try { await LoadAsync(a, token); } catch (OperationCanceledException) { } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("cancellation was expected beside others", Shared + "try { await LoadAsync(a, token); } catch (IOException) { } catch (OperationCanceledException) { } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("a filter chooses what was expected", Shared + "try { await LoadAsync(a, token); } catch (Exception e) when (e is IOException) { } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("throws before the acquisition", "Load(null!); " + Shared + "ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("throws in the acquisition's argument", "var a = ArrayPool<byte>.Shared.Rent(int.Parse(s)); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("throws after the release", Shared + "ArrayPool<byte>.Shared.Return(a); Load(null!);")]
    [InlineData("throws on a way that does not hold it", "byte[]? a = null; if (n > 9) a = ArrayPool<byte>.Shared.Rent(n); else Load(null!); if (a != null) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("throws before each round", "while (n-- > 0) { Load(null!); " + Shared + "ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("a release is taken to succeed", Shared + "using var d = new MemoryStream(); stream.Dispose(); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("a local function that only checks", Shared + "Check(); ArrayPool<byte>.Shared.Return(a); void Check() { if (n < 0) throw new ArgumentException(s); }")]
    [InlineData("the lambda runs later", Shared + "Action later = () => Load(null!); ArrayPool<byte>.Shared.Return(a);")]
    public Task Array_is_fine_when(string idiom, string body)
    {
        Assert.NotEmpty(idiom);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Fact]
    public Task Normal_path_that_forgets_is_the_graver_verdict() => Verify.VerifyAnalyzerAsync(
        Method("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; Load(a); if (n > 3) return; ArrayPool<byte>.Shared.Return(a);"));

    [Theory]
    [InlineData("{|#1:Load(a)|};", "'Load' throws at line 8")]
    [InlineData("{|#1:await LoadAsync(a, token)|};", "'LoadAsync' throws at line 8")]
    [InlineData("{|#1:await LoadAsync(a, token).ConfigureAwait(false)|};", "'LoadAsync' throws at line 8")]
    [InlineData("{|#1:await task|};", "what is awaited throws at line 8")]
    [InlineData("{|#1:callback()|};", "the callback throws at line 8")]
    [InlineData("{|#1:new Uri(s)|};", "'new Uri' throws at line 8")]
    [InlineData("n = {|#1:Size|};", "'Size' throws at line 8")]
    [InlineData("n += 2; n = {|#1:int.Parse(s)|} + int.Parse(s); Load(a);", "'Parse' throws at line 8")]
    [InlineData("\n\nif (n > 2) {|#1:Load(a)|}; else\n Load(a);", "'Load' throws at line 10")]
    [InlineData("try { {|#1:Load(a)|}; } catch { n = 1; throw; }", "'Load' throws at line 8")]
    [InlineData("{|#1:Inner()|}; void Inner() { if (n > 2) throw new IOException(); }", "'Inner' throws at line 8")]
    [InlineData("Inner(); void Inner() { {|#1:Load(a)|}; }", "'Load' throws at line 8")]
    public Task Message_names_what_throws_first(string statement, string thrower) => Verify.VerifyAnalyzerAsync(
        Method("var a = {|#0:ArrayPool<byte>.Shared.Rent(n)|}; " + statement + " ArrayPool<byte>.Shared.Return(a);"),
        Verify.Diagnostic("LEAK313").WithLocation(0).WithLocation(1).WithArguments("a", "rented", "returned", thrower));

    private const string Shared = "var a = ArrayPool<byte>.Shared.Rent(n); ";

    private static string Method(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.IO; using System.Threading; using System.Threading.Tasks;
        class C
        {
            public byte[]? _field; int Size => File.ReadAllBytes("x").Length;
            async Task M(int n, string s, Stream stream, CancellationToken token, Task task, Action callback)
            {
                {{body}}
                await Task.Yield();
            }
            static void Load(byte[] a) { using var f = File.OpenRead("x"); f.Read(a, 0, 1); }
            static async Task LoadAsync(byte[] a, CancellationToken token) { using var f = File.OpenRead("x"); await f.ReadAsync(a, 0, 1, token); }
        }
        """;
}

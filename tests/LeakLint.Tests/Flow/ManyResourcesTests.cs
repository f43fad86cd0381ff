using System.Text;
using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Flow;

/// <summary>Methods that acquire more than one state has bits for are followed in parts.</summary>
public sealed class ManyResourcesTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public Task One_of_many_that_is_not_released_is_found(int count)
    {
        var body = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            body.AppendLine(i == count / 2
                ? $"var a{i} = {{|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}}; if (n == {i}) return; ArrayPool<byte>.Shared.Return(a{i});"
                : $"var a{i} = ArrayPool<byte>.Shared.Rent(n); a{i}[0] = 1; ArrayPool<byte>.Shared.Return(a{i});");
        }

        return Verify.VerifyAnalyzerAsync($$"""
            using System.Buffers;
            class C
            {
                void M(int n)
                {
                    {{body}}
                }
            }
            """);
    }

    [Fact]
    public Task Many_flags_beside_many_resources_are_followed_in_smaller_parts()
    {
        var body = new StringBuilder();
        for (var i = 0; i < 40; i++)
        {
            body.AppendLine($"byte[] a{i} = null; if (n > {i}) a{i} = ArrayPool<byte>.Shared.Rent(n); if (a{i} != null) ArrayPool<byte>.Shared.Return(a{i});");
        }

        return Verify.VerifyAnalyzerAsync($$"""
            using System.Buffers;
            class C
            {
                void M(int n)
                {
                    {{body}}
                }
            }
            """);
    }
}

using System.Threading.Tasks;
using LeakLint.CodeFixes.Balance;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK313.</summary>
public sealed class MayNotBeReleasedWhenThrownFixTests() : BodyFixTests<MayNotBeReleasedWhenThrownFix>("LEAK313")
{
    [Fact]
    public Task Array_is_returned_in_a_finally() => FixesAsync(
        """
        while (n-- > 0)
        {
            // Its own each time.
            var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}; // rent

            stream.Read(a, 0, n); // may fail
            ArrayPool<byte>.Shared.Return(a); // done
        }

        """,
        """
        while (n-- > 0)
        {
            // Its own each time.
            var a = ArrayPool<byte>.Shared.Rent(n); // rent

            try
            {
                stream.Read(a, 0, n); // may fail
            }
            finally
            {
                // done
                ArrayPool<byte>.Shared.Return(a);
            }
        }

        """);

    [Fact]
    public Task Catch_that_expects_something_else_gets_the_finally() => FixesAsync(
        """
        while (n-- > 0)
        {
            var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|};
            try
            {
                stream.Read(a, 0, n);
            }
            catch (Exception e)
            {
                Load(e);
                throw;
            }

            ArrayPool<byte>.Shared.Return(a);
        }

        """,
        """
        while (n-- > 0)
        {
            var a = ArrayPool<byte>.Shared.Rent(n);
            try
            {
                stream.Read(a, 0, n);
            }
            catch (Exception e)
            {
                Load(e);
                throw;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(a);
            }
        }

        """);

    [Fact]
    public Task Nullable_lease_is_returned_if_there_is_one() => FixesAsync(
        """
        if (n > 1)
        {
            byte[]? rented = null;
            var view = n <= 256 ? new byte[256] : (rented = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|});
            Load(view);
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }

        """,
        """
        if (n > 1)
        {
            byte[]? rented = null;
            var view = n <= 256 ? new byte[256] : (rented = ArrayPool<byte>.Shared.Rent(n));
            try
            {
                Load(view);
            }
            finally
            {
                if (rented is not null)
                {
                    ArrayPool<byte>.Shared.Return(rented);
                }
            }
        }

        """);

    [Fact]
    public Task Where_it_is_handed_on_the_catch_that_rethrows_releases() => FixesAsync(
        """
        var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|};
        try
        {
            stream.Read(a, 0, n);
        }
        catch
        {
            n = 0; // so far
            throw;
        }

        _field = a;
        """,
        """
        var a = ArrayPool<byte>.Shared.Rent(n);
        try
        {
            stream.Read(a, 0, n);
        }
        catch
        {
            n = 0; // so far
            ArrayPool<byte>.Shared.Return(a);
            throw;
        }

        _field = a;
        """);

    [Theory]
    [InlineData("handed on", "var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}; stream.Read(a, 0, n); _field = a;")]
    [InlineData("handed on before something else throws", "var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}; try { stream.Read(a, 0, n); _field = a; Load(s); } catch { throw; }")]
    [InlineData("handed on, the catch takes only some", "var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}; Load(s); try { stream.Read(a, 0, n); } catch (IOException) { throw; } _field = a;")]
    [InlineData("a pool that would be made again", "var a = {|LEAK313:ArrayPool<byte>.Create().Rent(16)|}; stream.Read(a, 0, 16); {|LEAK309:ArrayPool<byte>.Create().Return(a)|};")]
    [InlineData("copied", "var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(16)|}; stream.Read(a, 0, 16); var b = a; ArrayPool<byte>.Shared.Return(b);")]
    public Task Nothing_is_offered_for(string what, string body)
    {
        Assert.NotEmpty(what);
        return RefusesAsync(body);
    }

    [Fact]
    public Task First_has_no_repair_and_the_others_have() => FixesAsync(
        """
        while (n-- > 0)
        {
            var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|};
            var b = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|};
            stream.Read(a, 0, n);
            ArrayPool<byte>.Shared.Return(b);
            {|LEAK306:_field = a|};
        }

        """,
        """
        while (n-- > 0)
        {
            var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|};
            var b = ArrayPool<byte>.Shared.Rent(n);
            try
            {
                stream.Read(a, 0, n);
                {|LEAK306:_field = a|};
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(b);
            }
        }

        """);

    [Fact]
    public Task Two_nest_and_documents_and_projects()
    {
        const string Body = """
            while (n-- > 0)
            {
                var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|};
                var b = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|};
                stream.Read(a, 0, n);
                ArrayPool<byte>.Shared.Return(b);
                ArrayPool<byte>.Shared.Return(a);
            }

            """;
        const string Fixed = """
            while (n-- > 0)
            {
                var a = ArrayPool<byte>.Shared.Rent(n);
                try
                {
                    var b = ArrayPool<byte>.Shared.Rent(n);
                    try
                    {
                        stream.Read(a, 0, n);
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(b);
                    }
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(a);
                }
            }

            """;
        return FixesInTwoProjectsAsync(Body, Fixed);
    }
}

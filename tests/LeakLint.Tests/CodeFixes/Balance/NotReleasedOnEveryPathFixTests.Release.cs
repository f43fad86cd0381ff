using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <content>The release that is missing, and where nothing is offered.</content>
public sealed partial class NotReleasedOnEveryPathFixTests
{
    [Fact]
    public Task Array_that_another_path_hands_over_is_released_where_it_is_missing() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(n)|};
        if (n == 3)
        {
            // too small
            return 3;
        }

        if (n == 4) return 4;
        if (n == 5)
            throw new ArgumentException("n");
        if (n > 6)
        {
            _field = a;
            return 6;
        }

        p.Return(a);
        return n;
        """,
        """
        var a = p.Rent(n);
        if (n == 3)
        {
            // too small
            p.Return(a);
            return 3;
        }

        if (n == 4)
        {
            p.Return(a);
            return 4;
        }

        if (n == 5)
        {
            p.Return(a);
            throw new ArgumentException("n");
        }

        if (n > 6)
        {
            _field = a;
            return 6;
        }

        p.Return(a);
        return n;
        """);

    [Fact]
    public Task Release_is_the_second_way_where_finally_is_the_first() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(n)|};
        a[0] = 1;
        if (n == 3)
            return n;
        p.Return(a);
        return n;
        """,
        """
        var a = p.Rent(n);
        a[0] = 1;
        if (n == 3)
        {
            p.Return(a);
            return n;
        }

        p.Return(a);
        return n;
        """,
        key: "LEAK301:release");

    [Fact]
    public Task Comments_at_an_embedded_return_stay_once() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(n)|};
        if (n == 3)
            // too early
            return 3;
        if (n == 4) return 4; // nothing
        _field = a;
        return n;
        """,
        """
        var a = p.Rent(n);
        if (n == 3)
        {
            // too early
            p.Return(a);
            return 3;
        }

        if (n == 4)
        {
            p.Return(a);
            return 4; // nothing
        }

        _field = a;
        return n;
        """);

    [Fact]
    public Task Release_at_the_end_of_the_method() => FixesHandleAsync(
        """
        var h = {|LEAK301:SharedHandle.Create(r)|};
        if (n > 3)
        {
            h.Dispose();
            return;
        }

        Use(h);
        // that was it
        """,
        """
        var h = SharedHandle.Create(r);
        if (n > 3)
        {
            h.Dispose();
            return;
        }

        Use(h);
        h.Dispose();
        // that was it
        """,
        key: "LEAK301:release");

    // What an exception leaves held was there before, behind the graver verdict; the last way does nothing about it.
    [Fact]
    public Task Release_may_leave_the_exception_to_another_repair()
    {
        var test = New(
            Method("""
                var a = {|LEAK301:p.Rent(n)|};
                int.Parse(s);
                if (n > 3)
                {
                    return 1;
                }

                _field = a;
                return 0;
                """),
            Method("""
                var a = {|LEAK313:p.Rent(n)|};
                int.Parse(s);
                if (n > 3)
                {
                    p.Return(a);
                    return 1;
                }

                _field = a;
                return 0;
                """));
        return test.RunAsync();
    }

    [Fact]
    public Task Finally_is_preferred_as_it_leaves_nothing_to_an_exception() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(n)|};
        int.Parse(s);
        return 1;
        """,
        """
        var a = p.Rent(n);
        try
        {
            int.Parse(s);
            return 1;
        }
        finally
        {
            p.Return(a);
        }
        """);

    [Fact]
    public Task Code_with_labels_is_not_wrapped() => FixesAsync(
        """
        int i = 0;
        again:
        var a = {|LEAK301:p.Rent(16)|};
        if (i++ < 3)
        {
            p.Return(a);
            goto again;
        }
        return 0;
        """,
        """
        int i = 0;
        again:
        var a = p.Rent(16);
        if (i++ < 3)
        {
            p.Return(a);
            goto again;
        }
        p.Return(a);
        return 0;
        """);

    [Theory]
    [InlineData("no variable", "Console.WriteLine({|LEAK301:p.Rent(n)|}.Length); return 0;")]
    [InlineData("an array of its own otherwise", "byte[] a = n > 3 ? {|LEAK301:p.Rent(16)|} : new byte[n]; a[0] = 1; return 0;")]
    [InlineData("a pool that would be made again", "var a = {|LEAK301:ArrayPool<byte>.Create().Rent(16)|}; a[0] = 1; return a[0];")]
    [InlineData("a pool that is another by then", "var a = {|LEAK301:p.Rent(16)|}; p = ArrayPool<byte>.Create(); return a[0];")]
    [InlineData("copied", "var a = {|LEAK301:p.Rent(16)|}; if (n > 3) return a[0]; var b = a; p.Return(b); return {|LEAK304:b|}[0];")]
    [InlineData("assigned again", "var a = {|LEAK301:p.Rent(16)|}; if (n > 3) return a[0]; p.Return(a); a = new byte[3]; return a[0];")]
    [InlineData("given back in two ways", "var a = {|LEAK301:p.Rent(16)|}; if (n > 3) return a[0]; if (n > 2) p.Return(a, true); else p.Return(a); return 0;")]
    [InlineData("given back by a call that does more", "var a = {|LEAK301:p.Rent(16)|}; if (n > 3) return a[0]; if (Log(s)) p.Return(a); return 0;")]
    [InlineData("lost in each round", "byte[]? a = null; foreach (var c in s) { a = {|LEAK301:p.Rent(c)|}; if (c == 'x') break; } return a is null ? 1 : 2;")]
    [InlineData("read by what is returned, kept on another path", "var a = {|LEAK301:p.Rent(n)|}; if (n > 3) { _field = a; return 1; } return a[0];")]
    [InlineData("read through a view, kept on another path", "var a = {|LEAK301:p.Rent(n)|}; var v = a.AsSpan(); if (n > 3) { _field = a; return 1; } return v[0];")]
    [InlineData("maybe released already", "var a = {|LEAK301:p.Rent(n)|}; if (n > 3) { p.Return(a); } if (n > 7) { _field = a; } return 1;")]
    public Task Nothing_is_offered_for(string what, string body)
    {
        Assert.NotEmpty(what);
        return RefusesAsync(body);
    }

    [Theory]
    [InlineData("var h = {|LEAK301:SharedHandle.Create(r)|}; _value = h.Value;")]
    [InlineData("var h = {|LEAK301:SharedHandle.Create(r)|}; var v = h.Value; if (n > 3) return; _value = v;")]
    [InlineData("var h = {|LEAK301:SharedHandle.Create(r)|}; if (n > 3) return; _all.Add(h.Value); h.Dispose();")]
    [InlineData("Func<int, IDisposable> f = x => { var h = {|LEAK301:SharedHandle.Create(r)|}; return h.Value; }; f(n);")]
    public Task Nothing_is_offered_where_the_contents_of_a_handle_leave(string body) => FixesHandleAsync(body, body);

    [Fact]
    public Task Nothing_is_offered_for_conditional_compilation() => RefusesAsync(
        """
        var a = {|LEAK301:p.Rent(2)|};
        #if DEBUG
        a[0] = 1;
        #endif
        return a[n];
        """);

    [Fact]
    public Task Nothing_is_offered_for_a_task_that_is_still_at_work()
    {
        const string Source = """
            using System.Buffers; using System.IO; using System.Threading.Tasks;
            class C
            {
                Task<int> M(Stream s)
                {
                    var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|};
                    return s.ReadAsync(a, 0, 16);
                }
            }
            """;
        return New(Source, Source).RunAsync();
    }

    [Fact]
    public Task Nothing_is_offered_where_there_is_no_statement()
    {
        const string Source = """
            using System; using System.Buffers;
            class C
            {
                int P => {|LEAK301:ArrayPool<int>.Shared.Rent(1)|}[0];
                Func<int> F(int n) => () => {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}.Length;
            }
            """;
        return New(Source, Source).RunAsync();
    }
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <content>The <c>finally</c> around code of other shapes: handlers, branches, local functions, async methods.</content>
public sealed partial class NotReleasedOnEveryPathFixTests
{
    [Fact]
    public Task Try_with_catches_only_gets_the_finally() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(16)|};
        try
        {
            if (n > 1) return 1;
            p.Return(a);
            return 2;
        }
        catch (Exception) // any
        {
            p.Return(a);
            return 3;
        }
        """,
        """
        var a = p.Rent(16);
        try
        {
            if (n > 1) return 1;
            return 2;
        }
        catch (Exception) // any
        {
            return 3;
        }
        finally
        {
            p.Return(a);
        }
        """);

    [Fact]
    public Task Catch_that_released_and_rethrew_has_nothing_left_to_do() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(n)|};
        try
        {
            Log(s);
        }
        catch
        {
            p.Return(a);
            throw;
        }

        a[0] = 1;
        return 0;
        """,
        """
        var a = p.Rent(n);
        try
        {
            Log(s);

            a[0] = 1;
            return 0;
        }
        finally
        {
            p.Return(a);
        }
        """);

    [Fact]
    public Task Rent_in_a_branch_is_returned_if_there_was_one() => FixesAsync(
        """
        byte[]? a = null;
        if (n > 4)
        {
            a = {|LEAK301:p.Rent(n)|};
            if (n > 6) return 6;
        }

        Console.WriteLine(a?.Length);
        if (a is not null) p.Return(a);
        return 0;
        """,
        """
        byte[]? a = null;
        try
        {
            if (n > 4)
            {
                a = p.Rent(n);
                if (n > 6) return 6;
            }

            Console.WriteLine(a?.Length);
            return 0;
        }
        finally
        {
            if (a is not null)
            {
                p.Return(a);
            }
        }
        """);

    [Fact]
    public Task Rent_or_null() => FixesAsync(
        """
        byte[]? a = n > 256 ? {|LEAK301:p.Rent(n)|} : null;
        Span<byte> view = a ?? stackalloc byte[256];
        return view.Length;
        """,
        """
        byte[]? a = n > 256 ? p.Rent(n) : null;
        try
        {
            Span<byte> view = a ?? stackalloc byte[256];
            return view.Length;
        }
        finally
        {
            if (a != null)
            {
                p.Return(a);
            }
        }
        """);

    [Fact]
    public Task Local_functions_at_the_end_stay_outside() => FixesAsync(
        """
        byte[] a;
        a = {|LEAK301:p.Rent(n)|};
        return a[Next(n)];

        static int Next(int x) => x + 1;
        """,
        """
        byte[] a;
        a = p.Rent(n);
        try
        {
            return a[Next(n)];
        }
        finally
        {
            p.Return(a);
        }

        static int Next(int x) => x + 1;
        """);

    [Fact]
    public Task Local_function_that_needs_what_is_wrapped_goes_inside() => FixesAsync(
        """
        var a = {|LEAK301:p.Rent(n)|};
        var at = a[0];
        return Next(n);

        int Next(int x) => x + at;
        """,
        """
        var a = p.Rent(n);
        try
        {
            var at = a[0];
            return Next(n);

            int Next(int x) => x + at;
        }
        finally
        {
            p.Return(a);
        }
        """);

    [Fact]
    public Task Multi_line_code_keeps_its_shape() => FixesAsync(
        """"
        var a = {|LEAK301:p.Rent(n)|};
        var text = $"""
            {a.Length}
              two
            """;
        Console.WriteLine(
            text,
                n);
        return text
            .Trim()
            .Length;
        """",
        """"
        var a = p.Rent(n);
        try
        {
            var text = $"""
            {a.Length}
              two
            """;
            Console.WriteLine(
                text,
                    n);
            return text
                .Trim()
                .Length;
        }
        finally
        {
            p.Return(a);
        }
        """");

    [Fact]
    public Task Async_methods_iterators_generics_and_bodies_on_one_line() => New(
        """
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Runtime.CompilerServices; using System.Threading.Tasks;
        class C
        {
            async Task<int> Async(Stream s)
            {
                var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|};
                var read = await s.ReadAsync(a, 0, 16).ConfigureAwait(false);
                if (read == 0) return 0;
                ArrayPool<byte>.Shared.Return(a);
                return read;
            }

            IEnumerable<T> Iterator<T>(int n)
            {
                var a = {|LEAK301:ArrayPool<T>.Shared.Rent(n)|};
                yield return a[0];
                ArrayPool<T>.Shared.Return(a, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
            }

            void OneLine(int n) { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; if (n > 99) return; ArrayPool<byte>.Shared.Return(a); }

            Action Lambda(int n) => () => { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; a[0] = 1; };
        }
        """,
        """
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Runtime.CompilerServices; using System.Threading.Tasks;
        class C
        {
            async Task<int> Async(Stream s)
            {
                var a = ArrayPool<byte>.Shared.Rent(16);
                try
                {
                    var read = await s.ReadAsync(a, 0, 16).ConfigureAwait(false);
                    if (read == 0) return 0;
                    return read;
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(a);
                }
            }

            IEnumerable<T> Iterator<T>(int n)
            {
                var a = ArrayPool<T>.Shared.Rent(n);
                try
                {
                    yield return a[0];
                }
                finally
                {
                    ArrayPool<T>.Shared.Return(a, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
                }
            }

            void OneLine(int n)
            {
                var a = ArrayPool<byte>.Shared.Rent(n);
                try
                {
                    if (n > 99) return;
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(a);
                }
            }

            Action Lambda(int n) => () =>
            {
                var a = ArrayPool<byte>.Shared.Rent(n);
                try
                {
                    a[0] = 1;
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(a);
                }
            };
        }
        """).RunAsync();

    [Fact]
    public Task Helper_that_takes_and_gives() => New(
        """
        using System.Buffers;
        class C
        {
            int M(int n)
            {
                var a = {|LEAK301:Buffers.Take(n)|};
                if (n == 0)
                    return 0;
                var first = a[0];
                Buffers.Give(a);
                return first;
            }
        }
        static class Buffers
        {
            public static byte[] Take(int n) { var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; return a; }
            public static void Give(byte[] a) => ArrayPool<byte>.Shared.Return(a);
        }
        """,
        """
        using System.Buffers;
        class C
        {
            int M(int n)
            {
                var a = Buffers.Take(n);
                try
                {
                    if (n == 0)
                        return 0;
                    var first = a[0];
                    return first;
                }
                finally
                {
                    Buffers.Give(a);
                }
            }
        }
        static class Buffers
        {
            public static byte[] Take(int n) { var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; return a; }
            public static void Give(byte[] a) => ArrayPool<byte>.Shared.Return(a);
        }
        """).RunAsync();
}

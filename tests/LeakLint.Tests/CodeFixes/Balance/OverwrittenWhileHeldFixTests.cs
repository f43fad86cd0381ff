using System.Threading.Tasks;
using LeakLint.CodeFixes.Balance;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK306.</summary>
public sealed class OverwrittenWhileHeldFixTests() : BodyFixTests<OverwrittenWhileHeldFix>("LEAK306")
{
    [Fact]
    public Task What_is_held_is_released_first() => FixesAsync(
        """
        var a = ArrayPool<byte>.Shared.Rent(16);
        if (n > a.Length)
            {|LEAK306:a = ArrayPool<byte>.Shared.Rent(n)|}; // more
        a[0] = 1;
        ArrayPool<byte>.Shared.Return(a);
        """,
        """
        var a = ArrayPool<byte>.Shared.Rent(16);
        if (n > a.Length)
        {
            ArrayPool<byte>.Shared.Return(a);
            a = ArrayPool<byte>.Shared.Rent(n); // more
        }

        a[0] = 1;
        ArrayPool<byte>.Shared.Return(a);
        """);

    [Fact]
    public Task In_a_loop_the_first_round_has_nothing_to_release() => FixesAsync(
        """
        FileStream? file = null;
        foreach (var c in s)
        {
            {|LEAK306:file = File.OpenRead(s + c)|};
            n += file.ReadByte();
        }
        file?.Dispose();
        """,
        """
        FileStream? file = null;
        foreach (var c in s)
        {
            file?.Dispose();
            file = {|LEAK313:File.OpenRead(s + c)|};
            n += file.ReadByte();
        }
        file?.Dispose();
        """);

    [Fact]
    public Task Refused_where_the_new_value_is_made_of_the_old_one() => RefusesAsync(
        """
        var a = ArrayPool<byte>.Shared.Rent(16);
        {|LEAK306:a = Grown(a[0])|};
        a[0] = 1;
        static byte[] Grown(int n) => new byte[n];
        """);
}

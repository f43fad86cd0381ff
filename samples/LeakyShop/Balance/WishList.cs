using System;
using System.Buffers;

namespace LeakyShop.Balance;

/// <summary>Fourteenth scene: the wishes are sorted in a rented array, and the pool keeps them with the array.</summary>
internal static class WishList
{
    public static void Open() => Console.WriteLine($"Wishes: {First("teapot", "cups", "jug")}");

    private static string First(params string[] wishes)
    {
        var sorted = ArrayPool<string>.Shared.Rent(wishes.Length);
        try
        {
            wishes.CopyTo(sorted, 0);
            Array.Sort(sorted, 0, wishes.Length, StringComparer.Ordinal);
            return sorted[0];
        }
        finally
        {
            ArrayPool<string>.Shared.Return(sorted); // LEAK312
        }
    }
}

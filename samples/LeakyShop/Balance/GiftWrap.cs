using System;
using System.Buffers;

namespace LeakyShop.Balance;

/// <summary>Tenth scene: when the ribbon is too short a longer one is rented, and the short one has no name any more.</summary>
internal static class GiftWrap
{
    public static void Open() => Console.WriteLine($"Wrap: {Tie("For Ann")} and {Tie("For all who work at the harbour")}");

    private static int Tie(string text)
    {
        var ribbon = ArrayPool<char>.Shared.Rent(16);
        if (text.Length > ribbon.Length)
        {
            ribbon = ArrayPool<char>.Shared.Rent(text.Length); // LEAK306
        }

        var used = 0;
        while (used < text.Length && used < ribbon.Length)
        {
            ribbon[used] = text[used];
            used++;
        }

        ArrayPool<char>.Shared.Return(ribbon);
        return used;
    }
}

using System;
using System.Buffers;

namespace LeakyShop.Balance;

/// <summary>Ninth scene: the coins are counted in a rented array, which an empty tray gives back twice.</summary>
internal static class CoinTray
{
    private static readonly ArrayPool<int> Trays = ArrayPool<int>.Create(64, 4);

    public static void Open() => Console.WriteLine($"Tray: {Count(50, 20, 20, 5)} and {Count()} cents");

    private static int Count(params int[] coins)
    {
        var tray = Trays.Rent(64);
        try
        {
            if (coins.Length == 0)
            {
                Trays.Return(tray);
                return 0;
            }

            coins.CopyTo(tray, 0);
            var sum = 0;
            for (var i = 0; i < coins.Length; i++)
            {
                sum += tray[i];
            }

            return sum;
        }
        finally
        {
            Trays.Return(tray); // LEAK303
        }
    }
}

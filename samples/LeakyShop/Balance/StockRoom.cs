using System;
using System.Threading;

namespace LeakyShop.Balance;

/// <summary>Thirteenth scene: whoever leaves the stock room locks it once more, from the inside.</summary>
internal static class StockRoom
{
    private static readonly object Door = new();
    private static int _teapots = 5;

    public static void Open() => Console.WriteLine($"Stock: {Take(2)} left, then {Take(1)}");

    private static int Take(int teapots)
    {
        Monitor.Enter(Door);
        try
        {
            _teapots -= teapots;
            return _teapots;
        }
        finally
        {
            Monitor.Enter(Door); // LEAK311
        }
    }
}

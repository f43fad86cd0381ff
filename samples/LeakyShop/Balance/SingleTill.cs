using System;
using System.Threading;
using System.Threading.Tasks;

namespace LeakyShop.Balance;

/// <summary>Eleventh scene: one customer at a time; the one who gives up waiting opens the till for two.</summary>
internal static class SingleTill
{
    private static readonly SemaphoreSlim Till = new(1, 9);

    public static void Open()
    {
        Pay("Ann", CancellationToken.None).Wait();
        try
        {
            Pay("Ben", new CancellationToken(canceled: true)).Wait();
        }
        catch (AggregateException)
        {
            Console.WriteLine("Till: Ben did not want to wait");
        }
    }

    private static async Task Pay(string customer, CancellationToken patience)
    {
        try
        {
            await Till.WaitAsync(patience);
            Console.WriteLine($"Till: {customer} pays");
        }
        finally
        {
            Till.Release(); // LEAK307
        }
    }
}

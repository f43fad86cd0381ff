using System;
using System.Threading;
using System.Threading.Tasks;

namespace LeakyShop.Balance;

/// <summary>Eleventh scene: one customer at a time; the one who gives up waiting opens it for nobody.</summary>
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
        await Till.WaitAsync(patience);
        try
        {
            Console.WriteLine($"Till: {customer} pays");
        }
        finally
        {
            Till.Release();
        }
    }
}

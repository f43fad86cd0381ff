using System.Collections.Generic;

namespace WeakCollections;

/// <summary>In a queue that nobody empties.</summary>
internal sealed class Ticket
{
    private static readonly Queue<Ticket> Sold = new();
    private readonly int _price;

    public Ticket(int price)
    {
        _price = price;
        Sold.Enqueue(this); // LEAK101
    }

    public static int Total()
    {
        var total = 0;
        foreach (var ticket in Sold)
        {
            total += ticket._price;
        }

        return total;
    }
}

using System;

namespace LeakyShop.Cycles;

/// <summary>Second scene: an order and its invoice, which knows its order without keeping it.</summary>
internal static class Billing
{
    public static void Open()
    {
        var order = new Order(new NumberBlock(first: 7));
        Console.WriteLine($"Billing: {order.Invoice.Send()}");
    }
}

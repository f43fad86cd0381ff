using System;
using System.Globalization;

namespace LeakyShop.Registries;

/// <summary>First scene: orders come in, the evening's report is printed, and every order of the day stays for ever.</summary>
internal static class OrderDesk
{
    public static void Open()
    {
        var teapot = new OrderNode("A-1", 24.50m);
        var cups = new OrderNode("A-2", 18.00m);
        var total = OrderNode.TotalOfTheDay().ToString(CultureInfo.InvariantCulture);
        Console.WriteLine($"Orders: {teapot.Number} and {cups.Number} make {total}");
    }
}

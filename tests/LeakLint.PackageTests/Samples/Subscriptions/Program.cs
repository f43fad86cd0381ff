using System;

public static class Program
{
    public static void Main()
    {
        var shop = new Shop();
        var all = shop.Open();
        Clock.Raise();
        shop.Orders.Raise();
        shop.Readings.Raise(3);
        Console.WriteLine(all.Length);
    }
}

public class Shop
{
    public Orders Orders { get; } = new();

    public Readings Readings { get; } = new();

    public object[] Open()
        => [new Journal(), new Ledger(), new Feed(), new Badge(), new Dialog(), new OrdersView(Orders), new Editor { Orders = Orders }, new Alarm(), new Echo(), new Worker(Orders), new Gauge(Readings)];
}

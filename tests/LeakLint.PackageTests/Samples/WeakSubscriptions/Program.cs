using System;
using System.Collections.Generic;

public static class Program
{
    public static void Main()
    {
        var views = Shop.Open();
        Clock.Raise(3);
        GC.KeepAlive(views);
    }
}

public static class Clock
{
    public static event EventHandler<int>? Tick;

    public static void Raise(int time) => Tick?.Invoke(null, time);
}

public static class Shop
{
    public static List<object> Open()
    {
        var views = new List<object>();
        for (var i = 0; i < 3; i++)
        {
            views.Add(new View());
        }

        return views;
    }
}

public sealed class View
{
    public View() => Clock.Tick += OnTick;

    private void OnTick(object? sender, int time) => Console.WriteLine(time);
}

using System;
using System.Collections.Generic;

namespace LeakyShop.Registries;

/// <summary>An order on its way through the shop. It is in the evening's report until it is delivered: disposed.</summary>
internal sealed class OrderNode : IDisposable
{
    private static readonly List<OrderNode> Registered = [];

    public OrderNode(string number, decimal total)
    {
        Number = number;
        Total = total;
        Registered.Add(this);
    }

    public string Number { get; }

    public decimal Total { get; }

    public static decimal TotalOfTheDay()
    {
        var sum = 0m;
        foreach (var order in Registered)
        {
            sum += order.Total;
        }

        return sum;
    }

    public void Dispose() => Registered.Remove(this);
}

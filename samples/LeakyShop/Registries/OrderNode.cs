using System.Collections.Generic;

namespace LeakyShop.Registries;

/// <summary>
/// An order on its way through the shop. Each joins the list that the evening's report goes through, and none leaves it:
/// in Python, <c>LEAKS.append(node)</c>.
/// </summary>
internal sealed class OrderNode
{
    private static readonly List<OrderNode> Registered = [];

    public OrderNode(string number, decimal total)
    {
        Number = number;
        Total = total;
        Registered.Add(this); // LEAK101
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
}

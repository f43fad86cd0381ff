using System;

namespace LeakyShop.Cycles;

/// <summary>
/// The child: it finds its order through a weak reference, which reads null once the order is being finalized. The order
/// holds the invoice, so whoever has the order has both; what the invoice prints, it knows itself.
/// </summary>
internal sealed class Invoice
{
    private readonly WeakReference<Order> _order;
    private readonly int _number;
    private bool _sent;

    public Invoice(Order order)
    {
        _order = new WeakReference<Order>(order);
        _number = order.Number;
    }

    ~Invoice()
    {
        if (!_sent && _order.TryGetTarget(out var order))
        {
            order.GiveNumberBack();
        }
    }

    public string Send()
    {
        _sent = true;
        return $"invoice for order {_number}";
    }
}

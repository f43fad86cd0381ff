namespace LeakyShop.Cycles;

/// <summary>
/// The child: it holds its order, and its finalizer uses it. Both have finalizers, so both run at one collection, in no
/// order, and this one may find an order that is already finalized, and give its number back a second time: in Python,
/// a cycle with <c>__del__</c>.
/// </summary>
internal sealed class Invoice
{
    private readonly Order _order;
    private bool _sent;

    public Invoice(Order order)
    {
        _order = order; // LEAK202
    }

    ~Invoice()
    {
        if (!_sent)
        {
            _order.GiveNumberBack();
        }
    }

    public string Send()
    {
        _sent = true;
        return $"invoice for order {_order.Number}";
    }
}

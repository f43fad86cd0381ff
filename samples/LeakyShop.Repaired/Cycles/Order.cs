namespace LeakyShop.Cycles;

/// <summary>The parent: an order that makes its invoice, and gives its number back when it goes.</summary>
internal sealed class Order
{
    private readonly NumberBlock _numbers;

    public Order(NumberBlock numbers)
    {
        _numbers = numbers;
        Number = numbers.Take();
        Invoice = new Invoice(this);
    }

    ~Order() => GiveNumberBack();

    public int Number { get; }

    public Invoice Invoice { get; }

    public void GiveNumberBack() => _numbers.GiveBack();
}

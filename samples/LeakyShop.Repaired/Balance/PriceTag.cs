using System;
using System.Globalization;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>Fifth scene: the photo on a price tag is shared while the price is read, and let go even when that is no number.</summary>
internal static class PriceTag
{
    public static void Open()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("kettle.jpg"));
        Print(photo, "12.50");
        try
        {
            Print(photo, "ask");
        }
        catch (FormatException)
        {
            Console.WriteLine("Tag: no price, ask the shopkeeper");
        }
    }

    private static void Print(SharedHandle<ProductPhoto> photo, string price)
    {
        using var shown = photo.AddReference();
        var amount = decimal.Parse(price, CultureInfo.InvariantCulture);
        Console.WriteLine($"Tag: {shown.Value.File} for {amount.ToString(CultureInfo.InvariantCulture)}");
    }
}

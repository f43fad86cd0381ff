using System;
using System.Buffers;
using System.Globalization;

namespace LeakyShop.Balance;

/// <summary>Seventh scene: weights are read into a rented array, which one that is no number would lose.</summary>
internal static class DeliverySlip
{
    public static void Open() => Console.WriteLine($"Slip: {Sum("120 35 7")} g in all");

    private static int Sum(string weights)
    {
        var grams = ArrayPool<int>.Shared.Rent(16); // LEAK313
        var count = 0;
        var sum = 0;
        foreach (var weight in weights.Split(' '))
        {
            grams[count] = int.Parse(weight, CultureInfo.InvariantCulture);
            sum += grams[count];
            count++;
        }

        ArrayPool<int>.Shared.Return(grams);
        return sum;
    }
}

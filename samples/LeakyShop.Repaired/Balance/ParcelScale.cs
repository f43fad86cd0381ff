using System;
using System.Buffers;
using System.Text;

namespace LeakyShop.Balance;

/// <summary>Fourth scene: a parcel's label is weighed in a rented buffer, which goes back whichever way the weighing ends.</summary>
internal static class ParcelScale
{
    public static void Open() =>
        Console.WriteLine($"Parcels: {Weigh("teapot, two cups")} g and {Weigh("")} g");

    private static int Weigh(string label)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256);
        try
        {
            var length = Encoding.UTF8.GetBytes(label, 0, Math.Min(label.Length, 64), buffer, 0);
            if (length == 0)
            {
                return 0;
            }

            var grams = 0;
            for (var i = 0; i < length; i++)
            {
                grams += buffer[i];
            }

            return grams;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

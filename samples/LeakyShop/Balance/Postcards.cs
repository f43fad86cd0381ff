using System;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>Sixth scene: the photo is counted once more for the printer, and nobody keeps what would let it go.</summary>
internal static class Postcards
{
    public static void Open()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("harbour.jpg"));
        photo.AddReference(); // LEAK305
        Console.WriteLine($"Postcards: {photo.Value.File}");
    }
}

using System;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>Sixth scene: the photo is counted once more for the printer, as long as it prints.</summary>
internal static class Postcards
{
    public static void Open()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("harbour.jpg"));
        using var reference = photo.AddReference();
        Console.WriteLine($"Postcards: {photo.Value.File}");
    }
}

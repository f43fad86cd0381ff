using System;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>Third scene: the count of a shared photo is read, raised for a second page, and comes back when the page closes.</summary>
internal static class ShopWindow
{
    public static void Open()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("teapot.jpg"));
        var before = photo.ReferenceCount;
        using var onOffer = photo.AddReference();
        Console.WriteLine($"Window: {onOffer.Value.File} on {before} page, then on {photo.ReferenceCount}");
    }
}

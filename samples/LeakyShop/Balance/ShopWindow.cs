using System;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>
/// Third scene: the count of a shared photo is read, raised for a second page, and not lowered again: in Python,
/// <c>sys.getrefcount</c> before and after a <c>Py_INCREF</c> without its <c>Py_DECREF</c>.
/// </summary>
internal static class ShopWindow
{
    public static void Open()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("teapot.jpg"));
        var before = photo.ReferenceCount;
        var onOffer = photo.AddReference(); // LEAK301
        Console.WriteLine($"Window: {onOffer.Value.File} on {before} page, then on {photo.ReferenceCount}");
    }
}

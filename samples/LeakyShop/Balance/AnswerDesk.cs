using System;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>
/// Eighth scene: what is inside a shared photo is handed out, and the share that was taken for it is forgotten. No action
/// repairs that: the caller has to get the share itself. The second one is repaired as always.
/// </summary>
internal static class AnswerDesk
{
    public static void Open()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("jug.jpg"));
        Console.WriteLine($"Desk: {Shown(photo).File} is {Describe(photo)}");
    }

    private static ProductPhoto Shown(SharedHandle<ProductPhoto> photo)
    {
        var share = photo.AddReference(); // LEAK301
        return share.Value;
    }

    private static string Describe(SharedHandle<ProductPhoto> photo)
    {
        var share = photo.AddReference(); // LEAK301
        return share.Value.File.Length > 6 ? "a long name" : "a short name";
    }
}

using System;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>
/// Eighth scene: a share of a photo is handed out, and the caller lets it go.
/// </summary>
internal static class AnswerDesk
{
    public static void Open()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("jug.jpg"));
        using var shown = Shown(photo);
        Console.WriteLine($"Desk: {shown.Value.File} is {Describe(photo)}");
    }

    private static SharedHandle<ProductPhoto> Shown(SharedHandle<ProductPhoto> photo) => photo.AddReference();

    private static string Describe(SharedHandle<ProductPhoto> photo)
    {
        using var share = photo.AddReference();
        return share.Value.File.Length > 6 ? "a long name" : "a short name";
    }
}

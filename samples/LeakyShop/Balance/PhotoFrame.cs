using System;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>Seventeenth scene: a frame on the counter goes on showing a photo that was only lent to it.</summary>
internal sealed class PhotoFrame
{
    private static PhotoFrame? s_onTheCounter;
    private SharedHandle<ProductPhoto>? _shown;

    public static void Open()
    {
        s_onTheCounter = new PhotoFrame();
        Lend("kettle.jpg", s_onTheCounter);
        Lend("jug.jpg", s_onTheCounter);
        Console.WriteLine($"Frame: {(s_onTheCounter.IsEmpty ? "empty" : "in use")}");
    }

    private static void Lend(string file, PhotoFrame frame)
    {
        using var photo = SharedHandle.Create(new ProductPhoto(file));
        frame.Show(photo);
    }

    private bool IsEmpty => _shown is null;

    private void Show(SharedHandle<ProductPhoto> photo)
    {
        _shown = photo; // LEAK310
    }
}

using System;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>Seventeenth scene: a frame on the counter has a share of its own in the photo that it shows, and gives it up before the next.</summary>
internal sealed class PhotoFrame : IDisposable
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
        _shown?.Dispose();
        _shown = photo.AddReference();
    }

    public void Dispose()
    {
        _shown?.Dispose();
    }
}

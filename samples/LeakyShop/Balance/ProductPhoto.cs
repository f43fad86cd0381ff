using System;

namespace LeakyShop.Balance;

/// <summary>A photo in memory that is not the garbage collector's: whoever shows it shares it.</summary>
internal sealed class ProductPhoto(string file) : IDisposable
{
    public string File { get; } = file;

    public void Dispose()
    {
    }
}

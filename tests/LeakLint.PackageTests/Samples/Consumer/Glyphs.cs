using System;
using LeakLint;

namespace Consumer;

public sealed class Font : IDisposable
{
    public string Name => "mono";

    public void Dispose()
    {
    }
}

public static class Glyphs
{
    public static string Describe(int count)
    {
        using var font = SharedHandle.Create(new Font());
        var second = font.AddReference(); // LEAK301
        if (count < 0)
        {
            return "none";
        }

        var text = $"{count} of {second.Value.Name}, {font.ReferenceCount} owners";
        second.Dispose();
        return text;
    }
}

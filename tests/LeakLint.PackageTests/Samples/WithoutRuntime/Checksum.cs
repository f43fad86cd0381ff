using System.Buffers;
using System.Text;

namespace WithoutRuntime;

public static class Checksum
{
    public static int Of(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64); // LEAK301
        var length = Encoding.ASCII.GetBytes(text, 0, text.Length, buffer, 0);
        if (length == 0)
        {
            return 0;
        }

        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            sum += buffer[i];
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return sum;
    }
}

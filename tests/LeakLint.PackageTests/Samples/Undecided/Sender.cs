using System.Buffers;

namespace Undecided;

public interface ISink
{
    void Take(byte[] bytes);
}

public sealed class Sender(ISink sink)
{
    public void Send()
    {
        // Whether a sink returns the array is nowhere in sight.
        var bytes = ArrayPool<byte>.Shared.Rent(16); // LEAK002
        sink.Take(bytes);
    }
}

using System.Collections.Concurrent;

namespace WeakCollections;

/// <summary>In a concurrent dictionary.</summary>
internal sealed class Socket
{
    private static readonly ConcurrentDictionary<int, Socket> Open = new();

    public Socket(int id)
    {
        Id = id;
        Open.TryAdd(id, this); // LEAK101
    }

    public int Id { get; }

    public static Socket? Find(int id) => Open.TryGetValue(id, out var socket) ? socket : null;

    public static int Sum()
    {
        var sum = 0;
        foreach (var socket in Open.Values)
        {
            sum += socket.Id;
        }

        return sum;
    }
}

using System.Collections.Concurrent;

namespace WeakCollections;

/// <summary>In a concurrent bag.</summary>
internal sealed class Job
{
    private static readonly ConcurrentBag<Job> Seen = new();
    private readonly int _cost;

    public Job(int cost)
    {
        _cost = cost;
        Seen.Add(this); // LEAK101
    }

    public static int Cost()
    {
        var cost = 0;
        foreach (var job in Seen)
        {
            cost += job._cost;
        }

        return cost;
    }
}

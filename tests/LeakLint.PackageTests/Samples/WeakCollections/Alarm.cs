using System.Collections.Generic;

namespace WeakCollections;

/// <summary>In a list of another type.</summary>
internal sealed class Alarm
{
    public Alarm(int level)
    {
        Level = level;
        Alarms.All.Add(this); // LEAK111
    }

    public int Level { get; }
}

internal static class Alarms
{
    internal static readonly List<Alarm> All = new();

    public static Alarm[] Ring(int low, int high) => [new(low), new(high)];

    public static int Highest()
    {
        var highest = 0;
        foreach (var alarm in All)
        {
            highest = alarm.Level > highest ? alarm.Level : highest;
        }

        return highest;
    }
}

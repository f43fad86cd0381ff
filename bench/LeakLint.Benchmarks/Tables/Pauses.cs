using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using LeakLint.Benchmarks.Measuring;

namespace LeakLint.Benchmarks.Tables;

/// <summary>What a table of weak references adds to every collection of the youngest generation, when nothing in it is young.</summary>
internal sealed class Pauses() : Table(
    "Collector: pause with 1 000 000 live entries",
    "A blocking collection of generation 0 that finds next to nothing, while one million old objects lie in the table (and in an array, "
    + "which is the first row). The tables are measured one after the other: each would lengthen the pause of the others.")
{
    public static Table Table => new Pauses { Goals = [new("WeakValueDictionary", 1.5, "the objects in an array", Reason:
            "The base is the pause of a collection that finds nothing to do. A million weak references add some forty microseconds to it, whoever holds them "
            + "(the row below), against some ten milliseconds for as many entries of a ConditionalWeakTable.")] };

    private const int Entries = 1_000_000;

    public override string Unit => "µs";

    public override IReadOnlyList<Measured> Measure(Effort effort) =>
    [
        Pause("the objects in an array", static values => values),
        Pause("WeakValueDictionary", static values =>
        {
            WeakValueDictionary<int, object> table = new();
            for (int i = 0; i < values.Length; i++)
            {
                table.Add(i, values[i]);
            }

            return table;
        }),
        Pause("ConcurrentDictionary of WeakReference", static values =>
        {
            ConcurrentDictionary<int, WeakReference<object>> table = new();
            for (int i = 0; i < values.Length; i++)
            {
                table.TryAdd(i, new(values[i]));
            }

            return table;
        }),
        Pause("ConditionalWeakTable", static values =>
        {
            ConditionalWeakTable<object, object> table = [];
            foreach (object value in values)
            {
                table.Add(value, string.Empty);
            }

            return table;
        }),
    ];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Measured Pause(string name, Func<object[], object> build)
    {
        object[] values = new object[Entries];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new object();
        }

        object table = build(values);

        // Twice: what is alive is in the oldest generation then.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        double least = double.MaxValue;
        for (int round = 0; round < 25; round++)
        {
            for (int i = 0; i < 1000; i++)
            {
                Sink.Object = new object();
            }

            long start = Stopwatch.GetTimestamp();
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        GC.KeepAlive(table);
        GC.KeepAlive(values);
        return new(name, least);
    }
}

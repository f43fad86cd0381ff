using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using LeakLint.Benchmarks.Measuring;

namespace LeakLint.Benchmarks.Tables;

/// <summary>How much work removing dead entries is, counted: no clock.</summary>
internal sealed class Purging() : Table(
    "Purging: 3 000 000 values that die at once",
    "Each is entered under a new key of one WeakValueDictionary and forgotten. A removing pass looks at every entry.")
{
    private const int Insertions = 3_000_000;

    public static Table Table => new Purging
    {
        Goals =
        [
            new("removing passes a collection", 1, null),
            new("entries looked at an insertion", 0.6, null, Reason:
                "Every entry is looked at once, by the pass that removes it: with many collections in a run this comes to one. The goal stems from a run with one or two "
                + "collections, whose last entries no pass had seen when it ended."),
        ],
    };

    public override string Unit => "count";

    public override IReadOnlyList<Measured> Measure(Effort effort)
    {
        WeakValueDictionary<int, object> table = new();
        GC.Collect();
        int collections = GC.CollectionCount(0);
        int seen = table.Passes;
        long looked = 0;
        int largest = 0;
        for (int i = 0; i < Insertions; i++)
        {
            int entries = table.ApproximateCount;
            Insert(table, i);
            if (table.Passes != seen)
            {
                seen = table.Passes;
                looked += entries;
            }

            largest = Math.Max(largest, entries);
        }

        collections = GC.CollectionCount(0) - collections;
        return
        [
            new("collections meanwhile", collections),
            new("removing passes", table.Passes),
            new("removing passes a collection", table.Passes / (double)Math.Max(1, collections)),
            new("entries looked at an insertion", looked / (double)Insertions),
            new("most entries at once", largest),
        ];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Insert(WeakValueDictionary<int, object> table, int key) => table.Add(key, new object());
}

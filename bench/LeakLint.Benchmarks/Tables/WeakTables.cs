using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using LeakLint.Benchmarks.Measuring;

namespace LeakLint.Benchmarks.Tables;

/// <summary>The weak dictionary against the strong one, and against what people write instead. Keys are strings.</summary>
internal static class WeakTables
{
    private const int Few = 1024;
    private const int Many = 1 << 17;

    public static Table Get => new Timed(
        $"Weak tables: get, {Few} entries",
        "Live entries, keys in the order in which they were added, everything in the cache of the processor.",
        () => Gets(Few, shuffled: false))
    {
        Goals =
        [
            new("WeakValueDictionary.TryGetValue", 1.6, "Dictionary.TryGetValue", MostBytes: 0, Reason:
                "Dictionary hashes strings by a function that only the core library can call, and that anybody can make collide until it turns to a "
                + "keyed one; the table's is keyed from the first entry. Then there is the weak reference to follow."),
            new("WeakValueDictionary.TryGetValue", 1.6, "Dictionary with a comparer of one's own, TryGetValue"),
        ],
    };

    public static Table GetByNumber => new Timed(
        $"Weak tables: get by int, {Few} entries",
        "What is left when hashing costs nothing. A Dictionary hashes strings by a quicker function than the one that other "
        + "libraries can call, and turns to that one when it meets too many collisions.",
        static () =>
        {
            (_, object[] values) = Make(Few, shuffled: false);
            Dictionary<int, object> strong = [];
            WeakValueDictionary<int, object> weak = new();
            ConcurrentDictionary<int, WeakReference<object>> concurrent = new();
            for (int i = 0; i < Few; i++)
            {
                strong.Add(i, values[i]);
                weak.Add(i, values[i]);
                concurrent.TryAdd(i, new(values[i]));
            }

            return
            [
                new("Dictionary.TryGetValue", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        strong.TryGetValue(i & (Few - 1), out Sink.Object);
                    }
                }),
                new("WeakValueDictionary.TryGetValue", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        weak.TryGetValue(i & (Few - 1), out Sink.Object);
                    }
                }),
                new("ConcurrentDictionary of WeakReference, TryGetValue + TryGetTarget", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        if (concurrent.TryGetValue(i & (Few - 1), out WeakReference<object>? reference))
                        {
                            reference.TryGetTarget(out Sink.Object);
                        }
                    }
                }),
            ];
        });

    public static Table GetMany => new Timed(
        $"Weak tables: get, {Many} entries",
        "The same with keys in random order: the time is the memory's. No goal.",
        static () => Gets(Many, shuffled: true));

    public static Table SetExisting => new Timed(
        $"Weak tables: set a key that is there, {Few} entries",
        "",
        static () =>
        {
            (string[] keys, object[] values) = Make(Few, shuffled: false);
            Dictionary<string, object> strong = [];
            WeakValueDictionary<string, object> weak = new();
            ConcurrentDictionary<string, WeakReference<object>> concurrent = new();
            return
            [
                new("Dictionary, indexer set", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        strong[keys[i & (Few - 1)]] = values[i & (Few - 1)];
                    }
                }, "dict[k] = v, there"),
                new("WeakValueDictionary, indexer set", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        weak[keys[i & (Few - 1)]] = values[i & (Few - 1)];
                    }
                }, "WeakValueDictionary[k] = v, there"),
                new("ConcurrentDictionary of WeakReference, indexer set", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        concurrent[keys[i & (Few - 1)]] = new(values[i & (Few - 1)]);
                    }
                }),
            ];
        })
    {
        Goals = [new("WeakValueDictionary, indexer set", 4, "Dictionary, indexer set", MostBytes: 0, Reason:
            "A lock, which takes longer than the whole of Dictionary's set, and the write into the weak reference.")],
    };

    public static Table SetNew => new Timed(
        $"Weak tables: set a key that is new, up to {Few} entries",
        $"A table is filled with {Few} entries, growing from empty; its making is part of the time.",
        static () =>
        {
            (string[] keys, object[] values) = Make(Few, shuffled: false);
            return
            [
                Filling("Dictionary, filled", "dict[k] = v, new", () =>
                {
                    Dictionary<string, object> table = [];
                    for (int i = 0; i < Few; i++)
                    {
                        table[keys[i]] = values[i];
                    }

                    return table;
                }),
                Filling("WeakValueDictionary, filled", "WeakValueDictionary[k] = v, new", () =>
                {
                    WeakValueDictionary<string, object> table = new();
                    for (int i = 0; i < Few; i++)
                    {
                        table[keys[i]] = values[i];
                    }

                    return table;
                }),
                Filling("Dictionary of WeakReference, filled", null, () =>
                {
                    Dictionary<string, WeakReference<object>> table = [];
                    for (int i = 0; i < Few; i++)
                    {
                        table[keys[i]] = new(values[i]);
                    }

                    return table;
                }),
                Filling("ConcurrentDictionary of WeakReference, filled", null, () =>
                {
                    ConcurrentDictionary<string, WeakReference<object>> table = new();
                    for (int i = 0; i < Few; i++)
                    {
                        table[keys[i]] = new(values[i]);
                    }

                    return table;
                }),
                Filling("ConditionalWeakTable, filled (weak keys)", null, () =>
                {
                    ConditionalWeakTable<string, object> table = [];
                    for (int i = 0; i < Few; i++)
                    {
                        table.Add(keys[i], values[i]);
                    }

                    return table;
                }),
            ];
        })
    {
        Goals = [new("WeakValueDictionary, filled", 5, "Dictionary, filled", Reason:
            "Most of it is the making of the weak references, which every row but the first and the last pays.")],
    };

    public static Table Sets => new Timed(
        $"Weak sets, {Few} items",
        "",
        static () =>
        {
            (_, object[] items) = Make(Few, shuffled: false);
            HashSet<object> strong = new(items, ReferenceEqualityComparer.Instance);
            WeakSet<object> weak = new();
            ConditionalWeakTable<object, object> ephemerons = [];
            foreach (object item in items)
            {
                weak.Add(item);
                ephemerons.Add(item, string.Empty);
            }

            return
            [
                new("HashSet by reference, Contains", n =>
                {
                    long found = 0;
                    for (int i = 0; i < n; i++)
                    {
                        found += strong.Contains(items[i & (Few - 1)]) ? 1 : 0;
                    }

                    Sink.Number = found;
                }, "x in set"),
                new("WeakSet.Contains", n =>
                {
                    long found = 0;
                    for (int i = 0; i < n; i++)
                    {
                        found += weak.Contains(items[i & (Few - 1)]) ? 1 : 0;
                    }

                    Sink.Number = found;
                }, "x in WeakSet"),
                new("ConditionalWeakTable.TryGetValue", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        ephemerons.TryGetValue(items[i & (Few - 1)], out Sink.Object);
                    }
                }),
                new("WeakSet.Add + Remove", n =>
                {
                    object item = new();
                    for (int i = 0; i < n; i++)
                    {
                        weak.Add(item);
                        weak.Remove(item);
                    }
                }, "WeakSet.add + discard"),
                new("ConditionalWeakTable.Add + Remove", n =>
                {
                    object item = new();
                    for (int i = 0; i < n; i++)
                    {
                        ephemerons.Add(item, string.Empty);
                        ephemerons.Remove(item);
                    }
                }),
            ];
        });

    private static IReadOnlyList<Case> Gets(int entries, bool shuffled)
    {
        (string[] keys, object[] values) = Make(entries, shuffled);
        Dictionary<string, object> strong = [];
        Dictionary<string, object> compared = new(new PublicHash());
        WeakValueDictionary<string, object> weak = new();
        Dictionary<string, WeakReference<object>> references = [];
        ConcurrentDictionary<string, WeakReference<object>> concurrent = new();
        ConditionalWeakTable<string, object> ephemerons = [];
        for (int i = 0; i < entries; i++)
        {
            strong.Add(keys[i], values[i]);
            compared.Add(keys[i], values[i]);
            weak.Add(keys[i], values[i]);
            references.Add(keys[i], new(values[i]));
            concurrent.TryAdd(keys[i], new(values[i]));
            ephemerons.Add(keys[i], values[i]);
        }

        if (shuffled)
        {
            new Random(1).Shuffle(keys);
        }

        int mask = entries - 1;
        return
        [
            new("Dictionary.TryGetValue", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    strong.TryGetValue(keys[i & mask], out Sink.Object);
                }
            }, shuffled ? null : "dict.get(k)"),
            new("Dictionary with a comparer of one's own, TryGetValue", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    compared.TryGetValue(keys[i & mask], out Sink.Object);
                }
            }),
            new("WeakValueDictionary.TryGetValue", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    weak.TryGetValue(keys[i & mask], out Sink.Object);
                }
            }, shuffled ? null : "WeakValueDictionary.get(k)"),
            new("Dictionary of WeakReference, TryGetValue + TryGetTarget", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    if (references.TryGetValue(keys[i & mask], out WeakReference<object>? reference))
                    {
                        reference.TryGetTarget(out Sink.Object);
                    }
                }
            }),
            new("the same under a lock", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    lock (references)
                    {
                        if (references.TryGetValue(keys[i & mask], out WeakReference<object>? reference))
                        {
                            reference.TryGetTarget(out Sink.Object);
                        }
                    }
                }
            }),
            new("ConcurrentDictionary of WeakReference, TryGetValue + TryGetTarget", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    if (concurrent.TryGetValue(keys[i & mask], out WeakReference<object>? reference))
                    {
                        reference.TryGetTarget(out Sink.Object);
                    }
                }
            }),
            new("ConditionalWeakTable.TryGetValue (weak keys, by identity)", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    ephemerons.TryGetValue(keys[i & mask], out Sink.Object);
                }
            }, shuffled ? null : "WeakKeyDictionary.get(k)"),
        ];
    }

    private static Case Filling(string name, string? python, Func<object> fill) => new(name, n =>
    {
        for (int i = 0; i < n; i += Few)
        {
            Sink.Object = fill();
        }
    }, python, Batch: Few);

    private static (string[] Keys, object[] Values) Make(int count, bool shuffled)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(static i => $"key {i}")];
        if (shuffled)
        {
            new Random(2).Shuffle(keys);
        }

        return (keys, [.. keys.Select(static key => new object())]);
    }

    /// <summary>What a library can do with strings: not the quicker hash that Dictionary keeps for itself.</summary>
    private sealed class PublicHash : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y);

        public int GetHashCode(string key) => key.GetHashCode();
    }
}

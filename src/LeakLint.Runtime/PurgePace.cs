using System;

namespace LeakLint;

/// <summary>When a pass that removes dead entries is worth its cost: only after a garbage collection, for nothing dies
/// unnoticed without one; and, of the insertions, only after enough of them to pay for the pass.</summary>
/// <remarks>Used under the lock of the collection whose field it is.</remarks>
internal struct PurgePace
{
    /// <summary>A pass is worth it after this many insertions, or a quarter of the entries.</summary>
    private const int FewestInsertions = 64;

    private int _insertions;
    private int _collectionsSeen = GC.CollectionCount(0);

    /// <summary>Made with its collection, outside of any lock: what it counts later must find the meter there.</summary>
    public PurgePace() => RuntimeCounters.StartMeter();

    /// <summary>How many passes were begun, for tests.</summary>
    public int Passes { get; private set; }

    /// <summary>Counts an insertion. True, every so often, if it should be asked whether a pass may begin.</summary>
    /// <param name="entries">How many entries a pass would see.</param>
    public bool IsDueAfterInsertion(int entries)
    {
        _insertions++;
        return (_insertions & 15) == 0 && _insertions >= Math.Max(FewestInsertions, entries / 4);
    }

    /// <summary>True if there was a collection since the last pass; the caller makes the pass then.</summary>
    public bool TryBegin()
    {
        // Read before the pass: what a collection during it leaves behind is for the next pass.
        int collections = GC.CollectionCount(0);
        if (collections == _collectionsSeen)
        {
            return false;
        }

        _collectionsSeen = collections;
        _insertions = 0;
        Passes++;
        return true;
    }

    /// <summary>Counts what a pass removed, for the process.</summary>
    /// <returns>The same number.</returns>
    public static int NotePurged(int removed)
    {
        if (removed > 0)
        {
            RuntimeCounters.Add(RuntimeEvent.WeakPurged, removed);
        }

        return removed;
    }

    /// <summary>There are no entries any more.</summary>
    public void NoteClear() => _insertions = 0;
}

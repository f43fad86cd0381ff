using System.Threading;

namespace LeakLint;

/// <summary>The right to write into the notes that blocks and handles have for the search: a number in each, instead of hash
/// tables beside them. One search has it at a time.</summary>
/// <remarks>
/// Nobody waits for it, for user code runs meanwhile: a search that does not get it keeps hash tables of its own.
/// Nobody cleans up: a note is believed only if the place that it names is this very block's or handle's.
/// </remarks>
internal struct SearchNotes
{
    private static int _taken;

    // Only under the right.
    private static long _last;

    private long _number;

    /// <summary>Takes the right if nobody has it.</summary>
    public bool TryTake()
    {
        if (Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
        {
            return false;
        }

        _number = ++_last;
        return true;
    }

    /// <summary>Takes the right again, if nobody had it meanwhile: all notes are still this search's.</summary>
    public readonly bool TryTakeAgain()
    {
        if (_number == 0 || Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
        {
            return false;
        }

        if (_number == _last)
        {
            return true;
        }

        GiveBack();
        return false;
    }

    public static void GiveBack() => Volatile.Write(ref _taken, 0);
}

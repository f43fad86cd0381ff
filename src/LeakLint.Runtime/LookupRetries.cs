using System;

namespace LeakLint;

/// <summary>Lookups that must be made again because the table changed under them. Other threads' changes are their
/// progress and never counted; a comparer that changes the table itself whenever it is asked would repeat for ever, and
/// is named after a hundred times.</summary>
internal struct LookupRetries
{
    private const int Most = 100;

    [ThreadStatic]
    private static int _changesOfThisThread;

    private int _failures;
    private int _ownFailures;
    private int _changesBefore;

    /// <summary>This thread changed what a table's chains consist of.</summary>
    public static void NoteChange() => _changesOfThisThread++;

    public void BeforeLookup()
    {
        // The first lookup is the only one nearly always: it pays nothing.
        if (_failures > 0)
        {
            _changesBefore = _changesOfThisThread;
        }
    }

    public void AfterFailure()
    {
        if (_failures++ > 0 && _changesBefore != _changesOfThisThread && ++_ownFailures == Most)
        {
            throw new InvalidOperationException("The comparer changes the collection whenever it compares keys.");
        }
    }
}

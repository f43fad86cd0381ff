using System.Collections;
using System.Collections.Generic;

namespace LeakLint.Analyzers.Flow;

/// <summary>Ways out of a method in reading order, one a place: a few each, so a list that is searched from its end.</summary>
internal sealed class ExitsInOrder : IEnumerable<HeldExit>
{
    private readonly List<int> _orders = [];
    private readonly List<HeldExit> _exits = [];

    /// <summary>Notes a way out; where one of that order is known, the new one takes its place and keeps what may have become of the resource before.</summary>
    public void Join(int order, HeldExit exit)
    {
        var at = _orders.Count;
        while (at > 0 && _orders[at - 1] > order)
        {
            at--;
        }

        if (at > 0 && _orders[at - 1] == order)
        {
            _exits[at - 1] = exit with { Status = _exits[at - 1].Status | exit.Status };
            return;
        }

        _orders.Insert(at, order);
        _exits.Insert(at, exit);
    }

    public IEnumerator<HeldExit> GetEnumerator() => _exits.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

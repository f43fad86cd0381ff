using System;
using System.Collections.Generic;

namespace WeakCollections;

/// <summary>Weakly in a list, whose dead entries stay.</summary>
internal sealed class View
{
    private static readonly List<WeakReference<View>> Open = new();

    public View() => Open.Add(new WeakReference<View>(this)); // LEAK106

    public static int Count()
    {
        var count = 0;
        foreach (var reference in Open)
        {
            count += reference.TryGetTarget(out _) ? 1 : 0;
        }

        return count;
    }
}

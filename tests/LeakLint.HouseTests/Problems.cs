using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace LeakLint.HouseTests;

/// <summary>Fails with the whole list; an assertion on a collection shows the beginnings of its first items.</summary>
internal static class Problems
{
    public static void None(IEnumerable<string> problems)
    {
        var list = problems.ToList();
        Assert.True(list.Count == 0, string.Join(Environment.NewLine, list));
    }
}

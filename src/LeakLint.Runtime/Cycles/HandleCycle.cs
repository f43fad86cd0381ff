using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace LeakLint;

/// <summary>Values that hold handles of one another in a circle: none of them can ever be released by its last handle.</summary>
/// <remarks>A picture of the moment when it was found; immutable. It keeps its members in memory, but not from being
/// released: it holds no handle.</remarks>
public sealed class HandleCycle
{
    private const int MostDrawn = 40;

    /// <summary>Stands in the place of a member that was released while the cycle was being looked at.</summary>
    internal static readonly object Released = new ReleasedMember();

    private readonly List<Edge> _edges;
    private readonly List<int> _path;

    internal HandleCycle(List<object> members, List<Edge> edges, List<int> path)
    {
        Members = members.AsReadOnly();
        _edges = edges;
        _path = path;
        Path = path.ConvertAll(index => members[index]).AsReadOnly();
    }

    /// <summary>All values that lead to one another, in the order in which the search met them.</summary>
    public IReadOnlyList<object> Members { get; }

    /// <summary>A shortest way around from the first member: each holds a handle of the next, and the last one of the
    /// first. Without the others it would still be a cycle.</summary>
    public IReadOnlyList<object> Path { get; }

    /// <summary>The way around by the types' names, shortened in the middle where it is long: <c>Parent → Child → Parent</c>.</summary>
    /// <returns>One line; with the number of members if the way does not meet all.</returns>
    public override string ToString()
    {
        const int ends = 5;
        StringBuilder text = new();
        for (int i = 0; i < Path.Count; i++)
        {
            if (Path.Count > 2 * ends && i == ends)
            {
                text.Append("… (").Append((Path.Count - (2 * ends)).ToString(CultureInfo.InvariantCulture)).Append(" more) → ");
                i = Path.Count - ends;
            }

            text.Append(NameOf(Path[i])).Append(" → ");
        }

        text.Append(NameOf(Path[0]));
        if (Members.Count > Path.Count)
        {
            text.Append(", with ").Append((Members.Count - Path.Count).ToString(CultureInfo.InvariantCulture)).Append(" more around it");
        }

        return text.ToString();
    }

    /// <summary>The cycle as a Mermaid flowchart: a box for each member, an arrow for each handle, with the file and line
    /// where it was acquired if it was tracked. At most 40 members are drawn, those of <see cref="Path"/> first; the drawing says what it leaves out.</summary>
    /// <returns>Text to put into a <c>mermaid</c> block.</returns>
    public string ToMermaid()
    {
        List<int> drawn = [.. _path.Concat(Enumerable.Range(0, Members.Count)).Distinct().Take(MostDrawn)];
        HashSet<int> isDrawn = [.. drawn];
        StringBuilder text = new("flowchart LR\n");
        foreach (int member in drawn)
        {
            Line(text, $"    n{member}[\"{Escape(NameOf(Members[member]))} #{member + 1}\"]");
        }

        foreach (IGrouping<(int From, int To, string Label), Edge> same in _edges
            .Where(edge => isDrawn.Contains(edge.From) && isDrawn.Contains(edge.To))
            .GroupBy(static edge => (edge.From, edge.To, Label(edge))))
        {
            string label = same.Count() == 1 ? same.Key.Label : (same.Count() + " handles " + same.Key.Label).TrimEnd();
            string arrow = label.Length == 0 ? "-->" : "-->|\"" + Escape(label) + "\"|";
            Line(text, $"    n{same.Key.From} {arrow} n{same.Key.To}");
        }

        if (drawn.Count < Members.Count)
        {
            string rest = (Members.Count - drawn.Count).ToString(CultureInfo.InvariantCulture);
            Line(text, $"    more([\"… {rest} more members, not drawn\"])");
            if (_path.Count > drawn.Count)
            {
                // The way goes on outside the drawing and comes back to where it began.
                Line(text, $"    n{drawn[drawn.Count - 1]} -.-> more");
                Line(text, $"    more -.-> n{_path[0]}");
            }
        }

        return text.ToString();
    }

    /// <summary>Never the value's own ToString: that is the user's code, and may throw.</summary>
    internal static string NameOf(object value)
    {
        string name = value.GetType().Name;
        int arity = name.IndexOf('`');
        return arity < 0 ? name : name.Substring(0, arity);
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("\"", "&quot;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string Label(Edge edge) => string.IsNullOrEmpty(edge.File)
        ? string.Empty
        : edge.File!.Substring(edge.File.LastIndexOfAny(['/', '\\', System.IO.Path.DirectorySeparatorChar]) + 1)
            + ":" + edge.Line.ToString(CultureInfo.InvariantCulture);

    /// <summary>A handle that one member holds of another, by their places, and where it was acquired if that is known.</summary>
    internal readonly record struct Edge(int From, int To, string? File, int Line);

    private sealed class ReleasedMember;
}

using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Analyzers.Protocols;

/// <summary>
/// One line of a <c>LeakLint.Protocols.txt</c>, read but not looked up:
/// <c>M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg0;counted=no;exceptions=no</c>.
/// Each part keeps its place, so that what is wrong with it can be said there.
/// </summary>
internal sealed class ProtocolLine(string path, SourceText text, TextLine line)
{
    /// <summary>The keys that may follow the two members and the carrier, each with the values that it takes; none for free words.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Keys = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["counted"] = ["yes", "no"],
        ["exceptions"] = ["yes", "no"],
        ["second"] = ["harmful", "harmless"],
        ["callee"] = ["lends", "takes"],
        ["name"] = [],
        ["acquired"] = [],
        ["released"] = [],
    };

    public string Path { get; } = path;

    public TextSpan Span { get; private set; }

    public Part Acquire { get; private set; }

    public Part Release { get; private set; }

    public Part Carrier { get; private set; }

    /// <summary>Where the acquiring member has the resource: -1 for its object, -2 for its result, else a parameter.</summary>
    public int From { get; private set; }

    /// <summary>Where the releasing member takes it: -1 for its object, else a parameter.</summary>
    public int To { get; private set; }

    public Dictionary<string, Part> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of the line, from 1.</summary>
    public int Number { get; } = line.LineNumber + 1;

    /// <summary>Reads the line; false when there is nothing on it, or something is wrong with it, which is added to <paramref name="problems"/>.</summary>
    public bool TryRead(List<ConfigurationProblem> problems)
    {
        Span = Trimmed(line.Span);
        if (Span.IsEmpty || text[Span.Start] == '#')
        {
            return false;
        }

        var parts = Parts();
        if (parts.Count < 3)
        {
            problems.Add(Problem(new Part(text.ToString(Span), Span), "a line is 'M:acquires;M:releases;result->arg0', and options behind that"));
            return false;
        }

        Acquire = parts[0];
        Release = parts[1];
        Carrier = parts[2];
        var before = problems.Count;
        CheckMember(Acquire, problems);
        CheckMember(Release, problems);
        ReadCarrier(problems);
        for (var i = 3; i < parts.Count; i++)
        {
            ReadOption(parts[i], problems);
        }

        return problems.Count == before;
    }

    public ConfigurationProblem Problem(Part part, string what) => new(Path, part.Span, text.Lines.GetLinePositionSpan(part.Span), part.Text, what);

    /// <summary>The value of an option, or what it is when the line does not say.</summary>
    public string Value(string key, string otherwise) => Values.TryGetValue(key, out var part) ? part.Text : otherwise;

    private List<Part> Parts()
    {
        var parts = new List<Part>();
        var start = Span.Start;
        for (var at = Span.Start; at <= Span.End; at++)
        {
            if (at == Span.End || text[at] == ';')
            {
                var part = Trimmed(TextSpan.FromBounds(start, at));
                parts.Add(new Part(text.ToString(part), part));
                start = at + 1;
            }
        }

        return parts;
    }

    private void CheckMember(Part part, List<ConfigurationProblem> problems)
    {
        if (!part.Text.StartsWith("M:", StringComparison.Ordinal) || part.Text.Length < 4)
        {
            problems.Add(Problem(part, "this is no documentation id of a method or constructor; it begins with 'M:'"));
        }
    }

    private void ReadCarrier(List<ConfigurationProblem> problems)
    {
        var arrow = Carrier.Text.IndexOf("->", StringComparison.Ordinal);
        if (arrow < 0)
        {
            problems.Add(Problem(Carrier, "where the resource is and where it goes is said as 'result->arg0', 'this->this' or 'arg0->arg0'"));
            return;
        }

        From = Position(Carrier.Text.Substring(0, arrow).Trim());
        To = Position(Carrier.Text.Substring(arrow + 2).Trim());
        if (From == NoPosition)
        {
            problems.Add(Problem(Carrier, "before the arrow stands 'result', 'this' or a parameter such as 'arg0'"));
        }

        if (To is NoPosition or Result)
        {
            problems.Add(Problem(Carrier, "behind the arrow stands 'this' or a parameter such as 'arg0'"));
        }
    }

    private void ReadOption(Part part, List<ConfigurationProblem> problems)
    {
        var equals = part.Text.IndexOf('=');
        var key = equals < 0 ? part.Text : part.Text.Substring(0, equals).Trim();
        if (equals < 0 || !Keys.TryGetValue(key, out var allowed))
        {
            problems.Add(Problem(part, "there is no such option; there are " + string.Join(", ", Keys.Keys)));
            return;
        }

        var value = Trimmed(TextSpan.FromBounds(part.Span.Start + equals + 1, part.Span.End));
        var given = new Part(text.ToString(value), value);
        if (allowed.Length > 0 ? Array.IndexOf(allowed, given.Text) < 0 : given.Text.Length == 0)
        {
            problems.Add(Problem(part, allowed.Length > 0 ? $"'{key}' is {string.Join(" or ", allowed)}" : $"'{key}' needs a word"));
        }
        else if (Values.ContainsKey(key))
        {
            problems.Add(Problem(part, $"'{key}' is said twice"));
        }
        else
        {
            Values.Add(key, given);
        }
    }

    private static int Position(string text)
        => text switch
        {
            "result" => Result,
            "this" => Itself,
            _ when text.StartsWith("arg", StringComparison.Ordinal) && int.TryParse(text.Substring(3), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) => ordinal,
            _ => NoPosition,
        };

    private TextSpan Trimmed(TextSpan span)
    {
        var start = span.Start;
        var end = span.End;
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return TextSpan.FromBounds(start, end);
    }

    public const int Itself = -1;

    public const int Result = -2;

    private const int NoPosition = -3;

    /// <summary>Some words of the line, and where they stand.</summary>
    internal readonly record struct Part(string Text, TextSpan Span);
}

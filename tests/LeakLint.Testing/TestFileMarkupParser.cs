using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Reads the markup of test files: <c>[|…|]</c> is a span, <c>{|name:…|}</c> a named one (a diagnostic id, or
/// <c>#0</c> for a location to refer to), <c>$$</c> a position. Spans nest.
/// </summary>
public static class TestFileMarkupParser
{
    /// <summary>Reads positions and spans; unnamed spans have the name "".</summary>
    public static void GetPositionsAndSpans(
        string input,
        out string output,
        out ImmutableArray<int> positions,
        out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans)
        => Parse(input, treatPositionIndicatorsAsCode: false, out output, out positions, out spans);

    /// <summary>Reads the spans; unnamed spans have the name "".</summary>
    public static void GetSpans(
        string input,
        bool treatPositionIndicatorsAsCode,
        out string output,
        out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans)
    {
        Parse(input, treatPositionIndicatorsAsCode, out output, out var positions, out spans);
        Demand(positions.IsEmpty, "no position ($$)");
    }

    /// <summary>Reads the spans; unnamed spans have the name "".</summary>
    public static void GetSpans(string input, out string output, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans)
        => GetSpans(input, treatPositionIndicatorsAsCode: false, out output, out spans);

    /// <summary>Reads the unnamed spans.</summary>
    public static void GetSpans(string input, out string output, out ImmutableArray<TextSpan> spans)
    {
        GetSpans(input, out output, out ImmutableDictionary<string, ImmutableArray<TextSpan>> named);
        spans = named.GetValueOrDefault(string.Empty, []);
    }

    /// <summary>Reads the one unnamed span.</summary>
    public static void GetSpan(string input, out string output, out TextSpan span)
    {
        GetSpans(input, out output, out ImmutableArray<TextSpan> spans);
        Demand(spans.Length == 1, "one span ([|…|])");
        span = spans[0];
    }

    /// <summary>Reads the one position.</summary>
    public static void GetPosition(string input, out string output, out int cursorPosition)
        => GetPositionAndSpans(input, out output, out cursorPosition, out ImmutableArray<TextSpan> _);

    /// <summary>Reads the one position and the unnamed spans.</summary>
    public static void GetPositionAndSpans(string input, out string output, out int cursorPosition, out ImmutableArray<TextSpan> spans)
    {
        GetPositionsAndSpans(input, out output, out var positions, out var named);
        Demand(positions.Length == 1, "one position ($$)");
        cursorPosition = positions[0];
        spans = named.GetValueOrDefault(string.Empty, []);
    }

    /// <summary>Reads the one position and the one unnamed span.</summary>
    public static void GetPositionAndSpan(string input, out string output, out int cursorPosition, out TextSpan span)
    {
        GetPositionAndSpans(input, out output, out cursorPosition, out ImmutableArray<TextSpan> spans);
        Demand(spans.Length == 1, "one span ([|…|])");
        span = spans[0];
    }

    private static void Parse(
        string input,
        bool treatPositionIndicatorsAsCode,
        out string output,
        out ImmutableArray<int> positions,
        out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans)
    {
        var text = new StringBuilder(input.Length);
        var carets = ImmutableArray.CreateBuilder<int>();
        var closed = new List<(string Name, TextSpan Span)>();
        var open = new Stack<(string? Name, int Start)>();
        for (var i = 0; i < input.Length;)
        {
            var rest = input.AsSpan(i);
            if (!treatPositionIndicatorsAsCode && rest.StartsWith("$$"))
            {
                carets.Add(text.Length);
                i += 2;
            }
            else if (rest.StartsWith("[|"))
            {
                open.Push((null, text.Length));
                i += 2;
            }
            else if (rest.StartsWith("{|") && NameLength(rest[2..]) is > 0 and var length)
            {
                open.Push((input.Substring(i + 2, length), text.Length));
                i += length + 3;
            }
            else if (rest.StartsWith("|]") || rest.StartsWith("|}"))
            {
                if (open.Count == 0 || open.Peek().Name is null != (rest[1] == ']'))
                {
                    throw new ArgumentException($"'{rest[..2]}' closes nothing, at {i} of:{Environment.NewLine}{input}", nameof(input));
                }

                var (name, start) = open.Pop();
                closed.Add((name ?? string.Empty, TextSpan.FromBounds(start, text.Length)));
                i += 2;
            }
            else
            {
                text.Append(input[i]);
                i++;
            }
        }

        if (open.Count > 0)
        {
            throw new ArgumentException($"'{(open.Peek().Name is { } name ? "{|" + name + ":" : "[|")}' is not closed in:{Environment.NewLine}{input}", nameof(input));
        }

        output = text.ToString();
        positions = carets.ToImmutable();
        spans = closed
            .GroupBy(static s => s.Name)
            .ToImmutableDictionary(static g => g.Key, static g => g.Select(static s => s.Span).OrderBy(static s => s).ToImmutableArray());
    }

    // The length of "name" in "name:…", zero where there is none: then the brace and the bar are code.
    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '_' or '.' or '#' or '-' or '+'))
        {
            length++;
        }

        return length < text.Length && text[length] == ':' ? length : 0;
    }

    private static void Demand(bool condition, string what)
    {
        if (!condition)
        {
            throw new ArgumentException($"The input must have {what}.");
        }
    }
}

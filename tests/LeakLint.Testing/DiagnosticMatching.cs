using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Pairs the diagnostics that a test expects with those that were reported, and says what stayed alone.</summary>
internal static class DiagnosticMatching
{
    public static void Verify(
        ImmutableArray<Diagnostic> actual,
        IReadOnlyList<DiagnosticResult> expected,
        Action<Diagnostic, DiagnosticResult, IVerifier>? alsoVerify,
        IVerifier verifier)
    {
        // The most exact expectation chooses first, so that a vaguer one does not take what only it would accept.
        var missing = new List<DiagnosticResult>();
        var unexpected = actual.ToList();
        var pairs = new List<(Diagnostic Actual, DiagnosticResult Expected)>();
        foreach (var result in expected.OrderByDescending(Exactness))
        {
            var index = unexpected.FindIndex(diagnostic => Difference(diagnostic, result) is null);
            if (index < 0)
            {
                missing.Add(result);
            }
            else
            {
                pairs.Add((unexpected[index], result));
                unexpected.RemoveAt(index);
            }
        }

        if (missing.Count > 0 || unexpected.Count > 0)
        {
            verifier.Fail(Describe(missing, unexpected, expected.Count, actual.Length));
        }

        if (alsoVerify is not null)
        {
            foreach (var (diagnostic, result) in pairs)
            {
                alsoVerify(diagnostic, result, verifier);
            }
        }
    }

    private static int Exactness(DiagnosticResult result)
        => (result.Message is null && result.MessageArguments is null ? 0 : 4)
            + (result.Options.HasFlag(DiagnosticOptions.IgnoreAdditionalLocations) ? 0 : 2)
            + (result.Options.HasFlag(DiagnosticOptions.IgnoreSeverity) ? 0 : 1);

    // In what they differ, from the most to the least telling; null for nothing.
    private static string? Difference(Diagnostic actual, DiagnosticResult expected)
    {
        if (actual.Id != expected.Id)
        {
            return "id";
        }

        if (!expected.HasLocation)
        {
            return actual.Location == Location.None ? MessageDifference(actual, expected) : "location (none expected)";
        }

        var locations = actual.AdditionalLocations.Prepend(actual.Location).ToList();
        var compared = expected.Options.HasFlag(DiagnosticOptions.IgnoreAdditionalLocations) ? 1 : expected.Spans.Length;
        for (var i = 0; i < Math.Min(compared, locations.Count); i++)
        {
            if (!IsAt(locations[i].GetLineSpan(), expected.Spans[i]))
            {
                return (i == 0 ? "location, expected " : "additional location, expected ") + Show(expected.Spans[i]);
            }
        }

        if (compared != locations.Count && !expected.Options.HasFlag(DiagnosticOptions.IgnoreAdditionalLocations))
        {
            return $"number of additional locations, {compared - 1} expected";
        }

        return !expected.Options.HasFlag(DiagnosticOptions.IgnoreSeverity) && actual.Severity != expected.Severity
            ? $"severity, {expected.Severity} expected"
            : MessageDifference(actual, expected);
    }

    private static string? MessageDifference(Diagnostic actual, DiagnosticResult expected)
    {
        if (expected.Message is { } message)
        {
            return message == actual.GetMessage() ? null : $"message, expected '{message}'";
        }

        // Arguments without a format are compared by where they show: in the message.
        return expected.MessageArguments is not { Length: > 0 } arguments
            || arguments.All(argument => actual.GetMessage().Contains(argument?.ToString() ?? string.Empty, StringComparison.Ordinal))
            ? null
            : $"arguments, expected '{string.Join("', '", arguments)}'";
    }

    private static bool IsAt(FileLinePositionSpan actual, DiagnosticLocation expected)
        => actual.Path == expected.Span.Path
            && actual.StartLinePosition == expected.Span.StartLinePosition
            && (expected.Options.HasFlag(DiagnosticLocationOptions.IgnoreLength) || actual.EndLinePosition == expected.Span.EndLinePosition);

    private static string Describe(List<DiagnosticResult> missing, List<Diagnostic> unexpected, int expectedCount, int actualCount)
    {
        var text = new StringBuilder();
        text.AppendLine($"{expectedCount} diagnostics expected, {actualCount} reported. These do not pair:");
        foreach (var result in missing)
        {
            text.AppendLine().Append("Missing: ").AppendLine(result.ToString());
            var near = unexpected.FirstOrDefault(diagnostic => diagnostic.Id == result.Id);
            if (near is not null)
            {
                text.AppendLine($"   near: {near}").AppendLine($"         differs in {Difference(near, result)}");
            }
        }

        foreach (var diagnostic in unexpected)
        {
            text.AppendLine().Append("Unexpected: ").AppendLine(diagnostic.ToString());
            if (diagnostic.Location.SourceTree is { } tree)
            {
                // The line, and the reported part of it underlined.
                var span = diagnostic.Location.SourceSpan;
                var line = tree.GetText().Lines.GetLineFromPosition(span.Start);
                var start = span.Start - line.Start;
                text.Append("    ").AppendLine(line.ToString());
                text.Append(' ', start + 4).Append('~', Math.Max(1, Math.Min(span.End, line.End) - span.Start)).AppendLine();
            }
            else if (diagnostic.Id == "AD0001")
            {
                text.AppendLine(diagnostic.Descriptor.Description.ToString());
            }
        }

        return text.ToString();
    }

    private static string Show(DiagnosticLocation location)
    {
        var span = location.Span;
        var end = location.Options.HasFlag(DiagnosticLocationOptions.IgnoreLength)
            ? string.Empty
            : $"-{span.EndLinePosition.Line + 1},{span.EndLinePosition.Character + 1}";
        return $"{span.Path}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1}{end})";
    }
}

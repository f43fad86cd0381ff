using System;
using System.Globalization;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK304: used after its release, itself or through what shows it: a returned array or a span over it, freed memory, a
/// disposed object whose type throws then; or handed to the caller by the same statement on whose way out it is released.
/// </summary>
internal static class UsedAfterRelease
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK304",
        title: "Resource is used after its release",
        messageFormat: "'{0}' is used {1}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "After its release the resource belongs to somebody else, or is no more. What is read from it then is somebody else's data, what is written destroys it, and a disposed object throws.");

    internal static void Report(SyntaxNode used, Resource released, Release release, Action<Diagnostic> report)
    {
        if (IsExpected(used))
        {
            return;
        }

        var before = released.Site.Syntax.GetLocation();
        var line = (before.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        var name = used.ToString();
        report(Diagnostic.Create(
            Rule, used.GetLocation(), [before], name, "here after " + (name == release.Name ? "it" : "'" + release.Name + "'") + " was " + ((Protocol)released.Kind).Released + " at line " + line));
    }

    internal static void ReportClosed(SyntaxNode used, string? wrapper, SyntaxNode release, Action<Diagnostic> report)
    {
        if (IsExpected(used))
        {
            return;
        }

        var line = (release.GetLocation().GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        report(Diagnostic.Create(
            Rule, used.GetLocation(), [release.GetLocation()], used.ToString(), wrapper is null ? "here after it was disposed, by the 'using' at line " + line : "here after '" + wrapper + "', which closes it, was disposed, at line " + line));
    }

    internal static void ReportHandedOut(SyntaxNode handedOut, string what, string released, SyntaxNode release, Action<Diagnostic> report)
    {
        var line = (release.GetLocation().GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        report(Diagnostic.Create(
            Rule, handedOut.GetLocation(), [release.GetLocation()], handedOut.ToString(), "by the caller after '" + what + "' is " + released + " on the way out, at line " + line));
    }

    // try { stream.WriteByte(1); } catch (ObjectDisposedException) { }: it may be gone, and whoever wrote that knew
    private static bool IsExpected(SyntaxNode used)
    {
        for (var at = used; at.Parent is { } parent; at = parent)
        {
            if (parent is TryStatementSyntax attempt && attempt.Block == at)
            {
                foreach (var handler in attempt.Catches)
                {
                    if (handler.Declaration?.Type is IdentifierNameSyntax { Identifier.ValueText: "ObjectDisposedException" } or QualifiedNameSyntax { Right.Identifier.ValueText: "ObjectDisposedException" })
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}

using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Edits;

/// <summary>An edit that may turn out to be a repair: one node and what would stand in its place.</summary>
/// <param name="Kind">The kind of <see cref="Repair"/> that it would be.</param>
/// <param name="Title">What the light bulb would say.</param>
/// <param name="Old">The node that it replaces.</param>
/// <param name="New">What it puts there.</param>
internal sealed record Candidate(string Kind, string Title, SyntaxNode Old, SyntaxNode New)
{
    /// <summary>Null where there is nothing to put there.</summary>
    public static Candidate? Of(string kind, string title, SyntaxNode old, SyntaxNode? with)
        => with is null ? null : new Candidate(kind, title, old, with);
}

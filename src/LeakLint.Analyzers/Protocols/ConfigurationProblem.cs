using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Analyzers.Protocols;

/// <summary>Something that the user wrote and that cannot be understood.</summary>
/// <param name="Path">The file; empty for what stands in no file that analyzers are shown.</param>
/// <param name="Span">Where in the file.</param>
/// <param name="Lines">The same in lines.</param>
/// <param name="Subject">The words that are wrong.</param>
/// <param name="What">Why.</param>
internal sealed record ConfigurationProblem(string Path, TextSpan Span, LinePositionSpan Lines, string Subject, string What)
{
    /// <summary>Where it stands: in source, in a text file, or nowhere.</summary>
    public Location Location => Source ?? (Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines));

    /// <summary>The code that is wrong; null for text files and options.</summary>
    public Location? Source { get; init; }
}

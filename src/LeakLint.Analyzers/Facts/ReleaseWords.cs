using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Where in a file the name of a releasing member stands behind a dot, or the word "using", by the text alone: most bodies
/// have none, and are spared every further question. Or where names stand at all, dot or no dot.
/// </summary>
internal sealed class ReleaseWords
{
    private const int Piece = 4096;

    private static readonly List<string> Using = ["using"];

    private readonly ConditionalWeakTable<SyntaxTree, int[]> _positions = new();
    private readonly Dictionary<char, List<string>> _words = [];
    private readonly bool _isAnywhere;

    /// <param name="words">The names.</param>
    /// <param name="isAnywhere">Also where no dot stands before the name: methods of the object itself.</param>
    public ReleaseWords(IEnumerable<string> words, bool isAnywhere = false)
    {
        _isAnywhere = isAnywhere;
        foreach (var word in words)
        {
            if (!_words.TryGetValue(word[0], out var alike))
            {
                _words.Add(word[0], alike = []);
            }

            if (!alike.Contains(word))
            {
                alike.Add(word);
            }
        }
    }

    /// <summary>Whether such a name stands in that stretch of the file.</summary>
    public bool StandIn(SyntaxTree tree, TextSpan span, CancellationToken cancellation)
    {
        var positions = In(tree, cancellation);
        var at = Array.BinarySearch(positions, span.Start);
        at = at < 0 ? ~at : at;
        return at < positions.Length && positions[at] < span.End;
    }

    /// <summary>Where in the file such a name begins.</summary>
    public int[] In(SyntaxTree tree, CancellationToken cancellation)
    {
        if (!_positions.TryGetValue(tree, out var positions))
        {
            var text = tree.GetText(cancellation);
            positions = _positions.GetValue(tree, _ => Search(text));
        }

        return positions;
    }

    private int[] Search(SourceText text)
    {
        var found = new List<int>();
        var piece = new char[Piece];
        var before = '\n';
        for (var from = 0; from < text.Length; from += Piece)
        {
            var length = Math.Min(Piece, text.Length - from);
            text.CopyTo(from, piece, 0, length);
            for (var i = 0; i < length; i++)
            {
                var letter = piece[i];
                if (before == '.' || _isAnywhere && !char.IsLetterOrDigit(before) && before != '_' ? _words.TryGetValue(letter, out var words) && IsOneOf(words, text, from + i)
                    : !_isAnywhere && letter == 'u' && !char.IsLetterOrDigit(before) && before != '_' && IsOneOf(Using, text, from + i))
                {
                    found.Add(from + i);
                }

                before = letter;
            }
        }

        return [.. found];
    }

    private static bool IsOneOf(List<string> words, SourceText text, int at)
    {
        foreach (var word in words)
        {
            var length = 0;
            while (length < word.Length && at + length < text.Length && text[at + length] == word[length])
            {
                length++;
            }

            if (length == word.Length && (at + length == text.Length || !char.IsLetterOrDigit(text[at + length])))
            {
                return true;
            }
        }

        return false;
    }
}

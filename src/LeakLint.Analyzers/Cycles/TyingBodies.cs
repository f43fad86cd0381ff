using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Which bodies are worth reading, asked of their text alone. A body closes a circle only if it hands out its own
/// object (<c>this</c>, a handler, a lambda), makes one of a type whose finalizer is dangerous, or calls a method of its own
/// type that does and answers with an object.
/// </summary>
internal sealed class TyingBodies(IEnumerable<ISymbol> dangerous, CancellationToken cancellation)
{
    private readonly HashSet<string> _names = Names(dangerous);
    private readonly Dictionary<SyntaxTree, string> _texts = [];
    private readonly Dictionary<ISymbol, HashSet<string>> _makers = new(SymbolEqualityComparer.Default);

    public bool MayTie(IMethodSymbol method)
    {
        // Initializers stand outside the constructor's own text.
        if (method.MethodKind == MethodKind.Constructor && (method.IsImplicitlyDeclared || IsPrimary(method)))
        {
            return true;
        }

        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var text = TextOf(reference.SyntaxTree);
            if (HandsOut(text, reference.Span) || MentionsAny(text, reference.Span, _names) || MentionsAny(text, reference.Span, MakersOf(method.ContainingType)))
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<string> Names(IEnumerable<ISymbol> symbols)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var symbol in symbols)
        {
            names.Add("new " + symbol.Name);
        }

        return names;
    }

    /// <summary>Whether a constructor is declared by the parameters of its type.</summary>
    public static bool IsPrimary(IMethodSymbol constructor)
        => constructor.ContainingType.DeclaringSyntaxReferences is { Length: > 0 } types
            && constructor.DeclaringSyntaxReferences is { Length: > 0 } own
            && types[0].SyntaxTree == own[0].SyntaxTree
            && types[0].Span.Start == own[0].Span.Start;

    // Bare "this", "+= Handler;", or a "=>" below the body's own.
    private static bool HandsOut(string text, TextSpan span)
    {
        var end = Math.Min(span.End, text.Length);
        for (var at = Find(text, "this", span.Start, end); at >= 0; at = Find(text, "this", at + 4, end))
        {
            var next = at + 4 < text.Length ? text[at + 4] : ' ';
            if (next is not ('.' or '[') && !IsNamePart(next) && !Follows(text, at, "SuppressFinalize(") && !Follows(text, at, "lock (") && (at == 0 || !IsNamePart(text[at - 1])))
            {
                return true;
            }
        }

        for (var at = Find(text, "+=", span.Start, end); at >= 0; at = Find(text, "+=", at + 2, end))
        {
            var name = at + 2;
            while (name < end && text[name] == ' ')
            {
                name++;
            }

            var last = name;
            while (last < end && IsNamePart(text[last]))
            {
                last++;
            }

            // "+= new Handler(On);" or "+= On;": not "+= 1", nor "+= width * 2".
            if (last > name && !char.IsDigit(text[name]) && (last >= end || text[last] == ';' || (last - name == 3 && string.CompareOrdinal(text, name, "new", 0, 3) == 0)))
            {
                return true;
            }
        }

        var arrow = Find(text, "=>", span.Start, end);
        var brace = text.IndexOf('{', span.Start, end - span.Start);
        return arrow >= 0 && ((brace >= 0 && brace < arrow) || Find(text, "=>", arrow + 2, end) >= 0);
    }

    private static int Find(string text, string word, int start, int end)
        => start >= end ? -1 : text.IndexOf(word, start, end - start, StringComparison.Ordinal);

    private static bool Follows(string text, int at, string before)
        => at >= before.Length && string.CompareOrdinal(text, at - before.Length, before, 0, before.Length) == 0;

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static bool MentionsAny(string text, TextSpan span, HashSet<string> names)
    {
        var end = Math.Min(span.End, text.Length);
        foreach (var name in names)
        {
            var at = Find(text, name, span.Start, end);
            if (at >= 0 && (at + name.Length >= end || !IsNamePart(text[at + name.Length])))
            {
                return true;
            }
        }

        return false;
    }

    private HashSet<string> MakersOf(INamedTypeSymbol type)
    {
        if (!_makers.TryGetValue(type, out var makers))
        {
            _makers[type] = makers = new HashSet<string>(StringComparer.Ordinal);
            for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
            {
                foreach (var member in t.GetMembers())
                {
                    if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary, ReturnType: { SpecialType: SpecialType.None, TypeKind: not TypeKind.Enum } } method
                        && method.DeclaringSyntaxReferences is { Length: > 0 } references
                        && HandsOut(TextOf(references[0].SyntaxTree), references[0].Span))
                    {
                        makers.Add(method.Name);
                    }
                }
            }
        }

        return makers;
    }

    private string TextOf(SyntaxTree tree)
    {
        if (!_texts.TryGetValue(tree, out var text))
        {
            _texts[tree] = text = tree.GetText(cancellation).ToString();
        }

        return text;
    }
}

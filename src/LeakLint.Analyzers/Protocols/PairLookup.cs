using System;
using System.Collections.Generic;
using System.IO;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Protocols;

/// <summary>Finds the members that lines of text name, sees that the lines fit them and each other, and makes the protocols.</summary>
internal sealed class PairLookup(Compilation compilation, string projectFolder, List<ConfigurationProblem> problems)
{
    /// <summary>The pairs that are right, each with its protocol.</summary>
    public List<(ProtocolLine Line, IMethodSymbol Acquire, IMethodSymbol Release, Protocol Protocol)> Find(List<ProtocolLine> lines)
    {
        var pairs = new List<(ProtocolLine Line, IMethodSymbol Acquire, IMethodSymbol Release)>();
        var said = new Dictionary<(string Acquire, string Release), ProtocolLine>();
        foreach (var line in lines)
        {
            if (said.TryGetValue((line.Acquire.Text, line.Release.Text), out var before))
            {
                problems.Add(line.Problem(
                    line.Acquire,
                    AreAlike(before, line) ? $"this pair is already said at {At(before)}" : $"this pair is said otherwise at {At(before)}; that line counts"));
                continue;
            }

            said.Add((line.Acquire.Text, line.Release.Text), line);

            // Both are looked up, so that both are said to be wrong.
            var acquire = Method(line, line.Acquire);
            var release = Method(line, line.Release);
            if (acquire is not null && release is not null && Fits(line, acquire, release) && !Contradicts(line, acquire, release, pairs))
            {
                pairs.Add((line, acquire, release));
            }
        }

        return WithProtocols(pairs);
    }

    private static bool AreAlike(ProtocolLine one, ProtocolLine other)
    {
        if (one.From != other.From || one.To != other.To)
        {
            return false;
        }

        foreach (var key in ProtocolLine.Keys.Keys)
        {
            if (one.Value(key, "") != other.Value(key, ""))
            {
                return false;
            }
        }

        return true;
    }

    private static string At(ProtocolLine line) => Path.GetFileName(line.Path) + " line " + line.Number;

    private IMethodSymbol? Method(ProtocolLine line, ProtocolLine.Part part)
    {
        foreach (var symbol in DocumentationCommentId.GetSymbolsForDeclarationId(part.Text, compilation))
        {
            if (symbol is IMethodSymbol method)
            {
                return method;
            }
        }

        if (TypeOf(part.Text) is { } type)
        {
            problems.Add(line.Problem(part, $"'{type.Name}' has no such method; parameters are written with their full types, as in 'M:Acme.Pool.Put(Acme.Item)'"));
        }
        else if (IsOwn(line.Path))
        {
            problems.Add(line.Problem(part, "no type of that name is referenced"));
        }

        return null;
    }

    // M:Acme.Pool`1.Put(`0): Acme.Pool`1
    private INamedTypeSymbol? TypeOf(string id)
    {
        var end = id.IndexOf('(');
        var name = end < 0 ? id.Substring(2) : id.Substring(2, end - 2);
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            foreach (var symbol in DocumentationCommentId.GetSymbolsForDeclarationId("T:" + name.Substring(0, dot), compilation))
            {
                return symbol as INamedTypeSymbol;
            }
        }

        return null;
    }

    // A file that lies elsewhere may serve several projects, and name types that only others of them know.
    private bool IsOwn(string path) => projectFolder.Length == 0 || !Path.IsPathRooted(path) || path.StartsWith(projectFolder, StringComparison.Ordinal);

    private bool Fits(ProtocolLine line, IMethodSymbol acquire, IMethodSymbol release)
    {
        var before = problems.Count;
        var isConstructor = acquire.MethodKind == MethodKind.Constructor;
        if (line.From == ProtocolLine.Result && !isConstructor && (acquire.ReturnsVoid || acquire.ReturnType is INamedTypeSymbol { Arity: 0 } task && task.IsTask(KnownTypes.For(compilation))))
        {
            problems.Add(line.Problem(line.Carrier, $"'{acquire.Name}' has no result"));
        }
        else if (line.From == ProtocolLine.Itself && (acquire.IsStatic || isConstructor))
        {
            problems.Add(line.Problem(line.Carrier, isConstructor ? "what a constructor makes is its 'result'" : $"'{acquire.Name}' is static and has no 'this'"));
        }
        else if (line.From >= acquire.Parameters.Length)
        {
            problems.Add(line.Problem(line.Carrier, $"'{acquire.Name}' has {Number(acquire)}, and 'arg0' is the first"));
        }

        if (line.To == ProtocolLine.Itself && release.IsStatic)
        {
            problems.Add(line.Problem(line.Carrier, $"'{release.Name}' is static and has no 'this'"));
        }
        else if (line.To >= release.Parameters.Length)
        {
            problems.Add(line.Problem(line.Carrier, $"'{release.Name}' has {Number(release)}, and 'arg0' is the first"));
        }

        if (SymbolEqualityComparer.Default.Equals(acquire, release) && line.From == line.To)
        {
            problems.Add(line.Problem(line.Release, "a method cannot release what it acquires in the same place"));
        }

        // What the one hands out the other could never be given.
        if (problems.Count == before && Carried(acquire, line.From) is var from && Carried(release, line.To) is var to && !MayBeOne(from, to))
        {
            problems.Add(line.Problem(line.Carrier, $"'{acquire.Name}' gives '{Shown(from)}', and '{release.Name}' takes '{Shown(to)}'"));
        }

        return problems.Count == before;
    }

    private ITypeSymbol Carried(IMethodSymbol method, int position)
    {
        if (position >= 0)
        {
            return method.Parameters[position].Type;
        }

        return position == ProtocolLine.Itself || method.MethodKind == MethodKind.Constructor ? method.ContainingType
            : method.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } inside } task && task.IsTask(KnownTypes.For(compilation)) ? inside[0]
            : method.ReturnType;
    }

    private bool MayBeOne(ITypeSymbol from, ITypeSymbol to)
        => IsOpen(from) || IsOpen(to) || compilation.ClassifyCommonConversion(from, to).Exists || compilation.ClassifyCommonConversion(to, from).Exists;

    private static bool IsOpen(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol or IErrorTypeSymbol or IPointerTypeSymbol => true,
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        INamedTypeSymbol named => named.IsGenericType,
        _ => false,
    };

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static string Number(IMethodSymbol method) => method.Parameters.Length switch
    {
        0 => "no parameters",
        1 => "one parameter",
        var many => many + " parameters",
    };

    // One member, one meaning: it acquires from one place, and nothing acquires and releases in one place.
    private bool Contradicts(ProtocolLine line, IMethodSymbol acquire, IMethodSymbol release, List<(ProtocolLine Line, IMethodSymbol Acquire, IMethodSymbol Release)> pairs)
    {
        foreach (var (other, otherAcquire, otherRelease) in pairs)
        {
            if (SymbolEqualityComparer.Default.Equals(acquire, otherAcquire) && line.From != other.From)
            {
                problems.Add(line.Problem(line.Carrier, $"at {At(other)} '{acquire.Name}' acquires in another place; that line counts"));
                return true;
            }

            if (SymbolEqualityComparer.Default.Equals(acquire, otherRelease) && line.From == other.To)
            {
                problems.Add(line.Problem(line.Acquire, $"at {At(other)} this method releases; that line counts"));
                return true;
            }

            if (SymbolEqualityComparer.Default.Equals(release, otherAcquire) && line.To == other.From)
            {
                problems.Add(line.Problem(line.Release, $"at {At(other)} this method acquires; that line counts"));
                return true;
            }
        }

        return false;
    }

    private List<(ProtocolLine, IMethodSymbol, IMethodSymbol, Protocol)> WithProtocols(List<(ProtocolLine Line, IMethodSymbol Acquire, IMethodSymbol Release)> pairs)
    {
        var groups = new List<List<int>>();
        for (var i = 0; i < pairs.Count; i++)
        {
            var joined = new List<int> { i };
            for (var g = groups.Count - 1; g >= 0; g--)
            {
                if (groups[g].Exists(other => IsOneWith(pairs[i], pairs[other])))
                {
                    joined.AddRange(groups[g]);
                    groups.RemoveAt(g);
                }
            }

            joined.Sort();
            groups.Add(joined);
        }

        var found = new List<(ProtocolLine, IMethodSymbol, IMethodSymbol, Protocol)>();
        foreach (var group in groups)
        {
            var protocol = Make(group, pairs);
            foreach (var i in group)
            {
                found.Add((pairs[i].Line, pairs[i].Acquire, pairs[i].Release, protocol));
            }
        }

        return found;
    }

    private static bool IsOneWith((ProtocolLine Line, IMethodSymbol Acquire, IMethodSymbol Release) one, (ProtocolLine Line, IMethodSymbol Acquire, IMethodSymbol Release) other)
        => SymbolEqualityComparer.Default.Equals(one.Acquire, other.Acquire) || (SymbolEqualityComparer.Default.Equals(one.Release, other.Release) && one.Line.To == other.Line.To);

    private Protocol Make(List<int> group, List<(ProtocolLine Line, IMethodSymbol Acquire, IMethodSymbol Release)> pairs)
    {
        string Said(string key, string otherwise)
        {
            ProtocolLine? first = null;
            foreach (var i in group)
            {
                var line = pairs[i].Line;
                if (!line.Values.TryGetValue(key, out var part))
                {
                    continue;
                }

                first ??= line;
                if (part.Text != first.Values[key].Text)
                {
                    problems.Add(line.Problem(part, $"at {At(first)} '{key}' is {first.Values[key].Text} for the same protocol; that line counts"));
                }
            }

            return first?.Values[key].Text ?? otherwise;
        }

        var first = pairs[group[0]];
        return new Protocol(Said("name", first.Acquire.ContainingType.Name), Said("acquired", "acquired"), Said("released", "released"))
        {
            IsNamedByUser = true,
            ConstructorsKeepIt = true,
            ExceptionsMatter = Said("exceptions", "no") == "yes",
            IsCounted = Said("counted", "no") == "yes",
            GoesWithItsObject = Said("callee", "lends") == "takes",
            IsGivenOut = first.Line.From == ProtocolLine.Result || (first.Line.From >= 0 && first.Acquire.Parameters[first.Line.From].RefKind is RefKind.Out or RefKind.Ref),
            IsTransferable = first.Line.From != ProtocolLine.Result,
            SecondRelease = Said("second", "harmful") == "harmful" ? SecondRelease.Harmful : SecondRelease.Harmless,
        };
    }
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Protocols;

/// <summary>
/// The protocols that users teach in <c>LeakLint.Protocols.txt</c>, found in the compilation. Pairs that share a member
/// are one protocol: two ways to borrow from one pool, two ways to give back.
/// </summary>
internal sealed class TaughtProtocols
{
    /// <summary>Nobody taught anything.</summary>
    public static readonly TaughtProtocols None = new();

    private readonly Dictionary<ISymbol, List<(ProtocolLine Line, Acquisition Acquisition)>> _acquires = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<(int Parameter, Protocol Protocol)>> _releases = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private TaughtProtocols()
    {
    }

    /// <summary>What is wrong with the files, in their order.</summary>
    public ImmutableArray<ConfigurationProblem> Problems { get; private set; } = [];

    public bool IsEmpty => _names.Count == 0;

    /// <summary>Whether the file is one of those: <c>LeakLint.Protocols.txt</c>, <c>LeakLint.Protocols.Acme.txt</c>.</summary>
    public static bool IsSource(string path)
    {
        var name = Path.GetFileName(path);
        return name.StartsWith("LeakLint.Protocols.", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
    }

    /// <param name="projectFolder">Lines about types that are not referenced are wrong in the project's own files, and meant for others elsewhere; empty when unknown.</param>
    public static TaughtProtocols Read(Compilation compilation, ImmutableArray<AdditionalText> files, string projectFolder, CancellationToken cancellation)
    {
        TaughtProtocols? taught = null;
        var problems = ImmutableArray.CreateBuilder<ConfigurationProblem>();
        var lines = new List<ProtocolLine>();
        var found = new List<ConfigurationProblem>();
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path)))
        {
            // The package adds the project's own file; so may the project.
            if (!IsSource(file.Path) || !paths.Add(Path.GetFullPath(file.Path)) || file.GetText(cancellation) is not { } text)
            {
                continue;
            }

            taught ??= new TaughtProtocols();
            foreach (var line in text.Lines)
            {
                var read = new ProtocolLine(file.Path, text, line);
                if (read.TryRead(found))
                {
                    lines.Add(read);
                }
            }
        }

        if (taught is null)
        {
            return None;
        }

        var pairs = new PairLookup(compilation, projectFolder, found).Find(lines);
        foreach (var (line, acquire, release, protocol) in pairs)
        {
            taught.Add(line, acquire, release, protocol);
        }

        found.Sort(static (left, right) => left.Path == right.Path ? left.Span.Start.CompareTo(right.Span.Start) : string.CompareOrdinal(left.Path, right.Path));
        problems.AddRange(found);
        taught.Problems = problems.ToImmutable();
        return taught;
    }

    /// <summary>What a call or a creation acquires.</summary>
    public bool TryAcquire(IOperation operation, KnownTypes types, out Acquisition acquisition)
    {
        acquisition = default;
        if (_names.Count == 0)
        {
            return false;
        }

        var callee = Resource.Awaited(operation) switch
        {
            IInvocationOperation call => call.TargetMethod.ReducedFrom ?? call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        if (callee is null || Lookup(_acquires, callee) is not { } taught)
        {
            return false;
        }

        acquisition = taught[0].Acquisition;
        return (operation is IAwaitOperation) == (callee.MethodKind != MethodKind.Constructor && callee.ReturnType.IsTask(types));
    }

    /// <summary>Whether <paramref name="method"/> releases such a resource in the given parameter, or the object it is called on (-1).</summary>
    public bool IsRelease(IMethodSymbol method, int parameter, ResourceKind kind)
    {
        if (_names.Count > 0 && Lookup(_releases, method.ReducedFrom ?? method) is { } taught)
        {
            foreach (var release in taught)
            {
                if (release.Parameter == parameter && release.Protocol == kind)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>By which protocol a call of <paramref name="method"/> releases, and in which place; null when nobody taught it.</summary>
    public (Protocol Protocol, int Parameter)? ReleaseBy(IMethodSymbol method)
        => _names.Count > 0 && Lookup(_releases, method.ReducedFrom ?? method) is { } taught ? (taught[0].Protocol, taught[0].Parameter) : null;

    /// <summary>The names of the members that acquire or release.</summary>
    public IEnumerable<string> Names => _names;

    // The member itself, what it overrides, what it implements.
    private T? Lookup<T>(Dictionary<ISymbol, T> table, IMethodSymbol method)
        where T : class
    {
        if (!_names.Contains(method.Name))
        {
            return null;
        }

        for (var at = method.OriginalDefinition; at is not null; at = at.OverriddenMethod?.OriginalDefinition)
        {
            if (table.TryGetValue(at, out var found))
            {
                return found;
            }
        }

        if (method.MethodKind == MethodKind.Ordinary && !method.IsStatic)
        {
            foreach (var face in method.ContainingType.AllInterfaces)
            {
                foreach (var member in face.GetMembers(method.Name))
                {
                    if (table.TryGetValue(member.OriginalDefinition, out var found) && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                    {
                        return found;
                    }
                }
            }
        }

        return null;
    }

    private void Add(ProtocolLine line, IMethodSymbol acquire, IMethodSymbol release, Protocol protocol)
    {
        var saysWhether = SaysWhether(acquire);
        var acquisition = line.From switch
        {
            ProtocolLine.Result => new Acquisition(protocol),
            ProtocolLine.Itself => new Acquisition(protocol, OnlyWhenTrue: saysWhether, Place: Acquisition.Receiver),
            var ordinal when acquire.Parameters[ordinal].RefKind is RefKind.Out or RefKind.Ref => new Acquisition(protocol, ordinal, saysWhether),
            var ordinal => new Acquisition(protocol, OnlyWhenTrue: saysWhether, Place: ordinal),
        };
        _names.Add(acquire.Name);
        _names.Add(release.Name);
        if (!_acquires.TryGetValue(acquire, out var acquires))
        {
            _acquires.Add(acquire, acquires = []);
        }

        acquires.Add((line, acquisition));
        if (!_releases.TryGetValue(release, out var releases))
        {
            _releases.Add(release, releases = []);
        }

        releases.Add((line.To, protocol));
    }

    // bool TryTake(out Item item), Task<bool> EnterAsync(TimeSpan limit)
    private static bool SaysWhether(IMethodSymbol method)
        => method.ReturnType.SpecialType == SpecialType.System_Boolean || method.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } inside } && inside[0].SpecialType == SpecialType.System_Boolean;
}

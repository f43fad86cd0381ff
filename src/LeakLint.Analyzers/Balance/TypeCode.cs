using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// The code that can reach the private members of a type: its outermost type with all parts and nested types. Asked by
/// name first, so that only the bodies that mention a member are bound. Lives for one question.
/// </summary>
internal sealed class TypeCode
{
    private readonly Bodies _bodies;
    private readonly CancellationToken _cancellation;
    private readonly List<(ISymbol Member, HashSet<string> Names)> _members = [];
    private readonly Dictionary<ISymbol, ImmutableArray<IOperation>> _bound = new(SymbolEqualityComparer.Default);

    private bool? _freesFromAddress;

    public TypeCode(INamedTypeSymbol outermost, Bodies bodies, CancellationToken cancellation)
    {
        _bodies = bodies;
        _cancellation = cancellation;
        Add(outermost);
    }

    /// <summary><c>GCHandle.FromIntPtr(data).Free()</c></summary>
    public bool FreesFromAddress => _freesFromAddress ??= _members.Exists(static m => m.Names.Contains("FromIntPtr") && m.Names.Contains("Free"));

    /// <summary>The members whose code mentions one of <paramref name="names"/>, and that code.</summary>
    public IEnumerable<(ISymbol Member, IOperation Root)> Mentioning(ICollection<string> names)
    {
        foreach (var (member, mentioned) in _members)
        {
            if (!MentionsAny(mentioned, names))
            {
                continue;
            }

            if (!_bound.TryGetValue(member, out var roots))
            {
                _cancellation.ThrowIfCancellationRequested();
                _bound[member] = roots = _bodies.Of(member, _cancellation);
            }

            foreach (var root in roots)
            {
                yield return (member, root);
            }
        }
    }

    private static bool MentionsAny(HashSet<string> mentioned, ICollection<string> names)
    {
        foreach (var name in names)
        {
            if (mentioned.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is INamedTypeSymbol nested)
            {
                Add(nested);
            }
            else if (member is IMethodSymbol or IFieldSymbol { AssociatedSymbol: null } or IPropertySymbol && !member.DeclaringSyntaxReferences.IsEmpty)
            {
                _members.Add((member, Names(member)));
            }
        }
    }

    private HashSet<string> Names(ISymbol member)
    {
        var names = new HashSet<string>();
        var declaring = member is IMethodSymbol { PartialImplementationPart: { } body } ? body : member;
        foreach (var reference in declaring.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax(_cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken))
                {
                    names.Add(token.ValueText);
                }
                else if (token.IsKind(SyntaxKind.ThisKeyword) || token.IsKind(SyntaxKind.NewKeyword))
                {
                    names.Add(token.Text);
                }
            }
        }

        return names;
    }
}

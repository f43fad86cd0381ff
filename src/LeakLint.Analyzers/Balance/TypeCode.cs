using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// The code that can reach the private members of a type: its outermost type with all parts and nested types. Asked by
/// name first, so that only the bodies that mention a member are bound. Lives for one question.
/// </summary>
internal sealed class TypeCode
{
    private const string NewWithoutName = "new(";
    private const string ToOtherConstructor = ": this(";

    private readonly Bodies _bodies;
    private readonly CancellationToken _cancellation;
    private readonly INamedTypeSymbol _outermost;
    private readonly Dictionary<ISymbol, IOperation[]> _bound = new(SymbolEqualityComparer.Default);

    private List<(ISymbol Member, HashSet<string> Names)>? _members;
    private bool? _freesFromAddress;

    public TypeCode(INamedTypeSymbol outermost, Bodies bodies, CancellationToken cancellation)
    {
        _outermost = outermost;
        _bodies = bodies;
        _cancellation = cancellation;
    }

    /// <summary><c>GCHandle.FromIntPtr(data).Free()</c></summary>
    public bool FreesFromAddress => _freesFromAddress ??= Members.Exists(static m => m.Names.Contains("FromIntPtr") && m.Names.Contains("Free"));

    /// <summary>The code of one member.</summary>
    public IReadOnlyList<IOperation> Of(ISymbol member) => Bound(member);

    /// <summary>The members whose code mentions one of <paramref name="names"/>, and that code.</summary>
    public IEnumerable<(ISymbol Member, IOperation Root)> Mentioning(ICollection<string> names)
    {
        foreach (var (member, mentioned) in Members)
        {
            if (MentionsAny(mentioned, names))
            {
                foreach (var root in Bound(member))
                {
                    yield return (member, root);
                }
            }
        }
    }

    /// <summary>The members whose code may call a method or constructor, and that code.</summary>
    public IEnumerable<(ISymbol Member, IOperation Root)> Calling(IMethodSymbol method)
        => Mentioning(method.MethodKind == MethodKind.Constructor ? [method.ContainingType.Name, NewWithoutName, ToOtherConstructor] : [method.Name]);

    /// <summary>The members whose code puts something into one of <paramref name="names"/>, or passes it by reference, and that code.</summary>
    public IEnumerable<(ISymbol Member, IOperation Root)> Writing(ICollection<string> names)
    {
        foreach (var (member, written) in TypeText.Of(_outermost, _bodies.Compilation, _cancellation).Writers)
        {
            if (MentionsAny(written, names))
            {
                foreach (var root in Bound(member))
                {
                    yield return (member, root);
                }
            }
        }
    }

    private List<(ISymbol Member, HashSet<string> Names)> Members
    {
        get
        {
            if (_members is null)
            {
                _members = [];
                Add(_outermost, _members);
            }

            return _members;
        }
    }

    private IOperation[] Bound(ISymbol member)
    {
        if (!_bound.TryGetValue(member, out var roots))
        {
            _cancellation.ThrowIfCancellationRequested();
            _bound[member] = roots = [.. _bodies.Of(member, _cancellation)];
        }

        return roots;
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

    private void Add(INamedTypeSymbol type, List<(ISymbol Member, HashSet<string> Names)> members)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is INamedTypeSymbol nested)
            {
                Add(nested, members);
            }
            else if (member is IMethodSymbol or IFieldSymbol { AssociatedSymbol: null } or IPropertySymbol && !member.DeclaringSyntaxReferences.IsEmpty)
            {
                members.Add((member, Names(member)));
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
                else if (token.Parent is ImplicitObjectCreationExpressionSyntax && token.IsKind(SyntaxKind.NewKeyword))
                {
                    names.Add(NewWithoutName);
                }
                else if (token.Parent is ConstructorInitializerSyntax && token.IsKind(SyntaxKind.ThisKeyword))
                {
                    names.Add(ToOtherConstructor);
                }
            }
        }

        return names;
    }
}

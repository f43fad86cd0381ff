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
    private readonly Bodies _bodies;
    private readonly CancellationToken _cancellation;
    private readonly List<(ISymbol Member, HashSet<string> Names, HashSet<string>? Written)> _members = [];
    private readonly Dictionary<ISymbol, IOperation[]> _bound = new(SymbolEqualityComparer.Default);

    private bool? _freesFromAddress;

    public TypeCode(INamedTypeSymbol outermost, Bodies bodies, CancellationToken cancellation)
    {
        _bodies = bodies;
        _cancellation = cancellation;
        Add(outermost);
    }

    /// <summary><c>GCHandle.FromIntPtr(data).Free()</c></summary>
    public bool FreesFromAddress => _freesFromAddress ??= _members.Exists(static m => m.Names.Contains("FromIntPtr") && m.Names.Contains("Free"));

    /// <summary>The code of one member.</summary>
    public IReadOnlyList<IOperation> Of(ISymbol member) => Bound(member);

    /// <summary>The members whose code mentions one of <paramref name="names"/>, and that code.</summary>
    public IEnumerable<(ISymbol Member, IOperation Root)> Mentioning(ICollection<string> names)
    {
        foreach (var (member, mentioned, _) in _members)
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

    /// <summary>The members whose code puts something into one of <paramref name="names"/>, or passes it by reference, and that code.</summary>
    public IEnumerable<(ISymbol Member, IOperation Root)> Writing(ICollection<string> names)
    {
        foreach (var (member, _, written) in _members)
        {
            if (written is not null && MentionsAny(written, names))
            {
                foreach (var root in Bound(member))
                {
                    yield return (member, root);
                }
            }
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
                _members.Add((member, Names(member, out var written), written));
            }
        }
    }

    private HashSet<string> Names(ISymbol member, out HashSet<string>? written)
    {
        written = null;
        var names = new HashSet<string>();
        var declaring = member is IMethodSymbol { PartialImplementationPart: { } body } ? body : member;
        foreach (var reference in declaring.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax(_cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken))
                {
                    names.Add(token.ValueText);
                    if (IsWritten(token))
                    {
                        (written ??= []).Add(token.ValueText);
                    }
                }
                else if (token.IsKind(SyntaxKind.ThisKeyword) || token.IsKind(SyntaxKind.NewKeyword))
                {
                    names.Add(token.Text);
                }
            }
        }

        return names;
    }

    // _file = …   this._file ??= …   (_file, _path) = …   ref _file   FileStream _file = …   FileStream File { get; } = …
    private static bool IsWritten(SyntaxToken name)
    {
        var at = name.Parent;
        if (at is VariableDeclaratorSyntax { Initializer: not null } or PropertyDeclarationSyntax { Initializer: not null })
        {
            return true;
        }

        while (at is IdentifierNameSyntax or MemberAccessExpressionSyntax or MemberBindingExpressionSyntax or ParenthesizedExpressionSyntax or ConditionalAccessExpressionSyntax
            or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            if (at.Parent is AssignmentExpressionSyntax assignment)
            {
                return assignment.Left == at;
            }

            if (at.Parent is ArgumentSyntax argument)
            {
                return argument.RefKindKeyword.RawKind != 0 || argument.Parent is TupleExpressionSyntax;
            }

            at = at.Parent;
        }

        return false;
    }
}

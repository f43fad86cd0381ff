using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Where the code of a compilation mentions a name in one of a few roles, by syntax alone. Read once for each tree and
/// kept as long as the tree, so that an editor reads only what was typed in; asked only when a question about one
/// candidate needs the whole compilation.
/// </summary>
internal sealed class Mentions
{
    private static readonly ConditionalWeakTable<SyntaxTree, Mentions> Cache = new();

    private readonly Dictionary<string, List<TextSpan>> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TextSpan>> _added = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TextSpan>> _created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TextSpan>> _typeArguments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private Mentions()
    {
    }

    /// <summary>What a name is mentioned as.</summary>
    public enum Role
    {
        /// <summary>What stands last on the left of <c>-=</c> or of <c>= null</c>: <c>bus.Changed -= OnChanged</c></summary>
        Taken,

        /// <summary>What stands last on the left of <c>+=</c>, where the right side could be a delegate.</summary>
        Added,

        /// <summary>A type that is created: <c>new Node()</c>, <c>Node n = new();</c></summary>
        Created,

        /// <summary>A type that a call is told: <c>AddSingleton&lt;Clock&gt;()</c>, <c>Register(typeof(Clock))</c></summary>
        TypeArgument,
    }

    /// <summary>All places of <paramref name="compilation"/> that mention <paramref name="name"/> in that role.</summary>
    public static List<SyntaxNode> Of(Compilation compilation, Role role, string name, CancellationToken cancellation)
    {
        var found = new List<SyntaxNode>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (In(tree, cancellation).Table(role).TryGetValue(name, out var spans))
            {
                var root = tree.GetRoot(cancellation);
                foreach (var span in spans)
                {
                    found.Add(root.FindNode(span, getInnermostNodeForTie: true));
                }
            }
        }

        return found;
    }

    /// <summary>The trees of <paramref name="compilation"/> in which <paramref name="name"/> is used as a name at all.</summary>
    public static List<SyntaxTree> TreesThatName(Compilation compilation, string name, CancellationToken cancellation)
    {
        var found = new List<SyntaxTree>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (In(tree, cancellation)._names.Contains(name))
            {
                found.Add(tree);
            }
        }

        return found;
    }

    private static Mentions In(SyntaxTree tree, CancellationToken cancellation)
    {
        if (!Cache.TryGetValue(tree, out var mentions))
        {
            var read = new Mentions();
            read.Read(tree.GetRoot(cancellation), cancellation);
            mentions = Cache.GetValue(tree, _ => read);
        }

        return mentions;
    }

    private Dictionary<string, List<TextSpan>> Table(Role role) => role switch
    {
        Role.Taken => _taken,
        Role.Added => _added,
        Role.Created => _created,
        _ => _typeArguments,
    };

    private void Read(SyntaxNode root, CancellationToken cancellation)
    {
        var read = 0;
        foreach (var node in root.DescendantNodes())
        {
            if ((++read & 0xFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            switch (node)
            {
                case AssignmentExpressionSyntax assignment when assignment.IsKind(SyntaxKind.SubtractAssignmentExpression)
                    || assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && IsNothing(assignment.Right):
                    Note(_taken, LastNameOf(assignment.Left), assignment);
                    break;
                case AssignmentExpressionSyntax { Right: not LiteralExpressionSyntax } assignment when assignment.IsKind(SyntaxKind.AddAssignmentExpression):
                    Note(_added, LastNameOf(assignment.Left), assignment);
                    break;
                case ObjectCreationExpressionSyntax creation:
                    Note(_created, LastNameOf(creation.Type), creation);
                    break;
                case ImplicitObjectCreationExpressionSyntax creation:
                    Note(_created, TypeAround(creation), creation);
                    break;
                case TypeOfExpressionSyntax { Parent: ArgumentSyntax } told:
                    Note(_typeArguments, LastNameOf(told.Type), told);
                    break;
                case GenericNameSyntax generic when generic.Parent is InvocationExpressionSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax }:
                    _names.Add(generic.Identifier.ValueText);
                    foreach (var argument in generic.TypeArgumentList.Arguments)
                    {
                        Note(_typeArguments, LastNameOf(argument), argument);
                    }

                    break;
                case SimpleNameSyntax name:
                    _names.Add(name.Identifier.ValueText);
                    break;
            }
        }
    }

    private static bool IsNothing(ExpressionSyntax value)
        => value.IsKind(SyntaxKind.NullLiteralExpression) || value.IsKind(SyntaxKind.DefaultLiteralExpression);

    private static void Note(Dictionary<string, List<TextSpan>> table, string? name, SyntaxNode node)
    {
        if (name is null)
        {
            return;
        }

        if (!table.TryGetValue(name, out var spans))
        {
            table[name] = spans = new();
        }

        spans.Add(node.Span);
    }

    /// <summary>The last name of <c>a.b.C</c>, <c>this.C</c>, <c>a?.C</c>, <c>C&lt;T&gt;</c>; null for anything else.</summary>
    public static string? LastNameOf(SyntaxNode? expression) => expression switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax conditional => LastNameOf(conditional.WhenNotNull),
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => LastNameOf(nullable.ElementType),
        ParenthesizedExpressionSyntax parenthesized => LastNameOf(parenthesized.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => LastNameOf(sure.Operand),
        _ => null,
    };

    // Clock c = new();  Clock C { get; } = new();  Clock Make() => new();  Clock Make() { return new(); }
    private static string? TypeAround(SyntaxNode creation)
    {
        for (var at = creation.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case VariableDeclarationSyntax { Type: var type }:
                    return LastNameOf(type);
                case PropertyDeclarationSyntax { Type: var type }:
                    return LastNameOf(type);
                case MethodDeclarationSyntax { ReturnType: var type }:
                    return LastNameOf(type);
                case ArgumentSyntax or AssignmentExpressionSyntax:
                    return "";
                case MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax:
                    return null;
            }
        }

        return null;
    }
}

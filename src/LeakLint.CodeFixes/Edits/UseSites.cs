using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Reads a reference to the collection's field as a use that the table knows, or says why it cannot: what is not
/// recognised is refused, never kept on the chance that it compiles.
/// </summary>
internal sealed class UseSites(SourceCollection source, ISymbol field, SemanticModel model, CancellationToken cancellation)
{
    private readonly KnownTypes _types = KnownTypes.For(model.Compilation);

    /// <summary>The use that <paramref name="name"/>, a name that binds to the field, is part of; null when refused.</summary>
    public UseSite? Read(SimpleNameSyntax name, out Refusal refusal)
    {
        var collection = WholeReference(name);
        var outer = SkipWrapping(collection);
        refusal = Refusal.MemberWithoutEquivalent;
        if (IsInNameof(outer, out var direct))
        {
            return direct ? new UseSite(CollectionUse.Indifferent, collection, collection) : null;
        }

        if (IsInExpressionTree(collection))
        {
            refusal = Refusal.ExpressionTree;
            return null;
        }

        switch (outer.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Expression == outer:
                return ReadMember(collection, access, out refusal);

            case ElementAccessExpressionSyntax access when access.Expression == outer && access.ArgumentList.Arguments.Count == 1 && source.IsMap:
                return ReadElement(collection, access);

            case CommonForEachStatementSyntax loop when loop.Expression == outer:
                return new UseSite(CollectionUse.Each, collection, loop) { Loop = loop };

            case FromClauseSyntax from when from.Expression == outer:
            case JoinClauseSyntax join when join.InExpression == outer:
            case SpreadElementSyntax:
                return new UseSite(CollectionUse.Each, collection, collection);

            case AssignmentExpressionSyntax assignment when assignment.Left == outer:
                return ReadAssignment(collection, assignment, out refusal);

            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison
                when comparison.Left.IsKind(SyntaxKind.NullLiteralExpression) || comparison.Right.IsKind(SyntaxKind.NullLiteralExpression):
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } }:
            case IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } } }:
                return new UseSite(CollectionUse.Indifferent, collection, collection);

            case LockStatementSyntax:
                refusal = Refusal.Locked;
                return null;

            case ArgumentSyntax argument when !argument.RefKindKeyword.IsKind(SyntaxKind.None):
                return ReadByReference(collection, argument, out refusal);

            case RefExpressionSyntax:
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression }:
                refusal = Refusal.ByReference;
                return null;

            case ReturnStatementSyntax or ArrowExpressionClauseSyntax or YieldStatementSyntax when IsSeenOutside(collection):
                refusal = Refusal.Exposed;
                return null;

            case ConditionalAccessExpressionSyntax or ElementAccessExpressionSyntax:
                return null;

            default:
                refusal = Refusal.PassedOn;
                return null;
        }
    }

    /// <summary>Reads what the field is set to where it is made: null when that is not an empty collection.</summary>
    public UseSite? ReadCreation(ExpressionSyntax collection, ExpressionSyntax value, out Refusal refusal)
    {
        refusal = Refusal.InitialContents;
        var made = SkipParentheses(value);
        switch (made)
        {
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed
                when suppressed.Operand.Kind() is SyntaxKind.NullLiteralExpression or SyntaxKind.DefaultLiteralExpression:
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression }:
                return new UseSite(CollectionUse.Indifferent, collection, made);

            case BaseObjectCreationExpressionSyntax creation when creation.Initializer is null or { Expressions.Count: 0 }:
                // A type of the table only: a derived collection may do more when it grows.
                if (model.GetTypeInfo(creation, cancellation).Type is { } type && SourceCollection.Find(type, _types) is { } row && row.IsMap == source.IsMap)
                {
                    return new UseSite(CollectionUse.Create, collection, creation);
                }

                refusal = Refusal.NotInTable;
                return null;

            case CollectionExpressionSyntax { Elements.Count: 0 }:
                return new UseSite(CollectionUse.Create, collection, made);

            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } when source.IsImmutable && model.GetSymbolInfo(made, cancellation).Symbol is IFieldSymbol or IPropertySymbol:
                return new UseSite(CollectionUse.Create, collection, made);

            default:
                return null;
        }
    }

    private UseSite? ReadMember(ExpressionSyntax collection, MemberAccessExpressionSyntax access, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        var member = model.GetSymbolInfo(access.Name, cancellation).Symbol;
        if (member is IMethodSymbol method)
        {
            return access.Parent is InvocationExpressionSyntax call && call.Expression == access
                ? ReadCall(collection, call, method, out refusal)
                : null;
        }

        if (member is not IPropertySymbol)
        {
            return null;
        }

        var outer = SkipWrapping(access);
        switch (source.Meaning(member))
        {
            case CollectionUse.Count:
                refusal = Refusal.CountInLogic;
                return outer.Parent is InterpolationSyntax ? new UseSite(CollectionUse.Count, collection, access) : null;

            case var part and (CollectionUse.Keys or CollectionUse.Values):
                switch (outer.Parent)
                {
                    case CommonForEachStatementSyntax loop when loop.Expression == outer:
                        return new UseSite(part, collection, loop) { Loop = loop };

                    case FromClauseSyntax from when from.Expression == outer:
                    case JoinClauseSyntax join when join.InExpression == outer:
                    case SpreadElementSyntax:
                        return new UseSite(part, collection, access);

                    case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } next when next.Expression == outer && call.Expression == next:
                        return model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol over && Sequences.IsEnumeration(over, _types, out refusal)
                            ? new UseSite(part, collection, access)
                            : null;

                    case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" }:
                        refusal = Refusal.CountInLogic;
                        return null;

                    default:
                        refusal = Refusal.PassedOn;
                        return null;
                }

            default:
                return null;
        }
    }

    private UseSite? ReadCall(ExpressionSyntax collection, InvocationExpressionSyntax call, IMethodSymbol method, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        if (method.ReducedFrom is not null)
        {
            return Sequences.IsEnumeration(method, _types, out refusal) ? new UseSite(CollectionUse.Each, collection, collection) : null;
        }

        // A named argument would keep the old parameter's name.
        var arguments = call.ArgumentList.Arguments;
        foreach (var argument in arguments)
        {
            if (argument.NameColon is not null)
            {
                return null;
            }
        }

        var use = source.Meaning(method);
        if (source.IsImmutable && use is CollectionUse.AddPair or CollectionUse.SetPair or CollectionUse.Put)
        {
            // Only as the right side of "f = f.Add(x)", which is read at the left side.
            return IsOwnUpdate(collection, call) ? new UseSite(CollectionUse.Indifferent, collection, collection) : null;
        }

        var first = arguments.Count > 0 ? arguments[0].Expression : null;
        var second = arguments.Count > 1 ? arguments[1].Expression : null;
        switch (use)
        {
            case CollectionUse.Put when source.IsUnique && !IsDropped(call):
                return new UseSite(CollectionUse.PutIfNew, collection, call) { Value = first };

            case CollectionUse.Put when !method.ReturnsVoid && !IsDropped(call) && method.Name != "TryAdd":
                return null; // LinkedList.AddLast gives the node

            case CollectionUse.Put:
                return IsDropped(call) ? new UseSite(use, collection, call) { Value = first } : null;

            case CollectionUse.AddPair or CollectionUse.TryAddPair or CollectionUse.GetOrAdd or CollectionUse.GetOrAddWithArgument:
                return new UseSite(use, collection, call) { Key = first, Value = second };

            case CollectionUse.TryGet or CollectionUse.HasKey:
                return new UseSite(use, collection, call) { Key = first };

            case CollectionUse.Has:
                return new UseSite(use, collection, call) { Value = first };

            case CollectionUse.CopyToArray or CollectionUse.Exists or CollectionUse.All:
                return new UseSite(use, collection, call);

            default:
                return null;
        }
    }

    private UseSite ReadElement(ExpressionSyntax collection, ElementAccessExpressionSyntax access)
    {
        var key = access.ArgumentList.Arguments[0].Expression;
        return access.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment && assignment.Left == access
            ? new UseSite(CollectionUse.SetPair, collection, assignment) { Key = key, Value = assignment.Right, IsDropped = IsDropped(assignment) }
            : new UseSite(CollectionUse.Get, collection, access) { Key = key };
    }

    private UseSite? ReadAssignment(ExpressionSyntax collection, AssignmentExpressionSyntax assignment, out Refusal refusal)
    {
        refusal = Refusal.PassedOn;
        if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && !assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression)
            || !IsDropped(assignment))
        {
            return null;
        }

        // f = f.Add(x)
        if (source.IsImmutable
            && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
            && SkipParentheses(assignment.Right) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } call
            && model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method
            && IsOwnUpdate(((MemberAccessExpressionSyntax)call.Expression).Expression, call))
        {
            refusal = Refusal.MemberWithoutEquivalent;
            var arguments = call.ArgumentList.Arguments;
            return source.Meaning(method) switch
            {
                var use and (CollectionUse.AddPair or CollectionUse.SetPair) =>
                    new UseSite(use, collection, assignment) { Update = call, Key = arguments[0].Expression, Value = arguments[1].Expression },
                CollectionUse.Put => new UseSite(CollectionUse.Put, collection, assignment) { Update = call, Value = arguments[0].Expression },
                _ => null,
            };
        }

        return ReadCreation(collection, assignment.Right, out refusal);
    }

    // ImmutableInterlocked.TryAdd(ref f, key, value): the weak collections are safe for concurrent use by themselves.
    private UseSite? ReadByReference(ExpressionSyntax collection, ArgumentSyntax argument, out Refusal refusal)
    {
        refusal = Refusal.ByReference;
        if (argument.Parent?.Parent is not InvocationExpressionSyntax call
            || call.ArgumentList.Arguments.Count != 3
            || call.ArgumentList.Arguments[0] != argument
            || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol { Name: "TryAdd" } method
            || !SymbolEqualityComparer.Default.Equals(method.ContainingType, _types.Get("System.Collections.Immutable.ImmutableInterlocked")))
        {
            return null;
        }

        return new UseSite(CollectionUse.TryAddPair, collection, call)
        {
            Update = call,
            Key = call.ArgumentList.Arguments[1].Expression,
            Value = call.ArgumentList.Arguments[2].Expression,
        };
    }

    // The call stands in "f = f.Add(x)", of the same field on both sides.
    private bool IsOwnUpdate(ExpressionSyntax receiver, InvocationExpressionSyntax call)
        => SkipWrapping(call).Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
            && IsDropped(assignment)
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Left, cancellation).Symbol, field)
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(receiver, cancellation).Symbol, field);

    private bool IsInExpressionTree(ExpressionSyntax reference)
    {
        if (_types.Get("System.Linq.Expressions.Expression`1") is not { } expression)
        {
            return false;
        }

        for (var operation = model.GetOperation(reference, cancellation); operation is not null; operation = operation.Parent)
        {
            if (operation is IConversionOperation { Type: { } type } && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, expression))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSeenOutside(SyntaxNode node)
        => model.GetEnclosingSymbol(node.SpanStart, cancellation) is { DeclaredAccessibility: not Accessibility.Private and not Accessibility.NotApplicable };

    private static bool IsInNameof(ExpressionSyntax outer, out bool direct)
    {
        direct = outer.Parent is ArgumentSyntax;
        foreach (var ancestor in outer.Ancestors())
        {
            switch (ancestor)
            {
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } }:
                    return true;
                case StatementSyntax or MemberDeclarationSyntax or InvocationExpressionSyntax:
                    return false;
            }
        }

        return false;
    }

    // Nobody looks at the value: a statement, or the body of something that returns nothing.
    private bool IsDropped(ExpressionSyntax expression) => expression.Parent switch
    {
        ExpressionStatementSyntax => true,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } discard } => model.GetSymbolInfo(discard, cancellation).Symbol is IDiscardSymbol,
        ArrowExpressionClauseSyntax arrow => model.GetEnclosingSymbol(arrow.Expression.SpanStart, cancellation) is IMethodSymbol { ReturnsVoid: true },
        LambdaExpressionSyntax lambda => model.GetSymbolInfo(lambda, cancellation).Symbol is IMethodSymbol { ReturnsVoid: true },
        _ => false,
    };

    private static ExpressionSyntax WholeReference(SimpleNameSyntax name)
        => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    private static ExpressionSyntax SkipWrapping(ExpressionSyntax expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            expression = (ExpressionSyntax)expression.Parent;
        }

        return expression;
    }

    private static ExpressionSyntax SkipParentheses(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax inner)
        {
            expression = inner.Expression;
        }

        return expression;
    }
}

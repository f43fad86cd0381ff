using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Rewrites the reads of a field that has become weak:
/// <c>if (_x != null) { _x.Do(); }</c> → <c>if (_x.TryGetTarget(out var x)) { x.Do(); }</c>;
/// <c>_x.Do();</c> → the same, around the statement; <c>_x == null</c> → <c>!_x.TryGetTarget(out _)</c>;
/// and anything else to a property that reads the target.
/// </summary>
internal sealed class WeakReads(SolutionEdit edit, IFieldSymbol member, bool mayBeMissing, bool isNullableOn)
{
    private readonly string? _property = WeakTarget.FreeMember(
        member.ContainingType, Capital(WeakTarget.WordOf(member.Name)), Capital(WeakTarget.WordOf(member.Name)) + "OrNull");

    private bool _needsProperty;

    private bool AnswersNull => !isNullableOn || member.NullableAnnotation == NullableAnnotation.Annotated;

    /// <summary>Plans the reads of one document; false when one of them fits no form.</summary>
    public bool Rewrite(DocumentId document, List<ExpressionSyntax> reads)
    {
        var open = new HashSet<ExpressionSyntax>(reads);
        foreach (var read in reads)
        {
            if (open.Contains(read) && !TryGuard(document, read, open))
            {
                return false;
            }
        }

        foreach (var read in reads)
        {
            if (open.Contains(read) && !TryTest(document, read, open) && !TryStatement(document, read, open) && !TryProperty(document, read, open))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The property that the reads need; null when they need none.</summary>
    public MemberDeclarationSyntax? Property(TypeSyntax target, SyntaxTrivia lineEnd)
    {
        if (!_needsProperty)
        {
            return null;
        }

        var name = WeakTarget.WordOf(member.Name);
        var variable = SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && name != member.Name ? name : "target";
        var question = WeakTarget.Ask(SyntaxFactory.IdentifierName(member.Name), variable, mayBeMissing);
        var otherwise = AnswersNull ? "null" : $"throw new global::System.ObjectDisposedException(nameof({target.WithoutTrivia()}))";
        var mark = AnswersNull && isNullableOn ? "?" : string.Empty;
        var property = SyntaxFactory.ParseMemberDeclaration($"private {target.WithoutTrivia()}{mark} {_property} => {question} ? {variable} : {otherwise};")!;
        return property
            .ReplaceNodes(
                property.DescendantNodes().OfType<QualifiedNameSyntax>().Where(static n => n.Parent is ObjectCreationExpressionSyntax),
                static (_, n) => n.WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation))
            .WithLeadingTrivia(lineEnd)
            .WithTrailingTrivia(lineEnd)
            .Formatted();
    }

    // "if (_x != null) …", "if (_x is { } x) …": true also when the read is no such guard, false when it cannot be written.
    private bool TryGuard(DocumentId document, ExpressionSyntax read, HashSet<ExpressionSyntax> open)
    {
        if (read.Parent is not ExpressionSyntax condition || condition.Parent is not IfStatementSyntax guard || guard.Condition != condition)
        {
            return true;
        }

        var named = NameOf(condition, read);
        if (named is null && !IsNotNull(condition, read))
        {
            return true;
        }

        var inside = open.Where(o => o != read && guard.Statement.Contains(o) && SyntaxFactory.AreEquivalent(o, read)).ToList();
        if (named is null && inside.Count == 0)
        {
            return true;
        }

        if (named is null && FreeName(guard) is null)
        {
            return false;
        }

        var name = named ?? FreeName(guard)!;
        foreach (var use in inside)
        {
            edit.Replace(document, use, old => SyntaxFactory.IdentifierName(name).WithTriviaFrom(old));
            Simplify(document, use);
            open.Remove(use);
        }

        open.Remove(read);
        edit.Replace(document, condition, old => WeakTarget.Ask(read, name, mayBeMissing).WithTriviaFrom(old));
        return true;
    }

    // "_x == null" and "_x is not null" wherever they stand.
    private bool TryTest(DocumentId document, ExpressionSyntax read, HashSet<ExpressionSyntax> open)
    {
        if (read.Parent is not ExpressionSyntax test || !(IsNotNull(test, read) || IsNull(test, read)))
        {
            return false;
        }

        var question = WeakTarget.Ask(read, "_", mayBeMissing);
        ExpressionSyntax answer = IsNotNull(test, read)
            ? question
            : SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, mayBeMissing ? SyntaxFactory.ParenthesizedExpression(question) : question);
        if (IsNotNull(test, read) && mayBeMissing && test.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } or PrefixUnaryExpressionSyntax)
        {
            answer = SyntaxFactory.ParenthesizedExpression(answer);
        }

        edit.Replace(document, test, old => answer.WithTriviaFrom(old));
        open.Remove(read);
        return true;
    }

    // "_x.Do(…);" as a statement, or as the whole body of what returns nothing.
    private bool TryStatement(DocumentId document, ExpressionSyntax read, HashSet<ExpressionSyntax> open)
    {
        var expression = read.Ancestors().FirstOrDefault(static a => a.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax) as ExpressionSyntax;
        if (expression is not (InvocationExpressionSyntax or ConditionalAccessExpressionSyntax or AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression or (int)SyntaxKind.SubtractAssignmentExpression })
            || expression.DescendantNodes().Any(static n => n is AwaitExpressionSyntax or DeclarationExpressionSyntax)
            || References.FunctionOf(read) != References.FunctionOf(expression)
            || (expression.Parent is not ExpressionStatementSyntax && !ReturnsNothing(expression.Parent!)))
        {
            return false;
        }

        var inside = open.Where(o => expression.Contains(o) && References.FunctionOf(o) == References.FunctionOf(read)).ToList();
        if (inside.Any(o => !SyntaxFactory.AreEquivalent(o, read)) || References.FunctionOf(expression) is not { } around || FreeName(around) is not { } name)
        {
            return false;
        }

        foreach (var use in inside)
        {
            edit.Replace(document, use, old => SyntaxFactory.IdentifierName(name).WithTriviaFrom(old));
            Simplify(document, use);
            open.Remove(use);
        }

        var question = WeakTarget.Ask(read, name, mayBeMissing);
        if (expression.Parent is ExpressionStatementSyntax statement)
        {
            edit.Replace(document, statement, old => Guarded(question, (StatementSyntax)old, statement.Parent is BlockSyntax or SwitchSectionSyntax));
        }
        else
        {
            var function = expression.Parent!.Parent!;
            edit.Replace(document, function, old => WithBody(old, question));
        }

        return true;
    }

    private bool TryProperty(DocumentId document, ExpressionSyntax read, HashSet<ExpressionSyntax> open)
    {
        // A finalizer that throws ends the process, so what it reaches is never given a target that may be gone.
        var isDereferenced = !AnswersNull || read.Parent is MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } or ElementAccessExpressionSyntax;
        if (_property is null
            || (isDereferenced && MayRunInFinalizer(read))
            || (!AnswersNull && read.Parent is ConditionalAccessExpressionSyntax or IsPatternExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression }))
        {
            return false;
        }

        _needsProperty = true;
        edit.Replace(document, read, old => old is MemberAccessExpressionSyntax access
            ? access.Expression is ThisExpressionSyntax
                ? SyntaxFactory.IdentifierName(_property).WithTriviaFrom(old)
                : access.WithName(SyntaxFactory.IdentifierName(_property).WithTriviaFrom(access.Name))
            : SyntaxFactory.IdentifierName(_property).WithTriviaFrom(old));
        open.Remove(read);
        return true;
    }

    // "x?.Do()" where x is there by now.
    private void Simplify(DocumentId document, ExpressionSyntax use)
    {
        if (use.Parent is ConditionalAccessExpressionSyntax access && access.Expression == use)
        {
            edit.Replace(document, access, static old => old is ConditionalAccessExpressionSyntax conditional
                ? SyntaxFactory.ParseExpression(conditional.Expression.WithoutTrailingTrivia().ToFullString() + conditional.WhenNotNull.ToFullString())
                : old);
        }
    }

    private string? FreeName(SyntaxNode around)
        => WeakTarget.FreeVariable(member.Name, around.AncestorsAndSelf().FirstOrDefault(static a => a is MemberDeclarationSyntax) ?? around);

    private static StatementSyntax Guarded(ExpressionSyntax question, StatementSyntax statement, bool isInBlock)
    {
        var guard = SyntaxFactory.IfStatement(question, SyntaxFactory.Block(statement.WithoutTrivia().Formatted()));
        StatementSyntax result = isInBlock ? guard : SyntaxFactory.Block(guard);
        return result.WithTriviaFrom(statement).Formatted();
    }

    private static SyntaxNode WithBody(SyntaxNode member, ExpressionSyntax question)
    {
        BlockSyntax Body(ArrowExpressionClauseSyntax arrow) => SyntaxFactory.Block(
            Guarded(question, SyntaxFactory.ExpressionStatement(arrow.Expression.WithoutTrivia()), isInBlock: true));

        return member switch
        {
            BaseMethodDeclarationSyntax method => method
                .WithExpressionBody(null)
                .WithSemicolonToken(default)
                .WithBody(Body(method.ExpressionBody!))
                .WithTrailingTrivia(method.GetTrailingTrivia())
                .Formatted(),
            LocalFunctionStatementSyntax local => local
                .WithExpressionBody(null)
                .WithSemicolonToken(default)
                .WithBody(Body(local.ExpressionBody!))
                .WithTrailingTrivia(local.GetTrailingTrivia())
                .Formatted(),
            _ => member,
        };
    }

    private static bool ReturnsNothing(SyntaxNode arrow) => arrow is ArrowExpressionClauseSyntax && arrow.Parent switch
    {
        DestructorDeclarationSyntax or ConstructorDeclarationSyntax => true,
        MethodDeclarationSyntax method => method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword },
        LocalFunctionStatementSyntax local => local.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword },
        _ => false,
    };

    // By name: the finalizer itself, Dispose(bool), and what they call in their type.
    private static bool MayRunInFinalizer(ExpressionSyntax read)
    {
        if (read.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return true;
        }

        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<SyntaxNode>(type.Members.Where(static m => m is DestructorDeclarationSyntax || IsDisposeOfBool(m)));
        while (open.Count > 0)
        {
            var member = open.Dequeue();
            if (member.Contains(read))
            {
                return true;
            }

            foreach (var name in member.DescendantNodes().OfType<IdentifierNameSyntax>())
            {
                if (reached.Add(name.Identifier.ValueText))
                {
                    foreach (var called in type.Members.Where(m => m is MethodDeclarationSyntax method && method.Identifier.ValueText == name.Identifier.ValueText
                        || m is PropertyDeclarationSyntax property && property.Identifier.ValueText == name.Identifier.ValueText))
                    {
                        open.Enqueue(called);
                    }
                }
            }
        }

        return false;
    }

    private static bool IsDisposeOfBool(MemberDeclarationSyntax member)
        => member is MethodDeclarationSyntax { Identifier.ValueText: "Dispose", ParameterList.Parameters.Count: 1 };

    // The name in "_x is { } x" and "_x is Parent x".
    private static string? NameOf(ExpressionSyntax condition, ExpressionSyntax read)
        => condition is IsPatternExpressionSyntax { Pattern: var pattern } match && match.Expression == read
            ? pattern switch
            {
                RecursivePatternSyntax { Type: null, PositionalPatternClause: null, PropertyPatternClause.Subpatterns.Count: 0, Designation: SingleVariableDesignationSyntax variable } => variable.Identifier.ValueText,
                _ => null,
            }
            : null;

    private static bool IsNotNull(ExpressionSyntax test, ExpressionSyntax read) => test switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } binary => IsNullAndOther(binary, read),
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } } } match => match.Expression == read && StoredValue.IsNull(constant),
        IsPatternExpressionSyntax { Pattern: RecursivePatternSyntax { Type: null, PositionalPatternClause: null, PropertyPatternClause.Subpatterns.Count: 0, Designation: null } } match => match.Expression == read,
        _ => false,
    };

    private static bool IsNull(ExpressionSyntax test, ExpressionSyntax read) => test switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } binary => IsNullAndOther(binary, read),
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } } match => match.Expression == read && StoredValue.IsNull(constant),
        _ => false,
    };

    private static bool IsNullAndOther(BinaryExpressionSyntax binary, ExpressionSyntax read)
        => (binary.Left == read && StoredValue.IsNull(binary.Right)) || (binary.Right == read && StoredValue.IsNull(binary.Left));

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word.Substring(1);
}

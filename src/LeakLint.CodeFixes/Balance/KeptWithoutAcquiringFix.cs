using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs LEAK310: what is kept gets a reference of its own. <c>_last = image.AddReference();</c> That reference is released as well: before
/// the field gets the next one, and in the teardown, which is made where there is none.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeptWithoutAcquiringFix)), Shared]
public sealed class KeptWithoutAcquiringFix() : BalanceFix("LEAK310")
{
    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        if (!trial.Finding.Properties.TryGetValue(KeptWithoutAcquiring.AcquireProperty, out var acquire) || acquire is null
            || Value(trial.Flagged) is not { } value || trial.Flagged.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement
            || trial.Model.GetTypeInfo(value, cancellation).Type is not { } type
            || Member(type, acquire) is not { } member)
        {
            yield break;
        }

        var counted = SyntaxFactory.ParseExpression((value is IdentifierNameSyntax or MemberAccessExpressionSyntax ? value.WithoutTrivia().ToString() : "(" + value.WithoutTrivia() + ")") + "." + acquire + "()");
        var title = $"Keep a reference of its own: '{acquire}'";
        if (SymbolEqualityComparer.Default.Equals(member.ReturnType, type))
        {
            var own = counted.WithTriviaFrom(value);
            if (statement.Parent is BlockSyntax around && IsGivenOnlyHere(trial, statement, cancellation) is { } field)
            {
                yield return new Candidate("acquire", title, around, around.ReplaceNode(statement, (IEnumerable<SyntaxNode>)
                [
                    SyntaxFactory.ParseStatement(field + "?.Dispose();").WithLeadingTrivia(statement.GetLeadingTrivia()).WithAdditionalAnnotations(NearbyLayout.Mark),
                    statement.ReplaceNode(value, own).WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(NearbyLayout.Mark),
                ]));
            }

            yield return new Candidate("acquire", title, value, own);
        }
        else if (statement.Parent is BlockSyntax block)
        {
            var before = SyntaxFactory.ExpressionStatement(counted).WithLeadingTrivia(statement.GetLeadingTrivia()).WithAdditionalAnnotations(NearbyLayout.Mark);
            yield return new Candidate("acquire", title, block, block.ReplaceNode(statement, (IEnumerable<SyntaxNode>)
            [
                before,
                statement.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(NearbyLayout.Mark),
            ]));
        }
    }

    // The reference that is kept must be released some day: rules of fields say so, and their fixes do it.
    private protected override ImmutableArray<LeakFix> Due => [new OverwrittenWhileHeldFix(), new OwnedFieldNeverReleasedFix(), new OwnerHasNoTeardownFix()];

    private protected override ImmutableArray<string> MayRemain(Candidate candidate) => [.. Due.Select(static fix => fix.RuleId)];

    // _last = image; in a method that may come again: what it put there before is its own too, as nothing else is put there.
    private static string? IsGivenOnlyHere(Trial trial, StatementSyntax statement, CancellationToken cancellation)
    {
        var compilation = trial.Model.Compilation;
        if (trial.Model.GetOperation(trial.Flagged, cancellation) is not ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: { IsReadOnly: false } field } } assignment
            || trial.Model.GetEnclosingSymbol(statement.SpanStart, cancellation) is not IMethodSymbol { MethodKind: MethodKind.Ordinary }
            || !(field.Type.Is(KnownTypes.For(compilation).Disposable) || field.Type.AllInterfaces.Any(i => i.Is(KnownTypes.For(compilation).Disposable)))
            || field.Type.IsValueType)
        {
            return null;
        }

        foreach (var (_, root) in new TypeCode(Nesting.Outermost(field.ContainingType), Bodies.For(compilation), cancellation).Mentioning([field.Name]))
        {
            if (root is IFieldInitializerOperation { Value: var initial } initializer && initializer.InitializedFields.Any(f => FieldState.Same(f, field)) && !IsNull(initial))
            {
                return null;
            }

            foreach (var operation in root.Descendants())
            {
                if (operation is IFieldReferenceOperation named && FieldState.Same(named.Field, field) && operation.Syntax.Span != assignment.Target.Syntax.Span
                    && (IsGiven(named) || (statement.SyntaxTree == operation.Syntax.SyntaxTree && statement.Parent!.Span.Contains(operation.Syntax.Span) && operation.Syntax.SpanStart < statement.SpanStart)))
                {
                    return null;
                }
            }
        }

        return assignment.Target.Syntax.ToString();
    }

    private static bool IsGiven(IFieldReferenceOperation field) => field.Parent switch
    {
        IAssignmentOperation assignment when assignment.Target == field => !IsNull(assignment.Value),
        IArgumentOperation { Parameter.RefKind: not RefKind.None } or ITupleOperation or IAddressOfOperation => true,
        _ => false,
    };

    private static bool IsNull(IOperation value) => Values.Unwrap(value) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation;

    private static ExpressionSyntax? Value(SyntaxNode store) => store switch
    {
        AssignmentExpressionSyntax assignment => assignment.Right,
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } => arguments.Last().Expression,
        _ => null,
    };

    private static IMethodSymbol? Member(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(static m => m.Parameters.All(static p => p.IsOptional)) is { } own)
            {
                return own;
            }
        }

        return type.AllInterfaces.SelectMany(i => i.GetMembers(name)).OfType<IMethodSymbol>().FirstOrDefault(static m => m.Parameters.IsEmpty);
    }
}

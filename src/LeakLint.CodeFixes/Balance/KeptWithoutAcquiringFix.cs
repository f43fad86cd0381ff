using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK310: what is kept gets a reference of its own. <c>_last = image.AddReference();</c></summary>
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
            yield return new Candidate("acquire", title, value, counted.WithTriviaFrom(value));
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

    // The reference that is kept must be released some day: rules of fields say so.
    private protected override ImmutableArray<string> MayRemain(Candidate candidate) => ["LEAK306", "LEAK308", "LEAK314"];

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

using System.Collections.Generic;
using System.Composition;
using System.Threading;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK312: the pool clears the array.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnedWithoutClearingFix)), Shared]
public sealed class ReturnedWithoutClearingFix() : BalanceFix("LEAK312")
{
    private protected override bool NeedsStatement => false;

    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        if (trial.Flagged.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call)
        {
            var clear = Argument(NameColon(IdentifierName("clearArray")).WithTrailingTrivia(Space), default, LiteralExpression(Microsoft.CodeAnalysis.CSharp.SyntaxKind.TrueLiteralExpression));
            var arguments = call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Add(clear.WithLeadingTrivia(Space)));
            yield return new Candidate("clear", "Let the pool clear the array", call, call.WithArgumentList(arguments));
        }
    }
}

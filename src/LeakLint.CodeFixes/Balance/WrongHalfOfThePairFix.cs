using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK311: writes the other half, with as many of the arguments as it takes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrongHalfOfThePairFix)), Shared]
public sealed class WrongHalfOfThePairFix() : BalanceFix("LEAK311")
{
    private protected override bool NeedsStatement => false;

    private protected override bool JudgesTypes => true;

    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        switch (trial.Flagged)
        {
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } added:
                var removed = AssignmentExpression(SyntaxKind.SubtractAssignmentExpression, added.Left, Token(SyntaxKind.MinusEqualsToken).WithTriviaFrom(added.OperatorToken), added.Right);
                yield return new Candidate("other-half", "Take the handler off", added, added.CopyAnnotationsTo(removed)!);
                break;
            case InvocationExpressionSyntax call when trial.Model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && PairedNames.OtherHalf(method) is { } other && Named(call, other) is { } undone:
                yield return WithoutAwait(call, undone, other) is { } statement
                    ? new Candidate("other-half", "Call " + other.Name, call.Parent!, statement)
                    : new Candidate("other-half", "Call " + other.Name, call, undone);
                break;
        }
    }

    private static InvocationExpressionSyntax? Named(InvocationExpressionSyntax call, IMethodSymbol other)
    {
        var name = IdentifierName(other.Name);
        ExpressionSyntax? callee = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.WithName(name.WithTriviaFrom(access.Name)),
            MemberBindingExpressionSyntax binding => binding.WithName(name.WithTriviaFrom(binding.Name)),
            SimpleNameSyntax plain => name.WithTriviaFrom(plain),
            _ => null,
        };
        return callee is null ? null : call.WithExpression(callee).WithArgumentList(call.ArgumentList.WithArguments(SeparatedList(call.ArgumentList.Arguments.Take(other.Parameters.Length).Select(Plain))));
    }

    private static ArgumentSyntax Plain(ArgumentSyntax argument) => argument.WithNameColon(null);

    // await _gate.WaitAsync() becomes _gate.Release()
    private static InvocationExpressionSyntax? WithoutAwait(InvocationExpressionSyntax call, InvocationExpressionSyntax undone, IMethodSymbol other)
        => call.Parent is AwaitExpressionSyntax wait && other.ReturnType.Name is not ("Task" or "ValueTask") ? undone.WithTriviaFrom(wait) : null;
}

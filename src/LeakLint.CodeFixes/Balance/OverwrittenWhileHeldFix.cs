using System.Collections.Generic;
using System.Composition;
using System.Globalization;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK306: what the variable holds is released before it gets another value.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OverwrittenWhileHeldFix)), Shared]
public sealed class OverwrittenWhileHeldFix() : BalanceFix("LEAK306")
{
    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        if (trial.Flagged is not AssignmentExpressionSyntax { Left: IdentifierNameSyntax variable, Parent: ExpressionStatementSyntax statement } assignment
            || trial.Finding.AdditionalLocations.Count != 1
            || trial.Flagged.SyntaxTree.GetRoot(cancellation).FindNode(trial.Finding.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not { } acquired
            || HeldLocal.Find(trial.Model, acquired, Ownership.For(trial.Model.Compilation, trial.Document.Project.AnalyzerOptions), cancellation) is not { } held
            || held.Symbol.Name != variable.Identifier.ValueText
            || !trial.Finding.Properties.TryGetValue("status", out var text) || text is null
            || ReadsMoreThanLength(assignment.Right, held.Symbol.Name))
        {
            yield break;
        }

        var status = (ResourceStatus)int.Parse(text, CultureInfo.InvariantCulture);
        var isCertain = (status & ~(ResourceStatus.Held | ResourceStatus.HeldAfterThrow)) == 0;
        if ((isCertain || held.StartsAsNull)
            && ReleaseCode.For(held, LocalUses.Of(held, cancellation), cancellation) is { } release
            && ReleasePlan.Before(statement, release.Statement(onlyIfHeld: !isCertain), $"Call '{release.MemberName}' before '{variable.Identifier.ValueText}' gets another value") is { } candidate)
        {
            yield return candidate;
        }
    }

    private protected override System.Collections.Immutable.ImmutableArray<string> MayRemain(Candidate candidate) => ["LEAK302", "LEAK313"];

    // a = pool.Rent(a.Length * 2): the length is there after the return as well
    private static bool ReadsMoreThanLength(ExpressionSyntax value, string name)
        => value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Any(n => n.Identifier.ValueText == name && n.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" or "LongLength" });
}

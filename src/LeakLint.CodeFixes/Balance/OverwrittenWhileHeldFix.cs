using System.Collections.Generic;
using System.Composition;
using System.Globalization;
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

/// <summary>Repairs LEAK306: what the variable or field holds is released before it gets another value.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OverwrittenWhileHeldFix)), Shared]
public sealed class OverwrittenWhileHeldFix() : BalanceFix("LEAK306")
{
    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        if (trial.Finding.Properties.ContainsKey(OwnedFieldNeverReleased.FieldProperty))
        {
            if (OfField(trial, cancellation) is { } ofField)
            {
                yield return ofField;
            }

            yield break;
        }

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

    // _file?.Dispose(); _file = File.OpenRead(path);   var next = _image.Scale(2); _image.Dispose(); _image = next;
    private static Candidate? OfField(Trial trial, CancellationToken cancellation)
    {
        var compilation = trial.Model.Compilation;
        var ownership = Ownership.For(compilation, trial.Document.Project.AnalyzerOptions);
        if (trial.Flagged is not AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } assignment
            || trial.Model.GetOperation(assignment, cancellation) is not ISimpleAssignmentOperation operation
            || trial.Model.GetEnclosingSymbol(assignment.SpanStart, cancellation) is not { } around
            || new FieldLosses(compilation, KnownTypes.For(compilation), ownership).At(operation, Member(around), cancellation) is not { } loss)
        {
            return null;
        }

        var kept = new KeptField(loss.Field, loss.Protocol, loss.Site, null, HasTeardown: true);
        if ((FieldRelease.Of(kept, compilation, ownership, isAsync: false, cancellation) ?? (around is IMethodSymbol { IsAsync: true } ? FieldRelease.Of(kept, compilation, ownership, isAsync: true, cancellation) : null)) is not { } text)
        {
            return null;
        }

        var release = SyntaxFactory.ParseStatement(text);
        var title = $"Release '{loss.Field.Name}' before it gets another value";
        if (!assignment.Right.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == loss.Field.Name))
        {
            return ReleasePlan.Before(statement, release, title);
        }

        var next = AddUsing.FreeName(trial.Model, statement, "next");
        return statement.Parent is BlockSyntax block
            ? new Candidate(ReleasePlan.Kind, title, block, block.ReplaceNode(statement, (IEnumerable<SyntaxNode>)
            [
                SyntaxFactory.ParseStatement("var " + next + " = " + assignment.Right + ";").WithLeadingTrivia(statement.GetLeadingTrivia()).WithAdditionalAnnotations(NearbyLayout.Mark),
                release.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(NearbyLayout.Mark),
                statement.WithExpression(assignment.WithRight(SyntaxFactory.IdentifierName(next))).WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(NearbyLayout.Mark),
            ]))
            : null;
    }

    private static ISymbol Member(ISymbol around)
    {
        while (around is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction, ContainingSymbol: { } outer })
        {
            around = outer;
        }

        return around;
    }

    // a = pool.Rent(a.Length * 2): the length is there after the return as well
    private static bool ReadsMoreThanLength(ExpressionSyntax value, string name)
        => value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Any(n => n.Identifier.ValueText == name && n.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" or "LongLength" });
}

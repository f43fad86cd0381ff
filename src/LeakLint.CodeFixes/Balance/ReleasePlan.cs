using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>The release that is missing, before each statement with which the method is left while the resource is held.</summary>
internal static class ReleasePlan
{
    public const string Kind = "release";

    public static Candidate? Of(HeldLocal held, ReleaseCode release, Diagnostic finding, CancellationToken cancellation)
    {
        var statuses = Statuses(finding);
        if (statuses.Count != finding.AdditionalLocations.Count || held.Declaration.FirstAncestorOrSelf<BlockSyntax>() is not { } scope)
        {
            return null;
        }

        var root = held.Call.SyntaxTree.GetRoot(cancellation);
        var before = new Dictionary<SyntaxNode, StatementSyntax>();
        for (var i = 0; i < statuses.Count; i++)
        {
            var isCertain = (statuses[i] & ~(ResourceStatus.Held | ResourceStatus.HeldAfterThrow)) == 0;
            var isGuarded = held.StartsAsNull && (statuses[i] & ~(ResourceStatus.Held | ResourceStatus.HeldAfterThrow | ResourceStatus.NotAcquired)) == 0;
            if (!(isCertain || isGuarded) || Exit(root, finding.AdditionalLocations[i], held, cancellation) is not { } exit || !scope.Span.Contains(exit.Span) || before.ContainsKey(exit))
            {
                return null;
            }

            before.Add(exit, release.Statement(onlyIfHeld: !isCertain).WithAdditionalAnnotations(NearbyLayout.Mark));
        }

        return before.Count == 0 ? null : new Candidate(Kind, $"Call '{release.MemberName}' before the method is left", scope, new Insertion(before).Visit(scope)!);
    }

    /// <summary>The release before a statement that would take the last name of what is held away.</summary>
    public static Candidate? Before(StatementSyntax statement, StatementSyntax release, string title)
        => statement.Ancestors().FirstOrDefault(static n => n is BlockSyntax or SwitchSectionSyntax or CompilationUnitSyntax) is { } scope and (BlockSyntax or SwitchSectionSyntax)
            ? new Candidate(Kind, title, scope, new Insertion(new() { [statement] = release.WithAdditionalAnnotations(NearbyLayout.Mark) }).Visit(scope)!)
            : null;

    /// <summary>The release in the <c>catch</c> that takes what is thrown, whatever it is, and throws it on.</summary>
    public static Candidate? InCatch(HeldLocal held, LocalUses uses, ReleaseCode release, Diagnostic finding, CancellationToken cancellation)
    {
        if (!held.IsCertain || finding.AdditionalLocations.Count != 1)
        {
            return null;
        }

        var thrower = held.Call.SyntaxTree.GetRoot(cancellation).FindNode(finding.AdditionalLocations[0].SourceSpan);
        var attempt = thrower.AncestorsAndSelf().OfType<TryStatementSyntax>()
            .FirstOrDefault(t => t.Block.Span.Contains(thrower.Span) && t.SpanStart > held.Statement.Span.End);
        return attempt?.Catches.LastOrDefault() is { Filter: null } clause && TakesAnything(clause, held.Model, cancellation)
            && clause.Block.Statements.LastOrDefault() is ThrowStatementSyntax leaving
            && !uses.Unclear.Exists(u => attempt.Span.Contains(u.Span))
            ? new Candidate(
                Kind,
                $"Call '{release.MemberName}' before the exception goes on",
                clause.Block,
                new Insertion(new() { [leaving] = release.Statement(onlyIfHeld: false).WithAdditionalAnnotations(NearbyLayout.Mark) }).Visit(clause.Block)!)
            : null;
    }

    private static bool TakesAnything(CatchClauseSyntax clause, SemanticModel model, CancellationToken cancellation)
        => clause.Declaration is null || model.GetTypeInfo(clause.Declaration.Type, cancellation).Type is { Name: "Exception", BaseType.SpecialType: SpecialType.System_Object };

    private static List<ResourceStatus> Statuses(Diagnostic finding)
    {
        var statuses = new List<ResourceStatus>();
        if (finding.Properties.TryGetValue("exits", out var exits) && exits is not null)
        {
            foreach (var exit in exits.Split(' '))
            {
                statuses.Add((ResourceStatus)int.Parse(exit, CultureInfo.InvariantCulture));
            }
        }

        return statuses;
    }

    // The statement that leaves, or the block at whose end the method is left; null when nothing can stand before it.
    private static SyntaxNode? Exit(SyntaxNode root, Location location, HeldLocal held, CancellationToken cancellation)
    {
        var token = root.FindToken(location.SourceSpan.Start);
        if (token.IsKind(SyntaxKind.CloseBraceToken) && token.Span == location.SourceSpan)
        {
            return token.Parent as BlockSyntax;
        }

        return token.Parent is StatementSyntax statement && statement.Span == location.SourceSpan
            && statement is ReturnStatementSyntax or ThrowStatementSyntax
            && !UsesIt((StatementSyntax)token.Parent!, held, cancellation)
            ? token.Parent
            : null;
    }

    // What is returned may be read out of it, directly or through a view: only plain values are sure not to be.
    private static bool UsesIt(StatementSyntax statement, HeldLocal held, CancellationToken cancellation)
    {
        foreach (var name in statement.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (held.Model.GetSymbolInfo(name, cancellation).Symbol is ILocalSymbol { Type: var type }
                && !(type.IsValueType && type.SpecialType != SpecialType.None || type.SpecialType == SpecialType.System_String || type.TypeKind == TypeKind.Enum))
            {
                return true;
            }
        }

        // finally blocks on the way out run after the release
        return statement.Ancestors().TakeWhile(n => n != held.Declaration.FirstAncestorOrSelf<BlockSyntax>()).OfType<TryStatementSyntax>()
            .Any(t => t.Finally?.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == held.Symbol.Name) == true);
    }

    private sealed class Insertion(Dictionary<SyntaxNode, StatementSyntax> before) : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitBlock(BlockSyntax node)
        {
            var statements = node.Statements.SelectMany(s => before.TryGetValue(s, out var release)
                ? Before((StatementSyntax)Visit(s)!, release)
                : [(StatementSyntax)Visit(s)!]).ToList();
            if (before.TryGetValue(node, out var last))
            {
                var end = statements.Count;
                while (end > 0 && statements[end - 1] is LocalFunctionStatementSyntax)
                {
                    end--;
                }

                statements.Insert(end, last);
            }

            return node.WithStatements(SyntaxFactory.List(statements));
        }

        public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node) => node.WithStatements(SyntaxFactory.List(
            node.Statements.SelectMany(s => before.TryGetValue(s, out var release)
                ? Before((StatementSyntax)Visit(s)!, release)
                : [(StatementSyntax)Visit(s)!])));

        // if (n == 0) return;
        public override SyntaxNode? Visit(SyntaxNode? node)
            => node is StatementSyntax statement and not BlockSyntax && before.TryGetValue(node, out var release) && node.Parent is not (BlockSyntax or SwitchSectionSyntax or null)
                ? SyntaxFactory.Block(Before(statement, release)).WithAdditionalAnnotations(NearbyLayout.Mark)
                : base.Visit(node);

        private static StatementSyntax[] Before(StatementSyntax leaving, StatementSyntax release)
            => [release.WithLeadingTrivia(leaving.GetLeadingTrivia()), leaving.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(NearbyLayout.Mark)];
    }
}

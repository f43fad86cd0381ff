using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// What a function does with things after it has released them. It pays for a graph only where the text names something
/// again that was released above, or in the same loop.
/// </summary>
internal sealed class Afterlife(Compilation compilation, Ownership ownership)
{
    private readonly HarmfulUses _uses = new(DisposedMembers.For(compilation), new NativeValues(KnownTypes.For(compilation)));
    private const int Endless = 64;

    private readonly SecondDispose _seconds = new(compilation, ownership);
    private readonly Mentioned _mentioned = Mentioned.For(compilation);

    public void Report(OperationAnalysisContext context, FunctionBody body, FollowedReleases followed)
    {
        var all = followed.All;
        var views = new System.Lazy<Views>(() => Views.In(body.Root));
        var isNamedAgain = false;
        foreach (var release in body.Releases)
        {
            if (all.ContainsKey(release.Call.Syntax) && (IsNamedAgain(release, body.Root.Syntax, views.Value, context.CancellationToken) || IsLeftByHalf(release, body)))
            {
                isNamedAgain = true;
                break;
            }
        }

        if (!isNamedAgain)
        {
            return;
        }

        var after = new Aftermath(views.Value.ByOwner, (variable, kind) => !IsReleasedBy(variable, all) && _uses.Is(variable, kind, followed.AreHandedBack((Protocol)kind)), _mentioned.By);
        if (FlowResults.Afterwards(context, body.Root, new AfterRelease(ownership, all), after))
        {
            Report(context, after, followed);
        }
    }

    // pool.Return(array): to release once more is a finding of its own
    private static bool IsReleasedBy(IOperation variable, Dictionary<SyntaxNode, Release> all)
    {
        for (var at = variable.Parent; at is IConversionOperation or IParenthesizedOperation or IArgumentOperation or IInvocationOperation; at = at.Parent)
        {
            if (at is IInvocationOperation)
            {
                return all.ContainsKey(at.Syntax);
            }
        }

        return false;
    }

    private void Report(OperationAnalysisContext context, Aftermath after, FollowedReleases followed)
    {
        var all = followed.All;
        var seconds = new Dictionary<SyntaxNode, Resource>();
        var uses = new Dictionary<Resource, SyntaxNode>();
        foreach (var found in after.Found)
        {
            var (where, what) = found.Key;
            if (found.Value)
            {
                if (!seconds.TryGetValue(where, out var first) || first.Site.Syntax.SpanStart < what.Site.Syntax.SpanStart)
                {
                    seconds[where] = what;
                }
            }
            else if (!uses.TryGetValue(what, out var before) || IsFirst(where, before, what.Site.Syntax))
            {
                uses[what] = where;
            }
        }

        foreach (var second in seconds)
        {
            if (all.TryGetValue(second.Key, out var release) && Before(second.Key, seconds) is var before && before >= followed.Owed(second.Key) && (before == 1 || before < Endless)
                && (release.Protocol.SecondRelease != SecondRelease.Harmless || _seconds.Harms(release, context.CancellationToken)))
            {
                ReleasedTwice.Report(release, second.Value, context.ReportDiagnostic);
            }
        }

        var said = new HashSet<SyntaxNode>();
        foreach (var use in uses)
        {
            if (all.TryGetValue(use.Key.Site.Syntax, out var release) && Before(use.Key.Site.Syntax, seconds) + 1 >= followed.Owed(use.Key.Site.Syntax) && said.Add(use.Value))
            {
                UsedAfterRelease.Report(use.Value, use.Key, release, context.ReportDiagnostic);
            }
        }
    }

    // How many releases certainly came before that one.
    private static int Before(SyntaxNode release, Dictionary<SyntaxNode, Resource> seconds)
    {
        var before = 0;
        for (var at = release; before < Endless && seconds.TryGetValue(at, out var first); at = first.Site.Syntax)
        {
            before++;
            if (first.Site.Syntax == at)
            {
                break;
            }
        }

        return before;
    }

    // The first below the release in the text; where there is none, the first of the loop.
    private static bool IsFirst(SyntaxNode one, SyntaxNode other, SyntaxNode release)
    {
        var isBelow = one.SpanStart > release.SpanStart;
        return isBelow == other.SpanStart > release.SpanStart ? one.SpanStart < other.SpanStart : isBelow;
    }

    // _lock.ExitWriteLock(); … EndWrite();
    private static bool IsLeftByHalf(Release release, FunctionBody body)
    {
        foreach (var other in body.Releases)
        {
            if (other.Member is not null && other.Key == release.Key && other.Call.Syntax.SpanStart > release.Call.Syntax.SpanStart)
            {
                return true;
            }
        }

        return false;
    }

    // By the text: the name of what was released, or of a view of it, below the release; or anywhere in a loop around it.
    private static bool IsNamedAgain(Release release, SyntaxNode function, Views views, CancellationToken cancellation)
    {
        var symbol = StablePlaces.Symbol(release.Subject);
        if (symbol is null && release.Member is null)
        {
            return false;
        }

        // store.EndWrite(): another call of that half, or of the lock itself
        var names = release.Member is { } held ? new HashSet<string> { held.Name, release.Call.TargetMethod.Name } : [symbol!.Name];
        if (symbol is not null && views.ByOwner.TryGetValue(symbol, out var shown))
        {
            foreach (var view in shown)
            {
                names.Add(view.Name);
            }
        }

        var call = release.Call.Syntax;
        var from = call.Span.End;
        for (var at = call; at is not null && at != function; at = at.Parent)
        {
            cancellation.ThrowIfCancellationRequested();
            if (at is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax
                && !(symbol is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declarations } && at.Span.Contains(declarations[0].Span)))
            {
                return true;
            }
        }

        foreach (var token in function.DescendantTokens(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(from, function.Span.End)))
        {
            if (token.SpanStart >= from && token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText))
            {
                return true;
            }
        }

        return false;
    }
}

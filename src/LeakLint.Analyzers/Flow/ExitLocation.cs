using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Where in the source a path leaves its method. The graph keeps no trace of a bare <c>return;</c>, so that one is
/// found in the text: the first one after the last thing that the path did.
/// </summary>
internal sealed class ExitLocation(ControlFlowGraph graph)
{
    private const int Kinds = 8;

    private readonly Dictionary<int, Location> _known = [];
    private List<SyntaxNode>? _bareReturns;

    public Location Of(int block, ExitKind exit)
    {
        var key = (block * Kinds) + (int)exit;
        if (!_known.TryGetValue(key, out var location))
        {
            _known.Add(key, location = Find(block, exit));
        }

        return location;
    }

    private Location Find(int block, ExitKind exit)
    {
        var code = graph.Blocks[block];
        var last = code.BranchValue ?? (code.Operations.Length > 0 ? code.Operations[code.Operations.Length - 1] : null);
        if (exit == ExitKind.Abandoned)
        {
            foreach (var operation in code.Operations)
            {
                if (operation.Kind == OperationKind.YieldReturn)
                {
                    return operation.Syntax.GetLocation();
                }
            }
        }

        var body = graph.OriginalOperation.Syntax;
        if (last is not null && Statement(last.Syntax) is ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax)
        {
            return Statement(last.Syntax)!.GetLocation();
        }

        if (last?.Syntax.Parent is ArrowExpressionClauseSyntax arrow)
        {
            return arrow.Expression.GetLocation();
        }

        var after = last?.Syntax.Span.End ?? FirstStatementAfter(graph, block) ?? body.SpanStart;
        foreach (var node in _bareReturns ??= BareReturns(body))
        {
            if (node.SpanStart >= after)
            {
                return node.GetLocation();
            }
        }

        return body.GetLastToken().GetLocation();
    }

    private static List<SyntaxNode> BareReturns(SyntaxNode body)
    {
        var found = new List<SyntaxNode>();
        foreach (var node in body.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is ReturnStatementSyntax { Expression: null } or YieldStatementSyntax { Expression: null })
            {
                found.Add(node);
            }
        }

        return found;
    }

    private static SyntaxNode? Statement(SyntaxNode syntax)
        => syntax.FirstAncestorOrSelf<SyntaxNode>(static n => n is StatementSyntax or ThrowExpressionSyntax or ArrowExpressionClauseSyntax);

    // An empty block that only leaves: what comes before it in reading order says where it stands.
    private static int? FirstStatementAfter(ControlFlowGraph graph, int block)
    {
        for (var i = block - 1; i >= 0; i--)
        {
            var before = graph.Blocks[i];
            if (before.BranchValue is { } value)
            {
                return value.Syntax.Span.End;
            }

            if (before.Operations.Length > 0)
            {
                return before.Operations[before.Operations.Length - 1].Syntax.Span.End;
            }
        }

        return null;
    }
}

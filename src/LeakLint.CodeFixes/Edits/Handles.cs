using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>Counts in the text: who adds one to put a handle in, who adds one to take it out.</summary>
internal static class Handles
{
    /// <summary>The handle of <c>handle.AddReference()</c>; of anything else, itself.</summary>
    public static ExpressionSyntax CountedOf(ExpressionSyntax value)
        => value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddReference" } access, ArgumentList.Arguments.Count: 0 }
            ? access.Expression
            : value;

    /// <summary>What is put in once the registry has no count of its own.</summary>
    public static ExpressionSyntax WithoutOwnCount(ExpressionSyntax value, WeakEntry entry)
        => entry.IsCounted ? CountedOf(value).WithTriviaFrom(value) : value;

    /// <summary>The call <c>….AddReference()</c> on what was looked up: the taker's own count; null when there is none.</summary>
    public static InvocationExpressionSyntax? OwnCountOf(SyntaxNode lookup)
        => lookup.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } && call.Expression == lookup.Parent && CountedOf(call) == lookup ? call : null;

    /// <summary>What a factory makes a handle of: <c>value</c> of <c>key => SharedHandle.Create(value)</c>; null for any other factory.</summary>
    public static ExpressionSyntax? MadeBy(ExpressionSyntax? factory)
        => factory is LambdaExpressionSyntax
        {
            ExpressionBody: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Create", Expression: SimpleNameSyntax { Identifier.ValueText: "SharedHandle" } },
                ArgumentList.Arguments: { Count: 1 } made,
            },
        }
            ? made[0].Expression
            : null;

    /// <summary>
    /// The loop over handles as a loop over weak ones: each that is alive is taken, used and disposed.
    /// </summary>
    public static Func<SyntaxNode, SyntaxNode>? Loop(CommonForEachStatementSyntax loop, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        if (loop is not ForEachStatementSyntax simple || Loops.IsConverted(simple, surroundings.Model))
        {
            return null;
        }

        var weak = surroundings.FreeName("weak", loop);
        return current =>
        {
            var old = (ForEachStatementSyntax)current;
            var handle = old.Identifier.Text;
            var taken = "if (!" + weak + ".TryAddReference(out var " + handle + "))\n{\ncontinue;\n}\n";
            var body = Loops.Body(old);
            var use = UsingStatement(null, IdentifierName(handle), body.WithoutTrivia());
            var block = Block(LineEnds.Statement(taken, LineEnds.Of(old)), use)
                .WithTriviaFrom(old.Statement)
                .WithAdditionalAnnotations(Formatter.Annotation);
            return old
                .WithType(IdentifierName("var").WithTriviaFrom(old.Type))
                .WithIdentifier(Identifier(weak).WithTriviaFrom(old.Identifier))
                .WithStatement(block);
        };
    }
}

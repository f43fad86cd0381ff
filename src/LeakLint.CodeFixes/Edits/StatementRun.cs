using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Statements that follow each other in one scope: those of a block, of a switch section, of a top-level program.
/// </summary>
internal sealed class StatementRun
{
    private StatementRun(SyntaxNode owner, IReadOnlyList<StatementSyntax> statements)
    {
        Owner = owner;
        Statements = statements;
    }

    /// <summary>The block, switch section or compilation unit.</summary>
    public SyntaxNode Owner { get; }

    public IReadOnlyList<StatementSyntax> Statements { get; }

    /// <summary>The run that <paramref name="statement"/> is directly in; null for an embedded statement.</summary>
    public static StatementRun? Around(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => new(block, block.Statements),
        SwitchSectionSyntax section => new(section, section.Statements),
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit }
            => new(unit, [.. unit.Members.OfType<GlobalStatementSyntax>().Select(static g => g.Statement)]),
        _ => null,
    };

    public int IndexOf(SyntaxNode inside)
    {
        for (var i = 0; i < Statements.Count; i++)
        {
            if (Statements[i].FullSpan.Contains(inside.SpanStart))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The owner with other statements.</summary>
    public static SyntaxNode With(SyntaxNode owner, IEnumerable<StatementSyntax> statements) => owner switch
    {
        BlockSyntax block => block.WithStatements(SyntaxFactory.List(statements)),
        SwitchSectionSyntax section => section.WithStatements(SyntaxFactory.List(statements)),
        CompilationUnitSyntax unit => unit.WithMembers(SyntaxFactory.List<MemberDeclarationSyntax>(
            statements.Select(SyntaxFactory.GlobalStatement))
            .AddRange(unit.Members.Where(static m => m is not GlobalStatementSyntax))),
        _ => owner,
    };
}

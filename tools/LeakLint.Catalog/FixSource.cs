using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Catalog;

/// <summary>Reads from the source of the fixes which rules have one: a class that derives from <c>LeakFix</c> and names the id.</summary>
internal static class FixSource
{
    public const string Folder = "src/LeakLint.CodeFixes";

    public static IReadOnlySet<string> FindFixedRules(Tree tree, IReadOnlyList<Rule> rules)
    {
        var classes = tree.Find(Folder, "*.cs", deep: true)
            .SelectMany(path => CSharpSyntaxTree.ParseText(tree.Read(path)!).GetRoot().DescendantNodes())
            .OfType<ClassDeclarationSyntax>()
            .ToList();
        var baseOf = classes
            .Where(static c => c.BaseList is not null)
            .GroupBy(static c => c.Identifier.ValueText)
            .ToDictionary(static g => g.Key, static g => NameOf(g.First().BaseList!.Types[0].Type));
        var idOf = rules.GroupBy(static r => r.Name).ToDictionary(static g => g.Key, static g => g.First().Id);
        return classes
            .Where(c => IsLeakFix(c.Identifier.ValueText, baseOf))
            .SelectMany(BaseArguments)
            .Select(argument => RuleId(argument, idOf))
            .OfType<string>()
            .ToHashSet();
    }

    private static bool IsLeakFix(string name, Dictionary<string, string> baseOf)
    {
        for (var steps = 0; steps < 8 && baseOf.TryGetValue(name, out var parent); steps++)
        {
            if (parent == "LeakFix")
            {
                return true;
            }

            name = parent;
        }

        return false;
    }

    // class XFix() : LeakFix("LEAK101")   or   public XFix() : base(X.Rule.Id)
    private static IEnumerable<ExpressionSyntax> BaseArguments(ClassDeclarationSyntax fix)
    {
        var primary = fix.BaseList!.Types.OfType<PrimaryConstructorBaseTypeSyntax>().Select(static b => b.ArgumentList);
        var initializers = fix.Members.OfType<ConstructorDeclarationSyntax>()
            .Select(static c => c.Initializer?.ArgumentList)
            .OfType<ArgumentListSyntax>();
        return primary.Concat(initializers).SelectMany(static list => list.Arguments).Select(static a => a.Expression);
    }

    private static string? RuleId(ExpressionSyntax argument, Dictionary<string, string> idOf)
        => ConstantText.Of(argument)
            ?? argument.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
                .Select(name => idOf.GetValueOrDefault(name.Identifier.ValueText))
                .FirstOrDefault(static id => id is not null);

    private static string NameOf(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => NameOf(qualified.Right),
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => type.ToString(),
    };
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Catalog;

/// <summary>
/// Reads the rules from their source, not from a build that may not compile. A rule is a file in a family's
/// folder whose class has <c>static DiagnosticDescriptor Rule = Describe(id: "LEAKnnn", ...)</c>.
/// </summary>
internal static class RuleSource
{
    public const string AnalyzersFolder = "src/LeakLint.Analyzers";

    /// <summary>The rules in the order of their ids; what cannot be read is a problem, never left out in silence.</summary>
    public static IReadOnlyList<Rule> Read(Tree tree, List<string> problems)
    {
        var found = new List<Rule>();
        foreach (var family in Families.Read(tree))
        {
            foreach (var path in tree.Find($"{AnalyzersFolder}/{family.Name}", "*.cs"))
            {
                found.AddRange(ReadFile(tree, path, family.Name, problems));
            }
        }

        foreach (var twice in found.GroupBy(static r => r.Id).Where(static g => g.Count() > 1))
        {
            problems.Add($"duplicate id {twice.Key}: {string.Join(", ", twice.Select(static r => r.Path))}");
        }

        var fixedRules = FixSource.FindFixedRules(tree, found);
        return found
            .Select(rule => rule with { HasFix = fixedRules.Contains(rule.Id) })
            .OrderBy(static r => r.Id, StringComparer.Ordinal)
            .ToList();
    }

    private static IEnumerable<Rule> ReadFile(Tree tree, string path, string family, List<string> problems)
    {
        var root = CSharpSyntaxTree.ParseText(tree.Read(path)!, path: path).GetCompilationUnitRoot();
        foreach (var type in root.DescendantNodes().OfType<ClassDeclarationSyntax>())
        {
            foreach (var describe in type.Members.OfType<FieldDeclarationSyntax>().SelectMany(DescriptorsOf))
            {
                var rule = ReadRule(type, describe, path, family, out var unread);
                if (rule is null)
                {
                    problems.Add($"unreadable: {path}: {type.Identifier.ValueText}: {unread}");
                }
                else
                {
                    yield return rule;
                }
            }
        }
    }

    private static IEnumerable<InvocationExpressionSyntax> DescriptorsOf(FieldDeclarationSyntax field)
        => field.Declaration.Type.ToString() != "DiagnosticDescriptor"
            || !field.Modifiers.Any(SyntaxKind.StaticKeyword)
                ? []
                : field.Declaration.Variables
                    .Select(static v => v.Initializer?.Value)
                    .OfType<InvocationExpressionSyntax>()
                    .Where(static call => call.Expression.ToString() is "Describe" or "Descriptors.Describe");

    private static Rule? ReadRule(
        ClassDeclarationSyntax type, InvocationExpressionSyntax describe, string path, string family, out string unread)
    {
        var arguments = new Arguments(describe);
        var rule = new Rule(
            Id: arguments.Text("id"),
            Name: type.Identifier.ValueText,
            Family: family,
            Path: path,
            Title: arguments.Text("title"),
            Category: arguments.Text("category"),
            DefaultSeverity: arguments.Member("defaultSeverity", "DiagnosticSeverity"),
            Description: arguments.Text("description"),
            IsEnabledByDefault: arguments.Flag("isEnabledByDefault", otherwise: true),
            Tags: arguments.Tags(),
            Facts: FactsOf(type),
            HasFix: false);
        unread = string.Join(", ", arguments.Unread.Select(static name => $"argument '{name}' is not a named constant"));
        return unread.Length == 0 ? rule : null;
    }

    // internal static void Judge(BalanceFacts facts, Action<Diagnostic> report)
    private static string FactsOf(ClassDeclarationSyntax type)
        => type.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(static m => m.Identifier.ValueText == "Judge")?.ParameterList.Parameters.FirstOrDefault()?.Type?.ToString() ?? "";

    /// <summary>The named arguments of one <c>Describe</c>, and the names of those that could not be read.</summary>
    private sealed class Arguments(InvocationExpressionSyntax describe)
    {
        public List<string> Unread { get; } = [];

        public string Text(string name) => ConstantText.Of(Find(name)) ?? Fail(name);

        public string Member(string name, string type)
            => Find(name) is MemberAccessExpressionSyntax member && member.Expression.ToString() == type
                ? member.Name.Identifier.ValueText
                : Fail(name);

        public bool Flag(string name, bool otherwise) => Find(name) switch
        {
            null => otherwise,
            { RawKind: (int)SyntaxKind.TrueLiteralExpression } => true,
            { RawKind: (int)SyntaxKind.FalseLiteralExpression } => false,
            _ => Fail(name).Length > 0,
        };

        // customTags is "params": named once, an array, or the unnamed arguments at the end.
        public ImmutableArray<string> Tags()
        {
            var given = describe.ArgumentList.Arguments
                .Where(static a => a.NameColon is null || a.NameColon.Name.Identifier.ValueText == "customTags")
                .SelectMany(static a => ConstantText.Elements(a.Expression));
            return [.. given.Select(tag => TagName(tag) ?? Fail("customTags"))];
        }

        private static string? TagName(ExpressionSyntax tag)
            => tag is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "WellKnownDiagnosticTags" } } member
                ? member.Name.Identifier.ValueText
                : ConstantText.Of(tag);

        private ExpressionSyntax? Find(string name)
            => describe.ArgumentList.Arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == name)?.Expression;

        private string Fail(string name)
        {
            Unread.Add(name);
            return string.Empty;
        }
    }
}

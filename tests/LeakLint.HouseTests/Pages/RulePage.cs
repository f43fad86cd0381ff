using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.HouseTests.Pages;

/// <summary>A rule's page, and the C# in it.</summary>
internal static partial class RulePage
{
    /// <summary>The examples of one section, in their order.</summary>
    public static IReadOnlyList<PageExample> Examples(string ruleId, string section)
    {
        var page = House.Tree.Read($"docs/rules/{ruleId}.md") ?? throw new InvalidOperationException($"{ruleId} has no page.");
        return
        [
            .. Block().Matches(Section(page, section))
                .Select((match, i) => new PageExample($"{ruleId}, {section}, example {i + 1}", match.Groups[1].Value)),
        ];
    }

    /// <summary>The examples of a document that is no rule's page.</summary>
    public static IReadOnlyList<PageExample> AllExamples(string path) =>
    [
        .. Block().Matches(House.Tree.Read(path) ?? throw new InvalidOperationException($"No {path}."))
            .Select((match, i) => new PageExample($"{path}, example {i + 1}", match.Groups[1].Value)),
    ];

    private static string Section(string page, string section)
    {
        var start = page.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        if (start < 0)
        {
            throw new InvalidOperationException($"No section \"{section}\".");
        }

        var end = page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? page[start..] : page[start..end];
    }

    [GeneratedRegex("^```csharp *\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}

/// <summary>One block of C# on a page.</summary>
internal sealed partial class PageExample(string name, string text)
{
    public string Name { get; } = name;

    /// <summary>The block as something that compiles: types as they stand, members and statements wrapped on the same lines.</summary>
    public string Source { get; } = Wrap(text);

    /// <summary>The ids that comments at the ends of lines ask for, with their lines.</summary>
    public IReadOnlyList<string> Expected =>
    [
        .. Source.Split('\n').SelectMany(static (line, i) =>
            Marker().Match(line) is { Success: true } marker
                ? RuleId().Matches(marker.Value).Select(id => Finding(id.Value, i))
                : []),
    ];

    public static string Finding(string id, int line) => $"line {line + 1}: {id}";

    private static string Wrap(string text)
    {
        var members = SyntaxFactory.ParseCompilationUnit(text, options: Analysis.ParseOptions).Members;
        if (members.Any(static m => m is BaseNamespaceDeclarationSyntax or BaseTypeDeclarationSyntax or DelegateDeclarationSyntax))
        {
            return text;
        }

        var asMembers = $"internal sealed class Example {{ {text} }}";
        return SyntaxFactory.ParseCompilationUnit(asMembers, options: Analysis.ParseOptions).ContainsDiagnostics
            ? $"internal sealed class Example {{ internal static void Run() {{ {text} }} }}"
            : asMembers;
    }

    [GeneratedRegex("// LEAK[0-9]{3}(, LEAK[0-9]{3})*")]
    private static partial Regex Marker();

    [GeneratedRegex("LEAK[0-9]{3}")]
    private static partial Regex RuleId();
}

using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.HouseTests;

/// <summary>A source file of the product, parsed.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<CompilationUnitSyntax> _root = new(() => (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, Analysis.ParseOptions).GetRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    public CompilationUnitSyntax Root => _root.Value;

    public int LineCount => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>
    /// Every name and every string of the code; comments may say what the code may not, and the compiler's own
    /// words for operations (<c>OperationKind.Lock</c>) name no type.
    /// </summary>
    public IEnumerable<string> Words => Root.DescendantTokens()
        .Where(static t => t.IsKind(SyntaxKind.IdentifierToken) || t.Value is string)
        .Where(static t => t.Parent?.Parent is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "OperationKind" } })
        .Select(static t => t.ValueText);

    public IEnumerable<string> CalledNames => Root.DescendantNodes()
        .OfType<InvocationExpressionSyntax>()
        .Select(static call => call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax member => member.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            _ => string.Empty,
        });
}

/// <summary>The source files of the product.</summary>
internal static class SourceFiles
{
    public const string Analyzers = "src/LeakLint.Analyzers/";

    public const string Flow = Analyzers + "Flow/";

    public static IReadOnlyList<SourceFile> All { get; } =
    [
        .. House.Tree.Find("src", "*.cs", deep: true).Select(static path => new SourceFile(path, House.Tree.Read(path)!)),
    ];

    public static IEnumerable<SourceFile> In(string folder) => All.Where(f => f.Path.StartsWith(folder, StringComparison.Ordinal));
}

using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.HouseTests.Robustness;

/// <summary>LeakLint is clean by its own rules.</summary>
public sealed class OwnSourceTests
{
    public static TheoryData<string> Projects => ["LeakLint.Analyzers", "LeakLint.CodeFixes", "LeakLint.Runtime"];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Own_source_is_clean(string project)
    {
        var folder = $"src/{project}";
        var sources = House.Tree.Find(folder, "*.cs", deep: true).Select(static path => House.Tree.Read(path)!);
        var options = Analysis.ParseOptions.WithPreprocessorSymbols("NET8_0_OR_GREATER", "NET");
        var compilation = Analysis.Compile([.. sources, "global using System;"], OwnReferences(project), name: project);
        compilation = compilation
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(compilation.SyntaxTrees.Select(t => t.WithRootAndOptions(t.GetRoot(), options)));

        Problems.None(compilation.Errors());
        Problems.None((await Analysis.AnalyzeAsync(compilation)).Select(static d => d.ToString()));
    }

    private static IEnumerable<MetadataReference> OwnReferences(string project)
        => project == "LeakLint.CodeFixes" ? References.Own.Add(References.Of(House.AnalyzerAssembly)) : References.Own;
}

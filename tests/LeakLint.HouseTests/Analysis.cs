using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.HouseTests;

/// <summary>Compiles sources and asks all analyzers about them.</summary>
internal static class Analysis
{
    /// <summary>What every example may take for granted.</summary>
    public const string GlobalUsings = """
        global using System;
        global using System.Buffers;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Runtime.InteropServices;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using LeakLint;
        """;

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);

    public static CSharpCompilationOptions Options { get; } = new(
        OutputKind.DynamicallyLinkedLibrary,
        allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Enable);

    public static CSharpCompilation Compile(
        IEnumerable<string> sources, IEnumerable<MetadataReference>? references = null, string name = "Sample")
        => CSharpCompilation.Create(
            name,
            sources.Select(static (text, i) => CSharpSyntaxTree.ParseText(text, ParseOptions, $"/sample/File{i}.cs")),
            references ?? References.Everything,
            Options);

    /// <summary>The compilation with the rule of that id on, even when it is off by default.</summary>
    public static Compilation WithRuleOn(this Compilation compilation, string ruleId)
        => compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
            compilation.Options.SpecificDiagnosticOptions.SetItem(ruleId, ReportDiagnostic.Warn)));

    public static IReadOnlyList<string> Errors(this Compilation compilation) =>
    [
        .. compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.ToString()),
    ];

    /// <summary>What all analyzers say; a crash of one of them is an exception here.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation)
    {
        var crashes = new ConcurrentQueue<string>();
        var diagnostics = await Attach(compilation, crashes).GetAnalyzerDiagnosticsAsync();
        return crashes.IsEmpty ? diagnostics : throw new InvalidOperationException(string.Join(Environment.NewLine, crashes));
    }

    public static CompilationWithAnalyzers Attach(Compilation compilation, ConcurrentQueue<string> crashes)
        => compilation.WithAnalyzers(House.Analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, analyzer, _) => crashes.Enqueue($"{analyzer.GetType().Name}: {exception}"),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false));
}

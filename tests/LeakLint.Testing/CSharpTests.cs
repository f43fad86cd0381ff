using System;
using System.Collections.Generic;
using System.Composition.Hosting;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Microsoft.CodeAnalysis.CSharp.Testing;

/// <summary>A test of what an analyzer reports in C#. The language is the newest that the compiler has finished.</summary>
public class CSharpAnalyzerTest<TAnalyzer, TVerifier> : AnalyzerTest<TVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TVerifier : IVerifier, new()
{
    /// <inheritdoc />
    public override string Language => LanguageNames.CSharp;

    /// <inheritdoc />
    protected override string DefaultFileExt => "cs";

    /// <inheritdoc />
    protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [new TAnalyzer()];

    /// <inheritdoc />
    protected override CompilationOptions CreateCompilationOptions() => CSharpDefaults.Compilation;

    /// <inheritdoc />
    protected override ParseOptions CreateParseOptions() => CSharpDefaults.Parse;
}

/// <summary>A test of what an analyzer reports in one C# file.</summary>
public class CSharpAnalyzerVerifier<TAnalyzer, TVerifier> : AnalyzerVerifier<TAnalyzer, CSharpAnalyzerTest<TAnalyzer, TVerifier>, TVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TVerifier : IVerifier, new();

/// <summary>A test of what a fix makes of C#.</summary>
public class CSharpCodeFixTest<TAnalyzer, TCodeFix, TVerifier> : CodeFixTest<TVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
    where TVerifier : IVerifier, new()
{
    private static readonly string? NotExported = FindWhyNotExported();

    /// <inheritdoc />
    public override string Language => LanguageNames.CSharp;

    /// <inheritdoc />
    protected override string DefaultFileExt => "cs";

    /// <inheritdoc />
    protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [new TAnalyzer()];

    /// <inheritdoc />
    protected override IEnumerable<CodeFixProvider> GetCodeFixProviders() => [new TCodeFix()];

    /// <inheritdoc />
    protected override CompilationOptions CreateCompilationOptions() => CSharpDefaults.Compilation;

    /// <inheritdoc />
    protected override ParseOptions CreateParseOptions() => CSharpDefaults.Parse;

    /// <inheritdoc />
    protected override Task RunImplAsync(CancellationToken cancellationToken)
    {
        Verify.True(NotExported is null, NotExported);
        return base.RunImplAsync(cancellationToken);
    }

    // Editors compose fixes: one that is not exported for the language is never offered, however well it works.
    private static string? FindWhyNotExported()
    {
        using var container = new ContainerConfiguration().WithPart(typeof(TCodeFix)).CreateContainer();
        return container.GetExports<Lazy<CodeFixProvider, IDictionary<string, object>>>()
            .Any(static export => export.Metadata.TryGetValue("Languages", out var languages) && ((string[])languages).Contains(LanguageNames.CSharp))
            ? null
            : $"{typeof(TCodeFix).Name} is not exported as a code fix for C#: it needs [ExportCodeFixProvider(LanguageNames.CSharp)].";
    }
}

/// <summary>A test of what a fix makes of one C# file.</summary>
public class CSharpCodeFixVerifier<TAnalyzer, TCodeFix, TVerifier>
    : CodeFixVerifier<TAnalyzer, TCodeFix, CSharpCodeFixTest<TAnalyzer, TCodeFix, TVerifier>, TVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
    where TVerifier : IVerifier, new();

internal static class CSharpDefaults
{
    public static readonly CSharpCompilationOptions Compilation = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);
    public static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest, DocumentationMode.Diagnose);
}

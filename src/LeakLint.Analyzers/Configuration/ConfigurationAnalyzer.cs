using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.Analyzers.Configuration;

/// <summary>
/// The family Configuration: what users told LeakLint. Reads the text files and the options once, at the end of a
/// build; the other families read them for themselves and leave out what is wrong.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConfigurationAnalyzer() : FamilyAnalyzer(ConfigurationRules.Descriptors)
{
    private protected override bool IsRelevant(KnownTypes types) => true;

    // The base class starts every family alike; the end of the compilation is all that this one waits for.
#pragma warning disable RS1013
    private protected override void Register(CompilationStartAnalysisContext start, KnownTypes types)
#pragma warning restore RS1013
        => start.RegisterCompilationEndAction(static context =>
        {
            var problems = ImmutableArray.CreateBuilder<ConfigurationProblem>();
            problems.AddRange(Ownership.For(context.Compilation, context.Options).Taught.Problems);
            AddOptions(context, problems);
            if (KnownTypes.For(context.Compilation).AreAnnotationsDeclared)
            {
                AssemblyAnnotations.AddProblems(context.Compilation, problems, context.CancellationToken);
            }

            if (problems.Count > 0)
            {
                ConfigurationRules.Judge(new ConfigurationFacts(problems.ToImmutable()), context.ReportDiagnostic);
            }
        });

    // An option counts for the files below its .editorconfig; what is wrong with it is said once.
    private static void AddOptions(CompilationAnalysisContext context, ImmutableArray<ConfigurationProblem>.Builder problems)
    {
        var said = new HashSet<(string, string)>();
        var provider = context.Options.AnalyzerConfigOptionsProvider;
        AddOptions(provider.GlobalOptions, said, problems);
        foreach (var tree in context.Compilation.SyntaxTrees)
        {
            AddOptions(provider.GetOptions(tree), said, problems);
        }
    }

    private static void AddOptions(AnalyzerConfigOptions options, HashSet<(string, string)> said, ImmutableArray<ConfigurationProblem>.Builder problems)
    {
        foreach (var key in options.Keys)
        {
            if (OptionNames.IsOurs(key) && options.TryGetValue(key, out var value) && said.Add((key, value)) && OptionNames.WhatIsWrong(key, value) is { } wrong)
            {
                problems.Add(new ConfigurationProblem("", default, default, key + " = " + value, wrong));
            }
        }
    }
}

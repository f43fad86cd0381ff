using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition.Hosting;
using System.IO;
using System.Linq;
using System.Reflection;
using LeakLint.Analyzers.Reporting;
using LeakLint.Catalog;
using LeakLint.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LeakLint.HouseTests;

/// <summary>
/// What the house consists of, found and never listed: the rules by their source, the analyzers and fixes by their
/// assemblies. A new rule is under every test of this project without an edit here.
/// </summary>
internal static class House
{
    public static readonly Assembly AnalyzerAssembly = typeof(FamilyAnalyzer).Assembly;
    public static readonly Assembly FixAssembly = typeof(LeakFix).Assembly;

    public static Tree Tree { get; } = new(FindRoot());

    public static IReadOnlyList<Rule> Rules { get; } = ReadRules();

    public static IReadOnlyList<Family> FamilyList { get; } = Families.Read(Tree);

    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [.. TypesOf<DiagnosticAnalyzer>(AnalyzerAssembly).Select(static t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];

    /// <summary>The fixes as an editor finds them: by their exports.</summary>
    public static ImmutableArray<CodeFixProvider> Fixes { get; } = ComposeFixes();

    public static ImmutableArray<Type> FixTypes { get; } = TypesOf<CodeFixProvider>(FixAssembly);

    public static Rule Rule(string id) => Rules.Single(r => r.Id == id);

    public static TheoryData<string> RuleIds() => [.. Rules.Select(static r => r.Id)];

    public static TheoryData<string> FixedRuleIds() => [.. Rules.Where(static r => r.HasFix).Select(static r => r.Id)];

    /// <summary>Those with a fix that an editor offers: what only a finished compilation reports has no light bulb, but is repaired by <c>dotnet format</c>.</summary>
    public static TheoryData<string> LightBulbRuleIds() => [.. Rules.Where(static r => r.HasFix && !r.IsBuildOnly).Select(static r => r.Id)];

    /// <summary>The descriptors that the built assembly holds, by the name of the class that declares them.</summary>
    public static IReadOnlyDictionary<string, DiagnosticDescriptor> Descriptors { get; } = AnalyzerAssembly.GetTypes()
        .SelectMany(static t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(static f => f.FieldType == typeof(DiagnosticDescriptor))
        .ToDictionary(static f => f.DeclaringType!.Name, static f => (DiagnosticDescriptor)f.GetValue(null)!);

    private static ImmutableArray<Type> TypesOf<T>(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .Where(static t => !t.IsAbstract && typeof(T).IsAssignableFrom(t))
            .OrderBy(static t => t.FullName, StringComparer.Ordinal),
    ];

    private static ImmutableArray<CodeFixProvider> ComposeFixes()
    {
        using var host = new ContainerConfiguration().WithAssembly(FixAssembly).CreateContainer();
        return [.. host.GetExports<CodeFixProvider>().OrderBy(static f => f.GetType().FullName, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<Rule> ReadRules()
    {
        var problems = new List<string>();
        var rules = RuleSource.Read(Tree, problems);
        return problems.Count == 0 ? rules : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LeakLint.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("These tests run inside a checkout of LeakLint.");
        }

        return directory.FullName;
    }
}

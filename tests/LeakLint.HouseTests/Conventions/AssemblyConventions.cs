using System;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace LeakLint.HouseTests.Conventions;

/// <summary>
/// A host loads the product with its own compiler: a reference it does not have, or has only older, is a rule that
/// silently does not run (CS8032). These tests run on the floor, so its own versions are the measure.
/// </summary>
public sealed class AssemblyConventions
{
    [Fact]
    public void The_tests_run_on_the_floor()
    {
        var props = House.Tree.Read("Directory.Packages.props")!;
        var floor = typeof(Compilation).Assembly.GetName().Version!.ToString(3);

        Assert.Contains($"<RoslynFloorVersion>{floor}</RoslynFloorVersion>", props, StringComparison.Ordinal);
    }

    // System.Memory is what the compiler's own netstandard2.0 build stands on: a host that has the one has the other.
    [Fact]
    public void Analyzers_reference_the_compiler_only()
        => AssertReferences(House.AnalyzerAssembly, static name =>
            name is "netstandard" or "System.Memory" or "System.Collections.Immutable" or "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp");

    [Fact]
    public void Fixes_reference_the_compiler_its_workspaces_and_the_analyzers_only()
        => AssertReferences(House.FixAssembly, static name =>
            name is "netstandard" or "System.Memory" or "System.Collections.Immutable" or "System.Composition.AttributedModel" or "LeakLint.Analyzers"
            or "System.Threading.Tasks.Extensions" // what the workspaces' own netstandard2.0 build stands on for ValueTask
            || name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));

    private static void AssertReferences(Assembly assembly, Func<string, bool> isAllowed)
    {
        var ofTheFloor = new[] { typeof(Compilation).Assembly, typeof(CodeFixProvider).Assembly }
            .SelectMany(static a => a.GetReferencedAssemblies().Append(a.GetName()))
            .GroupBy(static n => n.Name!)
            .ToDictionary(static g => g.Key, static g => g.Max(static n => n.Version));
        Assert.All(assembly.GetReferencedAssemblies(), reference =>
        {
            Assert.True(isAllowed(reference.Name!), $"{assembly.GetName().Name} references {reference.Name}.");
            if (ofTheFloor.TryGetValue(reference.Name!, out var floor))
            {
                Assert.True(reference.Version <= floor, $"{reference.Name} {reference.Version} is newer than the floor's {floor}.");
            }
        });
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace LeakLint.HouseTests.Conventions;

/// <summary>What the compiler does not hold the source to.</summary>
public sealed partial class SourceConventions
{
    [Fact]
    public void Files_are_small()
    {
        Problems.None(SourceFiles.All
            .Where(static f => !f.Path.EndsWith(".g.cs", StringComparison.Ordinal))
            .Where(static f => f.LineCount > (f.Path.StartsWith(SourceFiles.Flow, StringComparison.Ordinal) ? 250 : 400))
            .Select(static f => $"{f.Path}: {f.LineCount} lines; which room do they hide?"));
    }

    [Fact]
    public void Nothing_is_called_by_a_name_that_says_nothing()
    {
        var names = SourceFiles.All.SelectMany(static f => f.Path.Split('/')[1..]
            .Concat(f.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(static t => t.Identifier.ValueText)));

        Assert.DoesNotContain(names, static n => EmptyName().IsMatch(n));
    }

    [Fact]
    public void Only_Flow_sees_a_control_flow_graph()
        => AssertNowhere(
            SourceFiles.All.Where(static f => !f.Path.StartsWith(SourceFiles.Flow, StringComparison.Ordinal)),
            static word => word is "ControlFlowGraph" or "BasicBlock" or "GetControlFlowGraph");

    [Fact]
    public void Flow_knows_no_family_no_rule_and_no_protocol()
    {
        var banned = House.FamilyList.Select(static f => f.Name)
            .Concat(ProtocolTypes)
            .Concat(Assembly.Load("LeakLint.Runtime").GetExportedTypes().Select(static t => t.Name.Split('`')[0]))
            .Append(nameof(KnownTypes))
            .ToHashSet();

        AssertNowhere(SourceFiles.In(SourceFiles.Flow), word => banned.Contains(word) || RuleId().IsMatch(word));
    }

    [Fact]
    public void Only_Bodies_asks_for_the_model_of_another_tree()
        => AssertCalledOnlyIn(SourceFiles.In(SourceFiles.Analyzers), SourceFiles.Flow + "Bodies.cs", "GetSemanticModel");

    [Fact]
    public void Only_KnownTypes_looks_up_types_by_name()
        => AssertCalledOnlyIn(SourceFiles.All, SourceFiles.Analyzers + "Facts/KnownTypes.cs", "GetTypeByMetadataName", "GetTypesByMetadataName");

    [Fact]
    public void Nothing_is_reported_in_generated_code()
        => AssertNowhere(SourceFiles.In(SourceFiles.Analyzers), static word => word == "ReportDiagnostics");

    private static readonly IReadOnlyList<string> ProtocolTypes =
    [
        "Monitor", "Lock", "SpinLock", "Mutex", "Semaphore", "SemaphoreSlim", "ReaderWriterLock", "ReaderWriterLockSlim", "ArrayPool", "MemoryPool",
        "IMemoryOwner", "ObjectPool", "GCHandle", "Marshal", "NativeMemory", "SafeHandle", "MemoryHandle", "CancellationTokenSource", "Timer",
    ];

    private static void AssertNowhere(IEnumerable<SourceFile> files, Func<string, bool> isBanned)
        => Problems.None(files.SelectMany(f => f.Words.Where(isBanned).Distinct().Select(word => $"{f.Path} mentions {word}")));

    private static void AssertCalledOnlyIn(IEnumerable<SourceFile> files, string allowed, params string[] names)
        => Problems.None(files.Where(f => f.Path != allowed).SelectMany(f => f.CalledNames.Where(names.Contains).Select(name => $"{f.Path} calls {name}")));

    [GeneratedRegex("(Helper|Util|Utility|Utilities|Manager|Common)s?(?![a-z])")]
    private static partial Regex EmptyName();

    [GeneratedRegex("LEAK[0-9]{3}")]
    private static partial Regex RuleId();
}

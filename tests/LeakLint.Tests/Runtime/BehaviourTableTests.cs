using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>docs/runtime-behaviours.md says which test proves which clause, and is held to it.</summary>
public sealed partial class BehaviourTableTests
{
    private const string Missing = "not applicable: ";

    /// <summary>Clauses of types that come with the type: until it is there they need no row.</summary>
    private static readonly (string Type, int First, int Last)[] Later =
    [
        ("WeakSet`1", 50, 50), ("WeakEvent`1", 67, 78), ("BoundedCache`2", 79, 83), ("LeasePool`1", 84, 87),
    ];

    private static readonly IReadOnlyList<(int Clause, string Tests)> Rows =
    [
        .. Directory.EnumerateFiles(FindDocuments(), "runtime-behaviours*.md").SelectMany(File.ReadLines).Select(static line => Row().Match(line)).Where(static match => match.Success)
            .Select(static match => (int.Parse(match.Groups[1].Value, null), match.Groups[2].Value)),
    ];

    [Fact]
    public void Every_clause_has_one_row()
    {
        IEnumerable<int> expected = Enumerable.Range(1, 96).Where(static clause => !Later.Any(later =>
            clause >= later.First && clause <= later.Last && typeof(SharedHandle).Assembly.GetType("LeakLint." + later.Type) is null));
        int[] clauses = [.. Rows.Select(static row => row.Clause)];
        Assert.Empty(expected.Except(clauses));
        Assert.Empty(clauses.GroupBy(static clause => clause).Where(static same => same.Count() > 1 || same.Key is < 1 or > 96).Select(static same => same.Key));
    }

    [Fact]
    public void Every_row_names_tests_that_exist_or_says_why_there_is_none()
    {
        HashSet<string> tests =
        [
            .. typeof(BehaviourTableTests).Assembly.GetTypes()
                .Where(static type => type.Namespace == typeof(BehaviourTableTests).Namespace)
                .SelectMany(static type => type.GetMethods().Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
                    .Select(method => type.Name + "." + method.Name)),
        ];
        List<string> wrong = [];
        foreach ((int clause, string cell) in Rows)
        {
            if (cell.StartsWith(Missing, StringComparison.Ordinal) && cell.Length > Missing.Length + 10)
            {
                continue;
            }

            string[] names = [.. Names(cell)];
            wrong.AddRange(names.Length == 0 ? [$"B{clause} names no test"] : names.Where(name => !tests.Contains(name)));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_test_that_carries_a_clause_is_in_its_row()
    {
        Dictionary<int, HashSet<string>> rows = Rows.ToDictionary(static row => row.Clause, static row => Names(row.Tests).ToHashSet());
        List<string> absent = [];
        foreach (MethodInfo method in typeof(BehaviourTableTests).Assembly.GetTypes()
            .Where(static type => type.Namespace == typeof(BehaviourTableTests).Namespace)
            .SelectMany(static type => type.GetMethods().Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)))
        {
            foreach (Match clause in Carried().Matches(method.Name))
            {
                string name = method.DeclaringType!.Name + "." + method.Name;
                if (!rows.TryGetValue(int.Parse(clause.Groups[1].Value, null), out HashSet<string>? names) || !names.Contains(name))
                {
                    absent.Add(name);
                }
            }
        }

        Assert.Empty(absent);
    }

    private static IEnumerable<string> Names(string cell) => Named().Matches(cell).Select(static match => match.Groups[1].Value);

    private static string FindDocuments()
    {
        DirectoryInfo directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LeakLint.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("These tests run inside a checkout of LeakLint.");
        }

        return Path.Combine(directory.FullName, "docs");
    }

    [GeneratedRegex(@"^\| B(\d+) \|[^|]+\| ?(.*?) ?\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\b([A-Z]\w*Tests\.\w+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"\GB(\d+)_")]
    private static partial Regex Carried();
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.Versioning;
using System.Threading;
using Xunit;

namespace LeakLint.HouseTests.Api;

/// <summary>
/// The API of LeakLint.Runtime is the one that was approved. This project looks at the net8.0 build, LeakLint.Tests.Latest
/// at the netstandard2.0 build; a line that only one of them has says so.
/// </summary>
public sealed class PublicApiTests
{
    private const string Approved = "src/LeakLint.Runtime/PublicApi.txt";
    private const string Approve = "LEAKLINT_APPROVE_API";

    private static readonly Assembly Runtime = Assembly.Load("LeakLint.Runtime");

    [Fact]
    public void The_api_of_the_runtime_is_the_approved_one()
    {
        // One command approves both builds: two processes, one file.
        using var approving = new Mutex(initiallyOwned: false, "LeakLint.PublicApi");
        approving.WaitOne();
        try
        {
            Compare(Framework(), Read());
        }
        finally
        {
            approving.ReleaseMutex();
        }
    }

    [Fact]
    public void The_approved_text_is_in_the_form_that_approving_writes()
        => Assert.Equal(Text(Read()), House.Tree.Read(Approved));

    private static void Compare(string framework, Dictionary<string, HashSet<string>> approved)
    {
        var actual = PublicApi.Lines(References.Of(Runtime), References.Everything.Where(static r => r.Display?.Contains("LeakLint", StringComparison.Ordinal) != true));
        Assert.NotEmpty(actual);

        if (Environment.GetEnvironmentVariable(Approve) == "1")
        {
            approved[framework] = [.. actual];
            House.Tree.Write(Approved, Text(approved));
            return;
        }

        var gone = approved[framework].Except(actual, StringComparer.Ordinal).Select(static line => "- " + line);
        var added = actual.Except(approved[framework], StringComparer.Ordinal).Select(static line => "+ " + line);
        var differences = gone.Concat(added).OrderBy(static line => line[2..], StringComparer.Ordinal).ToList();
        Assert.True(differences.Count == 0, $"""
            The API of the {framework} build is not the one in {Approved}:

            {string.Join(Environment.NewLine, differences)}

            If it is meant, approve it: {Approve}=1 dotnet test LeakLint.sln --filter FullyQualifiedName~PublicApiTests
            """);
    }

    private static string Framework()
        => Runtime.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName.StartsWith(".NETStandard", StringComparison.Ordinal) ? "netstandard2.0" : "net8.0";

    private static Dictionary<string, HashSet<string>> Read()
    {
        var lines = new Dictionary<string, HashSet<string>> { ["net8.0"] = [], ["netstandard2.0"] = [] };
        foreach (var line in (House.Tree.Read(Approved) ?? "").Split('\n').Where(static l => l.Length > 0 && l[0] != '#'))
        {
            var only = lines.Keys.FirstOrDefault(name => line.EndsWith(Only(name), StringComparison.Ordinal));
            foreach (var framework in lines.Keys.Where(name => only is null || name == only))
            {
                lines[framework].Add(only is null ? line : line[..^Only(only).Length]);
            }
        }

        return lines;
    }

    private static string Text(Dictionary<string, HashSet<string>> lines)
    {
        var all = lines.Values.SelectMany(static l => l).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return $"# What a user of LeakLint.Runtime can see. Written by {Approve}=1 dotnet test, read by PublicApiTests.\n"
            + string.Concat(all.Select(line => line
                + string.Concat(lines.Where(_ => lines.Values.Any(l => !l.Contains(line))).Where(l => l.Value.Contains(line)).Select(static l => Only(l.Key)))
                + "\n"));
    }

    private static string Only(string framework) => $" // {framework} only";
}

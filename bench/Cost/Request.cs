using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LeakLint.Cost;

internal sealed record Input(string Name, string File);

internal sealed record AnalyzerSet(string Name, IReadOnlyList<string> Files);

/// <summary>What the command line asks for; null when it cannot be understood.</summary>
internal sealed record Request(int Rounds, bool IsServed, string Compiler, IReadOnlyList<Input> Inputs, IReadOnlyList<AnalyzerSet> Sets)
{
    public static Request? Parse(string[] args)
    {
        var rounds = 5;
        var isServed = false;
        var compiler = DefaultCompiler();
        var inputs = new List<Input>();
        var sets = new List<AnalyzerSet>();
        if (args.Length % 2 != 0)
        {
            return null;
        }

        for (var i = 0; i < args.Length; i += 2)
        {
            var value = args[i + 1];
            var (name, rest) = value.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at
                ? (value[..at], value[(at + 1)..])
                : (Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(value))) ?? value, value);
            switch (args[i])
            {
                case "--rounds" when int.TryParse(value, out rounds):
                    break;
                case "--process" when value is "own" or "server":
                    isServed = value == "server";
                    break;
                case "--csc":
                    compiler = value;
                    break;
                case "--rsp" when File.Exists(rest):
                    inputs.Add(new(name, Path.GetFullPath(rest)));
                    break;
                case "--generated":
                    inputs.AddRange(Generated.Write(value));
                    break;
                case "--types":
                    inputs.AddRange(Generated.WriteTypes(value));
                    break;
                case "--with" when rest == value:
                    sets.Add(new(value, []));
                    break;
                case "--with":
                    sets.Add(new(name, [.. rest.Split(',').Select(Path.GetFullPath)]));
                    break;
                default:
                    return null;
            }
        }

        return rounds > 0 && compiler is not null && inputs.Count > 0 && sets.Count > 0 && sets.All(set => set.Files.All(File.Exists))
            ? new(rounds, isServed, compiler, inputs, sets)
            : null;
    }

    // <dotnet>/shared/Microsoft.NETCore.App/<version>/ holds this process's runtime; the newest SDK is beside it.
    private static string? DefaultCompiler()
    {
        var root = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Parent?.Parent?.Parent;
        var sdks = new DirectoryInfo(Path.Combine(root?.FullName ?? "", "sdk"));
        return sdks.Exists
            ? sdks.EnumerateDirectories()
                .Select(sdk => Path.Combine(sdk.FullName, "Roslyn", "bincore", "csc.dll"))
                .Where(File.Exists)
                .OrderBy(path => path, StringComparer.Ordinal)
                .LastOrDefault()
            : null;
    }
}

// What LeakLint.Runtime costs, told as ratios to what it stands on and beside what people use instead; all in one process.
// With --write the page docs/performance.md is written; without, the tables are printed.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using LeakLint.Benchmarks.Measuring;
using LeakLint.Benchmarks.Tables;

namespace LeakLint.Benchmarks;

internal static class Program
{
    private const string Page = "docs/performance.md";
    private const string Usage = """
        usage: LeakLint.Benchmarks [--write] [--only <part of a title>] [--rounds 101]

          --write   writes docs/performance.md; all tables, so not with --only
          --only    the tables whose title contains this
        """;

    private static readonly IReadOnlyList<Table> Tables =
    [
        Counting.Table,
        Tracking.Table,
        WeakTables.Get,
        WeakTables.GetByNumber,
        WeakTables.GetMany,
        WeakTables.SetExisting,
        WeakTables.SetNew,
        WeakTables.Sets,
        Pauses.Table,
        Purging.Table,
        Events.RaiseOne,
        Events.RaiseTen,
        Events.RaiseHundred,
        Events.Subscribe,
        Caches.Get,
        Caches.SetExisting,
        Caches.SetAtCapacity,
        Pools.Table,
        Cycles.Table,
    ];

    private static int Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int rounds = 101;
        string only = "";
        bool write = false;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--write":
                    write = true;
                    break;
                case "--only" when i + 1 < args.Length:
                    only = args[++i];
                    break;
                case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], out rounds) && rounds > 0:
                    i++;
                    break;
                default:
                    Console.Error.WriteLine(Usage);
                    return 2;
            }
        }

        if ((write && only.Length > 0) || Root() is not { } root)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

#if DEBUG
        Console.Error.WriteLine("This is the Debug build: its numbers say nothing. Run it with -c Release.");
        if (write)
        {
            return 2;
        }
#endif

        long start = Stopwatch.GetTimestamp();
        Effort effort = new(rounds, Milliseconds: 2, WarmUp: 400);
        Report report = new(PythonOperations.Run(Path.Combine(root, "bench", "python", "operations.py")));
        foreach (Table table in Tables.Where(table => table.Title.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            Console.Error.WriteLine(table.Title);
            report.Add(table, table.Measure(effort));
        }

        Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        if (write)
        {
            File.WriteAllText(Path.Combine(root, Page), report.Page());
            Console.WriteLine($"wrote {Page}");
        }
        else
        {
            Console.Write(report.Page());
        }

        return 0;
    }

    private static string? Root()
    {
        for (DirectoryInfo? at = new(Directory.GetCurrentDirectory()); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "LeakLint.sln")))
            {
                return at.FullName;
            }
        }

        return null;
    }
}

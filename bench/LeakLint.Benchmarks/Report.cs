using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using LeakLint.Benchmarks.Measuring;

namespace LeakLint.Benchmarks;

/// <summary>The page: first the goals, reached or not, then every number.</summary>
internal sealed class Report(PythonOperations python)
{
    private readonly StringBuilder _goals = new();
    private readonly StringBuilder _tables = new();
    private readonly StringBuilder _reasons = new();
    private readonly List<double> _noise = [];
    private int _missed;
    private int _all;

    public void Add(Table table, IReadOnlyList<Measured> rows)
    {
        foreach (Goal goal in table.Goals)
        {
            AddGoal(table, goal, rows);
        }

        AddTable(table, rows);
        _noise.AddRange(rows.Select(static row => row.Noise).OfType<double>());
    }

    public string Page() => $"""
        # What LeakLint.Runtime costs

        Written by `dotnet run -c Release --project bench/LeakLint.Benchmarks -- --write` on {DateTime.UtcNow:yyyy-MM-dd}; edit nothing here.
        {Machine()} {Noise()}
        How it is measured, and what the numbers leave out: [bench/README.md](../bench/README.md).

        ## Goals

        A goal is a ratio of two rows of one run in one process: machines differ, ratios hardly do. {_all - _missed} of {_all} are reached.

        | | operation | goal | measured | |
        |---|---|---|---|---|
        {_goals}
        {(_reasons.Length == 0 ? "" : $"Why the others are missed:\n\n{_reasons}\n")}## Numbers

        The second column of numbers is the ratio to the first row of the table.{(python.Version is null ? " CPython was not measured: there is no python3 on the machine." : $" {python.Version} does the operation of its column's row in its own way: Python has one thread at a time, and its counts are every object's.")}
        {_tables}
        """.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string Machine()
    {
        string system = OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "another system";
        return $"Machine: {Environment.ProcessorCount} {RuntimeInformation.ProcessArchitecture} cores, {system}, {RuntimeInformation.FrameworkDescription}, the library's net8.0 build.";
    }

    private string Noise() => _noise.Count == 0
        ? ""
        : $"Noise: the median round of a row took {_noise.Order().ElementAt(_noise.Count / 2):0.00} × its least; 1.00 would be a machine that does nothing else.";

    private void AddGoal(Table table, Goal goal, IReadOnlyList<Measured> rows)
    {
        _all++;
        Measured row = rows.First(r => r.Name == goal.Row);
        double? than = goal.Than is null ? 1
            : goal.Than.StartsWith(PythonOperations.Mark, StringComparison.Ordinal) ? python.Find(goal.Than[PythonOperations.Mark.Length..])
            : rows.First(r => r.Name == goal.Than).Value;
        string wanted = (goal.Than is null ? $"at most {goal.AtMost:0.##}" : $"at most {goal.AtMost:0.##} × {goal.Than}")
            + (goal.MostBytes is { } most ? $", {most} B" : "");
        string bytes = goal.MostBytes is null ? "" : $", {row.Bytes} B";
        if (than is null)
        {
            _missed++;
            _goals.Append($"| {table.Title} | {goal.Row} | {wanted} | not measured | no python3 |\n");
            return;
        }

        double ratio = row.Value / than.Value;
        bool reached = ratio <= goal.AtMost && !(row.Bytes > goal.MostBytes);
        _goals.Append($"| {table.Title} | {goal.Row} | {wanted} | {ratio:0.00}{(goal.Than is null ? "" : " ×")}{bytes} | {(reached ? "reached" : "**missed**")} |\n");
        if (!reached)
        {
            _missed++;
            _reasons.Append($"- {table.Title}, {goal.Row}: {goal.Reason ?? "nobody has looked into it yet."}\n");
        }
    }

    private void AddTable(Table table, IReadOnlyList<Measured> rows)
    {
        bool counts = table.Unit == "count";
        bool hasBytes = rows.Any(static r => r.Bytes is not null);
        bool hasPython = rows.Any(r => python.Find(r.Python) is not null);
        _tables.Append($"\n### {table.Title}\n\n");
        if (table.About.Length > 0)
        {
            _tables.Append(table.About).Append("\n\n");
        }

        _tables.Append($"| | {table.Unit} |{(counts ? "" : " × |")}{(hasBytes ? " bytes |" : "")}{(hasPython ? " CPython, ns |" : "")}\n");
        _tables.Append($"|---|---|{(counts ? "" : "---|")}{(hasBytes ? "---|" : "")}{(hasPython ? "---|" : "")}\n");
        foreach (Measured row in rows)
        {
            string beside = python.Find(row.Python) is { } ns ? $"{Number(ns)} (`{row.Python}`)" : "";
            _tables.Append($"| {row.Name} | {Number(row.Value)} |")
                .Append(counts ? "" : $" {Number(row.Value / rows[0].Value)} |")
                .Append(hasBytes ? $" {row.Bytes} |" : "")
                .Append(hasPython ? $" {beside} |" : "")
                .Append('\n');
        }
    }

    private static string Number(double value) => value switch
    {
        0 => "0",
        < 1 => value.ToString("0.00"),
        < 10 => value.ToString("0.0"),
        < 1000 => value.ToString("0"),
        _ => value.ToString("# ##0"),
    };
}

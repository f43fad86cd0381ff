using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace LeakLint.Benchmarks.Measuring;

/// <summary>What bench/python/operations.py says, where there is a python3: a name and nanoseconds in each line.</summary>
internal sealed class PythonOperations
{
    /// <summary>How a goal names one of them.</summary>
    public const string Mark = "CPython: ";

    private readonly Dictionary<string, double> _nanoseconds = [];

    /// <summary>"CPython 3.11.7"; null where there is none.</summary>
    public string? Version { get; private init; }

    public double? Find(string? name) => name is not null && _nanoseconds.TryGetValue(name, out double found) ? found : null;

    public static PythonOperations Run(string script)
    {
        ProcessStartInfo start = new("python3") { RedirectStandardOutput = true };
        start.ArgumentList.Add(script);
        try
        {
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? Parse(output)
                : throw new InvalidOperationException($"{Path.GetFileName(script)} ended with {process.ExitCode}.");
        }
        catch (Win32Exception)
        {
            return new();
        }
    }

    private static PythonOperations Parse(string output)
    {
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        PythonOperations operations = new() { Version = lines[0] };
        foreach (string line in lines[1..])
        {
            string[] parts = line.Split('\t');
            operations._nanoseconds.Add(parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        return operations;
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace LeakLint.Cost;

/// <summary>What one compile took: processor time of the compiler's process, and its largest working set (sampled).</summary>
internal sealed record Run(TimeSpan Cpu, long PeakBytes);

/// <summary>Runs the compiler as a process of its own: no server, nothing warm, all of its CPU its own.</summary>
internal static partial class Compiler
{
    private const int Children = -1;

    public static async Task<Run> Run(string compiler, string rsp, IReadOnlyList<string> analyzers, params string[] others)
    {
        var output = Path.Combine(Path.GetTempPath(), $"leaklint-cost-{Environment.ProcessId}.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", compiler, "/noconfig", "/nologo", "@" + rsp, "/out:" + output, .. others])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var file in analyzers)
        {
            start.ArgumentList.Add((file.EndsWith(".dll", StringComparison.Ordinal) ? "/analyzer:" : "/analyzerconfig:") + file);
        }

        var before = ChildrenCpu();
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        var exited = process.WaitForExitAsync();
        while (await Task.WhenAny(exited, Task.Delay(50)) != exited)
        {
            peak = Math.Max(peak, PeakSoFar(process));
        }

        File.Delete(output);
        var said = await text + await errors;
        if (process.ExitCode != 0 || said.Contains("AD0001", StringComparison.Ordinal) || said.Contains("CS8032", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"A compile that fails measures nothing: {rsp}\n{said}");
        }

        return new(OperatingSystem.IsWindows() ? process.TotalProcessorTime : ChildrenCpu() - before, peak);
    }

    private static long PeakSoFar(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It ended between the wait and the question.
            return 0;
        }
    }

    // Of an exited process only the sum over all children can be asked for, so compiles run one at a time.
    private static unsafe TimeSpan ChildrenCpu()
    {
        if (OperatingSystem.IsWindows())
        {
            return default;
        }

        // struct rusage begins with two timevals, user and system: seconds, then microseconds, each in 8 bytes
        // (macOS keeps 4 for the microseconds, in the lower half). The rest is not read.
        var usage = stackalloc long[64];
        return GetResourceUsage(Children, usage) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds((int)usage[1] + (int)usage[3])
            : throw new InvalidOperationException("getrusage failed.");
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);
}

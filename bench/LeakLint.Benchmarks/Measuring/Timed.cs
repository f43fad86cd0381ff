using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace LeakLint.Benchmarks.Measuring;

/// <summary>An operation: runs it so many times, in a loop of its own, so that nothing but the loop is measured with it.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Run">Runs the operation as many times as it is told.</param>
/// <param name="Python">The name of the same operation in bench/python/operations.py.</param>
/// <param name="Batch">How many operations it does at a time: it is told multiples of this.</param>
internal sealed record Case(string Name, Action<int> Run, string? Python = null, int Batch = 1);

/// <summary>
/// Operations timed in turn: each round measures every row once, so that what disturbs the machine disturbs all rows alike,
/// and the least of the rounds is what the code takes when nothing does. The collector runs in few of the rounds, so its
/// share shows in the bytes, not in the time.
/// </summary>
internal sealed class Timed(string title, string about, Func<IReadOnlyList<Case>> cases) : Table(title, about)
{
    public override IReadOnlyList<Measured> Measure(Effort effort)
    {
        IReadOnlyList<Case> all = cases();
        GC.Collect();
        int[] operations = [.. all.Select(one => WarmUp(one, effort))];
        double[][] times = [.. all.Select(_ => new double[effort.Rounds])];
        double[] bytes = new double[all.Count];
        for (int round = 0; round < effort.Rounds; round++)
        {
            for (int i = 0; i < all.Count; i++)
            {
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                all[i].Run(operations[i]);
                double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
                bytes[i] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)operations[i];
                times[i][round] = elapsed / operations[i];
            }
        }

        return
        [
            .. all.Select((one, i) =>
            {
                Array.Sort(times[i]);
                return new Measured(one.Name, times[i][0], Math.Round(bytes[i], 1), one.Python, times[i][effort.Rounds / 2] / times[i][0]);
            }),
        ];
    }

    /// <summary>Runs until the code is the final one, and says how many operations a measurement takes.</summary>
    private static int WarmUp(Case one, Effort effort)
    {
        int operations = Math.Max(64, one.Batch);
        double least = double.MaxValue;
        bool paused = false;
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds is var past && past < effort.WarmUp)
        {
            long start = Stopwatch.GetTimestamp();
            one.Run(operations);
            double elapsed = Math.Max(1, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            least = Math.Min(least, elapsed / operations);
            if (elapsed < 500_000)
            {
                operations *= 2;
            }
            else if (!paused && past > effort.WarmUp / 2)
            {
                // The optimizing compiler works beside the program, and waits for it to be quiet.
                paused = true;
                Thread.Sleep(120);
            }
        }

        int batches = (int)Math.Clamp(effort.Milliseconds * 1e6 / least / one.Batch, 1, int.MaxValue / 2 / one.Batch);
        return batches * one.Batch;
    }
}

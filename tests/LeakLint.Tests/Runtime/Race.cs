using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace LeakLint.Tests.Runtime;

/// <summary>Threads that start together, for a bounded time.</summary>
internal static class Race
{
    /// <summary>Long enough to meet, short enough for two cores.</summary>
    public const int Milliseconds = 600;

    /// <summary>Runs the body once in each of the threads at the same time; an exception in any of them fails the test.</summary>
    public static void Once(int threads, Action<int> body, int stackSize = 0)
    {
        ConcurrentQueue<Exception> failures = new();
        using Barrier start = new(threads);
        Thread[] all = Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                body(index);
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        }, stackSize)
        { IsBackground = true }).ToArray();
        foreach (Thread thread in all)
        {
            thread.Start();
        }

        foreach (Thread thread in all)
        {
            if (!thread.Join(TimeSpan.FromSeconds(120)))
            {
                throw new TimeoutException("A thread did not come to its end.");
            }
        }

        if (!failures.IsEmpty)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>Rounds of work by threads that wait for each other before every round: prepare, all bodies at once, check.</summary>
    /// <param name="threads">How many threads.</param>
    /// <param name="most">How many rounds.</param>
    /// <param name="prepare">Runs in one thread before the bodies.</param>
    /// <param name="body">Runs in each thread.</param>
    /// <param name="check">Runs in one thread after the bodies.</param>
    /// <param name="bounded">Whether the time may end it before the number of rounds does.</param>
    public static void Rounds(int threads, int most, Action prepare, Action<int> body, Action check, bool bounded = true)
    {
        Stopwatch clock = Stopwatch.StartNew();
        bool ended = false;
        int rounds = 0;
        Exception? failure = null;
        using Barrier gate = new(threads, _ =>
        {
            // Runs in one thread while the others wait: once before the bodies, once after them.
            try
            {
                if (rounds++ % 2 == 0)
                {
                    ended = failure is not null || rounds > 2 * most || (bounded && clock.ElapsedMilliseconds > Milliseconds);
                    if (!ended)
                    {
                        prepare();
                    }
                }
                else
                {
                    check();
                }
            }
            catch (Exception caught)
            {
                failure ??= caught;
            }
        });
        Once(threads, index =>
        {
            while (true)
            {
                gate.SignalAndWait();
                if (Volatile.Read(ref ended))
                {
                    return;
                }

                try
                {
                    body(index);
                }
                catch (Exception caught)
                {
                    Interlocked.CompareExchange(ref failure, caught, null);
                }

                gate.SignalAndWait();
            }
        });
        if (failure is not null)
        {
            throw new AggregateException(failure);
        }
    }

    /// <summary>Runs the body in all threads over and over until the time is up.</summary>
    public static void While(int threads, Action<int, Random> body)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Once(threads, index =>
        {
            Random random = new(index);
            while (clock.ElapsedMilliseconds < Milliseconds)
            {
                for (int i = 0; i < 50; i++)
                {
                    body(index, random);
                }
            }
        });
    }
}

/// <summary>Full collections, with the finalizers between.</summary>
internal static class Collector
{
    public static void Run()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        GC.Collect();
    }
}

/// <summary>A value that says how often it was released.</summary>
internal sealed class Resource : IDisposable
{
    public int Released;

    public int ReleasingThread;

    public bool IsReleased => Volatile.Read(ref Released) != 0;

    public void Dispose()
    {
        ReleasingThread = Environment.CurrentManagedThreadId;
        Interlocked.Increment(ref Released);
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using LeakLint.Benchmarks.Measuring;

namespace LeakLint.Benchmarks.Tables;

/// <summary>The search for cycles of handles, beside CPython's collector on the same graph.</summary>
internal sealed class Cycles() : Table(
    "Cycles: a ring of 100 000 owners, for each",
    "Each owner holds a handle of the next. Alive: somebody outside holds the first; dead: nobody does. CPython's time is that of a "
    + "gc.collect over the same ring of objects, less that of one without the ring; a dead ring is freed in it, which is Collect's work here, not Find's.")
{
    private const int Owners = 100_000;
    private const string Dead = "gc.collect, dead ring, a node";
    private const string Alive = "gc.collect, live ring, a node";

    private const string Reason =
        "Owners are found through weak references and a dead ring is visited twice, because other threads go on meanwhile; CPython walks a list of all objects, notes "
        + "its counts in their headers, and everybody else stands still. What is left is the memory's: an owner is five objects here, each looked at.";

    public static Table Table => new Cycles
    {
        Goals =
        [
            new("HandleCycles.Find, dead", 0.5, PythonOperations.Mark + Dead, Reason: Reason),
            new("HandleCycles.Find, alive", 0.5, PythonOperations.Mark + Alive, Reason: Reason),
        ],
    };

    public override IReadOnlyList<Measured> Measure(Effort effort)
    {
        double dead = double.MaxValue, alive = double.MaxValue, collect = double.MaxValue;
        for (int round = 0; round < 9; round++)
        {
            SharedHandle<Owner> first = Ring();
            WeakHandle<Owner> weak = first.ToWeak();
            alive = Math.Min(alive, Nanoseconds(static () => HandleCycles.Find().Count, expected: 0));
            first.Dispose();
            dead = Math.Min(dead, Nanoseconds(static () => HandleCycles.Find().Count, expected: 1));
            collect = Math.Min(collect, Nanoseconds(static () => HandleCycles.Collect(), expected: Owners));

            // Until here it keeps the ring from the garbage collector.
            Sink.Object = weak;
        }

        return
        [
            new("HandleCycles.Find, alive", alive / Owners, Python: Alive),
            new("HandleCycles.Find, dead", dead / Owners, Python: Dead),
            new("HandleCycles.Collect, dead", collect / Owners, Python: Dead),
        ];
    }

    private static double Nanoseconds(Func<int> search, int expected)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        int found = search();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return found == expected ? elapsed : throw new InvalidOperationException($"{found} found, {expected} expected: that measures nothing.");
    }

    /// <summary>The handle of the first owner; whoever disposes it leaves the ring dead.</summary>
    private static SharedHandle<Owner> Ring()
    {
        SharedHandle<Owner> first = SharedHandle.Create(new Owner());
        Owner last = first.Value;
        for (int i = 1; i < Owners; i++)
        {
            SharedHandle<Owner> next = SharedHandle.Create(new Owner());
            last.Next = next;
            last = next.Value;
        }

        last.Next = first.AddReference();
        return first;
    }

    private sealed class Owner : IHandleOwner, IDisposable
    {
        public SharedHandle<Owner>? Next { get; set; }

        public void VisitHandles(ref HandleVisitor visitor) => visitor.Visit(Next);

        public void Dispose() => Next?.Dispose();
    }
}

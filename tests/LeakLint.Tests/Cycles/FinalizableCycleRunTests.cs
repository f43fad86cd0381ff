using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>
/// What LEAK202 warns about, run: both objects of a cycle are finalized at the same collection, so one of the two
/// always meets the other after its finalizer. Behind a weak back edge the finalizer reads that the peer is gone.
/// </summary>
public sealed class FinalizableCycleRunTests
{
    private const int Cycles = 200;

    [Fact]
    public void In_every_strong_cycle_one_finalizer_meets_the_other_object_after_its_end()
    {
        var seen = new StrongBox<int>[Cycles];
        MakeStrong(seen);
        Collect(() => Array.TrueForAll(seen, static s => Volatile.Read(ref s.Value) >> 8 == 2));

        foreach (var cycle in seen)
        {
            // Two finalizers have run, and exactly the second of them met an object that was already finalized.
            Assert.Equal(2, cycle.Value >> 8);
            Assert.Equal(1, cycle.Value & 0xFF);
        }
    }

    [Fact]
    public void Behind_a_weak_back_edge_the_finalizer_reads_that_the_owner_is_gone()
    {
        var answers = new List<bool>();
        MakeWeak(answers);
        Collect(() =>
        {
            lock (answers)
            {
                return answers.Count == Cycles;
            }
        });

        Assert.Equal(Cycles, answers.Count);
        Assert.DoesNotContain(true, answers);
    }

    // Locals of a debug build live to the end of their method, so the objects are made in one that has ended.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeStrong(StrongBox<int>[] seen)
    {
        for (var i = 0; i < seen.Length; i++)
        {
            seen[i] = new StrongBox<int>();
            GC.KeepAlive(new StrongParent(seen[i]));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeWeak(List<bool> answers)
    {
        for (var i = 0; i < Cycles; i++)
        {
            GC.KeepAlive(new WeakParent(answers));
        }
    }

    private static void Collect(Func<bool> isDone)
    {
        for (var i = 0; i < 20 && !isDone(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    // The high byte counts the finalizers that have run, the low byte those that met a finalized peer.
    private static void Meet(StrongBox<int> seen, bool peerIsFinalized)
        => Interlocked.Add(ref seen.Value, 0x100 + (peerIsFinalized ? 1 : 0));

    private sealed class StrongParent
    {
        private readonly StrongChild _child;
        private readonly StrongBox<int> _seen;

        public StrongParent(StrongBox<int> seen)
        {
            _seen = seen;
            _child = new StrongChild(this, seen);
        }

        public bool IsFinalized { get; private set; }

        ~StrongParent()
        {
            IsFinalized = true;
            Meet(_seen, _child.IsFinalized);
        }
    }

    private sealed class StrongChild
    {
        private readonly StrongParent _parent;
        private readonly StrongBox<int> _seen;

        public StrongChild(StrongParent parent, StrongBox<int> seen)
        {
            _parent = parent;
            _seen = seen;
        }

        public bool IsFinalized { get; private set; }

        ~StrongChild()
        {
            IsFinalized = true;
            Meet(_seen, _parent.IsFinalized);
        }
    }

    private sealed class WeakParent
    {
        public WeakParent(List<bool> answers) => Child = new WeakChild(this, answers);

        public WeakChild Child { get; }

        ~WeakParent()
        {
        }
    }

    private sealed class WeakChild(WeakParent parent, List<bool> answers)
    {
        private readonly WeakReference<WeakParent> _parent = new(parent);

        ~WeakChild()
        {
            lock (answers)
            {
                answers.Add(_parent.TryGetTarget(out _));
            }
        }
    }
}

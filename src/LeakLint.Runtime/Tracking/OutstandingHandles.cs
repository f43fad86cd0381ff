using System;
using System.Collections.Generic;
using System.Threading;

namespace LeakLint;

/// <summary>The tracked handles that are not disposed.</summary>
/// <remarks>
/// Doubly linked lists, a stripe of threads each, so that a handle leaves at once and threads seldom meet. The lock of a
/// stripe is a spinning one: it is held for a few stores (while somebody reads the list: for its copying)
/// and no user code runs under it.
/// </remarks>
internal static class OutstandingHandles
{
    private static readonly Stripe[] Stripes = NewStripes(16);

    public static void Add(HandleTrace trace)
    {
        int index = Environment.CurrentManagedThreadId & (Stripes.Length - 1);
        trace.Stripe = index;
        Stripes[index].Add(trace);
    }

    public static void Remove(HandleTrace trace) => Stripes[trace.Stripe].Remove(trace);

    /// <summary>Those that are not disposed now, the given ones only.</summary>
    public static List<HandleTrace> Find(Func<HandleTrace, bool> isWanted)
    {
        List<HandleTrace> all = [];
        foreach (Stripe stripe in Stripes)
        {
            stripe.CopyTo(all);
        }

        all.RemoveAll(trace => !isWanted(trace));
        return all;
    }

    /// <summary>How many there are.</summary>
    public static int Count()
    {
        int count = 0;
        foreach (Stripe stripe in Stripes)
        {
            count += stripe.Count;
        }

        return count;
    }

    private static Stripe[] NewStripes(int count)
    {
        Stripe[] stripes = new Stripe[count];
        for (int i = 0; i < count; i++)
        {
            stripes[i] = new Stripe();
        }

        return stripes;
    }

    private sealed class Stripe
    {
        private HandleTrace? _first;
        private int _taken;
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add(HandleTrace trace)
        {
            Take();
            trace.Next = _first;
            if (_first is not null)
            {
                _first.Previous = trace;
            }

            _first = trace;
            _count++;
            Leave();
        }

        public void Remove(HandleTrace trace)
        {
            Take();
            if (trace.Previous is not null)
            {
                trace.Previous.Next = trace.Next;
            }
            else if (ReferenceEquals(_first, trace))
            {
                _first = trace.Next;
            }
            else
            {
                // Gone already: the report of a cycle took it out, and now its own finalizer came.
                Leave();
                return;
            }

            if (trace.Next is not null)
            {
                trace.Next.Previous = trace.Previous;
            }

            trace.Next = null;
            trace.Previous = null;
            _count--;
            Leave();
        }

        public void CopyTo(List<HandleTrace> list)
        {
            Take();
            try
            {
                for (HandleTrace? trace = _first; trace is not null; trace = trace.Next)
                {
                    list.Add(trace);
                }
            }
            finally
            {
                Leave();
            }
        }

        private void Take()
        {
            if (Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
            {
                Wait();
            }
        }

        private void Wait()
        {
            SpinWait wait = default;
            do
            {
                wait.SpinOnce();
            }
            while (Volatile.Read(ref _taken) != 0 || Interlocked.CompareExchange(ref _taken, 1, 0) != 0);
        }

        private void Leave() => Volatile.Write(ref _taken, 0);
    }
}

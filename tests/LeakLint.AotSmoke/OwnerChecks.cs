using System;
using System.Collections.Generic;

namespace LeakLint.AotSmoke;

/// <summary>IHandleOwner, HandleVisitor, HandleCycles, HandleCycle: circles of handles.</summary>
internal static class OwnerChecks
{
    public static readonly Check[] All = [new("HandleCycles finds, draws and releases a circle", HandleCyclesFinds)];

    private static bool HandleCyclesFinds()
    {
        int closed = 0;
        SharedHandle<Owner> one = SharedHandle.Create(new Owner(), _ => closed++);
        SharedHandle<Owner> two = SharedHandle.Create(new Owner(), _ => closed++);
        one.Value.Other = two.AddReference();
        two.Value.Other = one.AddReference();
        bool held = HandleCycles.GetReferrers(one) is [Owner referrer] && ReferenceEquals(referrer, two.Value);
        one.Dispose();
        two.Dispose();
        IReadOnlyList<HandleCycle> cycles = HandleCycles.Find();
        bool drawn = cycles is [{ Members.Count: 2 } cycle] && cycle.ToMermaid().StartsWith("flowchart", StringComparison.Ordinal);
        bool released = HandleCycles.Collect() == 2 && closed == 2;
        GC.KeepAlive(one);
        return held && drawn && released;
    }

    private sealed class Owner : IHandleOwner
    {
        public SharedHandle<Owner>? Other { get; set; }

        public void VisitHandles(ref HandleVisitor visitor) => visitor.Visit(Other);
    }
}

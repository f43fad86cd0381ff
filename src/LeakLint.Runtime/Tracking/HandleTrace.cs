using System;
using System.Diagnostics;
using System.Threading;

namespace LeakLint;

/// <summary>One tracked handle, as the list of what is outstanding knows it: everything but the handle and the value,
/// which the list must not keep in memory.</summary>
internal sealed class HandleTrace
{
    private const int New = 0;
    private const int Open = 1;
    private const int Closed = 2;
    private const int Lost = 3;
    private const int Claimed = 4;

    private int _state;

    public HandleTrace(Type resourceType, object tag, Site site, StackTrace? stack, LeakScope? scope)
    {
        ResourceType = resourceType;
        Tag = tag;
        Member = site.Member ?? string.Empty;
        File = site.File ?? string.Empty;
        Line = site.Line;
        Stack = stack;
        Scope = scope;
        Since = Clock.Milliseconds;
    }

    public Type ResourceType { get; }

    /// <summary>Which value it is a handle of.</summary>
    public object Tag { get; }

    public string Member { get; }

    public string File { get; }

    public int Line { get; }

    /// <summary>Taken at the acquire; made into text only when somebody reads it.</summary>
    public StackTrace? Stack { get; }

    /// <summary>The innermost scope that it was acquired in.</summary>
    public LeakScope? Scope { get; }

    public long Since { get; }

    /// <summary>The neighbours in the list. Under its lock.</summary>
    public HandleTrace? Next { get; set; }

    /// <summary>The neighbours in the list. Under its lock.</summary>
    public HandleTrace? Previous { get; set; }

    /// <summary>The part of the list that it is in.</summary>
    public int Stripe { get; set; }

    /// <summary>Whether the handle is neither disposed nor collected.</summary>
    public bool IsOpen => Volatile.Read(ref _state) == Open;

    /// <summary>Whether the handle was never disposed, be it collected.</summary>
    public bool IsUndisposed => Volatile.Read(ref _state) is Open or Lost or Claimed;

    /// <summary>Whether a static initialiser acquired it. The stack says so, or the compiler.</summary>
    /// <remarks>Scopes take a stack for this. Where a stack has no names (an AOT build can drop them) only what a static
    /// constructor acquires itself is recognised.</remarks>
    public bool IsStatic =>
        Member == ".cctor" || (Stack is not null && Stack.ToString().IndexOf("..cctor(", StringComparison.Ordinal) >= 0);

    /// <summary>The handle is given out now. Before this nothing is a leak.</summary>
    public void Begin() => Volatile.Write(ref _state, Open);

    /// <summary>The handle was disposed. False if it was found dead before, or was never given out.</summary>
    public bool TryClose() => Interlocked.CompareExchange(ref _state, Closed, Open) == Open;

    /// <summary>The handle was found dead undisposed. False if it was disposed, never given out, or is reported already.</summary>
    public bool TryLose() => Interlocked.CompareExchange(ref _state, Lost, Open) == Open;

    /// <summary>Takes a handle into the report of a cycle. True for whoever comes first.</summary>
    public bool TryClaim() => TryMove(Lost) || TryMove(Open);

    private bool TryMove(int from) => Interlocked.CompareExchange(ref _state, Claimed, from) == from;
}

/// <summary>The time since some moment, cheaply.</summary>
internal static class Clock
{
#if NET8_0_OR_GREATER
    public static long Milliseconds => Environment.TickCount64;
#else
    public static long Milliseconds => (long)(Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency);
#endif
}

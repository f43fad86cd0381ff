using System;

namespace LeakLint;

/// <summary>Lives exactly as long as its handle, which alone refers to it: when the collector finds it, it has found the
/// handle, undisposed.</summary>
/// <remarks>The finalizer releases nothing and calls no user code. It hands itself to <see cref="LeakReports"/>, in which
/// nothing can throw, and even that is caught: an exception there would end the process.</remarks>
internal sealed class HandleTracker
{
    public HandleTracker(HandleTrace trace, SharedBlock block)
    {
        Trace = trace;
        Block = block;
    }

#pragma warning disable LEAK205 // It holds nothing, and needs no finalizer once it is reported.
    ~HandleTracker()
    {
        try
        {
            if (Trace is not null && Trace.TryLose())
            {
                LeakReports.Enqueue(this);
            }
        }
        catch (Exception)
        {
            // Out of memory or at the end of the process: one report less.
        }
    }
#pragma warning restore LEAK205

    public HandleTrace Trace { get; }

    /// <summary>The block of the value: for the search whether the leak is a cycle.</summary>
    public SharedBlock Block { get; }

    /// <summary>The one that was found before this. For <see cref="LeakReports"/>.</summary>
    public HandleTracker? NextFound { get; set; }

    /// <summary>The handle is given out.</summary>
    public void Begin()
    {
        OutstandingHandles.Add(Trace);
        Trace.Begin();
    }

    /// <summary>The handle was disposed.</summary>
    public void Close()
    {
        if (Trace.TryClose())
        {
            OutstandingHandles.Remove(Trace);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The handle was never given out.</summary>
    public void Forget() => GC.SuppressFinalize(this);
}

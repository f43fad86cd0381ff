using System;
using System.Collections.Generic;
using System.Threading;

namespace LeakLint.Tests.Runtime;

/// <summary>A value that owns handles of others of its kind, shows them, and disposes them with itself.</summary>
internal sealed class Owner(string name = "") : IHandleOwner, IDisposable
{
    public int Released;

    public string Name => name;

    public List<SharedHandle<Owner>> Handles { get; } = [];

    /// <summary>What else happens at a visit, before anything is shown.</summary>
    public Action? Visiting { get; set; }

    /// <summary>What else happens at the release, before the handles are disposed.</summary>
    public Action<Owner>? Releasing { get; set; }

    public bool IsReleased => Volatile.Read(ref Released) != 0;

    public static SharedHandle<Owner> New(string name = "") => SharedHandle.Create(new Owner(name));

    /// <summary>Owners that each hold a handle of the next, and the last one of the first; nobody else holds any.</summary>
    public static WeakHandle<Owner>[] Ring(int count)
    {
        SharedHandle<Owner>[] all = new SharedHandle<Owner>[count];
        WeakHandle<Owner>[] weak = new WeakHandle<Owner>[count];
        for (int i = 0; i < count; i++)
        {
            all[i] = New("n" + i);
            weak[i] = all[i].ToWeak();
        }

        for (int i = 0; i < count; i++)
        {
            all[i].Value.Handles.Add(all[(i + 1) % count].AddReference());
        }

        Array.ForEach(all, static handle => handle.Dispose());
        return weak;
    }

    public void Holds(SharedHandle<Owner> other) => Handles.Add(other.AddReference());

    public void VisitHandles(ref HandleVisitor visitor)
    {
        Visiting?.Invoke();
        foreach (SharedHandle<Owner> handle in Handles)
        {
            visitor.Visit(handle);
        }
    }

    public void Dispose()
    {
        Interlocked.Increment(ref Released);
        Releasing?.Invoke(this);
        Handles.ForEach(static handle => handle.Dispose());
    }

    public override string ToString() => throw new InvalidOperationException("nobody may ask a user's value for its text");
}

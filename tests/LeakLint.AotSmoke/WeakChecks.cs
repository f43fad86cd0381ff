using System;
using System.Linq;
using System.Runtime.CompilerServices;

namespace LeakLint.AotSmoke;

/// <summary>WeakValueDictionary, WeakSet, WeakEvent, Expect: what a collection takes.</summary>
internal static class WeakChecks
{
    public static readonly Check[] All =
    [
        new("WeakValueDictionary forgets what was collected", WeakValueDictionaryForgets),
        new("WeakSet forgets what was collected", WeakSetForgets),
        new("WeakEvent lets subscribers go", WeakEventLetsGo),
        new("Expect sees what is collected and what is kept", ExpectSees),
    ];

    private static bool WeakValueDictionaryForgets()
    {
        WeakValueDictionary<int, object> values = new();
        object kept = new();
        values.Add(1, kept);
        AddForgotten(values);
        GC.Collect();
        bool found = values.TryGetValue(1, out object? same) && ReferenceEquals(kept, same);
        bool gone = !values.TryGetValue(2, out _);
        GC.KeepAlive(kept);
        return found && gone && values.Purge() == 1;
    }

    private static bool WeakSetForgets()
    {
        WeakSet<object> items = new();
        object kept = new();
        items.Add(kept);
        AddForgotten(items);
        GC.Collect();
        bool one = items.Single() == kept;
        GC.KeepAlive(kept);
        return one;
    }

    private static bool WeakEventLetsGo()
    {
        WeakEvent<int> changed = new();
        Subscriber kept = new();
        changed.Add(kept.On);
        changed.Subscribe(kept, static (subscriber, _, value) => subscriber.Sum += value);
        AddForgotten(changed);
        GC.Collect();
        changed.Raise(null, 1);
        bool two = kept.Sum == 2;
        GC.KeepAlive(kept);
        return two && Subscriber.Lost == 0;
    }

    private static bool ExpectSees()
    {
        Expect.Collected(static () => new object());
        object kept = new();
        try
        {
            Expect.Collected(new WeakReference(kept));
            return false;
        }
        catch (LeakException)
        {
            GC.KeepAlive(kept);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddForgotten(WeakValueDictionary<int, object> values) => values.Add(2, new object());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddForgotten(WeakSet<object> items) => items.Add(new object());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddForgotten(WeakEvent<int> changed) => changed.Add(new Subscriber().OnLost);

    private sealed class Subscriber
    {
        public static int Lost { get; private set; }

        public int Sum { get; set; }

        public void On(object? sender, int value) => Sum += value;

        public void OnLost(object? sender, int value) => Lost += value;
    }
}

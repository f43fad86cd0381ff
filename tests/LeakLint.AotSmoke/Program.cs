// Every type of LeakLint.Runtime does its work in this program, also when it is native code: it prints a line for each
// and ends with 0, or says what was not as expected and ends with 1.
using System;
using System.Linq;
using System.Runtime.CompilerServices;
using LeakLint;

string[] failed =
[
    .. Checks.All.Where(static check =>
    {
        bool holds = check.Holds();
        Console.WriteLine($"{(holds ? "ok" : "FAILED")} {check.Name}");
        return !holds;
    }).Select(static check => check.Name),
];
return failed.Length == 0 ? 0 : 1;

internal sealed record Check(string Name, Func<bool> Holds);

internal static class Checks
{
    public static readonly Check[] All =
    [
        new("SharedHandle releases at zero", SharedHandleReleasesAtZero),
        new("WeakHandle fails after the last handle", WeakHandleFailsAfterTheLast),
        new("HandleRegistry shares, and forgets at zero", HandleRegistryShares),
        new("WeakValueDictionary forgets what was collected", WeakValueDictionaryForgets),
    ];

    private static bool SharedHandleReleasesAtZero()
    {
        int released = 0;
        SharedHandle<object> first = SharedHandle.Create(new object(), _ => released++);
        SharedHandle<object> second = first.AddReference();
        bool two = first.ReferenceCount == 2;
        first.Dispose();
        first.Dispose();
        bool kept = released == 0;
        second.Dispose();
        return two && kept && released == 1;
    }

    private static bool WeakHandleFailsAfterTheLast()
    {
        SharedHandle<object> handle = SharedHandle.Create(new object(), static _ => { });
        WeakHandle<object> weak = handle.ToWeak();
        bool alive = weak.TryAddReference(out SharedHandle<object>? again);
        again?.Dispose();
        handle.Dispose();
        return alive && !weak.TryAddReference(out _);
    }

    private static bool HandleRegistryShares()
    {
        HandleRegistry<string, object> registry = new();
        SharedHandle<object> one = registry.GetOrAdd("key", static _ => new object());
        SharedHandle<object> two = registry.GetOrAdd("key", static _ => new object());
        bool shared = ReferenceEquals(one.Value, two.Value) && registry.Count == 1;
        one.Dispose();
        two.Dispose();
        return shared && registry.Count == 0;
    }

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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddForgotten(WeakValueDictionary<int, object> values) => values.Add(2, new object());
}

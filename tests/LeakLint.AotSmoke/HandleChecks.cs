using System;

namespace LeakLint.AotSmoke;

/// <summary>SharedHandle, WeakHandle, HandleRegistry, LeasePool, BoundedCache: releases that happen there and then.</summary>
internal static class HandleChecks
{
    public static readonly Check[] All =
    [
        new("SharedHandle releases at zero", SharedHandleReleasesAtZero),
        new("WeakHandle fails after the last handle", WeakHandleFailsAfterTheLast),
        new("HandleRegistry shares, and forgets at zero", HandleRegistryShares),
        new("LeasePool takes an item back once", LeasePoolTakesBackOnce),
        new("BoundedCache evicts what was used longest ago", BoundedCacheEvicts),
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

    private static bool LeasePoolTakesBackOnce()
    {
        using LeasePool<object> pool = new(static () => new object());
        SharedHandle<object> lease = pool.Rent();
        lease.Dispose();
        lease.Dispose();
        using SharedHandle<object> one = pool.Rent();
        using SharedHandle<object> two = pool.Rent();
        return !ReferenceEquals(one.Value, two.Value) && pool.RentedCount == 2;
    }

    private static bool BoundedCacheEvicts()
    {
        string evicted = "";
        using BoundedCache<string, int> cache = new(capacity: 1, evicted: (key, _, reason) => evicted += $"{key} {reason};");
        cache["a"] = 1;
        cache["b"] = 2;
        return evicted == $"a {EvictionReason.Capacity};" && cache.TryGetValue("b", out int value) && value == 2;
    }
}

using System.Threading;
using LeakLint.Benchmarks.Measuring;
using LeakLint.Benchmarks.Peers;

namespace LeakLint.Benchmarks.Tables;

/// <summary>Counted handles against what counting itself takes.</summary>
internal static class Counting
{
    private const string Raw = "Interlocked.Increment + Decrement (the raw pair)";

    private static int _count;

    public static Table Table => new Timed(
        "Counting",
        "One thread, one value. The raw pair is what any count that threads share must pay.",
        () =>
        {
            Resource resource = new();
            SharedHandle<Resource> shared = SharedHandle.Create(resource);
            WeakHandle<Resource> weak = shared.ToWeak();
            SharedHandle<Resource> gone = SharedHandle.Create(resource);
            WeakHandle<Resource> dead = gone.ToWeak();
            gone.Dispose();
            LockedHandle<Resource> locked = new(resource);
            EmptySafeHandle safe = new();
            HandleRegistry<string, Resource> registry = new();
            SharedHandle<Resource> registered = registry.GetOrAdd("key", static _ => new Resource());
            return
            [
                new(Raw, static n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        Interlocked.Increment(ref _count);
                        Interlocked.Decrement(ref _count);
                    }
                }, "y = x; del y"),
                new("SharedHandle.AddReference + Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        shared.AddReference().Dispose();
                    }
                }),
                new("SafeHandle.DangerousAddRef + DangerousRelease (no object a reference)", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        bool added = false;
                        safe.DangerousAddRef(ref added);
                        safe.DangerousRelease();
                    }
                }),
                new("handle under a lock, AddReference + Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        locked.AddReference().Dispose();
                    }
                }),
                new("SharedHandle.Value", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        Sink.Object = shared.Value;
                    }
                }),
                new("SharedHandle.ReferenceCount", n =>
                {
                    long sum = 0;
                    for (int i = 0; i < n; i++)
                    {
                        sum += shared.ReferenceCount;
                    }

                    Sink.Number = sum;
                }, "sys.getrefcount(x)"),
                new("WeakHandle.TryAddReference + Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        if (weak.TryAddReference(out SharedHandle<Resource>? reference))
                        {
                            reference.Dispose();
                        }
                    }
                }, "weakref.ref(x)()"),
                new("WeakHandle.TryAddReference, dead", n =>
                {
                    long found = 0;
                    for (int i = 0; i < n; i++)
                    {
                        found += dead.TryAddReference(out _) ? 1 : 0;
                    }

                    Sink.Number = found;
                }, "weakref.ref(x)(), dead"),
                new("SharedHandle.Create + Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        SharedHandle.Create(resource).Dispose();
                    }
                }, "x = C(); del x"),
                new("new SafeHandle + Dispose", static n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        new EmptySafeHandle().Dispose();
                    }
                }),
                new("handle under a lock, new + Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        new LockedHandle<Resource>(resource).Dispose();
                    }
                }),
                new("HandleRegistry.GetOrAdd, found, + Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        registry.GetOrAdd("key", static _ => new Resource()).Dispose();
                    }

                    Sink.Object = registered;
                }),
                new("HandleRegistry.GetOrAdd, made, + last Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        registry.GetOrAdd("other", static _ => new Resource()).Dispose();
                    }
                }),
            ];
        })
    {
        Goals =
        [
            new("SharedHandle.AddReference + Dispose", 2.2, Raw, MostBytes: 32),
            new("WeakHandle.TryAddReference + Dispose", 2.2, Raw, MostBytes: 32),
            new("WeakHandle.TryAddReference, dead", 0.3, Raw, MostBytes: 0),
            new("SharedHandle.Create + Dispose", 2.5, Raw, MostBytes: 96),
            new("HandleRegistry.GetOrAdd, found, + Dispose", 3.5, Raw),
        ],
    };
}

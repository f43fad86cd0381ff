using LeakLint.Benchmarks.Measuring;
using LeakLint.Benchmarks.Peers;
using Microsoft.Extensions.ObjectPool;

namespace LeakLint.Benchmarks.Tables;

/// <summary>A pool whose items come back once, against one that trusts its users.</summary>
internal static class Pools
{
    public static Table Table => new Timed(
        "Pool: rent and return",
        "DefaultObjectPool hands an item out bare: who returns it twice has given it to two others. LeasePool makes a block and a handle for each lease.",
        static () =>
        {
            LeasePool<Resource> leases = new(static () => new Resource());
            ObjectPool<Resource> pool = new DefaultObjectPool<Resource>(new DefaultPooledObjectPolicy<Resource>());
            return
            [
                new("DefaultObjectPool.Get + Return", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        Resource resource = pool.Get();
                        pool.Return(resource);
                    }
                }),
                new("LeasePool.Rent + Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        leases.Rent().Dispose();
                    }
                }),
            ];
        })
    {
        Goals =
        [
            new("LeasePool.Rent + Dispose", 2.5, "DefaultObjectPool.Get + Return", Reason:
                "Each lease is a counted handle of its own, a block and a handle, which the plain pool does not make; it stands at the limit, now above it, now below."),
        ],
    };
}

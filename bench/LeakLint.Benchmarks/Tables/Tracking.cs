using System;
using LeakLint.Benchmarks.Measuring;
using LeakLint.Benchmarks.Peers;

namespace LeakLint.Benchmarks.Tables;

/// <summary>What knowing where a handle was acquired costs, at each level.</summary>
internal static class Tracking
{
    private const string Untracked = "AddReference + Dispose of a handle without tracking";
    private const string Disabled = "SharedHandle.AddReference + Dispose, Disabled";

    public static Table Table => new Timed(
        "Tracking",
        "The first row is a copy of SharedHandle's algorithm that has no tracking, watchers or owners built in.",
        static () =>
        {
            UntrackedHandle<Resource> untracked = new(new Resource(), static resource => resource.Dispose());
            SharedHandle<Resource> shared = SharedHandle.Create(new Resource());
            return
            [
                new(Untracked, n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        untracked.AddReference().Dispose();
                    }
                }),
                AtLevel(LeakTrackingLevel.Disabled),
                AtLevel(LeakTrackingLevel.Sampled),
                AtLevel(LeakTrackingLevel.Sites),
                AtLevel(LeakTrackingLevel.Stacks),
            ];

            Case AtLevel(LeakTrackingLevel level) => new($"SharedHandle.AddReference + Dispose, {level}", n =>
            {
                LeakTracking.Level = level;
                for (int i = 0; i < n; i++)
                {
                    shared.AddReference().Dispose();
                }

                LeakTracking.Level = LeakTrackingLevel.Disabled;
            });
        })
    {
        Goals =
        [
            new(Disabled, 1.1, Untracked, MostBytes: 32),
            new("SharedHandle.AddReference + Dispose, Sampled", 1.25, Untracked, Reason:
                "Each acquire asks for the level, for an open scope and for the thread's own counter, off the plain way, so that Disabled stays the test of one flag."),
            new("SharedHandle.AddReference + Dispose, Sites", 4, Untracked, Reason:
                "Three objects for each acquire (handle, tracker with a finalizer, what the tracker knows) and a place in a list of all, entered and left under a lock."),
            new("SharedHandle.AddReference + Dispose, Stacks", 150, Disabled),
        ],
    };
}

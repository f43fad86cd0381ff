using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace LeakLint.AotSmoke;

/// <summary>LeakTracking, LeakTrackingLevel, LeakScope, LeakRecord, LeakException: who holds, and who forgot.</summary>
internal static class TrackingChecks
{
    public static readonly Check[] All =
    [
        new("LeakTracking knows the holders", TrackingKnowsTheHolders),
        new("LeakScope names what was not disposed", ScopeNamesTheLeak),
        new("LeakTracking reports a lost handle", TrackingReportsTheLost),
    ];

    private static bool TrackingKnowsTheHolders()
    {
        LeakTracking.Level = LeakTrackingLevel.Stacks;
        using SharedHandle<object> handle = SharedHandle.Create(new object(), static _ => { });
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        return LeakTracking.GetHolders(handle) is [LeakRecord { Member: nameof(TrackingKnowsTheHolders), Count: 1, StackTrace: not null }];
    }

    private static bool ScopeNamesTheLeak()
    {
        using LeakScope scope = LeakTracking.BeginScope("native");
        SharedHandle<object> handle = SharedHandle.Create(new object(), static _ => { });
        bool named = false;
        try
        {
            scope.ThrowIfLeaked();
        }
        catch (LeakException leak)
        {
            named = leak.Leaks is [{ Count: 1, Member: nameof(ScopeNamesTheLeak) }];
        }

        handle.Dispose();
        scope.ThrowIfLeaked();
        return named;
    }

    private static bool TrackingReportsTheLost()
    {
        using ManualResetEventSlim reported = new();
        Action<LeakRecord> listener = leak =>
        {
            if (leak.Member == nameof(Lose))
            {
                reported.Set();
            }
        };
        LeakTracking.LeakDetected += listener;
        LeakTracking.Level = LeakTrackingLevel.Sites;
        Lose();
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        bool told = reported.Wait(TimeSpan.FromSeconds(30));
        LeakTracking.LeakDetected -= listener;
        return told;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose() => GC.KeepAlive(SharedHandle.Create(new object(), static _ => { }));
}

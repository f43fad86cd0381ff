using System;
using System.Collections.Generic;
using System.Threading;
#if NET8_0_OR_GREATER
using System.Diagnostics.CodeAnalysis;
#endif

namespace LeakLint;

/// <summary>Says which handles are not disposed, where they were acquired, and which of them were lost: collected by the
/// garbage collector undisposed.</summary>
/// <remarks>
/// <para>Nothing is tracked unless <see cref="Level"/> says so or a <see cref="LeakScope"/> is open. The level is read at each
/// acquire: handles acquired before it was raised are unknown. Tracking reports and never repairs: a lost handle's value
/// stays unreleased.</para>
/// <para>The level at the start of the process: the runtime configuration property <c>LeakLint.Tracking</c>, else the
/// environment variable <c>LEAKLINT_TRACKING</c>, each the name of a <see cref="LeakTrackingLevel"/>, else Disabled.</para>
/// <para>An application that is trimmed with <c>&lt;RuntimeHostConfigurationOption Include="LeakLint.LeakTracking.IsSupported"
/// Value="false" Trim="true" /&gt;</c> loses this code altogether.</para>
/// <para>Thread safe, all of it.</para>
/// </remarks>
public static class LeakTracking
{
    private const string Property = "LeakLint.Tracking";
    private const string Variable = "LEAKLINT_TRACKING";
    private const string Switch = "LeakLint.LeakTracking.IsSupported";

    private static readonly object Gate = new();
    private static int _openScopes;
    private static int _samplingInterval = 128;

    // One above the level; zero until it was asked for.
    private static int _levelPlusOne;

    /// <summary>A handle was found that the garbage collector took undisposed. Raised once for each site, with the number found by
    /// then; what is lost at the same site later is only counted, see <see cref="GetLost"/>. Handles of one ownership
    /// cycle, lost together, are one record with its <see cref="LeakRecord.Cycle"/>.</summary>
    /// <remarks>Raised on a thread-pool thread, never on the finalizer thread, under no lock, about a tenth of a second after the
    /// collector's finding. What a listener throws is swallowed and counted in <see cref="FailedListeners"/>; the other
    /// listeners are called all the same.</remarks>
    public static event Action<LeakRecord>? LeakDetected
    {
        add => LeakReports.Add(value);
        remove => LeakReports.Remove(value);
    }

    /// <summary>Whether this process can track at all: true unless the switch <c>LeakLint.LeakTracking.IsSupported</c> is false.</summary>
    /// <remarks>Costs nothing after the first use. Where it is false the level stays Disabled and scopes see nothing.</remarks>
#if NET8_0_OR_GREATER
    [FeatureSwitchDefinition(Switch)]
#endif
    public static bool IsSupported { get; } = !AppContext.TryGetSwitch(Switch, out bool isEnabled) || isEnabled;

    /// <summary>Which acquires are tracked from now on. Handles that are tracked already stay so.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    /// <remarks>Thread safe. Where tracking is not supported it stays Disabled. The cost is that of each acquire: see <see cref="LeakTrackingLevel"/>.</remarks>
    public static LeakTrackingLevel Level
    {
        get => LevelAndGate();
        set
        {
            if (value is < LeakTrackingLevel.Disabled or > LeakTrackingLevel.Stacks)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "No such level.");
            }

            LevelAndGate();
            lock (Gate)
            {
                _levelPlusOne = (int)value + 1;
                SetGate();
            }
        }
    }

    /// <summary>At the level Sampled every how manieth acquire of a thread is tracked: 128 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    /// <remarks>Thread safe. A thread that is just counting finishes its count first.</remarks>
    public static int SamplingInterval
    {
        get => Volatile.Read(ref _samplingInterval);
        set => Volatile.Write(ref _samplingInterval, value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 1."));
    }

    /// <summary>How often a listener of <see cref="LeakDetected"/> threw.</summary>
    /// <remarks>Thread safe; one field read.</remarks>
    public static long FailedListeners => LeakReports.FailedListeners;

    /// <summary>The tracked handles that are neither disposed nor lost, grouped by site, the largest group first.</summary>
    /// <returns>A snapshot: a record for each site. Empty if nothing is tracked.</returns>
    /// <remarks>Thread safe; it costs a walk over what is outstanding, which acquires and disposals wait for a few at a time.</remarks>
    public static IReadOnlyList<LeakRecord> GetOutstanding() => LeakRecords.Group(OutstandingHandles.Find(static trace => trace.IsOpen));

    /// <summary>Who holds a value now: the sites of the tracked handles to it, the largest group first. The answer to "why
    /// is the count 3".</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="handle">Any handle of the value, disposed or not.</param>
    /// <returns>A snapshot. The sum of the counts is <see cref="SharedHandle{T}.ReferenceCount"/> if all of its handles were
    /// tracked from the first on; empty if none is.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <remarks>Thread safe; costs as much as <see cref="GetOutstanding"/>.</remarks>
    public static IReadOnlyList<LeakRecord> GetHolders<T>(SharedHandle<T> handle)
        where T : class
    {
        object? tag = (handle ?? throw new ArgumentNullException(nameof(handle))).Block.ExistingTag;
        return tag is null ? [] : LeakRecords.Group(OutstandingHandles.Find(trace => trace.IsOpen && ReferenceEquals(trace.Tag, tag)));
    }

    /// <summary>What was lost since the process began, grouped by site, the largest group first: the counts go on where
    /// <see cref="LeakDetected"/> is silent.</summary>
    /// <returns>A snapshot.</returns>
    /// <remarks>Thread safe. The number of records is bounded by the number of acquiring lines of code.</remarks>
    public static IReadOnlyList<LeakRecord> GetLost() => LeakReports.GetLost();

    /// <summary>Tracks, whatever the <see cref="Level"/>, every handle that is acquired from now on in this flow of
    /// execution (this method, what it calls and awaits, the tasks it starts) until the scope is disposed.</summary>
    /// <param name="name">What the scope is called in its message.</param>
    /// <returns>The scope: ask it, then dispose it.</returns>
    /// <remarks>Flows that run beside this one, such as parallel tests, are not seen. Meant for tests: each acquire in a scope takes
    /// a stack. Thread safe.</remarks>
    public static LeakScope BeginScope(string? name = null)
    {
        lock (Gate)
        {
            _openScopes++;
            SetGate();
        }

        return LeakScope.Begin(name);
    }

    /// <summary>Whether any scope is open in the process.</summary>
    internal static bool HasScopes => Volatile.Read(ref _openScopes) > 0;

    /// <summary>The level; the first one to ask reads the configuration, and closes the gate if there is nothing to do.</summary>
    internal static LeakTrackingLevel LevelAndGate()
    {
        int level = Volatile.Read(ref _levelPlusOne);
        if (!IsSupported)
        {
            return LeakTrackingLevel.Disabled;
        }

        if (level != 0)
        {
            return (LeakTrackingLevel)(level - 1);
        }

#if NET8_0_OR_GREATER
        RuntimeMeter.Start();
#endif
        lock (Gate)
        {
            if (_levelPlusOne == 0)
            {
                _levelPlusOne = (int)Configured(AppContext.GetData(Property) as string, Environment.GetEnvironmentVariable(Variable)) + 1;
                SetGate();
            }

            return (LeakTrackingLevel)(_levelPlusOne - 1);
        }
    }

    /// <summary>The level that a process starts with.</summary>
    internal static LeakTrackingLevel Configured(string? property, string? variable)
    {
        string? text = string.IsNullOrEmpty(property) ? variable : property;
        foreach (LeakTrackingLevel level in new[] { LeakTrackingLevel.Sampled, LeakTrackingLevel.Sites, LeakTrackingLevel.Stacks })
        {
            if (string.Equals(text, LevelName(level), StringComparison.OrdinalIgnoreCase))
            {
                return level;
            }
        }

        return LeakTrackingLevel.Disabled;
    }

    /// <summary>A scope was disposed.</summary>
    internal static void EndScope()
    {
        lock (Gate)
        {
            _openScopes--;
            SetGate();
        }
    }

    private static string LevelName(LeakTrackingLevel level) => level switch
    {
        LeakTrackingLevel.Sampled => nameof(LeakTrackingLevel.Sampled),
        LeakTrackingLevel.Sites => nameof(LeakTrackingLevel.Sites),
        _ => nameof(LeakTrackingLevel.Stacks),
    };

    private static void SetGate() =>
        TrackingGate.Set(!IsSupported || (_openScopes == 0 && _levelPlusOne == (int)LeakTrackingLevel.Disabled + 1));
}

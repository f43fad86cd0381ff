using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>What the analysis of one method found, collected while it ran and judged by rules afterwards.</summary>
internal sealed class FlowResult(FlowSubject subject, GaveUp gaveUp)
{
    public ImmutableArray<ResourceHistory> Resources => subject.Histories;

    /// <summary>The operation that a history's <see cref="ResourceHistory.ThrownAt"/> names.</summary>
    public IOperation? Thrower(int at) => subject.Thrower(at);

    /// <summary>Why the analysis stopped before it had seen all; nothing may then be concluded.</summary>
    public GaveUp GaveUp { get; } = gaveUp;

    /// <summary>The kind of resource that the <c>out</c> parameter of this ordinal always hands to the caller; null when it may be anything else.</summary>
    public ResourceKind? HandsOut(int ordinal) => subject.HandedOut.TryGetValue(ordinal, out var kind) ? kind : null;

    /// <summary>Whether the <c>out</c> parameter of this ordinal may also come out empty.</summary>
    public bool MayHandOutNothing(int ordinal) => (subject.HandedOutNothing & (1UL << (ordinal & 63))) != 0;

    /// <summary>The element of a tuple, and its kind, that every return hands to the caller; null when some return hands out anything else.</summary>
    public FreshElement? ReturnsInside
    {
        get
        {
            FreshElement? inside = null;
            foreach (var returned in subject.ReturnedInside.Values)
            {
                if (returned is null || (inside is not null && inside != returned))
                {
                    return null;
                }

                inside = returned;
            }

            return subject.ReturnedInside.Count == subject.Returned.Count ? inside : null;
        }
    }

    /// <summary>The kind of resource that every return hands to the caller; null when some return hands out anything else.</summary>
    public ResourceKind? Returns
    {
        get
        {
            ResourceKind? kind = null;
            foreach (var returned in subject.Returned.Values)
            {
                if (returned is null || (kind is not null && kind != returned))
                {
                    return null;
                }

                kind = returned;
            }

            return kind;
        }
    }
}

/// <summary>Why a method could not be decided as a whole.</summary>
internal enum GaveUp
{
    /// <summary>It did not give up.</summary>
    No,

    /// <summary>The budget of steps ran out.</summary>
    OutOfSteps,

    /// <summary>More resources or guarding variables than the state has bits.</summary>
    TooManyVariables,

    /// <summary>An operation of a kind that nobody thought of.</summary>
    UnknownOperation,
}

/// <summary>How one resource fared on all the paths of a method.</summary>
internal sealed class ResourceHistory(Resource resource)
{
    // Every normal way out by its place, whether the resource is held there or not.
    private readonly ExitsInOrder _exits = new();
    private readonly ExitsInOrder _losses = new();

    public Resource Resource { get; } = resource;

    /// <summary>All that may have become of it by the time the method is left without an exception.</summary>
    public ResourceStatus AtExit { get; private set; }

    /// <summary>All that may have become of it where the method returns.</summary>
    public ResourceStatus AtReturn { get; private set; }

    /// <summary>What became of it where the method returns <c>true</c>, and where it returns <c>false</c>; after a throw left out.</summary>
    public (ResourceStatus WhenTrue, ResourceStatus WhenFalse) Said { get; private set; }

    /// <summary>The method returns <paramref name="answer"/>, or nobody can say what; it has the given <paramref name="status"/> by then.</summary>
    public void SaidAt(bool? answer, ResourceStatus status)
    {
        status &= ~ResourceStatus.HeldAfterThrow;
        Said = (answer == false ? Said.WhenTrue : Said.WhenTrue | status, answer == true ? Said.WhenFalse : Said.WhenFalse | status);
    }

    /// <summary>The collections of the method that it is put into, as bits of variables.</summary>
    public ulong Collections { get; set; }

    /// <summary>Whether it stands for several objects of which one is released after the other, or for one that lies inside another.</summary>
    public bool IsContained => IsSeveral || Resource.Acquisition.IsContained;

    /// <summary>Whether it stands for several objects.</summary>
    public bool IsSeveral => Collections != 0 || Resource.Acquisition.Inside == Acquisition.Elements;

    /// <summary>Why it could not be followed on some path; null when it could on all.</summary>
    public EscapeReason? Escape { get; set; }

    /// <summary>Some operation of the method releases it on some path.</summary>
    public bool IsReleasedSomewhere { get; set; }

    /// <summary>Where the last release in reading order begins; 0 when there is none.</summary>
    public int LastRelease { get; set; }

    /// <summary>Some operation of the method hands it to an owner other than the method's caller.</summary>
    public bool IsKeptSomewhere { get; set; }

    /// <summary>The ways out on which it is still held though nothing threw since, in reading order.</summary>
    public IEnumerable<HeldExit> HeldExits
    {
        get
        {
            foreach (var exit in _exits)
            {
                if ((exit.Status & ResourceStatus.Held) != 0)
                {
                    yield return exit;
                }
            }
        }
    }

    /// <summary>All normal ways out, in reading order.</summary>
    public IEnumerable<HeldExit> Exits => _exits;

    /// <summary>The places at which the last variable that held it got another value, in reading order.</summary>
    public IEnumerable<HeldExit> Losses => _losses;

    /// <summary>The ways out on which it is released for certain, in reading order.</summary>
    public IEnumerable<HeldExit> ReleasedExits
    {
        get
        {
            foreach (var exit in _exits)
            {
                if (exit.Status == ResourceStatus.Released)
                {
                    yield return exit;
                }
            }
        }
    }

    /// <summary>The first throw after which the method may be left with the resource held, by <see cref="FlowResult.Thrower"/>; 0 for none.</summary>
    public int ThrownAt { get; private set; }

    /// <summary>What threw at <paramref name="thrower"/> left it held, and the last variable that held it gets another value.</summary>
    public void LostWhenThrown(int thrower) => ThrownAt = ThrownAt == 0 || thrower < ThrownAt ? thrower : ThrownAt;

    /// <summary>At <paramref name="location"/> the last variable that held it gets another value; until then it has the given <paramref name="status"/>.</summary>
    public void LostAt(Location location, ResourceStatus status)
    {
        var order = location.SourceSpan.Start;
        _losses.Join(order, new HeldExit(ExitKind.Overwritten, location, status));
    }

    public void LeftAt(int order, ExitKind exit, Location location, in ResourceState state)
    {
        var status = state.Status;
        var isReleasedTogether = IsSeveral && (status & ResourceStatus.Released) != 0;
        if (state.ThrownAt != 0 && !isReleasedTogether && (ThrownAt == 0 || state.ThrownAt < ThrownAt))
        {
            ThrownAt = state.ThrownAt;
        }

        if (exit == ExitKind.Exception)
        {
            return;
        }

        AtExit |= status;
        AtReturn |= exit == ExitKind.Return ? status : ResourceStatus.None;
        _exits.Join(order, new HeldExit(exit, location, status));
    }
}

/// <summary>A normal way out of the method on which a resource is still held.</summary>
/// <param name="Kind">How the path leaves.</param>
/// <param name="Location">The <c>return</c>, <c>throw</c>, <c>yield return</c> or closing brace.</param>
/// <param name="Status">All that may have become of the resource on the paths that leave here.</param>
internal sealed record HeldExit(ExitKind Kind, Location Location, ResourceStatus Status);

/// <summary>Why a resource could not be followed.</summary>
internal enum EscapeReason
{
    /// <summary>A lambda or local function captures the variable that holds it.</summary>
    Captured,

    /// <summary>Passed by reference to code that may replace or release it.</summary>
    ByReference,

    /// <summary>Passed to code that may keep or release it.</summary>
    PassedOn,

    /// <summary>Put into another object, an array or a collection.</summary>
    Stored,

    /// <summary>Two variables may hold it, and one of them is released or handed on.</summary>
    Ambiguous,
}

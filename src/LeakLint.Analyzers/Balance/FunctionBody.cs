using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>What one function releases, and where it enters what it exits: read off its operations once.</summary>
internal sealed class FunctionBody
{
    private readonly Ownership _ownership;
    private List<Entry>? _entries;

    private FunctionBody(IOperation root, Ownership ownership, CancellationToken cancellation)
    {
        Root = root;
        _ownership = ownership;
        Cancellation = cancellation;
    }

    public IOperation Root { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>The releases, in reading order.</summary>
    public List<Release> Releases { get; } = [];

    /// <summary>The acquisitions on objects that were there before: locks, semaphores, counts. In reading order.</summary>
    public List<Entry> Entries => _entries ??= FindEntries();

    public static FunctionBody Read(IOperation root, Ownership ownership, CancellationToken cancellation)
    {
        var body = new FunctionBody(root, ownership, cancellation);
        foreach (var operation in Functions.Operations(root))
        {
            if (operation is IInvocationOperation call && (ownership.ReleaseOf(call) ?? ownership.HalfReleaseOf(call, cancellation)) is { } release)
            {
                body.Releases.Add(release);
            }
        }

        body.FindHelpers();
        return body;
    }

    /// <summary>Whether the operation throws in practice.</summary>
    public bool Throws(IOperation operation) => _ownership.IsLikelyToThrow(operation, Cancellation);

    /// <summary>All that the place read by <paramref name="value"/> may come from, through other places; null when some of it is not in sight.</summary>
    public List<IOperation>? OriginsOf(IOperation value) => _ownership.Origins.Of(value, Cancellation);

    /// <summary>All that the local or field is given; null when some of it is not in sight.</summary>
    public List<IOperation>? GivenTo(IOperation place) => _ownership.Origins.Given(place, Cancellation);

    /// <summary>By which protocol the call acquires what it returns; null when it does not.</summary>
    public Protocol? AcquiredBy(IOperation call)
        => call is IInvocationOperation or IObjectCreationOperation or IAwaitOperation && _ownership.TryAcquire(call, Cancellation, out var acquisition) && acquisition.OutParameter < 0 && (!acquisition.IsOfPlace || acquisition.AlsoResult) ? (Protocol)acquisition.Kind : null;

    /// <summary>What says by an attribute that the value is only borrowed: the parameter's reference, or the call that lends it; null where nothing does.</summary>
    public IOperation? IsLent(IOperation value) => _ownership.LentBy(value, Cancellation);

    /// <summary>Whether the semaphore is a signal: one side waits, the other releases.</summary>
    public bool IsSignal(IOperation place) => _ownership.IsSignal(place);

    /// <summary>Whether the call never comes back.</summary>
    public bool NeverReturns(IInvocationOperation call) => _ownership.NeverReturns(call.TargetMethod);

    /// <summary>Whether the end of an object of that type matters to who still works with it.</summary>
    public bool EndsAtDispose(ITypeSymbol type) => _ownership.EndsAtDispose(type, Cancellation);

    // Give(array): a method of the program may release it as well. Only one that stands beside a release is of interest.
    private void FindHelpers()
    {
        var protocols = new HashSet<Protocol>();
        foreach (var release in Releases)
        {
            if (!release.IsOfPlace && !release.Protocol.IsDisposable)
            {
                protocols.Add(release.Protocol);
            }
        }

        if (protocols.Count == 0)
        {
            return;
        }

        foreach (var operation in Functions.Operations(Root))
        {
            if (operation is IInvocationOperation call && _ownership.ReleaseOf(call, protocols, Cancellation) is { } release)
            {
                Releases.Add(release);
            }
        }
    }

    private List<Entry> FindEntries()
    {
        var entries = new List<Entry>();
        foreach (var operation in Functions.Operations(Root))
        {
            if (operation.Kind is OperationKind.Invocation or OperationKind.Await && !operation.IsImplicit
                && _ownership.TryAcquire(operation, Cancellation, out var acquisition) && acquisition.IsOfPlace
                && Resource.Awaited(operation) is IInvocationOperation call
                && (acquisition.Place != Acquisition.Receiver ? Ownership.ArgumentFor(call, acquisition.Place) : acquisition.Member is { IsStatic: true } ? call : call.Instance) is { } place)
            {
                entries.Add(new Entry(operation, call, acquisition, acquisition.Member is { } member ? StablePlaces.Key(place, member) : StablePlaces.Key(place), place));
            }
        }

        return entries;
    }
}

/// <summary>An acquisition on an object that was there before.</summary>
/// <param name="Operation">The operation that acquires: the call, or the await around it.</param>
/// <param name="Call">The call.</param>
/// <param name="Acquisition">How it acquires.</param>
/// <param name="Key">The key of the place where the object stands; null where it has none.</param>
/// <param name="Place">The expression that names the object.</param>
internal sealed record Entry(IOperation Operation, IInvocationOperation Call, Acquisition Acquisition, string? Key, IOperation Place);

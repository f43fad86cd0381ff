using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>What one analysis is about and what it gathers: shared by the method's transfer and those of its local functions.</summary>
internal sealed class FlowSubject(
    IOwnership ownership, Dictionary<IOperation, Resource> acquisitions, ImmutableArray<ResourceHistory> histories, StepBudget budget, CancellationToken cancellation)
{
    private readonly Dictionary<string, int> _questions = [];

    /// <summary>Where what happens after releases is noted; null when the resources are living ones.</summary>
    public Aftermath? After { get; init; }

    public IOwnership Ownership { get; } = ownership;

    /// <summary>The operations that acquire, each with what it acquires.</summary>
    public Dictionary<IOperation, Resource> Acquisitions { get; } = acquisitions;

    public ImmutableArray<ResourceHistory> Histories { get; } = histories;

    public VariableTable Variables { get; } = new();

    /// <summary>Whether anything is held on an object that was there before.</summary>
    public bool HasPlaces { get; } = AnyPlace(histories);

    /// <summary>A condition with this key stands in the code once more.</summary>
    public void Count(string question) => _questions[question] = _questions.TryGetValue(question, out var times) ? times + 1 : 1;

    /// <summary>Whether the question stands in the code more than once.</summary>
    public bool IsRepeated(string question) => _questions.TryGetValue(question, out var times) && times > 1;

    private readonly Dictionary<int, IOperation> _throwers = [];
    private readonly Dictionary<ResourceKind, bool> _releasedInside = [];
    private LocalAliases? _aliases;

    /// <summary>What the local is a second name of; null when it has a life of its own.</summary>
    public IOperation? AliasOf(ControlFlowGraph graph, ILocalSymbol local) => After is not null ? null : (_aliases ??= LocalAliases.In(graph)).Of(local);

    /// <summary>Whether a lambda, or a local function that does not run in place, releases something of this kind.</summary>
    public bool IsReleasedInside(ControlFlowGraph graph, ResourceKind kind)
    {
        if (!_releasedInside.TryGetValue(kind, out var released))
        {
            _releasedInside[kind] = released = NestedFunctions.AnyCall(graph, call => Releases(call, kind));
        }

        return released;
    }

    private bool Releases(IInvocationOperation call, ResourceKind kind)
    {
        if (Ownership.OnReceiver(call, kind) == Passing.Releases)
        {
            return true;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && Ownership.IsRelease(parameter, kind))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyPlace(ImmutableArray<ResourceHistory> histories)
    {
        foreach (var history in histories)
        {
            if (history.Resource.Acquisition.IsOfPlace)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the operation ends, as a number that <see cref="Thrower"/> turns back.</summary>
    public int ThrowerAt(IOperation operation)
    {
        var at = operation.Syntax.Span.End;
        _throwers[at] = operation;
        return at;
    }

    /// <summary>The operation that throws there.</summary>
    public IOperation? Thrower(int at) => _throwers.TryGetValue(at, out var operation) ? operation : null;

    public StepBudget Budget { get; } = budget;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>For each block that returns a value, the kind of the resource that the value is; null for anything else.</summary>
    public Dictionary<int, ResourceKind?> Returned { get; } = [];

    /// <summary>For each block that returns a tuple, the element of it that is a resource, and its kind; null for any other tuple.</summary>
    public Dictionary<int, FreshElement?> ReturnedInside { get; } = [];

    /// <summary>For each <c>out</c> parameter, the kind of the resource that every assignment puts there; null when some puts anything else.</summary>
    public Dictionary<int, ResourceKind?> HandedOut { get; } = [];

    /// <summary>The <c>out</c> parameters that some assignment leaves empty, a bit an ordinal.</summary>
    public ulong HandedOutNothing { get; set; }
}

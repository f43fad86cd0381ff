namespace LeakLint.Analyzers.Flow;

/// <summary>What the solver asks about the code: how blocks and edges change a state.</summary>
internal interface ITransfer<TState>
{
    /// <summary>Runs a block from <paramref name="start"/>, which it must leave unchanged.</summary>
    BlockOutcome<TState> Run(int block, TState start);

    /// <summary>Takes an edge: what its condition adds; <c>false</c> when no path can take it.</summary>
    bool TryTake(FlowEdge edge, TState state, out TState taken);

    /// <summary>An exception passes the handlers of a <c>try</c> that take others, cancellation among them or not.</summary>
    TState PassedHandlers(TState state, bool cancellationIsCaught);

    /// <summary>A path leaves the method here, all finally blocks on its way having run.</summary>
    void Leave(int block, ExitKind exit, TState state);
}

/// <summary>How a path leaves a method.</summary>
internal enum ExitKind
{
    /// <summary>By <c>return</c>, <c>yield break</c> or its end.</summary>
    Return,

    /// <summary>By a <c>throw</c> that no handler here takes.</summary>
    Throw,

    /// <summary>By an exception out of something it called.</summary>
    Exception,

    /// <summary>An iterator's consumer stops at a <c>yield return</c>.</summary>
    Abandoned,

    /// <summary>Not at all: the method goes on, but the last variable that held the resource gets another value.</summary>
    Overwritten,
}

/// <summary>What running a block gives.</summary>
/// <param name="End">The state at its end.</param>
/// <param name="Thrown">The join of the states that an exception out of it leads to; nothing when nothing in it may throw.</param>
/// <param name="Abandoned">The join of the states in which an iterator stops in it; nothing when it has no <c>yield return</c>.</param>
internal readonly record struct BlockOutcome<TState>(TState End, TState? Thrown, TState? Abandoned);

using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;

namespace LeakLint;

/// <summary>What was thrown while several things were released: each gets its turn, and then what happened is said.</summary>
internal struct Failures
{
    private List<Exception>? _all;

    public void Add(Exception failure) => (_all ??= []).Add(failure);

    /// <summary>Throws a single failure as it was, several in an <see cref="AggregateException"/>.</summary>
    public readonly void ThrowIfAny()
    {
        if (_all is { Count: 1 })
        {
            ExceptionDispatchInfo.Capture(_all[0]).Throw();
        }

        if (_all is not null)
        {
            throw new AggregateException(_all);
        }
    }
}

using System;
using System.Collections.Generic;

namespace LeakLint;

/// <summary>Something was not released or not collected that should have been.</summary>
public sealed class LeakException : Exception
{
    /// <summary>An exception without records.</summary>
    public LeakException()
        : this("Something was not released.")
    {
    }

    /// <summary>An exception without records.</summary>
    /// <param name="message">What was found.</param>
    public LeakException(string message)
        : base(message)
    {
    }

    /// <summary>An exception without records.</summary>
    /// <param name="message">What was found.</param>
    /// <param name="innerException">What led to it.</param>
    public LeakException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal LeakException(string message, IReadOnlyList<LeakRecord> leaks)
        : base(message) => Leaks = leaks;

    /// <summary>The handles that were not disposed, grouped by site; empty if it is not about handles.</summary>
    public IReadOnlyList<LeakRecord> Leaks { get; } = [];
}

using System.Collections.Generic;

namespace LeakLint.Benchmarks.Measuring;

/// <summary>What one row came to. Bytes are null where they say nothing; so is the noise, the median round as a multiple of the least.</summary>
internal sealed record Measured(string Name, double Value, double? Bytes = null, string? Python = null, double? Noise = null);

/// <summary>
/// What a row shall not exceed: so many times another row of its table, or of CPython's operations (its name begins with
/// <see cref="PythonOperations.Mark"/>), or, with no other row, a plain number.
/// </summary>
/// <param name="Row">The row.</param>
/// <param name="AtMost">The largest ratio, or the largest value.</param>
/// <param name="Than">The row that it is told against; null for a plain number.</param>
/// <param name="MostBytes">The most bytes an operation may allocate; null for no promise.</param>
/// <param name="Reason">Why it is missed, written by whoever looked into it. Printed only while it is missed.</param>
internal sealed record Goal(string Row, double AtMost, string? Than, double? MostBytes = null, string? Reason = null);

/// <summary>Rows that are measured together and told against the first of them.</summary>
internal abstract class Table(string title, string about)
{
    public string Title { get; } = title;

    /// <summary>What is measured, in a sentence or two of the page.</summary>
    public string About { get; } = about;

    public virtual string Unit => "ns";

    public IReadOnlyList<Goal> Goals { get; init; } = [];

    public abstract IReadOnlyList<Measured> Measure(Effort effort);
}

/// <summary>How long a run may take.</summary>
/// <param name="Rounds">How often each row is measured; the least counts.</param>
/// <param name="Milliseconds">How long one measurement of a row lasts, about.</param>
/// <param name="WarmUp">How long a row runs before it is measured, so that its code is the final one.</param>
internal sealed record Effort(int Rounds, double Milliseconds, double WarmUp);

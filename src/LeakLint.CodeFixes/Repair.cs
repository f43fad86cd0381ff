using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes;

/// <summary>
/// One way to repair one diagnostic. It was planned before it is offered, so applying it changes something and the
/// result compiles.
/// </summary>
/// <param name="kind">A word for the way, the same for every diagnostic: <c>weak</c>, <c>using</c>, <c>finally</c>, <c>bound</c>.</param>
/// <param name="title">What the light bulb says.</param>
/// <param name="apply">Makes the repaired solution.</param>
internal sealed class Repair(string kind, string title, Func<CancellationToken, Task<Solution>> apply)
{
    public string Kind { get; } = kind;

    public string Title { get; } = title;

    public Task<Solution> ApplyAsync(CancellationToken cancellation) => apply(cancellation);
}

using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Balance;

/// <summary>An acquire that stands where the release is due.</summary>
/// <param name="At">The acquire: what is reported.</param>
/// <param name="First">The acquire that it repeats.</param>
/// <param name="Written">What stands there, in a reader's words.</param>
/// <param name="Due">What is due there.</param>
/// <param name="Place">Where that is.</param>
internal sealed record WrongHalf(Location At, Location First, string Written, string Due, string Place);

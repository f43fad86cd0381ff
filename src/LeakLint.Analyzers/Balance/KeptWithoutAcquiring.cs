using System;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK310: a counted handle that is only borrowed is put into a field or collection without a reference of its own. Its owner releases
/// it, and what was kept is gone: the next use fails, or meets what somebody else has there by now.
/// </summary>
internal static class KeptWithoutAcquiring
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK310",
        title: "Borrowed handle is kept without a reference of its own",
        messageFormat: "'{0}' is kept here beyond the call without a reference of its own, but {1}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A count says how many still need the object. Who keeps a handle without counting up relies on somebody else's reference, and has nothing when that is released.");

    /// <summary>The property that names how a reference is added.</summary>
    public const string AcquireProperty = "acquire";

    internal static void Report(KeptHandle kept, Action<Diagnostic> report)
        => report(Diagnostic.Create(
            Rule,
            kept.Store.Syntax.GetLocation(),
            kept.Release is { } release ? [release] : [],
            ImmutableDictionary<string, string?>.Empty.Add(AcquireProperty, kept.Acquire),
            kept.Value.Syntax.ToString(),
            kept.Release is { } at
                ? kept.Why + " at line " + (at.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture)
                : kept.Why));
}

using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK308: a type acquires something into a field and has a teardown, its own or inherited, and no code that can reach the
/// field releases it, neither there nor anywhere else. A release that only makes room for the next, cleans up after an
/// exception, or stands where nobody calls it, is none.
/// </summary>
internal static class OwnedFieldNeverReleased
{
    /// <summary>The property that names the field by its documentation-comment id.</summary>
    public const string FieldProperty = "field";

    /// <summary>The property that names the teardown of the base that is not called.</summary>
    public const string BaseProperty = "base";

    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK308",
        title: "Field is never released by the type's teardown",
        messageFormat: "{0}, {1} here, is {2}: {3}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The object acquires something for a field of its own, and whoever tears the object down trusts that it is released then. No code that can reach the field does.");

    internal static void Judge(OwnerFacts facts, Action<Diagnostic> report)
    {
        foreach (var field in facts.Kept)
        {
            if (field.HasTeardown)
            {
                report(Diagnostic.Create(Rule, field.Site, field.Member.Locations, ForTheFix(field), "'" + field.Member.Name + "'", field.Protocol.Acquired, "never " + field.Protocol.Released, Why(facts, field)));
            }
        }
    }

    /// <summary>What a collection of the object keeps. <c>_files.Add(File.OpenRead(path));</c></summary>
    internal static void Report(KeptElement element, Action<Diagnostic> report)
        => report(Diagnostic.Create(
            Rule, element.Site, element.Collection.Locations, ImmutableDictionary<string, string?>.Empty,
            "what '" + element.Collection.Name + "' keeps", element.Protocol.Acquired, "never " + element.Protocol.Released, "'" + element.Collection.ContainingType.Name + "." + Name(element.Teardown) + "' forgets it"));

    /// <summary>What one of two teardowns forgets.</summary>
    internal static void Report(UnevenField field, Action<Diagnostic> report)
        => report(Diagnostic.Create(
            Rule, field.Origin.Site!.Syntax.GetLocation(), field.Forgets.Locations, ImmutableDictionary<string, string?>.Empty,
            "'" + field.Member.Name + "'", field.Origin.Protocol!.Acquired, "not always " + field.Origin.Protocol.Released,
            "'" + field.Member.ContainingType.Name + "." + Name(field.Forgets) + "' forgets it, '" + Name(field.Releases) + "' does not"));

    /// <summary>What a base holds and its teardown would release, if the one that stands in for it called it.</summary>
    internal static void Report(UncalledBase left, Action<Diagnostic> report)
        => report(Diagnostic.Create(
            Rule, left.Name, left.Field.Member.Locations, ImmutableDictionary<string, string?>.Empty.Add(BaseProperty, left.Override.Name),
            "'" + left.Field.Member.Name + "' of '" + left.Field.Member.ContainingType.Name + "'", "torn down", "never " + left.Field.Protocol.Released,
            "'" + left.Override.ContainingType.Name + "." + left.Override.Name + "' does not call 'base." + left.Override.Name + "'"));

    internal static ImmutableDictionary<string, string?> ForTheFix(KeptField field)
        => ImmutableDictionary<string, string?>.Empty.Add(FieldProperty, field.Member.GetDocumentationCommentId()).Add("protocol", field.Protocol.Name);

    private static string Why(OwnerFacts facts, KeptField field)
        => field.Teardown is { } teardown
            ? "'" + facts.Type.Name + "." + Name(teardown) + "' forgets it"
            : "'" + facts.Type.Name + "' does not extend the Dispose that it inherits";

    // System.IDisposable.Dispose
    private static string Name(IMethodSymbol method) => method.Name.Substring(method.Name.LastIndexOf('.') + 1);
}

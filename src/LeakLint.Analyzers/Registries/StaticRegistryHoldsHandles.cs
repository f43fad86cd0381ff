using System;
using System.Collections.Immutable;
using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK101: a private static registry takes <c>this</c>, counted handles, finalizable or disposable objects, or
/// delegates over an instance, and no code of its outermost type, the only code that can reach it, lets go of them.
/// </summary>
internal static class StaticRegistryHoldsHandles
{
    /// <summary>The property that says what is stored: <c>handle</c>, <c>finalizable</c>, <c>disposable</c>, <c>this</c> or <c>delegate</c>.</summary>
    public const string StoredProperty = "stored";

    /// <summary>The property that names the registry by its documentation-comment id.</summary>
    public const string FieldProperty = "field";

    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK101",
        title: "Static registry never lets go of what it is given",
        messageFormat: "'{0}' keeps every {1} that {2} adds ({3}): nothing removes them",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A private static collection or delegate holds what it is given until the process ends. All code that can reach it is in sight, and none removes, clears, replaces or bounds it.");

    internal static void Judge(RegistriesFacts facts, Action<Diagnostic> report)
    {
        foreach (var registry in facts.Registries)
        {
            var verdict = RegistryVerdict.Of(registry, facts);
            if (verdict.Proof is { } proof)
            {
                report(Report(registry, proof, verdict.Stored));
            }
            else if (verdict is { Undecided: { } undecided, Reason: { } reason })
            {
                report(Undecided.At(undecided.Location, registry.Name, reason));
            }
        }
    }

    private static Diagnostic Report(ISymbol registry, RegistryUse proof, StoredValue stored) => Diagnostic.Create(
        Rule,
        proof.Location,
        additionalLocations: registry.Locations,
        properties: ImmutableDictionary<string, string?>.Empty
            .Add(StoredProperty, NameOf(stored.Kind))
            .Add(FieldProperty, registry.GetDocumentationCommentId()),
        registry.Name,
        (stored.Kind == StoredKind.Delegate ? "delegate over '" : "'") + stored.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) + "'",
        WhoAdds(proof.Member!),
        InWords(stored.Kind));

    private static string NameOf(StoredKind kind) => kind switch
    {
        StoredKind.This => "this",
        StoredKind.Handle => "handle",
        StoredKind.Finalizable => "finalizable",
        StoredKind.Disposable => "disposable",
        _ => "delegate",
    };

    private static string InWords(StoredKind kind) => kind switch
    {
        StoredKind.This => "'this'",
        StoredKind.Handle => "a counted handle",
        StoredKind.Finalizable => "a finalizable object",
        StoredKind.Disposable => "a disposable object",
        _ => "which keeps what it captured",
    };

    private static string WhoAdds(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => "the constructor of '" + constructor.ContainingType.Name + "'",
        IMethodSymbol { AssociatedSymbol: { } property } => "'" + property.ContainingType.Name + "." + property.Name + "'",
        IMethodSymbol method => "'" + method.ContainingType.Name + "." + method.Name + "'",
        _ => "the initializer of '" + member.Name + "'",
    };
}

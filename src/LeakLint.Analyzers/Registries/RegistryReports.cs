using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>The words in which the rules about registries speak, and what they tell the fixes.</summary>
internal static class RegistryReports
{
    /// <summary>The property that says what is stored: <c>handle</c>, <c>finalizable</c>, <c>disposable</c>, <c>this</c>, <c>delegate</c> or <c>plain</c>.</summary>
    public const string StoredProperty = "stored";

    /// <summary>The property that names the registry by its documentation-comment id.</summary>
    public const string FieldProperty = "field";

    /// <summary>The property that says what makes the registry larger: <c>key</c>, <c>element</c> or <c>always</c>.</summary>
    public const string GrowthProperty = "growth";

    /// <summary>The property that is <c>yes</c> where the add answers a lookup that failed: a cache, which may forget.</summary>
    public const string CacheProperty = "cache";

    /// <summary>'_nodes' keeps every 'Node' that the constructor of 'Node' adds ('this'): nothing removes them</summary>
    public static Diagnostic OfHolding(DiagnosticDescriptor rule, ISymbol registry, RegistryVerdict verdict)
    {
        var stored = verdict.Stored;
        var what = (stored.Kind == StoredKind.Delegate ? "delegate over '" : "'") + stored.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) + "'";
        return Diagnostic.Create(
            rule,
            verdict.Proof!.Location,
            registry.Locations,
            Properties(registry, verdict),
            registry.Name,
            what,
            WhoAdds(verdict.Proof.Member!),
            InWords(stored.Kind),
            InWords(verdict.Cause, "nothing removes them"));
    }

    /// <summary>'_images' grows with every 'path' that 'Images.Get' adds: nothing removes, replaces or bounds</summary>
    public static Diagnostic OfGrowth(DiagnosticDescriptor rule, ISymbol registry, RegistryVerdict verdict)
    {
        var growth = verdict.Proof!.Growth;
        return Diagnostic.Create(
            rule,
            verdict.Proof.Location,
            registry.Locations,
            Properties(registry, verdict),
            registry.Name,
            (growth.Form == GrowthForm.ByKey ? "key '" : "'") + growth.Text + "'" + (growth.Domain.NeverEqual ? ", which never equals another," : string.Empty),
            WhoAdds(verdict.Proof.Member!),
            InWords(verdict.Cause, "nothing removes, replaces or bounds them"));
    }

    /// <summary>'_views' keeps the weak reference that the constructor of 'View' adds when its object is gone: nothing removes the dead ones</summary>
    public static Diagnostic OfDead(DiagnosticDescriptor rule, ISymbol registry, RegistryVerdict verdict) => Diagnostic.Create(
        rule,
        verdict.Proof!.Location,
        registry.Locations,
        Properties(registry, verdict),
        registry.Name,
        WhoAdds(verdict.Proof.Member!));

    /// <summary>'s_cache' has no size limit, and the entry with key 'id' that 'Users.Get' adds has no expiry</summary>
    public static Diagnostic OfCache(DiagnosticDescriptor rule, ISymbol registry, RegistryVerdict verdict) => Diagnostic.Create(
        rule,
        verdict.Proof!.Location,
        registry.Locations,
        Properties(registry, verdict),
        registry.Name,
        verdict.Proof.Growth.Text,
        WhoAdds(verdict.Proof.Member!));

    /// <summary>'s_current' keeps the 'Session' that 'Session.Enter' puts in</summary>
    public static Diagnostic OfSlot(DiagnosticDescriptor rule, ISymbol registry, RegistryVerdict verdict) => Diagnostic.Create(
        rule,
        verdict.Proof!.Location,
        registry.Locations,
        Properties(registry, verdict),
        registry.Name,
        "'" + verdict.Stored.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) + "'",
        WhoAdds(verdict.Proof.Member!));

    /// <summary>The one or the other, in the same words.</summary>
    public static Diagnostic OfEither(DiagnosticDescriptor rule, ISymbol registry, RegistryVerdict verdict)
    {
        var same = verdict.Wrong == Wrong.Holds ? OfHolding(StaticRegistryHoldsHandles.Rule, registry, verdict) : OfGrowth(StaticCollectionOnlyGrows.Rule, registry, verdict);
        var text = same.GetMessage(CultureInfo.InvariantCulture);
        return Diagnostic.Create(rule, same.Location, same.AdditionalLocations, same.Properties, registry.Name, text.Substring(registry.Name.Length + 3));
    }

    private static ImmutableDictionary<string, string?> Properties(ISymbol registry, RegistryVerdict verdict) => ImmutableDictionary<string, string?>.Empty
        .Add(StoredProperty, NameOf(verdict.Stored.Kind))
        .Add(FieldProperty, registry.GetDocumentationCommentId())
        .Add(GrowthProperty, verdict.Proof!.Growth.Form switch { GrowthForm.ByKey => "key", GrowthForm.ByElement => "element", _ => "always" })
        .Add(CacheProperty, verdict.Proof.Growth is { OnMiss: true, Form: GrowthForm.ByKey } ? "yes" : "no");

    private static string NameOf(StoredKind kind) => kind switch
    {
        StoredKind.This => "this",
        StoredKind.Handle => "handle",
        StoredKind.Finalizable => "finalizable",
        StoredKind.Disposable => "disposable",
        StoredKind.Delegate => "delegate",
        _ => "plain",
    };

    private static string InWords(StoredKind kind) => kind switch
    {
        StoredKind.This => "'this'",
        StoredKind.Handle => "a counted handle",
        StoredKind.Finalizable => "a finalizable object",
        StoredKind.Disposable => "a disposable object",
        _ => "which keeps what it captured",
    };

    private static string InWords(Cause cause, string none) => cause switch
    {
        Cause.NobodyCalls => "nobody calls what would remove them",
        Cause.OnlyFinalizer => "only their finalizer would remove them, and it cannot run while they are held",
        Cause.KeyStays => "their values are removed, their keys stay",
        Cause.FreshKey => "what would remove them asks for a key that never equals another",
        Cause.NotInDisposeAsync => "'Dispose' removes them, 'DisposeAsync' does not",
        Cause.TimeOut => "the answer removes them, and when the time is over before it comes nobody does",
        Cause.EarlyExit => "a way out comes before the removal",
        Cause.EmptiedStay => "what is in them is removed, they stay",
        _ => none,
    };

    private static string WhoAdds(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => "the constructor of '" + constructor.ContainingType.Name + "'",
        IMethodSymbol { AssociatedSymbol: { } property } => "'" + property.ContainingType.Name + "." + property.Name + "'",
        IMethodSymbol method => "'" + method.ContainingType.Name + "." + method.Name + "'",
        _ => "the initializer of '" + member.Name + "'",
    };
}

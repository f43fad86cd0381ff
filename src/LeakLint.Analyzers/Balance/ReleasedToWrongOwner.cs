using System;
using System.Collections.Generic;
using System.Globalization;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK309: what one owner gave goes back to another: an array to a pool that it was not rented from, a block of memory
/// to the wrong allocator, the exit of a lock that is not the one entered.
/// </summary>
internal static class ReleasedToWrongOwner
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK309",
        title: "Resource is released to the wrong owner",
        messageFormat: "'{0}' is {1} here by '{2}', but what is held was {3} by '{4}' at line {5}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "What was acquired in one place is released in another. The one never gets back what it gave, and the other gets what it never gave: memory is corrupted, or a lock stays taken.");

    internal static void Report(Release release, FunctionBody body, Action<Diagnostic> report)
    {
        if (release.IsOfPlace)
        {
            if (Entered(release, body) is { } entry)
            {
                Report(release, entry.Call, (entry.Place.IsImplicit ? "this" : entry.Place.Syntax.ToString()) + "." + entry.Call.TargetMethod.Name, report);
            }
        }
        else if ((release.Protocol.IsNative && release.Protocol != BuiltInProtocols.GCHandle || release.Protocol == BuiltInProtocols.ArrayPool)
            && Giver(release, body) is { } giver)
        {
            Report(release, giver, Member(giver), report);
        }
    }

    private static void Report(Release release, IInvocationOperation acquired, string by, Action<Diagnostic> report)
    {
        var line = (acquired.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        report(Diagnostic.Create(
            Rule,
            release.Call.Syntax.GetLocation(),
            [acquired.Syntax.GetLocation()],
            release.Name,
            release.Protocol.Released,
            release.IsOfPlace ? release.Name + "." + release.Call.TargetMethod.Name : Member(release.Call),
            release.Protocol.Acquired,
            by,
            line));
    }

    // _small.Return, Marshal.FreeHGlobal
    private static string Member(IInvocationOperation call) => (call.Instance is { } owner ? owner.Syntax.ToString() : call.TargetMethod.ContainingType.Name) + "." + call.TargetMethod.Name;

    // The acquisition, where all that the place may hold comes from owners that are certainly not the one it goes to.
    private static IInvocationOperation? Giver(Release release, FunctionBody body)
    {
        if (body.OriginsOf(release.Subject) is not { } origins)
        {
            return null;
        }

        IInvocationOperation? giver = null;
        foreach (var origin in origins)
        {
            if (IsNothing(origin))
            {
                continue;
            }

            if (origin is not IInvocationOperation call || body.AcquiredBy(call) is not { } protocol
                || (protocol == release.Protocol ? !GoesToAnotherPool(call, release.Call, body) : !(protocol.IsNative && release.Protocol.IsNative && protocol != BuiltInProtocols.GCHandle)))
            {
                return null;
            }

            giver ??= call;
        }

        return giver;
    }

    private static bool IsNothing(IOperation value)
        => value.ConstantValue is { HasValue: true, Value: null or 0 or 0L } || value is IDefaultValueOperation or IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true } };

    // Two pools that cannot be one: what they may be is known of both, and nothing is in both.
    private static bool GoesToAnotherPool(IInvocationOperation rent, IInvocationOperation release, FunctionBody body)
        => rent.Instance is { } from && release.Instance is { } to
            && SymbolEqualityComparer.Default.Equals(rent.TargetMethod.ContainingType.OriginalDefinition, release.TargetMethod.ContainingType.OriginalDefinition)
            && Identities(from, body) is { } givers && Identities(to, body) is { } takers && !givers.Overlaps(takers);

    // What a pool may be: ArrayPool<byte>.Shared, the one that a parameter brings, one made in some place, the field itself.
    private static HashSet<string>? Identities(IOperation pool, FunctionBody body)
    {
        var found = new HashSet<string>();
        return Identify(pool, found, body, 0) ? found : null;
    }

    private static bool Identify(IOperation pool, HashSet<string> into, FunctionBody body, int depth)
    {
        pool = Values.Unwrap(pool);
        switch (pool)
        {
            case IPropertyReferenceOperation { Property: { IsStatic: true, Name: "Shared" } shared }:
                into.Add("shared " + shared.ContainingType.ToDisplayString());
                return true;
            case ICoalesceOperation choice:
                return Identify(choice.Value, into, body, depth) && Identify(choice.WhenNull, into, body, depth);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Identify(choice.WhenTrue, into, body, depth) && Identify(otherwise, into, body, depth);
            case IParameterReferenceOperation { Parameter: var parameter }:
                into.Add(StablePlaces.Key(parameter));
                return true;
            case IInvocationOperation { TargetMethod: { Name: "Create", IsStatic: true } } or IObjectCreationOperation:
                into.Add("made at " + pool.Syntax.SpanStart.ToString(CultureInfo.InvariantCulture) + pool.Syntax.SyntaxTree.FilePath);
                return true;
            case ILocalReferenceOperation or IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private, IsReadOnly: true } } when depth < 3:
                if (StablePlaces.Key(pool) is not { } key || body.GivenTo(pool) is not { Count: > 0 } values)
                {
                    return false;
                }

                into.Add(key);
                foreach (var value in values)
                {
                    if (!Identify(value, into, body, depth + 1))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    // lock a is entered, and in the finally of the try below it lock b is exited, which nobody entered here.
    private static Entry? Entered(Release release, FunctionBody body)
    {
        if (release.Key is not { } key || !IsRooted(release.Subject) || body.IsSignal(release.Subject))
        {
            return null;
        }

        Entry? other = null;
        foreach (var entry in body.Entries)
        {
            if (entry.Key is null || entry.Operation.Syntax.SpanStart > release.Call.Syntax.SpanStart)
            {
                return null;
            }

            var isSame = entry.Key == key;
            if (isSame && entry.Acquisition.Kind == release.Protocol)
            {
                return null;
            }

            if (isSame ? AreSides(entry, release) : entry.Acquisition.Kind == release.Protocol && IsRooted(entry.Place) && IsTheTryBelow(entry, release))
            {
                if (other is not null)
                {
                    return null;
                }

                other = entry;
            }
        }

        if (other is null)
        {
            return null;
        }

        // What was entered is exited as well: then the two belong to different stretches.
        foreach (var another in body.Releases)
        {
            if (another.Key == other.Key && another.Protocol == other.Acquisition.Kind)
            {
                return null;
            }
        }

        return other;
    }

    private static bool AreSides(Entry entry, Release release) => IsSide((Protocol)entry.Acquisition.Kind) && IsSide(release.Protocol);

    private static bool IsSide(Protocol protocol)
        => protocol == BuiltInProtocols.ReadLock || protocol == BuiltInProtocols.WriteLock || protocol == BuiltInProtocols.UpgradeableLock;

    // Of this, of a type or given to the method: no local that may be a second name.
    private static bool IsRooted(IOperation place)
    {
        place = Values.Unwrap(place);
        return place switch
        {
            IInstanceReferenceOperation or IParameterReferenceOperation or ITypeOfOperation => true,
            IMemberReferenceOperation { Instance: null } => true,
            IMemberReferenceOperation { Instance: { } instance } => IsRooted(instance),
            _ => false,
        };
    }

    // Enter(a); try { ... } finally { Exit(b); }. Semaphores are handed on as well: one is waited for in the try, and another that was waited for before is released.
    private static bool IsTheTryBelow(Entry entry, Release release)
    {
        for (var at = (IOperation)release.Call; at.Parent is { } parent; at = parent)
        {
            if (parent is ITryOperation attempt && attempt.Finally == at)
            {
                return attempt.Parent is IBlockOperation block && IsJustBefore(entry.Operation, attempt, block)
                    || release.Protocol != BuiltInProtocols.SemaphoreSlim && attempt.Body.Syntax.Span.Contains(entry.Operation.Syntax.Span);
            }
        }

        return false;
    }

    private static bool IsJustBefore(IOperation entry, ITryOperation attempt, IBlockOperation block)
    {
        var index = block.Operations.IndexOf(attempt);
        return index > 0 && block.Operations[index - 1].Syntax.Span.Contains(entry.Syntax.Span);
    }
}

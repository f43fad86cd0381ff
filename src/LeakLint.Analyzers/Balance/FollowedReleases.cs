using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// The releases of a body that can be followed, each with how many of them the function owes: one, where it rents or enters once; two,
/// where it counts up what it made. Where that depends on who calls, nobody can say which release is one too many.
/// </summary>
internal sealed class FollowedReleases
{
    private readonly Dictionary<SyntaxNode, int> _owed = [];
    private readonly HashSet<Protocol> _pooled = [];

    /// <summary>The releases, by the syntax of their calls.</summary>
    public Dictionary<SyntaxNode, Release> All { get; } = [];

    /// <summary>How many releases the acquisitions in sight ask for, of what the call releases.</summary>
    public int Owed(SyntaxNode call) => _owed.TryGetValue(call, out var owed) ? owed : 1;

    /// <summary>Whether what is released by that protocol belongs to somebody else then, with all that it holds: an object of a pool, a counted buffer.</summary>
    public bool AreHandedBack(Protocol protocol) => _pooled.Contains(protocol);

    public void Add(Release release, FunctionBody body)
    {
        if (release.Key is null || Values.Unwrap(release.Subject) is IPropertyReferenceOperation { Property: var property } && !GivenMembers.IsAutomatic(property))
        {
            return;
        }

        var protocol = release.Protocol;
        var owed = IsOwedOnce(protocol) && !release.IsOfPlace ? 1 : Counted(release, body);
        if (owed == 0 || IsGivenCount(release.Call))
        {
            return;
        }

        All[release.Call.Syntax] = release;
        _owed[release.Call.Syntax] = owed;
        if (protocol == BuiltInProtocols.ObjectPool || protocol == BuiltInProtocols.CountedBuffer || protocol == BuiltInProtocols.ReferenceCount || (protocol.Releases.IsEmpty && release.Parameter >= 0 && IsAcquiredOnce(release, body)))
        {
            _pooled.Add(protocol);
        }
    }

    // What the table knows to be a thing that is given out once, and comes back once.
    private static bool IsOwedOnce(Protocol protocol) => !protocol.Releases.IsEmpty && !protocol.IsCounted;

    // A lock may be entered and exited several times by turns: one pair is taken to belong together. What was made here has one count, and one more for each Retain.
    private static int Counted(Release release, FunctionBody body)
    {
        var protocol = release.Protocol;
        var entries = 0;
        foreach (var entry in body.Entries)
        {
            entries += entry.Acquisition.Kind == protocol && entry.Key == release.Key ? 1 : 0;
            if (protocol.SecondRelease == SecondRelease.Counted && entry.Acquisition.Kind != protocol && entry.Key == release.Key)
            {
                return 0;
            }
        }

        if (protocol.SecondRelease == SecondRelease.Counted && IsTakenBack(release, body))
        {
            return 0;
        }

        var isMade = IsAcquiredOnce(release, body);
        return isMade ? entries + 1
            : release.IsOfPlace && protocol != BuiltInProtocols.ComReference ? entries == 1 ? 1 : 0
            : entries == 1 && protocol.IsNamedByUser && !protocol.IsCounted ? 1
            : !protocol.IsCounted && protocol.IsGivenOut ? 1
            : 0;
    }

    // rw.ReleaseLock() … rw.RestoreLock(ref cookie): what was given up is held again
    private static bool IsTakenBack(Release release, FunctionBody body)
    {
        foreach (var operation in Functions.Operations(body.Root))
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: var name, ContainingType: var type } } && name.StartsWith("Restore", System.StringComparison.Ordinal)
                && SymbolEqualityComparer.Default.Equals(type, release.Call.TargetMethod.ContainingType))
            {
                return true;
            }
        }

        return false;
    }

    // Marshal.Release(what GetIUnknownForObject gave); buffer.Release() of what an allocator made
    private static bool IsAcquiredOnce(Release release, FunctionBody body)
    {
        var acquired = 0;
        foreach (var origin in body.OriginsOf(release.Subject) ?? [])
        {
            acquired += body.AcquiredBy(origin) == release.Protocol ? 1 : 2;
        }

        return acquired == 1;
    }

    // gate.Release(2)
    private static bool IsGivenCount(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.SpecialType == SpecialType.System_Int32 && call.TargetMethod.ContainingType.Name is "Semaphore" or "SemaphoreSlim" or "IReferenceCounted")
            {
                return true;
            }
        }

        return false;
    }
}

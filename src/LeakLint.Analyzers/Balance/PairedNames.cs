using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// The two halves of a pair by their verbs. A name alone proves nothing: the other half must exist beside the first, and take the
/// same arguments.
/// </summary>
internal static class PairedNames
{
    private static readonly (string First, ImmutableArray<string> Second)[] Verbs =
    [
        ("AddRef", ["Release"]),
        ("Acquire", ["Release"]),
        ("Activate", ["Deactivate"]),
        ("Attach", ["Detach"]),
        ("Begin", ["End"]),
        ("Bind", ["Unbind"]),
        ("Block", ["Unblock"]),
        ("Connect", ["Disconnect"]),
        ("DangerousAddRef", ["DangerousRelease"]),
        ("Enable", ["Disable"]),
        ("Enter", ["Exit", "Leave"]),
        ("Freeze", ["Unfreeze", "Thaw"]),
        ("Hook", ["Unhook"]),
        ("Increment", ["Decrement"]),
        ("Join", ["Leave"]),
        ("Lock", ["Unlock"]),
        ("Mount", ["Unmount"]),
        ("Open", ["Close"]),
        ("Pause", ["Resume"]),
        ("Pin", ["Unpin"]),
        ("Push", ["Pop"]),
        ("Register", ["Unregister", "Deregister"]),
        ("Retain", ["Release"]),
        ("Start", ["Stop"]),
        ("Subscribe", ["Unsubscribe"]),
        ("Suspend", ["Resume"]),
        ("Track", ["Untrack"]),
        ("Watch", ["Unwatch"]),
        ("Wait", ["Release", "ReleaseMutex"]),
    ];

    /// <summary>The member that undoes what <paramref name="method"/> does: of the same type, for the same arguments, and no overload of others; null when there is none.</summary>
    public static IMethodSymbol? OtherHalf(IMethodSymbol method)
    {
        foreach (var (first, seconds) in Verbs)
        {
            var isFirst = method.Name.StartsWith(first, StringComparison.Ordinal)
                && (method.Name.Length == first.Length || !char.IsLower(method.Name[first.Length]) || first == "Wait");
            foreach (var second in isFirst ? seconds : [])
            {
                var rest = first == "Wait" ? "" : method.Name.Substring(first.Length);
                for (var type = method.ContainingType; type is not null; type = type.BaseType)
                {
                    foreach (var member in type.GetMembers(second + rest))
                    {
                        if (member is IMethodSymbol other && other.IsStatic == method.IsStatic && TakesTheSame(method, other))
                        {
                            return other;
                        }
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Whether a method of that name may have a second half.</summary>
    public static bool IsFirstHalf(string name)
    {
        foreach (var (first, _) in Verbs)
        {
            if (name.StartsWith(first, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a method of that name undoes what another does: where the second half belongs.</summary>
    public static bool IsSecondHalf(string name)
    {
        if (name.StartsWith("Dispose", StringComparison.Ordinal) || name.StartsWith("OnDeta", StringComparison.Ordinal) || name.StartsWith("Unload", StringComparison.Ordinal) || name is "TearDown" or "Teardown")
        {
            return true;
        }

        foreach (var (_, seconds) in Verbs)
        {
            foreach (var second in seconds)
            {
                if (name.StartsWith(second, StringComparison.Ordinal) && second is not ("Resume" or "Pop"))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Wait(timeout, token) is undone by Release()
    private static bool TakesTheSame(IMethodSymbol first, IMethodSymbol second)
    {
        if (second.Parameters.IsEmpty)
        {
            return true;
        }

        if (first.Parameters.Length < second.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < second.Parameters.Length; i++)
        {
            if (first.Parameters[i].RefKind != second.Parameters[i].RefKind
                || (first.Parameters[i].Type is not ITypeParameterSymbol && !SymbolEqualityComparer.Default.Equals(first.Parameters[i].Type, second.Parameters[i].Type)))
            {
                return false;
            }
        }

        return true;
    }
}

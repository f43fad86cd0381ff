using System.Globalization;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Releases of what nobody acquired: an array that <c>new</c> made goes to a pool, an address that belongs to a handle or to a pinned
/// object is freed, and what attributes say to be borrowed is released by who borrowed it.
/// </summary>
internal static class NeverAcquired
{
    /// <summary>Why it should not be released there, and what says so; null where nothing does.</summary>
    public static (string Why, IOperation Where)? Reason(Release release, FunctionBody body)
    {
        if (body.IsLent(release.Subject) is { } lender)
        {
            return ("it is only borrowed", lender);
        }

        return release.Protocol == BuiltInProtocols.ArrayPool ? OfArray(release, body) : release.Protocol is { IsNative: true, Carrier: "T*" } ? OfAddress(release, body) : null;
    }

    // pool.Return(new byte[n]): all that it may be was made by new; or, of a local, some of it
    private static (string Why, IOperation Where)? OfArray(Release release, FunctionBody body)
    {
        // pool.Return(new byte[n]): whoever gives it the pool as it is made means to
        if (release.Key is null || body.OriginsOf(release.Subject) is not { Count: > 0 } origins)
        {
            return null;
        }

        IOperation? made = null;
        var others = 0;
        foreach (var origin in origins)
        {
            if (origin is IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } creation && sizes[0].ConstantValue is not { HasValue: true, Value: 0 } && (creation.Initializer?.ElementValues.IsEmpty != true))
            {
                made ??= creation;
            }
            else
            {
                others++;
            }
        }

        return made is null || (others > 0 && !IsChosenBetween(release, made))
            ? null
            : ("it was made by 'new' at line " + (made.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture), made);
    }

    // var a = n < 64 ? new byte[64] : pool.Rent(n); … pool.Return(a); and no condition decides whether it is returned
    private static bool IsChosenBetween(Release release, IOperation made)
    {
        if (Values.Unwrap(release.Subject) is not ILocalReferenceOperation || Functions.Around(made) != Functions.Around(release.Call))
        {
            return false;
        }

        var at = made;
        while (at.Parent is IConversionOperation or IParenthesizedOperation)
        {
            at = at.Parent;
        }

        if (at.Parent is not IConditionalOperation { Parent: IVariableInitializerOperation or ISimpleAssignmentOperation or IConversionOperation })
        {
            return false;
        }

        for (IOperation? up = release.Call.Parent; up is not null; up = up.Parent)
        {
            if (up is IConditionalOperation or ILoopOperation or ISwitchOperation or ICatchClauseOperation or IConditionalAccessOperation)
            {
                return false;
            }
        }

        return true;
    }

    // Marshal.FreeHGlobal(handle.AddrOfPinnedObject()), Marshal.FreeHGlobal(safe.DangerousGetHandle())
    private static (string Why, IOperation Where)? OfAddress(Release release, FunctionBody body)
    {
        if (body.OriginsOf(release.Subject) is not { Count: > 0 } origins)
        {
            return null;
        }

        foreach (var origin in origins)
        {
            if (origin is not IInvocationOperation { TargetMethod: { Name: "AddrOfPinnedObject" or "DangerousGetHandle" or "UnsafeAddrOfPinnedArrayElement", ContainingType: var type } } || !Framework.Declares(type))
            {
                return null;
            }
        }

        return ("it is the address of what '" + ((IInvocationOperation)origins[0]).TargetMethod.Name + "' lends", origins[0]);
    }
}

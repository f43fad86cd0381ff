using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>What a memory cache and its entries say about their end.</summary>
internal static class CacheEntries
{
    /// <summary><c>new MemoryCache(new MemoryCacheOptions { SizeLimit = 1024 })</c>; what is not in sight may have one.</summary>
    public static bool HasLimit(IOperation made)
    {
        made = Values.Unwrap(made);
        if (made is not IObjectCreationOperation { Arguments: { IsEmpty: false } arguments })
        {
            return true;
        }

        var options = Values.Unwrap(arguments[0].Value);
        if (options is ILocalReferenceOperation local && Values.LastGiven(local) is { } given)
        {
            options = given;
        }

        // Options.Create(new MemoryCacheOptions())
        if (options is IInvocationOperation { Arguments: { Length: 1 } wrapped })
        {
            options = Values.Unwrap(wrapped[0].Value);
        }

        if (options is not IObjectCreationOperation creation)
        {
            return true;
        }

        if (creation.Initializer is not null)
        {
            foreach (var set in creation.Initializer.Initializers)
            {
                if (set is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "SizeLimit" } })
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the entry that <paramref name="call"/> makes has an expiry, as far as it can be told; unknown options may.</summary>
    public static bool SayWhenTheyEnd(IInvocationOperation call, int first)
    {
        if (call.TargetMethod.Name == "CreateEntry")
        {
            // using var entry = cache.CreateEntry(key); entry.SlidingExpiration = ...
            return MentionsEnd(Values.RootOf(call));
        }

        for (var i = first + 1; i < call.Arguments.Length; i++)
        {
            var argument = call.Arguments[i];
            var value = Values.Unwrap(argument.Value);
            switch (argument.Parameter?.Name)
            {
                case "value":
                    continue;
                case "factory":
                    if (MentionsEnd(value) || !IsInSight(value) || HandsEntryOn(value))
                    {
                        return true;
                    }

                    break;
                case "options" or "createOptions":
                    if (value.ConstantValue is { HasValue: true, Value: null })
                    {
                        break;
                    }

                    if (value is ILocalReferenceOperation local)
                    {
                        return MentionsEnd(Values.RootOf(local));
                    }

                    if (value is not (IObjectCreationOperation or IInvocationOperation) || MentionsEnd(value))
                    {
                        return true;
                    }

                    break;
                default:
                    // a time, a token
                    return true;
            }
        }

        return false;
    }

    private static bool IsInSight(IOperation factory) => factory is IDelegateCreationOperation { Target: IAnonymousFunctionOperation };

    // entry => { Configure(entry); ... }
    private static bool HandsEntryOn(IOperation factory)
    {
        foreach (var operation in factory.Descendants())
        {
            if (operation is IArgumentOperation argument && Values.Unwrap(argument.Value) is IParameterReferenceOperation { Type.Name: "ICacheEntry" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool MentionsEnd(IOperation root)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            if (operation is IPropertyReferenceOperation { Property.Name: "AbsoluteExpiration" or "AbsoluteExpirationRelativeToNow" or "SlidingExpiration" or "ExpirationTokens" }
                or IInvocationOperation { TargetMethod.Name: "SetAbsoluteExpiration" or "SetSlidingExpiration" or "AddExpirationToken" or "SetOptions" })
            {
                return true;
            }
        }

        return false;
    }
}

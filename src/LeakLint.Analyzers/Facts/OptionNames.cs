using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace LeakLint.Analyzers.Facts;

/// <summary>One option of <c>.editorconfig</c>.</summary>
/// <param name="Key">Its name; <c>LEAKnnn</c> in it stands for any rule.</param>
/// <param name="Values">The values it takes; empty where any word may be right.</param>
/// <param name="IsList">Several values may stand there, with commas between.</param>
/// <param name="Summary">What it does, for documents.</param>
internal sealed record OptionName(string Key, ImmutableArray<string> Values, bool IsList, string Summary);

/// <summary>The options that LeakLint knows, and what is wrong with one that it does not.</summary>
internal static class OptionNames
{
    private const string Prefix = "leaklint.";

    private const string AnyRule = "leaklint.LEAKnnn.";

    public static readonly ImmutableArray<OptionName> All =
    [
        new(Settings.ExceptionPathsKey, ["likely", "all", "none"], false, "which exceptions count as a way on which something may be lost"),
        new(Settings.ConventionsOffKey, Names(), true, "conventions about calls that do not hold"),
        new(Settings.ExemptionsOffKey, [.. Exemptions.Names], true, "exemptions that do not hold: groups, or single types by their full names"),
        new(Settings.NoReleaseNeededKey, [], true, "further types that nobody has to release, by their full names"),
        new("leaklint.LEAKnnn.preferred_fix", ["release", "bound", "weak", "weak-bcl", "using", "finally", "lock", "keep"], false, "which of several fixes of a rule comes first"),
    ];

    /// <summary>Whether the option is meant for LeakLint; the compiler hands out names in lower case.</summary>
    public static bool IsOurs(string key) => key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Why the option counts for nothing; null when it counts.</summary>
    public static string? WhatIsWrong(string key, string value)
    {
        foreach (var option in All)
        {
            if (IsNamed(option, key))
            {
                return WhatIsWrong(option, value);
            }
        }

        return "there is no such option; there are " + string.Join(", ", Keys());
    }

    private static string? WhatIsWrong(OptionName option, string value)
    {
        if (option.Values.IsEmpty && !option.IsList)
        {
            return null;
        }

        foreach (var given in option.IsList ? value.Split(',') : [value])
        {
            var word = given.Trim();
            if (word.Length > 0 && !Contains(option.Values, word) && !MayBeType(option, word))
            {
                return $"'{word}' is no value of this option; " + (option.Values.IsEmpty ? "it takes the full names of types" : "there are " + string.Join(", ", option.Values));
            }
        }

        return null;
    }

    // Acme.Data.Cursor`1: looked up where it is used
    private static bool MayBeType(OptionName option, string word)
        => option.Key == Settings.NoReleaseNeededKey ? IsTypeName(word) : option.Key == Settings.ExemptionsOffKey && Exemptions.IsListed(word);

    private static bool IsTypeName(string word)
    {
        foreach (var c in word)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '_' or '`' or '+'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNamed(OptionName option, string key)
    {
        if (!option.Key.StartsWith(AnyRule, StringComparison.Ordinal))
        {
            return string.Equals(option.Key, key, StringComparison.OrdinalIgnoreCase);
        }

        var tail = option.Key.Substring(AnyRule.Length - 1);
        return key.Length == Prefix.Length + "LEAKnnn".Length + tail.Length
            && key.EndsWith(tail, StringComparison.OrdinalIgnoreCase)
            && key.IndexOf("leak", Prefix.Length, StringComparison.OrdinalIgnoreCase) == Prefix.Length
            && int.TryParse(key.Substring(Prefix.Length + 4, 3), out _);
    }

    private static bool Contains(ImmutableArray<string> values, string word)
    {
        foreach (var value in values)
        {
            if (string.Equals(value, word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Keys()
    {
        foreach (var option in All)
        {
            yield return option.Key;
        }
    }

    private static ImmutableArray<string> Names()
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, _) in Settings.Conventions)
        {
            names.Add(name);
        }

        return names.ToImmutable();
    }
}

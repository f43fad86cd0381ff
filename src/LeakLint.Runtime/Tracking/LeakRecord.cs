using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace LeakLint;

/// <summary>The handles that were acquired at one place and not disposed.</summary>
/// <remarks>Immutable. It keeps neither handles nor values in memory.</remarks>
public sealed class LeakRecord
{
    internal LeakRecord(string resourceType, string member, string file, int line, string? stackTrace, int count, TimeSpan age, bool isStatic, string? cycle)
    {
        ResourceType = resourceType;
        Member = member;
        File = file;
        Line = line;
        StackTrace = stackTrace;
        Count = count;
        Age = age;
        IsStatic = isStatic;
        Cycle = cycle;
    }

    /// <summary>The type of the handles' values, with its namespace.</summary>
    public string ResourceType { get; }

    /// <summary>The member that acquired.</summary>
    public string Member { get; }

    /// <summary>Its file, as the compiler knew it: subject to the build's path map.</summary>
    public string File { get; }

    /// <summary>The line of the acquiring call.</summary>
    public int Line { get; }

    /// <summary>The stack of the oldest of the acquires; null unless the level is Stacks or a scope was open.</summary>
    public string? StackTrace { get; }

    /// <summary>How many handles.</summary>
    public int Count { get; }

    /// <summary>How long ago the oldest of them was acquired; for lost ones: how old it was when it was found.</summary>
    public TimeSpan Age { get; }

    /// <summary>Whether a static initialiser acquired them: alive as long as the program on purpose, mostly.</summary>
    public bool IsStatic { get; }

    /// <summary>The way around, if the handles were lost together as one cycle of owners: <c>Parent → Child → Parent</c>; else null.</summary>
    public string? Cycle { get; }

    /// <summary>One line for a person: how many, of what, where, how long.</summary>
    /// <returns>As <c>2 handles of Texture, acquired in Load (Scene.cs:41), 3.2 s ago</c>.</returns>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(Count.ToString(CultureInfo.InvariantCulture))
            .Append(Count == 1 ? " handle of " : " handles of ")
            .Append(ResourceType)
            .Append(", acquired in ")
            .Append(Member.Length == 0 ? "an unnamed member" : Member);
        if (File.Length > 0)
        {
            text.Append(" (").Append(FileName()).Append(':').Append(Line.ToString(CultureInfo.InvariantCulture)).Append(')');
        }

        text.Append(Count == 1 ? ", " : ", the oldest ").Append(Elapsed()).Append(" ago");
        if (Cycle is not null)
        {
            text.Append(", part of the cycle ").Append(Cycle);
        }

        return text.Append(IsStatic ? " (by a static initialiser)" : string.Empty).ToString();
    }

    private string FileName() => File.Substring(File.LastIndexOfAny(['/', '\\', Path.DirectorySeparatorChar]) + 1);

    private string Elapsed() => Age.TotalSeconds < 120
        ? Age.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : Age.TotalMinutes.ToString("0", CultureInfo.InvariantCulture) + " min";
}

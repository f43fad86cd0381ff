using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace LeakLint;

/// <summary>The handles that were acquired at one place and not disposed.</summary>
/// <remarks>Immutable. It keeps neither handles nor values in memory.</remarks>
public sealed class LeakRecord
{
    private readonly string _typeText;
    private readonly bool _isLost;

    internal LeakRecord(
        string resourceType,
        string member,
        string file,
        int line,
        string? stackTrace,
        int count,
        TimeSpan age,
        bool isStatic,
        string? cycle,
        string? typeText = null,
        bool isLost = false)
    {
        ResourceType = resourceType;
        _typeText = typeText ?? resourceType;
        _isLost = isLost;
        Member = member;
        File = file;
        Line = line;
        StackTrace = stackTrace;
        Count = count;
        Age = age;
        IsStatic = isStatic;
        Cycle = cycle;
    }

    /// <summary>The type of the handles' values, with its namespace, as <see cref="Type.ToString"/> has it; of a cycle
    /// that of one of them.</summary>
    public string ResourceType { get; }

    /// <summary>The member that acquired; <c>.ctor</c> is a constructor, <c>.cctor</c> a static one.</summary>
    public string Member { get; }

    /// <summary>Its file, as the compiler knew it: subject to the build's path map.</summary>
    public string File { get; }

    /// <summary>The line of the acquiring call.</summary>
    public int Line { get; }

    /// <summary>The stack of the oldest of the acquires, from the method that acquired; null unless the level is Stacks or a scope was open.</summary>
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
    /// <returns>As <c>2 handles of Texture, acquired in Load (Scene.cs:41), the oldest 3.2 s ago</c>.</returns>
    public override string ToString() => ToString(File.Substring(File.LastIndexOfAny(['/', '\\', Path.DirectorySeparatorChar]) + 1));

    /// <summary>The same with the whole path, for where a person goes from the text to the line.</summary>
    internal string ToStringWithPath() => ToString(File);

    private string ToString(string file)
    {
        StringBuilder text = new();
        text.Append(Count.ToString(CultureInfo.InvariantCulture)).Append(Count == 1 ? " handle of " : " handles of ");
        if (Cycle is not null)
        {
            // A cycle can have values of several types.
            text.Append("the cycle ").Append(Cycle).Append(Count == 1 ? ", of " : ", one of ");
        }

        text.Append(_typeText)
            .Append(", acquired in ")
            .Append(Member switch
            {
                "" => "an unnamed member",
                ".ctor" => "a constructor",
                ".cctor" => "a static constructor",
                _ => Member,
            });
        if (file.Length > 0)
        {
            text.Append(" (").Append(file).Append(':').Append(Line.ToString(CultureInfo.InvariantCulture)).Append(')');
        }

        if (_isLost)
        {
            // The age is that of the finding, whenever this is read.
            text.Append(Count == 1 ? ", collected undisposed after " : ", collected undisposed, the oldest after ").Append(Elapsed());
        }
        else
        {
            text.Append(Count == 1 ? ", " : ", the oldest ").Append(Elapsed()).Append(" ago");
        }

        return text.Append(IsStatic ? " (by a static initialiser)" : string.Empty).ToString();
    }

    private string Elapsed() => Age.TotalSeconds switch
    {
        < 1 => Age.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms",
        < 120 => Age.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        _ => Age.TotalMinutes.ToString("0", CultureInfo.InvariantCulture) + " min",
    };
}

namespace LeakLint;

/// <summary>Where a handle is acquired, as the compiler wrote it into the call.</summary>
internal readonly struct Site(string member, string file, int line)
{
    /// <summary>Null in <c>default</c> only: a call of this library's own, which is not tracked.</summary>
    public readonly string? Member = member;

    public readonly string? File = file;

    public readonly int Line = line;
}

namespace LeakLint.Analyzers.Configuration;

/// <summary>Why something was not decided: a stable name to count by, and the sentence a user reads.</summary>
internal sealed class UndecidedReason(string name, string sentence)
{
    public string Name { get; } = name;

    public string Sentence { get; } = sentence;
}

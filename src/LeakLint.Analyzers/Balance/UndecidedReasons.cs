using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Flow;

namespace LeakLint.Analyzers.Balance;

/// <summary>Why an acquisition could not be decided, in words.</summary>
internal static class UndecidedReasons
{
    public static readonly UndecidedReason Correlated = new("correlated", "it is acquired under one condition and released under another");

    public static readonly UndecidedReason EndsWithTheProcess = new("ends-with-the-process", "the method is the program's entry point: what it holds at its end goes with the process");
    public static readonly UndecidedReason ReleasedElsewhere = new("released-elsewhere", "no path of this method that returns releases it; another method may");
    public static readonly UndecidedReason Half = new("one-half", "by its name and its result the method acquires on behalf of its caller");

    private static readonly UndecidedReason OutOfSteps = new("out-of-steps", "the method is too complex for the budget of the analysis");
    private static readonly UndecidedReason TooManyVariables = new("too-many-variables", "the method has more resources or guarding variables than the analysis follows");
    private static readonly UndecidedReason UnknownOperation = new("unknown-operation", "the method contains an operation that the analysis does not know");
    private static readonly UndecidedReason Captured = new("captured", "a lambda or local function captures the variable that holds it");
    private static readonly UndecidedReason ByReference = new("by-reference", "it is passed by reference to code that may release or replace it");
    private static readonly UndecidedReason Stored = new("stored", "it is put into an array or collection");
    private static readonly UndecidedReason Ambiguous = new("ambiguous", "more than one variable may hold it when one of them is released");
    private static readonly UndecidedReason PassedOn = new("passed-on", "it is passed to code that may keep or release it");

    public static UndecidedReason Of(GaveUp gaveUp) => gaveUp switch
    {
        GaveUp.OutOfSteps => OutOfSteps,
        GaveUp.TooManyVariables => TooManyVariables,
        _ => UnknownOperation,
    };

    public static UndecidedReason Of(EscapeReason? escape) => escape switch
    {
        EscapeReason.Captured => Captured,
        EscapeReason.ByReference => ByReference,
        EscapeReason.Stored => Stored,
        EscapeReason.Ambiguous => Ambiguous,
        _ => PassedOn,
    };
}

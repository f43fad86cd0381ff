namespace LeakLint.Analyzers.Registries;

/// <summary>Why nothing lets go of what a registry holds, as the message says it.</summary>
internal enum Cause
{
    /// <summary>Nothing removes.</summary>
    NoRemoval,

    /// <summary>What removes is called by nobody.</summary>
    NobodyCalls,

    /// <summary>What removes is the finalizer of what is held, which can not run.</summary>
    OnlyFinalizer,

    /// <summary>What is removed is the value; the key stays.</summary>
    KeyStays,

    /// <summary>What is removed is looked for by a key that never equals one that is there.</summary>
    FreshKey,

    /// <summary>What removes is in <c>Dispose</c>, and <c>DisposeAsync</c> does not.</summary>
    NotInDisposeAsync,

    /// <summary>The collections inside are emptied, and stay.</summary>
    EmptiedStay,

    /// <summary>What removes is the answer, and the wait for it ends by its time.</summary>
    TimeOut,

    /// <summary>The member that adds removes too, but leaves before it does.</summary>
    EarlyExit,
}

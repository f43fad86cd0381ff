namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Why a collection cannot be swapped for a weak one. A refusal means no light bulb: a fix that compiles but changes
/// what the program does is worse than none.
/// </summary>
internal enum Refusal
{
    /// <summary>The field's type is not one of the collections that the table knows.</summary>
    NotInTable,

    /// <summary>No weak form fits what is stored, or the one that would is not referenced.</summary>
    NoWeakForm,

    /// <summary>Values or structs: there is nothing to refer to weakly.</summary>
    ValueType,

    /// <summary>A delegate is referenced by nobody but the registry: held weakly it would vanish at the next collection.</summary>
    Delegate,

    /// <summary>What is stored has no other strong owner in sight.</summary>
    NoOtherOwner,

    /// <summary>The registry's own code disposes what it holds, so it is the owner.</summary>
    OwnedByRegistry,

    /// <summary>A member is used that has no equivalent on the weak collection.</summary>
    MemberWithoutEquivalent,

    /// <summary>The number of entries, or whether there is any, decides something.</summary>
    CountInLogic,

    /// <summary>An entry is asked for twice, and may vanish in between.</summary>
    EntryMayVanish,

    /// <summary>The order of the entries is relied upon; a weak collection keeps none.</summary>
    OrderMatters,

    /// <summary>Entries are compared by something else than the weak collection can compare by.</summary>
    EqualityMatters,

    /// <summary>The collection is handed to other code, as itself or as an interface.</summary>
    PassedOn,

    /// <summary>The collection leaves through a signature that other types see.</summary>
    Exposed,

    /// <summary>The collection is locked on.</summary>
    Locked,

    /// <summary>The field is passed by <c>ref</c>, <c>out</c> or <c>in</c>.</summary>
    ByReference,

    /// <summary>The use stands in an expression tree, which somebody else interprets.</summary>
    ExpressionTree,

    /// <summary>The collection does not start empty.</summary>
    InitialContents,

    /// <summary>Several variables share the declaration whose type would change.</summary>
    SharedDeclaration,

    /// <summary>A use stands in generated code, which the next generation would overwrite.</summary>
    Generated,

    /// <summary>A file that several projects share would have to change differently for each.</summary>
    LinkedFilesDiffer,

    /// <summary>The safety net: the result would have a compiler error or warning that was not there before.</summary>
    DoesNotCompile,
}

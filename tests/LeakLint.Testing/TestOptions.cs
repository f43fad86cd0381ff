using System;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Which compiler diagnostics a test must account for; analyzer diagnostics always count.</summary>
public enum CompilerDiagnostics
{
    /// <summary>None, not even errors.</summary>
    None,

    /// <summary>Errors.</summary>
    Errors,

    /// <summary>Errors and warnings.</summary>
    Warnings,

    /// <summary>Everything but hidden ones.</summary>
    Suggestions,

    /// <summary>Everything.</summary>
    All,
}

/// <summary>How markup in test files is read.</summary>
[Flags]
public enum MarkupOptions
{
    /// <summary>The default.</summary>
    None = 0,

    /// <summary><c>[|…|]</c> without an id means the analyzer's first descriptor, though it has several.</summary>
    UseFirstDescriptor = 1,

    /// <summary><c>$$</c> is code (an interpolated raw string), not a position.</summary>
    TreatPositionIndicatorsAsCode = 2,
}

/// <summary>What the markup of a state is used for.</summary>
public enum MarkupMode
{
    /// <summary>There is no markup: the text is the code.</summary>
    None,

    /// <summary>Markup is removed and ignored.</summary>
    Ignore,

    /// <summary>Markup is removed, and what the fix under test can fix is not expected: the default after a fix.</summary>
    IgnoreFixable,

    /// <summary>Markup says what is expected: the default before a fix.</summary>
    Allow,
}

/// <summary>What a state takes from the state before it.</summary>
public enum StateInheritanceMode
{
    /// <summary>Every empty part, and of the expected diagnostics those that the fix cannot fix.</summary>
    AutoInherit,

    /// <summary>Nothing.</summary>
    Explicit,

    /// <summary>Every empty part.</summary>
    AutoInheritAll,
}

/// <summary>Accepted for compatibility: the checks that these skip are not made here.</summary>
[Flags]
public enum TestBehaviors
{
    /// <summary>The default.</summary>
    None = 0,

    /// <summary>Do not repeat the test in generated code.</summary>
    SkipGeneratedCodeCheck = 1,

    /// <summary>Do not repeat the test under a pragma.</summary>
    SkipSuppressionCheck = 2,

    /// <summary>Do not compare generated sources.</summary>
    SkipGeneratedSourcesCheck = 4,
}

/// <summary>Which parts of a fix are not tested.</summary>
[Flags]
public enum CodeFixTestBehaviors
{
    /// <summary>The default: single fixes one after another, then fix all in document, project and solution.</summary>
    None = 0,

    /// <summary>No fix all in document.</summary>
    SkipFixAllInDocumentCheck = 1,

    /// <summary>No fix all in project.</summary>
    SkipFixAllInProjectCheck = 2,

    /// <summary>No fix all in solution.</summary>
    SkipFixAllInSolutionCheck = 4,

    /// <summary>No fix all.</summary>
    SkipFixAllCheck = SkipFixAllInDocumentCheck | SkipFixAllInProjectCheck | SkipFixAllInSolutionCheck,

    /// <summary>Only the first diagnostic is fixed.</summary>
    FixOne = 8,

    /// <summary>Diagnostics that a compilation end action reported may be fixed, though no editor offers that.</summary>
    SkipLocalDiagnosticCheck = 16,
}

/// <summary>How the syntax tree that a fix made is compared with the tree of its text.</summary>
public enum CodeActionValidationMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Nodes and tokens.</summary>
    SemanticStructure,

    /// <summary>Nodes, tokens and trivia.</summary>
    Full,
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK313.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MayNotBeReleasedWhenThrownFix)), Shared]
public sealed class MayNotBeReleasedWhenThrownFix() : WhenThrownFix("LEAK313");

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK302.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotReleasedWhenThrownFix)), Shared]
public sealed class NotReleasedWhenThrownFix() : WhenThrownFix("LEAK302");

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK305: keeps what was acquired, and releases it at the end of the scope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcquiredAndDroppedFix)), Shared]
public sealed class AcquiredAndDroppedFix() : BalanceFix("LEAK305");

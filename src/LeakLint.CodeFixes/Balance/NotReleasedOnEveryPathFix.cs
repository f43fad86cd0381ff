using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK301: releases on every path.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotReleasedOnEveryPathFix)), Shared]
public sealed class NotReleasedOnEveryPathFix() : BalanceFix("LEAK301");

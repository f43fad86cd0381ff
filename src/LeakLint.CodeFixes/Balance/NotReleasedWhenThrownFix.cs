using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Balance;

/// <summary>Repairs LEAK302: releases also when something throws.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotReleasedWhenThrownFix)), Shared]
public sealed class NotReleasedWhenThrownFix() : BalanceFix("LEAK302");

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Cycles;

/// <summary>Repairs LEAK208: through a weak reference back, the owner does not wait for the finalizer of what it owns.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FinalizableCycleKeptLongerFix))]
[Shared]
public sealed class FinalizableCycleKeptLongerFix() : WeakBackEdgeFix("LEAK208");

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Cycles;

/// <summary>
/// Repairs LEAK202: the field or property that makes the owned point to its owner keeps a weak reference, which reads
/// as gone in the finalizer.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FinalizableCycleFix))]
[Shared]
public sealed class FinalizableCycleFix() : WeakBackEdgeFix("LEAK202");

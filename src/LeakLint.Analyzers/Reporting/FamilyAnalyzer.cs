using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.Analyzers.Reporting;

/// <summary>
/// One family, one analyzer: the family's facts are gathered once and judged by all of its rules.
/// Registers nothing in a compilation that references nothing the family is about.
/// </summary>
public abstract class FamilyAnalyzer : DiagnosticAnalyzer
{
    private protected FamilyAnalyzer(ImmutableArray<DiagnosticDescriptor> rules) => SupportedDiagnostics = rules;

    /// <inheritdoc />
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc />
    public sealed override void Initialize(AnalysisContext context)
    {
        // Generated parts give facts (a Clear() or Dispose(bool) in a *.g.cs); nothing is reported in them.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var types = KnownTypes.For(start.Compilation);
            if (IsRelevant(types))
            {
                Register(start, types);
            }
        });
    }

    /// <summary>Whether the compilation references anything that the family's rules could be about.</summary>
    private protected abstract bool IsRelevant(KnownTypes types);

    /// <summary>Registers the family's callbacks for one compilation.</summary>
    private protected abstract void Register(CompilationStartAnalysisContext start, KnownTypes types);
}

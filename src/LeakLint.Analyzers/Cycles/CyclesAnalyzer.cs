using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// The family Cycles: objects that hold each other so that they cannot be torn down in order. Registers nothing in a
/// compilation that declares no finalizer and knows no counted handles, and one callback per type in the others; each type is told the circles
/// whose back edge lies in its own code, because an IDE drops what lies in another file.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CyclesAnalyzer() : FamilyAnalyzer(CyclesRules.Descriptors)
{
    private protected override bool IsRelevant(KnownTypes types) => true;

    private protected override void Register(CompilationStartAnalysisContext start, KnownTypes types)
    {
        if (!CycleSearch.IsWorthwhile(start.Compilation) && types.SharedHandle is null)
        {
            return;
        }

        start.RegisterSymbolAction(
            static context =>
            {
                var type = (INamedTypeSymbol)context.Symbol;
                if (CycleSearch.For(context.Compilation).In(type, context.CancellationToken) is { } facts)
                {
                    CyclesRules.Judge(facts, context.ReportDiagnostic);
                }
            },
            SymbolKind.NamedType);
    }
}

using System.Collections.Immutable;
using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// The Balance family: what is acquired must be released. Looks at calls and creations only; a method pays for a graph when one
/// of its calls acquires, and pays once.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BalanceAnalyzer() : FamilyAnalyzer(BalanceRules.Descriptors)
{
    private protected override bool IsRelevant(KnownTypes types) => true;

    private protected override void Register(CompilationStartAnalysisContext start, KnownTypes types)
    {
        if (ProtocolTable.For(start.Compilation).IsEmpty && !types.AreAnnotationsDeclared)
        {
            return;
        }

        var ownership = Ownership.For(start.Compilation, start.Options);
        var results = new FlowResults(ownership);
        ImmutableArray<OperationKind> kinds = types.AreAnnotationsDeclared
            ? [OperationKind.Invocation, OperationKind.Await, OperationKind.ObjectCreation, OperationKind.PropertyReference]
            : [OperationKind.Invocation, OperationKind.Await, OperationKind.ObjectCreation];
        start.RegisterOperationAction(context => OnCall(context, ownership, results), kinds);

        // What a type keeps is judged with the type, all parts of it, once.
        var owners = new OwnerReader(start.Compilation, types, ownership);
        start.RegisterSymbolAction(
            context =>
            {
                if (!context.IsGeneratedCode && owners.Read((INamedTypeSymbol)context.Symbol, context.CancellationToken) is { } facts)
                {
                    BalanceRules.Judge(facts, context.ReportDiagnostic);
                }
            },
            SymbolKind.NamedType);
    }

    // What Main holds at its end goes with the process.
    private static bool EndsWithTheProcess(OperationAnalysisContext context)
        => context.ContainingSymbol is IMethodSymbol { IsStatic: true } method && SymbolEqualityComparer.Default.Equals(method, context.Compilation.GetEntryPoint(context.CancellationToken));

    private static void OnCall(OperationAnalysisContext context, Ownership ownership, FlowResults results)
    {
        if (context.IsGeneratedCode
            || SettledWhereItStands.Is(context.Operation)
            || !ownership.TryAcquire(context.Operation, context.CancellationToken, out var acquisition)
            || (acquisition is { IsOfPlace: false, OutParameter: < 0, Kind: Protocol { IsDisposable: true } } && SettledWhereItStands.IsUsed(context.Operation)))
        {
            return;
        }

        foreach (var result in results.At(context))
        {
            foreach (var history in result.Resources)
            {
                if (history.Resource.Site.Syntax == context.Operation.Syntax)
                {
                    Judge(context, new BalanceFacts(history, result, EndsWithTheProcess(context)));
                }
            }
        }
    }

    private static void Judge(OperationAnalysisContext context, BalanceFacts facts)
    {
        if (facts.Undecided is { } reason)
        {
            context.ReportDiagnostic(Undecided.At(facts.Site, facts.Name, reason));
        }

        BalanceRules.Judge(facts, context.ReportDiagnostic);
    }
}

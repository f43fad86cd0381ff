using System.Collections.Immutable;
using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

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
        var followed = new Followed(ownership);
        ImmutableArray<OperationKind> kinds = types.AreAnnotationsDeclared
            ? [OperationKind.Invocation, OperationKind.Await, OperationKind.ObjectCreation, OperationKind.EventAssignment, OperationKind.PropertyReference]
            : [OperationKind.Invocation, OperationKind.Await, OperationKind.ObjectCreation, OperationKind.EventAssignment];
        var stores = new FieldStores(start.Compilation, types, ownership);
        start.RegisterOperationAction(context => OnCall(context, followed, results, stores, types), kinds);
        start.RegisterOperationAction(context => OnAssignment(context, ownership, followed, results, stores), OperationKind.SimpleAssignment);
        var misuses = new Misuses(start.Compilation, ownership);
        start.RegisterOperationAction(misuses.OnBody, OperationKind.MethodBody, OperationKind.ConstructorBody);

        // What a type keeps is judged with the type, all parts of it, once.
        var owners = new OwnerReader(start.Compilation, types, ownership);
        var halves = new WrongHalves(start.Compilation);
        var uneven = new UnevenTeardowns(start.Compilation, types, ownership);
        var uncalled = new UncalledBases(start.Compilation, types, ownership);
        start.RegisterSymbolAction(context => OnType(context, owners, halves, uneven, uncalled), SymbolKind.NamedType);
        start.RegisterOperationAction(OnTry, OperationKind.Try);
    }

    private static void OnType(SymbolAnalysisContext context, OwnerReader owners, WrongHalves halves, UnevenTeardowns uneven, UncalledBases uncalled)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (context.IsGeneratedCode)
        {
            return;
        }

        if (owners.Read(type, context.CancellationToken) is { } facts)
        {
            BalanceRules.Judge(facts, context.ReportDiagnostic);
        }

        foreach (var field in uneven.In(type, context.CancellationToken))
        {
            OwnedFieldNeverReleased.Report(field, context.ReportDiagnostic);
        }

        foreach (var left in uncalled.In(type, context.CancellationToken))
        {
            OwnedFieldNeverReleased.Report(left, context.ReportDiagnostic);
        }

        foreach (var half in halves.In(type, context.CancellationToken))
        {
            BalanceRules.Judge(half, context.ReportDiagnostic);
        }
    }

    private static void OnTry(OperationAnalysisContext context)
    {
        if (context.IsGeneratedCode || context.Operation is not ITryOperation { Finally: not null } attempt)
        {
            return;
        }

        foreach (var half in WrongHalves.InFinally(attempt))
        {
            BalanceRules.Judge(half, context.ReportDiagnostic);
        }
    }

    // What Main holds at its end goes with the process.
    private static bool EndsWithTheProcess(OperationAnalysisContext context)
        => context.ContainingSymbol is IMethodSymbol { IsStatic: true } method && SymbolEqualityComparer.Default.Equals(method, context.Compilation.GetEntryPoint(context.CancellationToken));

    private static void OnCall(OperationAnalysisContext context, Followed followed, FlowResults results, FieldStores stores, KnownTypes types)
    {
        if (context.IsGeneratedCode)
        {
            return;
        }

        if (context.Operation is IInvocationOperation call)
        {
            stores.OnCall(context, call);
            if (ReturnedArray.Of(call, types) is { } returned)
            {
                BalanceRules.Judge(returned, context.ReportDiagnostic);
            }
        }

        if (!followed.Acquires(context.Operation, context.CancellationToken))
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

    // a = ...; asks what 'a' held until then, where it is of a type that could hold something, and the function acquires at all.
    private static void OnAssignment(OperationAnalysisContext context, Ownership ownership, Followed followed, FlowResults results, FieldStores stores)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (!context.IsGeneratedCode && assignment.Target is IMemberReferenceOperation)
        {
            stores.OnAssignment(context, assignment);
            return;
        }

        if (context.IsGeneratedCode || assignment is not { IsImplicit: false, IsRef: false, Target: ILocalReferenceOperation or IParameterReferenceOperation }
            || assignment.Target.Type is not { } type || !ownership.CouldBeHeld(type) || !followed.Includes(assignment, context.CancellationToken))
        {
            return;
        }

        foreach (var result in results.At(context))
        {
            foreach (var history in result.Resources)
            {
                foreach (var loss in history.Losses)
                {
                    if (BalanceFacts.Overwriting(loss) == assignment.Syntax && new BalanceFacts(history, result, EndsWithTheProcess(context)) is { Verdict: BalanceVerdict.Overwritten } facts)
                    {
                        OverwrittenWhileHeld.Report(assignment.Target, loss, facts, context.ReportDiagnostic);
                        return;
                    }
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

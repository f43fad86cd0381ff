using System;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// The family Registries: long-lived things that hold many others. A private static registry can only be reached by
/// the code of its outermost type, so it is judged, live, when that type has been read to its end; a type without such
/// a registry costs one look at its members.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RegistriesAnalyzer : FamilyAnalyzer
{
    /// <summary>Makes the analyzer with the rules of its family.</summary>
    public RegistriesAnalyzer()
        : base(RegistriesRules.Descriptors)
    {
    }

    private protected override bool IsRelevant(KnownTypes types) => types.Disposable is not null;

    private protected override void Register(CompilationStartAnalysisContext start, KnownTypes types)
    {
        var exempt = Ownership.For(start.Compilation, start.Options).Exempt;
        var reader = new RegistriesReader(types, start.Compilation, exempt);

        var subscriptions = new Subscriptions(start.Compilation, reader.Lifetimes, exempt);
        start.RegisterOperationAction(
            operation => JudgeSubscription(operation, subscriptions), OperationKind.EventAssignment, OperationKind.CompoundAssignment, OperationKind.ObjectCreation, OperationKind.Invocation);

        RootedByPlatform.Register(start, types);

        // Types without a registry: what they do with the registries of others.
        start.RegisterOperationAction(operation => Elsewhere(operation, reader, reader.ReadReference), OperationKind.FieldReference, OperationKind.PropertyReference);
        start.RegisterOperationAction(operation => Elsewhere(operation, reader, reader.ReadCall), OperationKind.Invocation);
        start.RegisterOperationAction(operation => Elsewhere(operation, reader, reader.ReadMention), OperationKind.MethodReference);
        start.RegisterOperationAction(operation => Elsewhere(operation, reader, reader.ReadCreation), OperationKind.ObjectCreation);

        // One store per outermost type, found by its nested types too: symbol-start callbacks of a type do not see
        // the code of the types nested in it, and its symbol end comes after theirs.
        start.RegisterSymbolStartAction(symbol => Watch(symbol, reader), SymbolKind.NamedType);
        start.RegisterCompilationEndAction(end =>
        {
            reader.Complete(end);
            RegistriesRules.Judge(reader.Whole, end.ReportDiagnostic);
        });
    }

    // A subscription is judged where it stands: what it asks of other code it asks by name.
    private static void JudgeSubscription(OperationAnalysisContext context, Subscriptions subscriptions)
    {
        if (context.Operation is ICompoundAssignmentOperation { Type.TypeKind: not TypeKind.Delegate } || context.IsGeneratedCode)
        {
            return;
        }

        if (subscriptions.Judge(context.Operation, context.ContainingSymbol, context.CancellationToken) is { } fault)
        {
            RegistriesRules.Judge(fault, context.ReportDiagnostic);
        }
    }

    private static void Elsewhere(OperationAnalysisContext context, RegistriesReader reader, Action<OperationAnalysisContext> read)
    {
        if (context.ContainingSymbol.ContainingType is not { } type || !reader.Shapes.HasRegistry(RegistryShapes.OutermostOf(type)))
        {
            read(context);
        }
    }

    private static void Watch(SymbolStartAnalysisContext context, RegistriesReader reader)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind is TypeKind.Enum or TypeKind.Delegate)
        {
            return;
        }

        var outermost = RegistryShapes.OutermostOf(type);
        if (!reader.Shapes.HasRegistry(outermost))
        {
            return;
        }

        context.RegisterOperationAction(reader.ReadReference, OperationKind.FieldReference, OperationKind.PropertyReference);
        context.RegisterOperationAction(reader.ReadInitializer, OperationKind.FieldInitializer, OperationKind.PropertyInitializer);
        context.RegisterOperationAction(reader.ReadCall, OperationKind.Invocation);
        context.RegisterOperationAction(reader.ReadMention, OperationKind.MethodReference);
        context.RegisterOperationAction(reader.ReadCreation, OperationKind.ObjectCreation);
        if (SymbolEqualityComparer.Default.Equals(type, outermost))
        {
            context.RegisterSymbolEndAction(end => RegistriesRules.Judge(reader.FactsOf(outermost), end.ReportDiagnostic));
        }
    }
}

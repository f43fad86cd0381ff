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
        var rooted = RootedByPlatform.In(types);

        // One callback for all that is asked of an operation: the compiler's driver pays for each of them at each operation.
        start.RegisterOperationAction(
            operation => OnOperation(operation, reader, subscriptions, rooted),
            OperationKind.Invocation,
            OperationKind.ObjectCreation,
            OperationKind.EventAssignment,
            OperationKind.CompoundAssignment,
            OperationKind.FieldReference,
            OperationKind.PropertyReference,
            OperationKind.MethodReference);

        // One store per outermost type, found by its nested types too: symbol-start callbacks of a type do not see
        // the code of the types nested in it, and its symbol end comes after theirs.
        start.RegisterSymbolStartAction(symbol => Watch(symbol, reader), SymbolKind.NamedType);
        start.RegisterCompilationEndAction(end =>
        {
            reader.Complete(end);
            RegistriesRules.Judge(reader.Whole, end.ReportDiagnostic);
        });
    }

    private static void OnOperation(OperationAnalysisContext context, RegistriesReader reader, Subscriptions subscriptions, RootedByPlatform? rooted)
    {
        switch (context.Operation.Kind)
        {
            case OperationKind.Invocation or OperationKind.ObjectCreation:
                JudgeSubscription(context, subscriptions);
                rooted?.Read(context);
                break;
            case OperationKind.EventAssignment or OperationKind.CompoundAssignment:
                JudgeSubscription(context, subscriptions);
                return;
        }

        // Types without a registry: what they do with the registries of others.
        if (context.ContainingSymbol.ContainingType is { } type && reader.Shapes.HasRegistry(Nesting.Outermost(type)))
        {
            return;
        }

        switch (context.Operation.Kind)
        {
            case OperationKind.Invocation:
                reader.ReadCall(context);
                break;
            case OperationKind.ObjectCreation:
                reader.ReadCreation(context);
                break;
            case OperationKind.MethodReference:
                reader.ReadMention(context);
                break;
            default:
                reader.ReadReference(context);
                break;
        }
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

    private static void Watch(SymbolStartAnalysisContext context, RegistriesReader reader)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind is TypeKind.Enum or TypeKind.Delegate)
        {
            return;
        }

        var outermost = Nesting.Outermost(type);
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

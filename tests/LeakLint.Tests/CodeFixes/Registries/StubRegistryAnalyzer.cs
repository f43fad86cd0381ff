using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>Stands for the analyzer until it exists: the first growth of a private static collection that nothing shrinks.</summary>
#pragma warning disable RS1036, RS1038, RS1041, RS2008, RS1001
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class StubRegistryAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new("LEAK101", "t", "m {0}", "Registries", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolStartAction(
            start =>
            {
                var grows = new ConcurrentBag<(ISymbol Field, IOperation Add, string Stored)>();
                var shrinks = new ConcurrentBag<ISymbol>();
                start.RegisterOperationAction(
                    c =>
                    {
                        var call = (IInvocationOperation)c.Operation;
                        if (Field(call.Instance) is not { } field)
                        {
                            return;
                        }

                        if (call.TargetMethod.Name is "Remove" or "TryRemove" or "Clear")
                        {
                            shrinks.Add(field);
                        }
                        else if (call.TargetMethod.Name is "Add" or "TryAdd" or "Enqueue" or "Push" or "AddLast" or "GetOrAdd")
                        {
                            grows.Add((field, call, Stored(call.Arguments.Last().Value)));
                        }
                    },
                    OperationKind.Invocation);
                start.RegisterOperationAction(
                    c =>
                    {
                        var assignment = (ISimpleAssignmentOperation)c.Operation;
                        if (assignment.Target is IPropertyReferenceOperation { Arguments.Length: 1 } target && Field(target.Instance) is { } field)
                        {
                            grows.Add((field, assignment, Stored(assignment.Value)));
                        }
                    },
                    OperationKind.SimpleAssignment);
                start.RegisterSymbolEndAction(end =>
                {
                    foreach (var group in grows.Where(g => !IsWeak(g.Field)).GroupBy(g => g.Field, SymbolEqualityComparer.Default))
                    {
                        if (!shrinks.Contains(group.Key!, SymbolEqualityComparer.Default))
                        {
                            var (field, add, stored) = group.OrderBy(g => g.Add.Syntax.SyntaxTree.FilePath).ThenBy(g => g.Add.Syntax.SpanStart).First();
                            end.ReportDiagnostic(Diagnostic.Create(
                                Rule,
                                add.Syntax.GetLocation(),
                                ImmutableDictionary<string, string?>.Empty.Add("stored", stored).Add("field", field.GetDocumentationCommentId()),
                                field.Name));
                        }
                    }
                });
            },
            SymbolKind.NamedType);
    }

    private static bool IsWeak(ISymbol field)
    {
        var type = (INamedTypeSymbol)(field is IFieldSymbol f ? f.Type : ((IPropertySymbol)field).Type);
        return type.Name is "WeakValueDictionary" or "WeakSet" or "ConditionalWeakTable" or "HandleRegistry"
            || type.TypeArguments.Any(a => a.Name is "WeakReference" or "WeakHandle");
    }

    private static ISymbol? Field(IOperation? instance) => instance switch
    {
        IFieldReferenceOperation { Field: { IsStatic: true, DeclaredAccessibility: Accessibility.Private, Type: INamedTypeSymbol { TypeArguments.Length: > 0 } } field } => field,
        IPropertyReferenceOperation { Property: { IsStatic: true, DeclaredAccessibility: Accessibility.Private, Type: INamedTypeSymbol { TypeArguments.Length: > 0 } } property } => property,
        _ => null,
    };

    private static string Stored(IOperation value) => value switch
    {
        IConversionOperation c => Stored(c.Operand),
        IInstanceReferenceOperation => "this",
        { Type.TypeKind: TypeKind.Delegate } => "delegate",
        _ => "finalizable",
    };
}

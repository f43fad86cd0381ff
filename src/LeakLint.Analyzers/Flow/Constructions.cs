using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Constructors: an object that is not finished has an owner only once its constructor returns. Where it throws, nobody gets the object,
/// and what its fields hold is lost, unless it showed itself to others before, or has a finalizer.
/// </summary>
internal static class Constructions
{
    /// <summary>Whether the graph is a constructor's, and nobody but the constructor knows the object while it runs.</summary>
    public static bool IsUnseen(ControlFlowGraph graph)
        => graph.OriginalOperation is IConstructorBodyOperation { SemanticModel: { } model } constructor
            && model.GetDeclaredSymbol(constructor.Syntax) is IMethodSymbol { IsStatic: false, ContainingType: { TypeKind: TypeKind.Class } type }
            && !HasFinalizer(type) && !ShowsItself(graph);

    private static bool HasFinalizer(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            foreach (var member in at.GetMembers("Finalize"))
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Destructor })
                {
                    return true;
                }
            }
        }

        return false;
    }

    // owner.Add(this);  timer = new Timer(OnTick);  token.Register(() => Close());
    private static bool ShowsItself(ControlFlowGraph graph)
    {
        foreach (var operation in NestedFunctions.All(graph))
        {
            if (operation is IFlowAnonymousFunctionOperation lambda)
            {
                foreach (var part in NestedFunctions.All(graph.GetAnonymousFunctionControlFlowGraph(lambda)))
                {
                    if (part is IInstanceReferenceOperation)
                    {
                        return true;
                    }
                }
            }

            if (operation is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } self
                && self.Parent is not (IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation or IEventReferenceOperation))
            {
                return true;
            }
        }

        return false;
    }
}

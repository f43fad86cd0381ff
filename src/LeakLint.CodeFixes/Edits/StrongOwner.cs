using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Whether something besides the registry keeps a stored value alive. Held weakly, an object that nobody else owns
/// vanishes at the next collection, so without proof of another owner there is no weak fix.
/// Owners are: the caller of what was passed in, <c>this</c>' maker, a field, whoever the value is returned to.
/// </summary>
internal sealed class StrongOwner(ISymbol registry, CancellationToken cancellation)
{
    private const int DeepestChain = 8;

    /// <summary>Whether an owner remains for <paramref name="value"/> when the registry lets go.</summary>
    public bool Remains(IOperation value) => Remains(value, 0);

    /// <summary>Whether what <paramref name="made"/> results in is kept by somebody: returned, or stored in a field.</summary>
    public bool Keeps(IOperation made) => IsKept(made, 0);

    private bool Remains(IOperation value, int depth)
    {
        cancellation.ThrowIfCancellationRequested();
        if (depth > DeepestChain)
        {
            return false;
        }

        switch (value)
        {
            case IConversionOperation conversion:
                return Remains(conversion.Operand, depth);

            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } self:
                return !Creations.AreDropped(self, cancellation);

            case IParameterReferenceOperation parameter:
                return parameter.Parameter.RefKind != RefKind.Out && AllAssigned(parameter.Parameter, parameter, depth);

            case ILocalReferenceOperation local:
                return AllAssigned(local.Local, local, depth) || AnyUseKeeps(local.Local, local, depth);

            case IDeclarationExpressionOperation:
                return false;

            case IFieldReferenceOperation { Field: var field }:
                return !SymbolEqualityComparer.Default.Equals(field, registry);

            case IPropertyReferenceOperation { Arguments.IsEmpty: true, Property: var property }:
                return IsAutoProperty(property) && !SymbolEqualityComparer.Default.Equals(property, registry);

            case ISimpleAssignmentOperation assignment:
                return IsStrongPlace(assignment.Target) || Remains(assignment.Value, depth + 1);

            case ICoalesceAssignmentOperation assignment:
                return IsStrongPlace(assignment.Target);

            case ICoalesceOperation coalesce:
                return Remains(coalesce.Value, depth + 1) && Remains(coalesce.WhenNull, depth + 1);

            case IConditionalOperation { WhenFalse: { } otherwise } conditional:
                return Remains(conditional.WhenTrue, depth + 1) && Remains(otherwise, depth + 1);

            default:
                return false;
        }
    }

    // Every value that the variable ever gets has an owner. A parameter's first value comes from the caller.
    private bool AllAssigned(ISymbol variable, IOperation use, int depth)
    {
        var assigned = variable is IParameterSymbol;
        foreach (var operation in Body(use).Descendants())
        {
            var value = operation switch
            {
                IVariableDeclaratorOperation { Symbol: var s } declarator when Same(s, variable) => declarator.GetVariableInitializer()?.Value,
                ISimpleAssignmentOperation { Target: var t } assignment when Refers(t, variable) => assignment.Value,
                ICoalesceAssignmentOperation { Target: var t } assignment when Refers(t, variable) => assignment.Value,
                IDeclarationPatternOperation { DeclaredSymbol: { } s, Parent: IIsPatternOperation test } when Same(s, variable) => test.Value,
                IForEachLoopOperation loop when DeclaresInLoop(loop, variable) => loop.Collection,
                _ => null,
            };
            if (value is not null)
            {
                if (!Remains(value, depth + 1))
                {
                    return false;
                }

                assigned = true;
            }
            else if (operation is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument
                && (Refers(argument.Value, variable) || argument.Value is IDeclarationExpressionOperation declaration && Refers(declaration.Expression, variable)))
            {
                return false; // somebody else sets it
            }
        }

        return assigned;
    }

    private bool AnyUseKeeps(ISymbol variable, IOperation use, int depth)
    {
        foreach (var operation in Body(use).Descendants())
        {
            if (Refers(operation, variable) && IsKept(operation, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsKept(IOperation value, int depth)
    {
        if (depth > DeepestChain)
        {
            return false;
        }

        switch (value.Parent)
        {
            case IConversionOperation or IParenthesizedOperation or ICoalesceOperation:
            case IConditionalOperation conditional when conditional.Condition != value:
                return IsKept(value.Parent, depth + 1);

            case IReturnOperation returned:
                return !IsInLambda(returned);

            case ISimpleAssignmentOperation assignment when assignment.Value == value:
                return IsStrongPlace(assignment.Target)
                    || assignment.Target is IParameterReferenceOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref }
                    || assignment.Target is ILocalReferenceOperation local && AnyUseKeeps(local.Local, local, depth + 1)
                    || IsKept(assignment, depth + 1);

            case ICoalesceAssignmentOperation assignment when assignment.Value == value:
                return IsStrongPlace(assignment.Target);

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return AnyUseKeeps(declarator.Symbol, declarator, depth + 1);

            case IFieldInitializerOperation or IPropertyInitializerOperation:
                return true;

            default:
                return false;
        }
    }

    private bool IsStrongPlace(IOperation target) => target switch
    {
        IFieldReferenceOperation { Field: var field } => !Same(field, registry),
        IPropertyReferenceOperation { Arguments.IsEmpty: true, Property: var property } => IsAutoProperty(property) && !Same(property, registry),
        _ => false,
    };

    // A lambda's result goes to whoever calls it, which may be nobody who keeps it.
    private static bool IsInLambda(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAutoProperty(IPropertySymbol property)
    {
        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: { } of } && Same(of, property))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DeclaresInLoop(IForEachLoopOperation loop, ISymbol variable)
    {
        foreach (var local in loop.Locals)
        {
            if (Same(local, variable))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Refers(IOperation operation, ISymbol variable) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => Same(local, variable),
        IParameterReferenceOperation { Parameter: var parameter } => Same(parameter, variable),
        _ => false,
    };

    private static bool Same(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one, other);

    private static IOperation Body(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }
}

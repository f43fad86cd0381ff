using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Whether what is put into a slot may be what was there before, or nothing: then the slot is given back, not filled. What an object
/// kept, what a method selects from that, and what callers in sight of the slot's own type cannot be asked about, may be either.
/// </summary>
internal static class FormerValues
{
    private const int DepthLimit = 3;

    /// <summary>Whether <paramref name="value"/>, put in by <paramref name="assignment"/>, may be a former value of the slot, or null.</summary>
    public static bool MayBe(IOperation value, ISimpleAssignmentOperation assignment, int depth = 0)
    {
        value = Values.Unwrap(value);
        switch (value)
        {
            case IParameterReferenceOperation { Parameter: var parameter }:
                return MayBe(parameter, assignment);
            case ILocalReferenceOperation local:
                return Values.LastGiven(local) switch
                {
                    IInvocationOperation call when depth < DepthLimit => MayBe(call, assignment, depth + 1),
                    IObjectCreationOperation or IAwaitOperation => false,
                    _ => true,
                };
            case IInvocationOperation call:
                return SelectsFromWhatIsKept(call);
            default:
                return value is not (IObjectCreationOperation or IInstanceReferenceOperation or IAwaitOperation);
        }
    }

    // FirstOpen(_outer)   _outer.Innermost()   _scopes.Pop(): of what is there, not made
    private static bool SelectsFromWhatIsKept(IInvocationOperation call)
    {
        if (call.Type is not { } type)
        {
            return true;
        }

        if (call.Instance is not null && IsKept(call.Instance, type))
        {
            return true;
        }

        foreach (var argument in call.Arguments)
        {
            if (IsKept(argument.Value, type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKept(IOperation value, ITypeSymbol type) =>
        Values.Unwrap(value) is IFieldReferenceOperation or IPropertyReferenceOperation or IConditionalAccessInstanceOperation
        && Values.Unwrap(value).Type is { TypeKind: not TypeKind.Delegate } kept
        && (SymbolEqualityComparer.Default.Equals(kept, type) || IsCollectionOf(kept, type));

    private static bool IsCollectionOf(ITypeSymbol kept, ITypeSymbol type)
    {
        foreach (var face in kept.AllInterfaces)
        {
            if (face is { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } && SymbolEqualityComparer.Default.Equals(face.TypeArguments[0], type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MayBe(IParameterSymbol parameter, ISimpleAssignmentOperation assignment)
    {
        // struct Restore(Scope? old) { void Dispose() => s_current.Value = old; }   a setter is told both   Use(Stream? target)
        if (parameter.ContainingSymbol is not IMethodSymbol method
            || (method.MethodKind == MethodKind.Constructor && Values.RootOf(assignment) is not IConstructorBodyOperation)
            || method.MethodKind == MethodKind.PropertySet
            || parameter.NullableAnnotation == NullableAnnotation.Annotated)
        {
            return true;
        }

        return (parameter.NullableAnnotation == NullableAnnotation.None && IsSetter(method, assignment)) || IsGivenAnother(parameter, assignment);
    }

    // static void SetCurrent(Scope scope) => s_current.Value = scope, where nobody says whether null is meant to come
    private static bool IsSetter(IMethodSymbol method, IOperation assignment) =>
        method is { ReturnsVoid: true, DeclaredAccessibility: not Accessibility.Private }
        && assignment.Parent is IExpressionStatementOperation { Parent: IBlockOperation { Operations: { } statements, Parent: IMethodBodyOperation } }
        && statements.Length <= 2
        && (statements.Length == 1 || statements[1] is IReturnOperation { ReturnedValue: null });

    // (given, t_current) = (t_current, given)
    private static bool IsGivenAnother(IParameterSymbol parameter, IOperation assignment)
    {
        foreach (var operation in Values.RootOf(assignment).Descendants())
        {
            if (operation is IParameterReferenceOperation other
                && SymbolEqualityComparer.Default.Equals(other.Parameter, parameter)
                && (other.Parent is IAssignmentOperation given && given.Target == other
                    || other.Parent is ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple && deconstruction.Target == tuple))
            {
                return true;
            }
        }

        return false;
    }
}

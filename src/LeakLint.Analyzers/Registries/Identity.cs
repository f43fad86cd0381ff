using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Keys that never compare equal: an object that is made for the lookup and compared by reference. Whoever stores by
/// such a key finds nothing again, and removes nothing.
/// </summary>
internal sealed class Identity(KnownTypes types)
{
    private const int DepthLimit = 4;

    /// <summary>Whether <paramref name="key"/> is another one each time, for a comparer that asks the key itself.</summary>
    public bool IsNeverEqual(IOperation key) => IsNeverEqual(key, 0);

    /// <summary>Whether objects of <paramref name="type"/> are equal only to themselves, by what its code says.</summary>
    public static bool IsByReference(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol:
                return true;
            case not INamedTypeSymbol { TypeKind: TypeKind.Class, IsAnonymousType: false, IsRecord: false }:
                return false;
        }

        for (var t = type; t is { SpecialType: not SpecialType.System_Object }; t = t.BaseType)
        {
            if (t.SpecialType == SpecialType.System_String || t.TypeKind == TypeKind.Error || OverridesEquals(t))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsNeverEqual(IOperation key, int depth)
    {
        key = Values.Unwrap(key);
        switch (key)
        {
            case IArrayCreationOperation:
                return true;
            case ICollectionExpressionOperation { Type: { } type }:
                return IsByReference(type);
            case IObjectCreationOperation { Type: { } type } creation:
                return type.SpecialType != SpecialType.System_Object && (IsByReference(type) || KeepsNeverEqual(creation, depth));
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    if (depth < DepthLimit && IsNeverEqual(element, depth + 1))
                    {
                        return true;
                    }
                }

                return false;
            // text.ToCharArray(), ids.ToList(): a copy each time
            case IInvocationOperation { Type: { } type, TargetMethod.Name: "ToArray" or "ToList" or "ToCharArray" or "GetBytes" or "Split" or "Clone" }:
                return IsByReference(type);
            // x => x.Id as an expression tree is built each time it is come to
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda, Type: { } converted }:
                return converted.Is(types.ExpressionTree) || Captures(lambda);
            case IAnonymousFunctionOperation lambda:
                return lambda.Parent is IConversionOperation { Type: { } tree } && tree.Is(types.ExpressionTree);
            case ILocalReferenceOperation local:
                return depth < DepthLimit && IsMadeHere(local) is { } made && IsNeverEqual(made, depth + 1);
            default:
                return false;
        }
    }

    private static IOperation? IsMadeHere(ILocalReferenceOperation local) => Values.LastGiven(local);

    // record Key(string Name, int[] Sizes): compared by value, but its array is not.
    private bool KeepsNeverEqual(IObjectCreationOperation creation, int depth)
    {
        if (creation.Type is not { } type || !(type.IsRecord || type.IsTupleType) || depth == DepthLimit || (type.IsRecord && DeclaresEquals(type)))
        {
            return false;
        }

        foreach (var argument in creation.Arguments)
        {
            if (IsNeverEqual(argument.Value, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Captures(IAnonymousFunctionOperation lambda)
    {
        if (lambda.Symbol.IsStatic)
        {
            return false;
        }

        foreach (var operation in lambda.Body.Descendants())
        {
            switch (operation)
            {
                case ILocalReferenceOperation local when !IsWithin(local.Local, lambda.Symbol):
                case IParameterReferenceOperation parameter when !IsWithin(parameter.Parameter, lambda.Symbol):
                    return true;
            }
        }

        return false;
    }

    private static bool IsWithin(ISymbol symbol, IMethodSymbol lambda)
    {
        for (var s = symbol.ContainingSymbol; s is IMethodSymbol; s = s.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(s, lambda))
            {
                return true;
            }
        }

        return false;
    }

    private static bool OverridesEquals(ITypeSymbol type)
    {
        foreach (var member in type.GetMembers(nameof(Equals)))
        {
            if (member is IMethodSymbol { IsOverride: true } or IMethodSymbol { Parameters.Length: 1, IsStatic: false } && type.SpecialType != SpecialType.System_Object)
            {
                return true;
            }
        }

        return false;
    }

    // A record that says itself what is equal.
    private static bool DeclaresEquals(ITypeSymbol type)
    {
        foreach (var member in type.GetMembers(nameof(Equals)))
        {
            if (member is IMethodSymbol { IsImplicitlyDeclared: false })
            {
                return true;
            }
        }

        return false;
    }
}

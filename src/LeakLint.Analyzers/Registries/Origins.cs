using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Where a local gets its value other than by an assignment: a loop, an <c>out</c> argument, a pattern, a deconstruction.</summary>
internal static class Origins
{
    /// <summary>The expression that the local of <paramref name="reference"/> is taken from, or null.</summary>
    public static IOperation? Of(ILocalReferenceOperation reference)
    {
        foreach (var operation in Values.RootOf(reference).Descendants())
        {
            switch (operation)
            {
                // foreach (var id in ids)
                case IForEachLoopOperation loop when Declares(loop.LoopControlVariable, reference.Local):
                    return loop.Collection;

                // int.TryParse(text, out var id)
                case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared, Parent: IArgumentOperation { Parent: { } call } } when Is(declared.Local, reference.Local):
                    return call;

                // int id; int.TryParse(text, out id)
                case IArgumentOperation { Parameter.RefKind: RefKind.Out, Value: ILocalReferenceOperation filled, Parent: { } call } when Is(filled.Local, reference.Local):
                    return call;

                // if (sender is Session session)
                case IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol matched } when Is(matched, reference.Local):
                case IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol taken } when Is(taken, reference.Local):
                    return Matched(operation);

                // var (id, name) = row
                case IDeconstructionAssignmentOperation deconstruction when DeclaresAny(deconstruction.Target, reference.Local):
                    return deconstruction.Value;
            }
        }

        return null;
    }

    private static IOperation? Matched(IOperation pattern)
    {
        for (var outer = pattern.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IIsPatternOperation tested:
                    return tested.Value;
                case ISwitchOperation chosen:
                    return chosen.Value;
                case ISwitchExpressionOperation chosen:
                    return chosen.Value;
            }
        }

        return null;
    }

    private static bool Declares(IOperation variable, ILocalSymbol local) => variable switch
    {
        IVariableDeclaratorOperation declarator => Is(declarator.Symbol, local),
        _ => DeclaresAny(variable, local),
    };

    private static bool DeclaresAny(IOperation target, ILocalSymbol local)
    {
        foreach (var operation in target.DescendantsAndSelf())
        {
            if (operation is ILocalReferenceOperation reference && Is(reference.Local, local))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ILocalSymbol one, ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}

using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Where the value of a place comes from: every expression that a local, or a private field, is ever given, whatever the
/// order. Unknown as soon as one of them is not in sight.
/// </summary>
internal sealed class Origins
{
    private const int Deepest = 4;

    private static readonly ConditionalWeakTable<Compilation, Origins> Cache = new();

    private readonly ConcurrentDictionary<IFieldSymbol, bool> _hidden = new(SymbolEqualityComparer.Default);
    private readonly Bodies _bodies;
    private readonly KnownTypes _types;

    private Origins(Compilation compilation)
    {
        _bodies = Bodies.For(compilation);
        _types = KnownTypes.For(compilation);
    }

    public static Origins For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>The calls, creations and constants that the value may come from; null when some are not in sight.</summary>
    public List<IOperation>? Of(IOperation value, CancellationToken cancellation)
    {
        var found = new List<IOperation>();
        return Gather(value, found, [], 0, cancellation) ? found : null;
    }

    /// <summary>The expressions that the local or private field read by <paramref name="place"/> is given, as they stand; null when some are not in sight.</summary>
    public List<IOperation>? Given(IOperation place, CancellationToken cancellation)
    {
        var found = new List<IOperation>();
        return Values.Unwrap(place) switch
        {
            ILocalReferenceOperation { Local: var local } reference => GatherGiven(Values.RootOf(reference), local, found, [local], Deepest, cancellation) ? found : null,
            IFieldReferenceOperation { Field: var field } => GatherGiven(field, found, [field], Deepest, cancellation) ? found : null,
            _ => null,
        };
    }

    private bool Gather(IOperation value, List<IOperation> into, HashSet<ISymbol> seen, int depth, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (depth > Deepest)
        {
            into.Add(value);
            return true;
        }

        switch (Pure(value))
        {
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Gather(choice.WhenTrue, into, seen, depth, cancellation) && Gather(otherwise, into, seen, depth, cancellation);
            case ICoalesceOperation choice:
                return Gather(choice.Value, into, seen, depth, cancellation) && Gather(choice.WhenNull, into, seen, depth, cancellation);
            case IInvocationOperation { TargetMethod: { Name: "Exchange", ContainingType: var type } } call when SymbolEqualityComparer.Default.Equals(type, _types.Interlocked):
                return Ownership.ArgumentFor(call, 0) is { } place && Gather(place, into, seen, depth, cancellation);
            case ILocalReferenceOperation { Local: var local } reference:
                return depth < Deepest && (!seen.Add(local) || GatherGiven(Values.RootOf(reference), local, into, seen, depth, cancellation));
            case IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } when !IsConstant(field):
                return field.DeclaredAccessibility == Accessibility.Private && depth < Deepest && (!seen.Add(field) || GatherGiven(field, into, seen, depth, cancellation));
            case IParameterReferenceOperation or IMemberReferenceOperation { Member: not IFieldSymbol } or IArrayElementReferenceOperation:
                return false;
            case var one:
                into.Add(one);
                return true;
        }
    }

    // Everything the body gives the variable; false where something else may.
    private bool GatherGiven(IOperation root, ISymbol variable, List<IOperation> into, HashSet<ISymbol> seen, int depth, CancellationToken cancellation)
    {
        var isGiven = false;
        foreach (var operation in root.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Is(declarator.Symbol, variable):
                    if (declarator.GetVariableInitializer()?.Value is { } initial)
                    {
                        isGiven = true;
                        if (!Gather(initial, into, seen, depth + 1, cancellation))
                        {
                            return false;
                        }
                    }

                    break;
                case IFieldInitializerOperation initializer when Includes(initializer, variable):
                    isGiven = true;
                    if (!Gather(initializer.Value, into, seen, depth + 1, cancellation))
                    {
                        return false;
                    }

                    break;
                case IAssignmentOperation assignment when Is(SymbolOf(assignment.Target), variable):
                    isGiven = true;
                    if (assignment is not (ISimpleAssignmentOperation { IsRef: false } or ICoalesceAssignmentOperation) || !Gather(assignment.Value, into, seen, depth + 1, cancellation))
                    {
                        return false;
                    }

                    break;
                case IDeconstructionAssignmentOperation deconstruction when Mentions(deconstruction.Target, variable):
                case IIncrementOrDecrementOperation step when Is(SymbolOf(step.Target), variable):
                case IAddressOfOperation address when Is(SymbolOf(address.Reference), variable):
                    return false;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when Mentions(argument.Value, variable):
                    if (argument.Parent is not IInvocationOperation { TargetMethod.ContainingType: var type } exchange || !SymbolEqualityComparer.Default.Equals(type, _types.Interlocked)
                        || Ownership.ArgumentFor(exchange, 1) is not { } given || !Gather(given, into, seen, depth + 1, cancellation))
                    {
                        return false;
                    }

                    isGiven = true;
                    break;
            }
        }

        return isGiven;
    }

    // A private field gets its values in its type, and in the types inside that.
    private bool GatherGiven(IFieldSymbol field, List<IOperation> into, HashSet<ISymbol> seen, int depth, CancellationToken cancellation)
    {
        if (_hidden.ContainsKey(field))
        {
            return false;
        }

        foreach (var member in Members(field.ContainingType.OriginalDefinition))
        {
            foreach (var body in _bodies.Of(member, cancellation))
            {
                if (MayAssign(body, field) && !GatherGiven(body, field, into, seen, depth, cancellation) && IsGivenIn(body, field))
                {
                    _hidden[field] = true;
                    return false;
                }
            }
        }

        return into.Count > 0;
    }

    private static bool IsGivenIn(IOperation body, IFieldSymbol field)
    {
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (operation is IAssignmentOperation assignment && Mentions(assignment.Target, field)
                || operation is IDeconstructionAssignmentOperation deconstruction && Mentions(deconstruction.Target, field)
                || operation is IIncrementOrDecrementOperation step && Mentions(step.Target, field)
                || operation is IAddressOfOperation address && Mentions(address.Reference, field)
                || operation is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument && Mentions(argument.Value, field)
                || operation is IFieldInitializerOperation initializer && Includes(initializer, field))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is INamedTypeSymbol inner)
            {
                foreach (var deeper in Members(inner))
                {
                    yield return deeper;
                }
            }
            else if (!member.IsImplicitlyDeclared)
            {
                yield return member;
            }
        }
    }

    // By the text: a body that does not name the field cannot assign it.
    private static bool MayAssign(IOperation body, IFieldSymbol field)
    {
        foreach (var token in body.Syntax.Parent is { } around && body is IFieldInitializerOperation ? around.DescendantTokens() : body.Syntax.DescendantTokens())
        {
            if (token.ValueText == field.Name)
            {
                return true;
            }
        }

        return false;
    }

    // What only changes the form of an address keeps its origin: (byte*)p, new IntPtr(p), p.ToPointer().
    private static IOperation Pure(IOperation value)
    {
        while (true)
        {
            value = Values.Unwrap(value);
            switch (value)
            {
                case IConversionOperation { OperatorMethod.ContainingType.SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } conversion:
                    value = conversion.Operand;
                    break;
                case IObjectCreationOperation { Type.SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr, Arguments: { Length: 1 } arguments }:
                    value = arguments[0].Value;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ToPointer", Instance: { } address }:
                    value = address;
                    break;
                default:
                    return value;
            }
        }
    }

    private static bool IsConstant(IFieldSymbol field) => field.IsConst || field is { Name: "Zero", IsStatic: true };

    private static bool Includes(IFieldInitializerOperation initializer, ISymbol variable)
    {
        foreach (var field in initializer.InitializedFields)
        {
            if (Is(field, variable))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Mentions(IOperation target, ISymbol variable)
    {
        foreach (var part in target.DescendantsAndSelf())
        {
            if (Is(SymbolOf(part), variable))
            {
                return true;
            }
        }

        return false;
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IFieldReferenceOperation { Field: var field } => field.OriginalDefinition,
        _ => null,
    };

    private static bool Is(ISymbol? one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one, other.OriginalDefinition);
}

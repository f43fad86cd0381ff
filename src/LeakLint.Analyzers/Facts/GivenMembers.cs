using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What the members of one object are, as its constructor left them: those that only ever hold what a constructor was given, and those that
/// are still false or null for good.
/// </summary>
/// <param name="bodies">The code of the type.</param>
/// <param name="type">The very type of the object.</param>
/// <param name="constructor">What made it.</param>
/// <param name="unset">The parameters, by ordinal, that were given nothing: false, null, 0.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class GivenMembers(Bodies bodies, INamedTypeSymbol type, IMethodSymbol constructor, ulong unset, CancellationToken cancellation)
{
    private Dictionary<ISymbol, List<IOperation>>? _values;
    private bool _givesItsBase;

    /// <summary>Whether a field that is set once, or a property over one, is false or null since the constructor ran.</summary>
    public bool IsUnset(IOperation value)
    {
        value = Values.Unwrap(value);
        if (value is IParameterReferenceOperation { Parameter: var parameter })
        {
            return IsUnset(parameter);
        }

        if (value is not IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member } || !IsSetOnce(member))
        {
            return false;
        }

        foreach (var one in Assigned(member.OriginalDefinition))
        {
            if (!KnownConditions.IsNothing(one) && !(Values.Unwrap(one) is IParameterReferenceOperation { Parameter: var given } && IsUnset(given)) && IsInThisConstructor(one))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a condition on such members comes to; null when nobody can say.</summary>
    public bool? Known(IOperation condition) => KnownConditions.Of(condition, value => IsUnset(value) ? true : null);

    /// <summary>Whether all that <paramref name="value"/> can be is what a constructor of the type was given, or nothing.</summary>
    public bool Includes(IOperation value, int depth = 0)
    {
        value = Source(Values.Unwrap(value));
        switch (value)
        {
            case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } }:
                _values ??= Read();
                return !_givesItsBase;
            case IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member }:
                if (member is not IFieldSymbol && !(member is IPropertySymbol property && IsAutomatic(property)) || member.DeclaringSyntaxReferences.IsEmpty || depth > 3)
                {
                    return false;
                }

                foreach (var one in Assigned(member.OriginalDefinition))
                {
                    if (!KnownConditions.IsNothing(one) && !Includes(one, depth + 1))
                    {
                        return false;
                    }
                }

                return IsOnlyOurs(member);
            // Guard.NotNull(inner);  sinks.ToArray()
            case IInvocationOperation call when depth <= 3:
                return HandedThrough(call) is { } same && Includes(same, depth + 1);
            case ICoalesceOperation { Value: var first, WhenNull: var second }:
                return Includes(first, depth + 1) && (Values.Unwrap(second) is IThrowOperation || Includes(second, depth + 1));
            case ILocalReferenceOperation local when depth <= 3:
                return Declared(local) is { } declared && Includes(declared, depth + 1);
            default:
                return false;
        }
    }

    public static bool IsAutomatic(IPropertySymbol property)
    {
        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: { } of } && SymbolEqualityComparer.Default.Equals(of, property))
            {
                return true;
            }
        }

        return false;
    }

    // What a call gives back that is, or holds, nothing but what it was given.
    private IOperation? HandedThrough(IInvocationOperation call)
    {
        var callee = call.TargetMethod;
        if (callee.DeclaringSyntaxReferences.IsEmpty)
        {
            return callee.Name is "ToArray" or "ToList" or "AsEnumerable" && Framework.Declares(callee.ContainingType) ? call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null) : null;
        }

        var given = -1;
        foreach (var body in callee.IsVirtual || callee.IsAbstract || callee.IsOverride ? [] : bodies.Of(callee.OriginalDefinition, cancellation))
        {
            foreach (var operation in body.Descendants())
            {
                if (operation is IReturnOperation { ReturnedValue: { } returned })
                {
                    if (Values.Unwrap(returned) is not IParameterReferenceOperation { Parameter.Ordinal: var ordinal } || (given >= 0 && given != ordinal))
                    {
                        return null;
                    }

                    given = ordinal;
                }
            }
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == given)
            {
                return argument.Value;
            }
        }

        return null;
    }

    // _inner?.Dispose(): what stands before the question mark
    private static IOperation Source(IOperation value)
    {
        return value is IConditionalAccessInstanceOperation && ConditionalAccess.Around(value) is { } access ? Values.Unwrap(access.Operation) : value;
    }

    // _inner is IDisposable d;  var d = _inner as IDisposable;  foreach (var sink in _sinks)
    private static IOperation? Declared(ILocalReferenceOperation local)
    {
        IOperation? found = null;
        foreach (var operation in Values.RootOf(local).Descendants())
        {
            var value = operation switch
            {
                IIsPatternOperation { Pattern: IDeclarationPatternOperation { DeclaredSymbol: { } symbol } } test when Is(symbol, local) => test.Value,
                IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: { } symbol } } test when Is(symbol, local) => test.Value,
                IVariableDeclaratorOperation { Symbol: var symbol } declarator when Is(symbol, local) => declarator.GetVariableInitializer()?.Value,
                IForEachLoopOperation loop when loop.Locals.Length > 0 && Is(loop.Locals[0], local) => loop.Collection,
                _ => null,
            };
            if (operation is IAssignmentOperation { Target: ILocalReferenceOperation target } && Is(target.Local, local))
            {
                return null;
            }

            found ??= value;
        }

        return found;
    }

    private static bool Is(ISymbol symbol, ILocalReferenceOperation local) => SymbolEqualityComparer.Default.Equals(symbol, local.Local);

    private bool IsUnset(IParameterSymbol parameter)
        => parameter.Ordinal < 64 && (unset & (1UL << parameter.Ordinal)) != 0 && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, constructor);

    // Another constructor of the type did not run, unless this one calls it.
    private bool IsInThisConstructor(IOperation value)
        => Values.RootOf(value) is not IConstructorBodyOperation { Syntax: ConstructorDeclarationSyntax other } || IsChained || !IsAnother(other);

    private bool IsAnother(ConstructorDeclarationSyntax other)
    {
        foreach (var reference in constructor.DeclaringSyntaxReferences)
        {
            if (reference.SyntaxTree == other.SyntaxTree && reference.Span == other.Span)
            {
                return false;
            }
        }

        return other.Parent is TypeDeclarationSyntax of && of.Identifier.ValueText == constructor.ContainingType.Name;
    }

    private bool IsChained => constructor.DeclaringSyntaxReferences.Length > 0
        && constructor.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.ValueText: "this" };

    private static bool IsSetOnce(ISymbol member) => member switch
    {
        IFieldSymbol field => field.IsReadOnly,
        IPropertySymbol { IsReadOnly: true } property => IsAutomatic(property),
        _ => false,
    };

    // Nobody else sets it: read-only, or private and its type is read whole.
    private static bool IsOnlyOurs(ISymbol member) => IsSetOnce(member) || member is IFieldSymbol { DeclaredAccessibility: Accessibility.Private };

    private List<IOperation> Assigned(ISymbol member)
    {
        _values ??= Read();
        return _values.TryGetValue(member, out var values) ? values : _values[member] = [];
    }

    private Dictionary<ISymbol, List<IOperation>> Read()
    {
        var values = new Dictionary<ISymbol, List<IOperation>>(SymbolEqualityComparer.Default);
        for (var at = type; at is not null && !at.DeclaringSyntaxReferences.IsEmpty; at = at.BaseType?.OriginalDefinition)
        {
            foreach (var member in at.GetMembers())
            {
                if (member is IMethodSymbol { IsImplicitlyDeclared: true, MethodKind: not MethodKind.Constructor } or INamedTypeSymbol or IEventSymbol)
                {
                    continue;
                }

                foreach (var body in bodies.Of(member, cancellation))
                {
                    Read(member, body, values);
                }
            }
        }

        return values;
    }

    private void Read(ISymbol member, IOperation body, Dictionary<ISymbol, List<IOperation>> values)
    {
        if (body is ISymbolInitializerOperation { Value: var initial })
        {
            Note(member, initial, values);
            return;
        }

        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                // : base(File.OpenRead(path)): what the base was given is the object's own
                case IInvocationOperation { TargetMethod.MethodKind: MethodKind.Constructor, Arguments: var handedOn }:
                    foreach (var argument in handedOn)
                    {
                        _givesItsBase |= !KnownConditions.IsNothing(argument.Value) && !argument.Value.ConstantValue.HasValue && Values.Unwrap(argument.Value) is not IParameterReferenceOperation;
                    }

                    break;
                case IDeconstructionAssignmentOperation { Target: ITupleOperation targets, Value: var value }:
                    var tuple = Values.Unwrap(value) as ITupleOperation;
                    for (var i = 0; i < targets.Elements.Length; i++)
                    {
                        Note(targets.Elements[i], tuple is not null && tuple.Elements.Length == targets.Elements.Length ? tuple.Elements[i] : value, values);
                    }

                    break;
                case IAssignmentOperation { Target: var target, Value: var value }:
                    Note(target, value, values);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var target } argument when argument.Parent is not IInvocationOperation { TargetMethod.ContainingType.Name: "Interlocked" } exchange || !SetsNothing(exchange):
                    // F(ref _x): anything
                    Note(target, argument.Parent!, values);
                    break;
            }
        }
    }

    // Interlocked.Exchange(ref _inner, null)
    private static bool SetsNothing(IInvocationOperation exchange) => exchange.Arguments.Length > 1 && KnownConditions.IsNothing(exchange.Arguments[1].Value);

    private static void Note(IOperation target, IOperation value, Dictionary<ISymbol, List<IOperation>> values)
    {
        if (target is IMemberReferenceOperation { Member: var member })
        {
            Note(member, value, values);
        }
    }

    private static void Note(ISymbol member, IOperation value, Dictionary<ISymbol, List<IOperation>> values)
    {
        if (!values.TryGetValue(member.OriginalDefinition, out var all))
        {
            values[member.OriginalDefinition] = all = [];
        }

        all.Add(value);
    }
}

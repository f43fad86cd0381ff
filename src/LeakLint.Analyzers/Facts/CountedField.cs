using System.Collections.Generic;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// The field by which a type counts who uses it. Proof is one method that only raises it, and one that lowers it and
/// does something when nobody is left: <c>if (Interlocked.Decrement(ref _count) == 0) Free();</c> A number that is
/// raised and lowered and never asked is a statistic.
/// </summary>
internal sealed class CountedField
{
    private readonly HashSet<string> _lowering = [];

    private CountedField(IFieldSymbol field, bool startsAtOne)
    {
        Field = field;
        StartsAtOne = startsAtOne;
    }

    public IFieldSymbol Field { get; }

    /// <summary>A new object has one user: who made it.</summary>
    public bool StartsAtOne { get; }

    /// <summary>The methods that add a user.</summary>
    public HashSet<ISymbol> Raises { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The methods that take one away.</summary>
    public HashSet<ISymbol> Lowers { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a method of the type names one that takes a user away, or names one that does.</summary>
    public bool MayLower(IMethodSymbol method) => _lowering.Contains(method.Name);

    public static CountedField? Find(INamedTypeSymbol type, Bodies bodies, KnownTypes types, CancellationToken cancellation)
    {
        if (Candidates(type, cancellation) is not { } candidates)
        {
            return null;
        }

        var steps = new Dictionary<IFieldSymbol, (List<IMethodSymbol> Up, List<IMethodSymbol> Down, bool IsAsked)>(SymbolEqualityComparer.Default);
        foreach (var method in candidates)
        {
            if (!method.Parameters.IsEmpty && !steps.Values.Any(static s => s.IsAsked && s.Up.Count > 0))
            {
                // Those without parameters come first, and they alone can make it one.
                return null;
            }

            foreach (var body in bodies.Of(method, cancellation))
            {
                foreach (var operation in body.Descendants())
                {
                    if (operation is IInvocationOperation call && Step(call, types, out var isUp) is { } field)
                    {
                        var known = steps.TryGetValue(field, out var before) ? before : (Up: [], Down: [], IsAsked: false);
                        (isUp ? known.Up : known.Down).Add(method);
                        steps[field] = known with { IsAsked = known.IsAsked || (!isUp && IsAskedForZero(call)) };
                    }
                }
            }
        }

        foreach (var entry in steps)
        {
            var (up, down, isAsked) = entry.Value;
            up.RemoveAll(down.Contains);
            if (!isAsked || up.Count == 0 || down.Count == 0 || !up.TrueForAll(static m => m.Parameters.IsEmpty) || !down.TrueForAll(static m => m.Parameters.IsEmpty))
            {
                continue;
            }

            var found = new CountedField(entry.Key, IsOneAtFirst(entry.Key, type));
            found.Raises.UnionWith(up);
            found.Lowers.UnionWith(down);
            found.AddLowering(type);
            return found;
        }

        return null;
    }

    // The text is asked before the code is bound: few methods of a type count, and few types have one without parameters for either direction.
    private static List<IMethodSymbol>? Candidates(INamedTypeSymbol type, CancellationToken cancellation)
    {
        List<IMethodSymbol>? found = null;
        var mayRaise = false;
        var mayLower = false;
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol { IsStatic: false, MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, IsAbstract: false } method)
            {
                continue;
            }

            var text = Text(method, cancellation);
            if (text.Contains("Interlocked"))
            {
                (found ??= []).Add(method);
                mayRaise |= method.Parameters.IsEmpty && (text.Contains("Increment") || text.Contains("CompareExchange"));
                mayLower |= method.Parameters.IsEmpty && (text.Contains("Decrement") || text.Contains("CompareExchange"));
            }
        }

        if (!mayRaise || !mayLower)
        {
            return null;
        }

        found!.Sort(static (one, other) => one.Parameters.Length.CompareTo(other.Parameters.Length));
        return found;
    }

    private static string Text(IMethodSymbol method, CancellationToken cancellation)
    {
        var declaring = method.PartialImplementationPart ?? method;
        return declaring.DeclaringSyntaxReferences is { Length: 1 } code ? code[0].SyntaxTree.GetText(cancellation).ToString(code[0].Span) : "";
    }

    // Interlocked.Increment(ref _count), Interlocked.Decrement(ref _count), Interlocked.CompareExchange(ref _count, n + 1, n)
    private static IFieldSymbol? Step(IInvocationOperation call, KnownTypes types, out bool isUp)
    {
        isUp = false;
        if (types.Interlocked is null || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Interlocked)
            || call.Arguments.IsEmpty || call.Arguments[0].Value is not IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsStatic: false } field })
        {
            return null;
        }

        switch (call.TargetMethod.Name)
        {
            case "Increment":
                isUp = true;
                return field;
            case "Decrement":
                return field;
            case "CompareExchange" when call.Arguments.Length == 3 && call.Arguments[1].Value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, RightOperand.ConstantValue: { HasValue: true, Value: 1 or 1L } } sum:
                isUp = sum.OperatorKind == BinaryOperatorKind.Add;
                return field;
            default:
                return null;
        }
    }

    // if (Interlocked.Decrement(ref _count) == 0) …   var left = Interlocked.Decrement(ref _count); if (left <= 0) …
    private static bool IsAskedForZero(IInvocationOperation lowering)
    {
        IOperation at = lowering;
        while (at.Parent is IConversionOperation or IParenthesizedOperation)
        {
            at = at.Parent;
        }

        switch (at.Parent)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan } test:
                return test.RightOperand.ConstantValue is { HasValue: true, Value: 0 or 0L or 1 or 1L } || test.LeftOperand.ConstantValue is { HasValue: true, Value: 0 or 0L };
            case IIsPatternOperation { Pattern: IConstantPatternOperation or IRelationalPatternOperation }:
                return true;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } initializer:
                return IsAskedForZero(local, Values.RootOf(initializer));
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned } } assignment:
                return IsAskedForZero(assigned, Values.RootOf(assignment));
            default:
                return false;
        }
    }

    private static bool IsAskedForZero(ILocalSymbol local, IOperation root)
    {
        foreach (var operation in root.Descendants())
        {
            if (operation is IBinaryOperation { LeftOperand: ILocalReferenceOperation { Local: var asked }, RightOperand.ConstantValue: { HasValue: true, Value: 0 or 0L or 1 or 1L } } && SymbolEqualityComparer.Default.Equals(asked, local))
            {
                return true;
            }
        }

        return false;
    }

    // int _count = 1;   C() { _count = 1; }
    private static bool IsOneAtFirst(IFieldSymbol field, INamedTypeSymbol type)
    {
        foreach (var reference in field.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value } && IsOne(value))
            {
                return true;
            }
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var reference in constructor.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax() is not ConstructorDeclarationSyntax declaration)
                {
                    continue;
                }

                foreach (var node in declaration.DescendantNodes())
                {
                    if (node is AssignmentExpressionSyntax { Left: var target, Right: var value } && IsOne(value)
                        && target is IdentifierNameSyntax { Identifier.ValueText: var name } && name == field.Name)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsOne(ExpressionSyntax value) => value is LiteralExpressionSyntax { Token.Value: 1 or 1L };

    private void AddLowering(INamedTypeSymbol type)
    {
        foreach (var method in Lowers)
        {
            _lowering.Add(method.Name);
        }

        NamedMembers.Grow(type, _lowering);
    }
}

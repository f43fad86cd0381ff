using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// The code of one object's own type that runs when certain of its members are called: those, what they call on the
/// same object, the lambdas they make. A branch that a constant flag rules out (<c>Dispose(false)</c>) is left out.
/// </summary>
internal sealed class RunningCode(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
{
    private const int Deepest = 200;

    private readonly HashSet<ShapeKey> _seen = [];
    private readonly Dictionary<ISymbol, bool> _flags = new(SymbolEqualityComparer.Default);
    private int _depth;

    /// <summary>Every operation that may run, in no order that matters.</summary>
    public List<IOperation> Operations { get; } = [];

    /// <summary>The methods that run with a flag that was constant at the call.</summary>
    public HashSet<ISymbol> Flagged { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The methods that run.</summary>
    public HashSet<ISymbol> Methods { get; } = new(SymbolEqualityComparer.Default);

    public void Run(IMethodSymbol method, uint known = 0, uint isTrue = 0)
    {
        method = method.OriginalDefinition;
        if (_seen.Count > 400 || !_seen.Add(new ShapeKey(method, null, known, isTrue, inFinalizer: false)))
        {
            return;
        }

        Methods.Add(method);
        if (known != 0)
        {
            Flagged.Add(method);
        }

        foreach (var parameter in method.Parameters)
        {
            _flags.Remove(parameter);
            if (parameter.Ordinal < 32 && (known & (1u << parameter.Ordinal)) != 0)
            {
                _flags[parameter] = (isTrue & (1u << parameter.Ordinal)) != 0;
            }
        }

        foreach (var body in Bodies.For(compilation).Of(method, cancellation))
        {
            Visit(body);
        }
    }

    // Whether what follows is not reached.
    private bool Visit(IOperation? operation)
    {
        if (operation is null || _depth > Deepest)
        {
            return false;
        }

        _depth++;
        var ended = VisitCore(operation);
        _depth--;
        return ended;
    }

    private bool VisitCore(IOperation operation)
    {
        switch (operation)
        {
            case IBlockOperation block:
                foreach (var statement in block.Operations)
                {
                    if (Visit(statement))
                    {
                        return true;
                    }
                }

                return false;
            case IConditionalOperation branch:
                if (Known(branch.Condition) is { } taken)
                {
                    return Visit(taken ? branch.WhenTrue : branch.WhenFalse);
                }

                Visit(branch.Condition);
                return Visit(branch.WhenTrue) & (branch.WhenFalse is not null && Visit(branch.WhenFalse));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary:
                Visit(binary.LeftOperand);
                if (Known(binary.LeftOperand) is not { } left || left == (binary.OperatorKind == BinaryOperatorKind.ConditionalAnd))
                {
                    Visit(binary.RightOperand);
                }

                return false;
            case IReturnOperation or IThrowOperation:
                Children(operation);
                return operation is not IReturnOperation { Kind: OperationKind.YieldReturn };
            case ILabeledOperation label:
                Visit(label.Operation);
                return false;
            default:
                Operations.Add(operation);
                Children(operation);
                Follow(operation);
                return false;
        }
    }

    private void Children(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            Visit(child);
        }
    }

    private void Follow(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation { Instance: null or IInstanceReferenceOperation } call when IsOwn(call.TargetMethod):
                var known = 0u;
                var isTrue = 0u;
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter is { Ordinal: < 32, Type.SpecialType: SpecialType.System_Boolean } parameter && Known(argument.Value) is { } value)
                    {
                        known |= 1u << parameter.Ordinal;
                        isTrue |= value ? 1u << parameter.Ordinal : 0;
                    }
                }

                var flags = new Dictionary<ISymbol, bool>(_flags, SymbolEqualityComparer.Default);
                Run(call.Instance?.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.BaseExpressionSyntax ? call.TargetMethod : MostDerived(call.TargetMethod), known, isTrue);
                foreach (var flag in flags)
                {
                    _flags[flag.Key] = flag.Value;
                }

                break;
            case IMethodReferenceOperation { Instance: null or IInstanceReferenceOperation } reference when IsOwn(reference.Method):
                Run(MostDerived(reference.Method));
                break;
            case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property when IsOwn(property.Property):
                foreach (var accessor in new[] { property.Property.GetMethod, property.Property.SetMethod })
                {
                    if (accessor is { IsImplicitlyDeclared: false })
                    {
                        Run(accessor);
                    }
                }

                break;
        }
    }

    private bool IsOwn(ISymbol member)
        => member.DeclaringSyntaxReferences.Length > 0 && Shapes.IsBelow(type, member.ContainingType) && member is not IMethodSymbol { MethodKind: MethodKind.LocalFunction };

    private IMethodSymbol MostDerived(IMethodSymbol method)
    {
        if (!method.IsVirtual && !method.IsAbstract && !method.IsOverride)
        {
            return method;
        }

        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            foreach (var member in t.GetMembers(method.Name))
            {
                for (var m = member as IMethodSymbol; m is not null; m = m.OverriddenMethod)
                {
                    if (SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, method.OriginalDefinition))
                    {
                        return (IMethodSymbol)member;
                    }
                }
            }
        }

        return method;
    }

    private bool? Known(IOperation? condition) => condition switch
    {
        { ConstantValue: { HasValue: true, Value: bool constant } } => constant,
        IParameterReferenceOperation parameter => _flags.TryGetValue(parameter.Parameter, out var flag) ? flag : null,
        IParenthesizedOperation parenthesized => Known(parenthesized.Operand),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Known(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } and => Known(and.LeftOperand) & Known(and.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } or => Known(or.LeftOperand) | Known(or.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => Known(equal.LeftOperand) is { } l && Known(equal.RightOperand) is { } r ? l == r : null,
        _ => null,
    };
}

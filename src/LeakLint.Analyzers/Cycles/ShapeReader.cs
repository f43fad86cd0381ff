using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Reads one body into a <see cref="Shape"/>. It believes that a body is a set of straight runs, each loop taken
/// once: what it says is true on at least one run, and facts of two arms of one branch are never combined. Every
/// object has one name, so two edges that meet do so in one instance. What it cannot follow is one unknown object.
/// </summary>
internal sealed partial class ShapeReader
{
    private const int DeepestNesting = 150;
    private const int MostStores = 600;
    private const int MostUses = 600;
    private const int DeepestBranches = 24;

    private readonly Shapes _shapes;
    private readonly CancellationToken _cancellation;
    private readonly List<Store> _stores = [];
    private readonly List<Use> _uses = [];
    private readonly List<Wait> _waits = [];
    private readonly List<Node> _neverFinalized = [];
    private readonly Dictionary<ISymbol, Value> _variables = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> _flags = new(SymbolEqualityComparer.Default);
    private readonly HashSet<Node> _asked = [];
    private readonly Stack<Value> _initialized = new();
    private readonly Stack<Value> _conditional = new();
    private readonly HashSet<ISymbol> _localFunctions = new(SymbolEqualityComparer.Default);
    private readonly IMethodSymbol _method;
    private readonly bool _inFinalizer;
    private readonly Node _this;
    private readonly ImmutableArray<Node> _parameters;

    private IOperation? _root;
    private Arm? _on;
    private bool _ended;
    private int _depth;
    private Node? _result;
    private bool _manyResults;
    private bool _reregisters;

    private ShapeReader(Shapes shapes, ShapeKey key, CancellationToken cancellation)
    {
        _shapes = shapes;
        _cancellation = cancellation;
        _method = key.Method;
        _inFinalizer = key.InFinalizer;
        _this = new Node(Origin.This, key.Exact ?? key.Method.ContainingType, key.Exact is not null);
        var parameters = ImmutableArray.CreateBuilder<Node>(_method.Parameters.Length);
        foreach (var parameter in _method.Parameters)
        {
            var node = new Node(Origin.Parameter, parameter.Type, parameter.Type.IsSealed) { Ordinal = parameter.Ordinal };
            parameters.Add(node);
            if (IsObject(parameter.Type))
            {
                _variables[parameter] = new Value(node);
            }

            if (parameter.Ordinal < 32 && (key.KnownFlags & (1u << parameter.Ordinal)) != 0)
            {
                _flags[parameter] = (key.TrueFlags & (1u << parameter.Ordinal)) != 0;
            }
        }

        _parameters = parameters.MoveToImmutable();
    }

    public static Shape Read(Shapes shapes, ShapeKey key, CancellationToken cancellation)
    {
        var reader = new ShapeReader(shapes, key, cancellation);
        if (key.Method.MethodKind == MethodKind.Constructor)
        {
            reader.ReadConstructor();
        }
        else
        {
            reader.ReadBodies();
        }

        return new Shape(
            reader._stores, reader._uses, reader._waits, reader._neverFinalized, reader._this, reader._manyResults ? null : reader._result, reader._parameters)
        {
            Reregisters = reader._reregisters,
        };
    }

    private void ReadBodies()
    {
        foreach (var body in Bodies.For(_shapes.Compilation).Of(_method, _cancellation))
        {
            _root = body;
            Read(body);
        }
    }

    private void ReadAll(ImmutableArray<IOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (_ended)
            {
                return;
            }

            Read(operation);
        }
    }

    /// <summary>Reads an operation, statement or expression; the value is that of the expression.</summary>
    private Value Read(IOperation? operation)
    {
        if (operation is null || _ended || _depth > DeepestNesting || _shapes.IsAtEnd)
        {
            return Value.Nothing;
        }

        _shapes.Spend(1);

        _depth++;
        var value = operation switch
        {
            IBlockOperation block => Block(block.Operations),
            IMethodBodyOperation body => Block(body.BlockBody ?? body.ExpressionBody),
            IExpressionStatementOperation statement => Read(statement.Operation),
            IConditionalOperation branch => Conditional(branch),
            IReturnOperation @return => Return(@return),
            IThrowOperation @throw => Throw(@throw),
            ILoopOperation loop => Loop(loop),
            ISwitchOperation @switch => Switch(@switch),
            ITryOperation @try => Try(@try),
            ILabeledOperation label => Label(label),
            IBranchOperation => End(),
            ILockOperation @lock => Lock(@lock),
            ILocalFunctionOperation => Value.Nothing,
            _ => Expression(operation),
        };
        _depth--;
        return value;
    }

    private Value Block(IBlockOperation? block) => block is null ? Value.Nothing : Block(block.Operations);

    private Value Block(ImmutableArray<IOperation> operations)
    {
        ReadAll(operations);
        return Value.Nothing;
    }

    private Value Conditional(IConditionalOperation branch)
    {
        var guarded = Ask(branch.Condition);
        var known = Known(branch.Condition);
        if (known is { } taken)
        {
            var only = Read(taken ? branch.WhenTrue : branch.WhenFalse);
            Forget(guarded);
            return only;
        }

        var outer = _on;
        var id = _shapes.NextBranch();
        var onTrue = new Arm(id, 0, outer);
        var onFalse = new Arm(id, 1, outer);
        _on = onTrue;
        var whenTrue = Read(branch.WhenTrue);
        var trueEnded = _ended;
        _ended = false;
        _on = onFalse;
        var whenFalse = Read(branch.WhenFalse);
        var falseEnded = _ended;
        _ended = trueEnded && falseEnded;

        // "if (x) { …; return; }": what follows belongs to the other arm, and keeps what the test told.
        _on = trueEnded == falseEnded ? outer : trueEnded ? onFalse : onTrue;
        if (trueEnded == falseEnded)
        {
            Forget(guarded);
        }

        return Either(whenTrue, onTrue, whenFalse, onFalse);
    }

    private Value Return(IReturnOperation @return)
    {
        var value = Read(@return.ReturnedValue);
        if (@return.Kind == OperationKind.YieldReturn)
        {
            _manyResults = true;
            return Value.Nothing;
        }

        if (value.Node is not null)
        {
            _manyResults |= value.Other is not null || (_result is not null && !ReferenceEquals(_result, value.Node));
            _result = value.Node;
        }

        return End();
    }

    private Value Throw(IThrowOperation @throw)
    {
        Read(@throw.Exception);

        // "x ?? throw": the expression form ends its own arm only, which its parent knows.
        return @throw.Syntax is ThrowStatementSyntax ? End() : Value.Nothing;
    }

    private Value End()
    {
        _ended = true;
        return Value.Nothing;
    }

    // Somebody jumps here, so what stood before need not have ended the run.
    private Value Label(ILabeledOperation label)
    {
        _ended = false;
        return Read(label.Operation);
    }

    private Value Loop(ILoopOperation loop)
    {
        var outer = _on;
        var element = Value.Nothing;
        switch (loop)
        {
            case IForEachLoopOperation each:
                element = Elements(Read(each.Collection), each);
                break;
            case IForLoopOperation @for:
                ReadAll(@for.Before);
                break;
        }

        _on = new Arm(_shapes.NextBranch(), 0, outer);
        HashSet<Node>? guarded = null;
        switch (loop)
        {
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation variable }:
                _variables[variable.Symbol] = element;
                break;
            case IForLoopOperation @for:
                guarded = Ask(@for.Condition);
                break;
            case IWhileLoopOperation @while:
                guarded = Ask(@while.Condition);
                break;
        }

        Read(loop.Body);
        if (loop is IForLoopOperation { AtLoopBottom: var bottom })
        {
            ReadAll(bottom);
        }

        if (guarded is not null)
        {
            Forget(guarded);
        }

        _on = outer;
        _ended = false;
        return Value.Nothing;
    }

    private Value Switch(ISwitchOperation @switch)
    {
        var known = Known(@switch.Value);
        var of = Read(@switch.Value);
        var outer = _on;
        var id = _shapes.NextBranch();
        var number = 0;
        foreach (var section in @switch.Cases)
        {
            if (known is { } value && !MayMatch(section, value))
            {
                continue;
            }

            _on = new Arm(id, number++, outer);
            foreach (var clause in section.Clauses)
            {
                if (clause is IPatternCaseClauseOperation { Pattern: var pattern })
                {
                    Bind(pattern, of);
                }
            }

            ReadAll(section.Body);
            _ended = false;
        }

        _on = outer;
        return Value.Nothing;
    }

    private static bool MayMatch(ISwitchCaseOperation section, bool value)
    {
        foreach (var clause in section.Clauses)
        {
            if (clause is not ISingleValueCaseClauseOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } } || constant == value)
            {
                return true;
            }
        }

        return false;
    }

    private Value Try(ITryOperation @try)
    {
        var outer = _on;
        Read(@try.Body);
        var ended = _ended;
        var id = _shapes.NextBranch();
        var number = 0;
        foreach (var handler in @try.Catches)
        {
            _ended = false;
            _on = new Arm(id, number++, outer);
            Read(handler.Handler);
            ended &= _ended;
        }

        _on = outer;
        _ended = false;
        Read(@try.Finally);
        _ended |= ended;
        return Value.Nothing;
    }

    private static Value Either(Value left, Arm onLeft, Value right, Arm onRight)
    {
        if (left.Node is null)
        {
            return right.Node is null ? Value.Nothing : new Value(right.Node, onRight);
        }

        return right.Node is null ? new Value(left.Node, onLeft) : new Value(left.Node, onLeft, right.Node, onRight);
    }
}

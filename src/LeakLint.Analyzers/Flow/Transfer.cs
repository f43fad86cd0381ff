using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// How each operation changes the state. Operands are visited in the order in which they are evaluated; a value
/// comes back that says which resources it is or may contain. This file dispatches; assignments, calls and
/// conditions have files of their own.
/// </summary>
internal sealed partial class Transfer : ITransfer<FlowState>
{
    private readonly ControlFlowGraph _graph;
    private readonly FlowSubject _subject;
    private readonly FlowStateLattice _lattice;
    private readonly ExitLocation _exits;

    // The local functions that are being run, innermost last; this transfer runs the last of them.
    private readonly ImmutableStack<IMethodSymbol> _calling;

    // Where a nested run's ways out are gathered; null for the method itself, whose ways out are recorded.
    private readonly NestedExits? _nested;

    private FlowState _state;
    private FlowState? _thrown;
    private FlowState? _abandoned;

    // The block that is run, and what a variable stopped carrying in the statement that is run.
    private int _block;
    private ulong _dropped;

    /// <summary>The transfer over the body of a method.</summary>
    public Transfer(ControlFlowGraph graph, FlowSubject subject)
        : this(graph, subject, [], nested: null)
    {
    }

    private Transfer(ControlFlowGraph graph, FlowSubject subject, ImmutableStack<IMethodSymbol> calling, NestedExits? nested)
    {
        _graph = graph;
        _exits = new ExitLocation(graph);
        _subject = subject;
        _calling = calling;
        _nested = nested;
        _lattice = new FlowStateLattice(subject.Histories.Length);
        _state = _lattice.Bottom;
        CountQuestions();
    }

    private IOwnership Ownership => _subject.Ownership;

    private VariableTable Variables => _subject.Variables;

    private ImmutableArray<ResourceHistory> Histories => _subject.Histories;

    private CancellationToken Cancellation => _subject.Cancellation;

    /// <summary>Why the whole method is undecided.</summary>
    public GaveUp GaveUp { get; private set; }

    public BlockOutcome<FlowState> Run(int block, FlowState start)
    {
        _state = start.Copy();
        _thrown = null;
        _abandoned = null;
        _block = block;
        _dropped = 0;
        var code = _graph.Blocks[block];
        foreach (var operation in code.Operations)
        {
            Visit(operation);
            LoseWhatWasDropped(operation);
        }

        if (code.BranchValue is { } value)
        {
            var result = code.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && WithoutConversion(value) is ITupleOperation tuple ? VisitReturned(tuple, block) : Visit(value);
            if (code.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return)
            {
                _nested?.Returns(result);
                if (_nested is null)
                {
                    // Nothing is nobody's to release: a factory may also return null.
                    if (result.May != 0 || !result.IsFalseIn(HeldFacts.Nothing))
                    {
                        _subject.Returned[block] = ReturnedKind(result);
                    }

                    Settle(result, ResourceStatus.Transferred, EscapeReason.PassedOn, toCaller: true);
                    if (value.Type?.SpecialType == SpecialType.System_Boolean)
                    {
                        NoteAnswer(value);
                    }
                }
            }
            else if (code.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Throw && value is IObjectCreationOperation { IsImplicit: true })
            {
                // x switch { A => 1, B => 2 }: what the compiler throws when no arm matches is no way out that its author wrote
                _state = _lattice.Bottom.Copy();
            }
            else if (code.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Throw && Variables.Fields != 0 && Ownership.IsProgrammersFault(WithoutConversion(value).Type))
            {
                // _name = name ?? throw new ArgumentNullException(nameof(name)): no way out that a program which is right takes
                _state = Constructed(_state);
            }
        }

        if (Variables.IsFull && GaveUp == GaveUp.No)
        {
            GaveUp = GaveUp.TooManyVariables;
        }

        return new BlockOutcome<FlowState>(_state, _thrown, _abandoned);
    }

    private FlowValue Visit(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true } constant)
        {
            return constant.Value switch
            {
                null or false => FlowValue.False,
                _ when IsNull(operation) => FlowValue.False,
                true or string => FlowValue.True,
                _ => FlowValue.Unknown,
            };
        }

        switch (OperationRoles.Of(operation.Kind))
        {
            case OperationRole.Modelled:
                return VisitModelled(operation);
            case OperationRole.Uses:
                VisitOperands(operation);
                return FlowValue.Unknown;
            case OperationRole.Contains:
                return FlowValue.Containing(VisitOperands(operation));
            case OperationRole.Computes when Variables.Answers != 0 && operation is IBinaryOperation comparison:
                return VisitAnswer(comparison);
            case OperationRole.Computes when operation is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null, Operand: var answer }:
                return Visit(answer).Not();
            case OperationRole.Computes:
                return FlowValue.Containing(VisitOperands(operation) & MaskOfHolders(operation.Type));
            case OperationRole.Inert:
                return FlowValue.Unknown;
            default:
                Debug.Fail("No role for " + operation.Kind);
                GaveUp = GaveUp.UnknownOperation;
                return FlowValue.Containing(VisitOperands(operation));
        }
    }

    private FlowValue VisitModelled(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation assignment => VisitAssignment(assignment),
        ICompoundAssignmentOperation compound => VisitOverwrite(compound, compound.Target, compound.Value),
        IIncrementOrDecrementOperation step => VisitOverwrite(step, step.Target, null),
        IDeconstructionAssignmentOperation deconstruction => VisitDeconstruction(deconstruction),
        IEventAssignmentOperation subscription => VisitStore(subscription),
        IFlowCaptureOperation capture => VisitCapture(capture),
        IFlowCaptureReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation => ReadUsed(operation),
        IFieldReferenceOperation field => VisitField(field),
        IPropertyReferenceOperation or IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation or IInlineArrayAccessOperation => VisitMember(operation),
        IArrayCreationOperation or ICollectionExpressionOperation => VisitCollection(operation),
        IMethodReferenceOperation { Instance: { } instance } => VisitMethodGroup(instance),
        IDynamicInvocationOperation or IFunctionPointerInvocationOperation => VisitBlindCall(operation),
        IInvocationOperation call => VisitCall(call),
        IObjectCreationOperation creation => VisitCreation(creation),
        IConversionOperation conversion => VisitConversion(conversion),
        IAwaitOperation wait => VisitAwait(wait),
        IIsPatternOperation test => VisitPatternTest(test),
        IReturnOperation { Kind: OperationKind.YieldReturn } yield => VisitYield(yield),
        IReturnOperation { ReturnedValue: { } returned } => Visit(returned),
        IFlowAnonymousFunctionOperation lambda => VisitLambda(lambda),
        IDelegateCreationOperation creation => Visit(creation.Target),
        IDeclarationExpressionOperation declaration => Visit(declaration.Expression),
        IParenthesizedOperation parenthesized => Visit(parenthesized.Operand),
        ITranslatedQueryOperation query => Visit(query.Operation),
        IExpressionStatementOperation statement => Visit(statement.Operation),
        IArgumentOperation argument => Visit(argument.Value),
        IAddressOfOperation address => VisitAddress(address),
        IDefaultValueOperation { Type: { SpecialType: SpecialType.System_Boolean } } => FlowValue.False,
        IDefaultValueOperation when IsNull(operation) => FlowValue.False,
        _ => FlowValue.Unknown,
    };

    // Everything an operation is made of, in order; the resources that its operands are or may contain.
    private ulong VisitOperands(IOperation operation)
    {
        ulong may = 0;
        foreach (var operand in operation.ChildOperations)
        {
            may |= Visit(operand).May;
        }

        if (operation.Kind is not (OperationKind.Tuple or OperationKind.IsNull or OperationKind.IsType))
        {
            MayThrow(operation);
        }

        return may;
    }

    private FlowValue Read(IOperation variable)
    {
        // What a method still uses after it put it into its out parameter, it may keep or release as well.
        if (variable is IParameterReferenceOperation { Parameter: { RefKind: RefKind.Out } handedOut })
        {
            _subject.HandedOut[handedOut.Ordinal] = null;
        }

        var bit = Variables.Find(variable);
        return bit == 0 ? FlowValue.Unknown : _state.Read(bit);
    }
}

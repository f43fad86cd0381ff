using System.Collections.Concurrent;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>What a field held when it got another value.</summary>
/// <param name="Field">The field or auto-property.</param>
/// <param name="Protocol">How it should have been released.</param>
/// <param name="Site">Where it was acquired.</param>
internal sealed record FieldLoss(ISymbol Field, Protocol Protocol, Location Site);

/// <summary>Finds the assignments to fields of the same object that lose what the field held.</summary>
internal sealed class FieldLosses(Compilation compilation, KnownTypes types, Ownership ownership)
{
    private readonly OwnerReader _reader = new(compilation, types, ownership);
    private readonly Bodies _bodies = Bodies.For(compilation);

    // What is known not to be lost, whatever is assigned: each assignment to it asks.
    private readonly ConcurrentDictionary<ISymbol, bool> _others = new(SymbolEqualityComparer.Default);

    /// <summary>What is lost there; null when that is not proved.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="containing">The member whose code it is.</param>
    /// <param name="cancellation">Stops the search.</param>
    public FieldLoss? At(ISimpleAssignmentOperation assignment, ISymbol containing, CancellationToken cancellation)
        => Target(assignment.Target) is { } member && assignment.Parent is IExpressionStatementOperation && MayLose(assignment, assignment.Target, assignment.Value, member, cancellation)
            ? At(assignment, member, containing, cancellation)
            : null;

    /// <summary>The same of an exchange whose result is dropped: <c>Interlocked.Exchange(ref _timer, new Timer(…));</c></summary>
    /// <param name="call">The call.</param>
    /// <param name="containing">The member whose code it is.</param>
    /// <param name="cancellation">Stops the search.</param>
    public FieldLoss? At(IInvocationOperation call, ISymbol containing, CancellationToken cancellation)
        => call is { TargetMethod: { Name: "Exchange", ContainingType: var type }, Arguments: { Length: 2 } arguments, Parent: IExpressionStatementOperation } && type.Is(types.Interlocked)
            && Target(arguments[0].Value) is { } member && MayLose(call, arguments[0].Value, arguments[1].Value, member, cancellation)
            ? At(call, member, containing, cancellation)
            : null;

    private FieldLoss? At(IOperation assignment, ISymbol member, ISymbol containing, CancellationToken cancellation)
    {
        var type = member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;
        var owned = new OwnedField(member, type);
        if (_others.ContainsKey(member) || !FieldGate.MayOwn(owned, compilation, cancellation))
        {
            return null;
        }

        var code = new TypeCode(Nesting.Outermost(member.ContainingType), _bodies, cancellation);
        _reader.ReadCode(new(SymbolEqualityComparer.Default) { [member] = owned }, code, cancellation);
        if (!owned.IsOwned || owned.Escapes || owned.Protocol.IsOptional)
        {
            _others[member] = true;
            return null;
        }

        if (owned.Writes.Find(w => IsSame(w.At, assignment)) is not { At: not null } write)
        {
            return null;
        }

        if (new LossProof(owned, new FieldState(owned, code), types).Of(write, containing) is not { } lost || new OutsideUses(compilation, member, cancellation).MayRelease())
        {
            return null;
        }

        foreach (var alias in owned.Aliases)
        {
            if (new OutsideUses(compilation, alias, cancellation).MayRelease())
            {
                return null;
            }
        }

        return new FieldLoss(member, lost.Protocol!, lost.Site!.Syntax.GetLocation());
    }

    // _file = …, this._file = …, Log.s_file = …: a field or an auto-property of the object or type that the code belongs to
    private static ISymbol? Target(IOperation target) => target switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: { IsReadOnly: false } field } => field.OriginalDefinition,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: { IsIndexer: false, IsAbstract: false, IsVirtual: false, IsOverride: false } property } when GivenMembers.IsAutomatic(property.OriginalDefinition) => property.OriginalDefinition,
        _ => null,
    };

    // The new value is acquired too, or is nothing: what comes from elsewhere says little about what was there.
    private bool MayLose(IOperation assignment, IOperation target, IOperation given, ISymbol member, CancellationToken cancellation)
    {
        if (member.DeclaringSyntaxReferences.IsEmpty || target.Type is not { } type || !ownership.CouldBeHeld(type))
        {
            return false;
        }

        var value = Values.Unwrap(given);
        if (value is ILocalReferenceOperation local)
        {
            value = Values.LastGiven(local);
        }

        return value switch
        {
            null => false,
            { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation => !IsReleasedRightBefore(assignment, member) && IsUsedBefore(assignment, member),
            IObjectCreationOperation or IInvocationOperation or IAwaitOperation => ownership.AcquiredToKeep(value, cancellation) is { Doubt: null },
            _ => false,
        };
    }

    // _timer?.Dispose(); _timer = null;
    private static bool IsReleasedRightBefore(IOperation assignment, ISymbol member)
    {
        if (assignment.Parent is not IExpressionStatementOperation { Parent: IBlockOperation { Operations: var statements } } statement || statements.IndexOf(statement) is not (> 0 and var index))
        {
            return false;
        }

        return statements[index - 1] is IExpressionStatementOperation { Operation: var before } && before switch
        {
            IInvocationOperation { Instance: IMemberReferenceOperation { Member: var released } } call => IsDispose(call) && FieldState.Same(released, member),
            IConditionalAccessOperation { Operation: IMemberReferenceOperation { Member: var released }, WhenNotNull: IInvocationOperation call } => IsDispose(call) && FieldState.Same(released, member),
            _ => false,
        };

        static bool IsDispose(IInvocationOperation call) => call.TargetMethod is { Name: "Dispose", Parameters.IsEmpty: true };
    }

    // _timer.Stop(); _timer = null;
    private static bool IsUsedBefore(IOperation assignment, ISymbol member)
    {
        foreach (var operation in Functions.Operations(Functions.Around(assignment)))
        {
            if (operation.Syntax.SpanStart >= assignment.Syntax.SpanStart)
            {
                return false;
            }

            if (operation is IMemberReferenceOperation { Member: var used } && FieldState.Same(used, member) && operation.Parent is not IAssignmentOperation)
            {
                return true;
            }
        }

        return false;
    }

    internal static bool IsSame(IOperation one, IOperation other) => one.Syntax.Span == other.Syntax.Span && one.Syntax.SyntaxTree == other.Syntax.SyntaxTree;
}

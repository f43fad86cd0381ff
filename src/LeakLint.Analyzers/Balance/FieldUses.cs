using System;
using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// What becomes of the value of a field where it is read: released, given to somebody who may release it, or only used.
/// The value is followed outwards through conversions, locals, patterns and other members that stand for the field.
/// </summary>
internal sealed class FieldUses(OwnedField field, FieldOrigins origins, Ownership ownership, KnownTypes types, bool freesFromAddress, CancellationToken cancellation)
{
    private const int Deepest = 40;

    private readonly HashSet<ILocalSymbol> _locals = new(SymbolEqualityComparer.Default);

    /// <summary>Reads one reference to the field, or to a member that stands for it.</summary>
    public void Read(IOperation reference, ISymbol member) => Follow(reference, member, 0);

    private void Follow(IOperation value, ISymbol member, int depth)
    {
        if (depth++ > Deepest)
        {
            field.Escapes = true;
            return;
        }

        switch (value.Parent)
        {
            case null or IExpressionStatementOperation or IBinaryOperation or IIsTypeOperation or ILockOperation or INameOfOperation or IInterpolationOperation or IAwaitOperation
                or IUnaryOperation or ICompoundAssignmentOperation or IIncrementOrDecrementOperation or IForEachLoopOperation or IAddressOfOperation or IRangeOperation:
                break;
            case IConversionOperation or IParenthesizedOperation or ICoalesceOperation or ISwitchExpressionArmOperation:
                Follow(value.Parent, member, depth);
                break;
            case IConditionalOperation choice:
                if (choice.Condition != value)
                {
                    Follow(choice, member, depth);
                }

                break;
            case IConditionalAccessOperation access:
                Follow(access.Operation == value ? Instance(access) : access, member, depth);
                break;
            case IInvocationOperation call when call.Instance == value:
                OnReceiver(call, member, depth);
                break;
            case IArgumentOperation argument:
                OnArgument(argument, member, depth);
                break;
            case IMethodReferenceOperation reference when reference.Instance == value:
                // RegisterForDispose(_file.Dispose)
                if (Ends(reference.Method))
                {
                    Released(reference, member);
                }

                break;
            case IMemberReferenceOperation part when part.Instance == value:
                OnPart(part, member);
                break;
            case IArrayElementReferenceOperation element when element.ArrayReference == value:
            case IObjectOrCollectionInitializerOperation when value is IAssignmentOperation:
            case { Kind: OperationKind.None } when value.Type is IPointerTypeSymbol:
                break;
            case IAssignmentOperation assignment when assignment.Target == value:
                break;
            case IAssignmentOperation assignment:
                OnAssigned(assignment.Target, member, depth);
                Follow(assignment, member, depth);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declarator }:
                OnLocal(local, declarator, member, depth);
                break;
            case IUsingOperation used:
                Released(used, member);
                break;
            case IIsPatternOperation test when test.Value == value:
                OnPattern(test.Pattern, member, depth);
                break;
            case ISwitchOperation choice when choice.Value == value:
                foreach (var section in choice.Cases)
                {
                    foreach (var clause in section.Clauses)
                    {
                        if (clause is IPatternCaseClauseOperation { Pattern: var pattern })
                        {
                            OnPattern(pattern, member, depth);
                        }
                    }
                }

                break;
            case ISwitchExpressionOperation choice:
                if (choice.Value != value)
                {
                    Follow(choice, member, depth);
                    break;
                }

                foreach (var arm in choice.Arms)
                {
                    OnPattern(arm.Pattern, member, depth);
                }

                break;
            case IReturnOperation { Kind: OperationKind.Return }:
                OnReturned(value, member);
                break;
            default:
                field.Escapes = true;
                break;
        }
    }

    private void Released(IOperation at, ISymbol member) => field.Releases.Add(new FieldRelease(member, at));

    private void OnReceiver(IInvocationOperation call, ISymbol member, int depth)
    {
        switch (ownership.OnReceiver(call, field.Protocol))
        {
            case Passing.Releases:
                Released(call, member);
                break;
            case Passing.Returns or Passing.Wraps:
            case Passing.Borrows when call.TargetMethod.Name == "GetStream" && Framework.Declares(call.TargetMethod.ContainingType):
                // The stream of a client owns the client's socket.
                Follow(call, member, depth);
                break;
            case Passing.Stores or Passing.Takes:
                field.Escapes = true;
                break;
            default:
                // _timer.Stop(), _client.GetStream().Close(), _timer.Change(Timeout.Infinite, Timeout.Infinite)
                if (Ends(call.TargetMethod) || IsEndedAtOnce(call) || StopsTimer(call))
                {
                    Released(call, member);
                }

                break;
        }
    }

    private void OnArgument(IArgumentOperation argument, ISymbol member, int depth)
    {
        var call = argument.Parent;
        var callee = (call as IInvocationOperation)?.TargetMethod ?? (call as IObjectCreationOperation)?.Constructor;
        if (callee is null || argument.Parameter is not { } parameter)
        {
            // _open[_file] = 1
            field.Escapes = true;
            return;
        }

        if (parameter.RefKind is RefKind.Ref or RefKind.Out)
        {
            OnReference(argument, parameter, call!, callee, member, depth);
            return;
        }

        // What .NET's own types are given and do not wrap stays its giver's: a command does not close its connection.
        if (call is IObjectCreationOperation && field.Protocol.IsDisposable && Framework.Declares(callee.ContainingType) && !origins.IsWrapped(parameter))
        {
            if (parameter.Type.TypeKind is TypeKind.Interface or TypeKind.Array || parameter.Type.SpecialType == SpecialType.System_Object)
            {
                field.Escapes = true;
            }

            return;
        }

        // native.SetData(GCHandle.ToIntPtr(_self)): whoever gets it back may free it, if any code does
        if (callee.Name == "ToIntPtr" && callee.ContainingType.Is(types.GCHandle))
        {
            field.Escapes |= freesFromAddress;
            return;
        }

        switch (ownership.OnArgument(call!, parameter, field.Protocol, cancellation))
        {
            case Passing.Releases:
                Released(call!, member);
                break;
            case Passing.Wraps or Passing.Returns:
            // a == null ? Nothing : new Both(a, b): what comes out may own it
            case Passing.Borrows when field.Protocol.IsDisposable && ownership.IsDisposable(callee.ReturnType):
                Follow(call!, member, depth);
                break;
            case Passing.Borrows when field.Protocol.IsDisposable && !callee.DeclaringSyntaxReferences.IsEmpty && ownership.CouldBeDisposed(call!.Type):
                // _all.Add(Both(_file, _watcher)): what holds both may end both
                Follow(call!, member, depth);
                break;
            case Passing.Uses or Passing.Borrows:
                break;
            default:
                field.Escapes = true;
                break;
        }
    }

    // Interlocked.Exchange(ref _file, null)?.Dispose();  Disposer.Clear(ref _file);
    private void OnReference(IArgumentOperation argument, IParameterSymbol parameter, IOperation call, IMethodSymbol callee, ISymbol member, int depth)
    {
        if (callee.ContainingType.Is(types.Interlocked) || callee.ContainingType.Is(types.Volatile))
        {
            Follow(call, member, depth);
        }
        else if (Ends(callee) || callee.Name.IndexOf("Dispose", StringComparison.Ordinal) >= 0)
        {
            Released(call, member);
        }
        else if (parameter.RefKind == RefKind.Ref && !IsLazy(callee))
        {
            field.Escapes = true;
        }
    }

    // _client.Client.Close(), _process.StandardInput.Dispose(): the part ends the whole, or the author thinks so.
    private void OnPart(IMemberReferenceOperation part, ISymbol member)
    {
        if (IsEndedAtOnce(part))
        {
            Released(part, member);
        }
        else if (part is IPropertyReferenceOperation { Property.Name: "Enabled", Parent: ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: false } } assignment } && assignment.Target == part
            && part.Member.ContainingType.Is(types.TimersTimer))
        {
            Released(part, member);
        }
    }

    private static bool IsEndedAtOnce(IOperation part)
    {
        var call = part.Parent is IConditionalAccessOperation access && access.Operation == part ? Instance(access).Parent : part.Parent;
        return call is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" } end && end.Instance is not null;
    }

    private bool StopsTimer(IInvocationOperation call)
        => call.TargetMethod.Name == "Change" && call.TargetMethod.ContainingType.Is(types.Timer)
            && call.Arguments.Length > 0 && Values.Unwrap(call.Arguments[0].Value) is { ConstantValue: { HasValue: true, Value: -1 or -1L } } or IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" };

    private void OnAssigned(IOperation target, ISymbol member, int depth)
    {
        switch (Values.Unwrap(target))
        {
            case ILocalReferenceOperation { Local: var local }:
                OnLocal(local, target, member, depth);
                break;
            case IDiscardOperation:
                break;

            // _writer = new StreamWriter(_file): whoever releases one releases both
            case IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: IFieldSymbol or IPropertySymbol } other
                when SymbolEqualityComparer.Default.Equals(other.Member.ContainingType?.OriginalDefinition, field.Member.ContainingType.OriginalDefinition):
                Alias(other.Member.OriginalDefinition);
                break;
            default:
                field.Escapes = true;
                break;
        }
    }

    private void Alias(ISymbol member)
    {
        if (!SymbolEqualityComparer.Default.Equals(member, field.Member) && !Contains(field.Aliases, member))
        {
            field.Aliases.Add(member);
        }
    }

    private static bool Contains(List<ISymbol> symbols, ISymbol symbol)
    {
        foreach (var one in symbols)
        {
            if (SymbolEqualityComparer.Default.Equals(one, symbol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Follows a local that holds what the field holds.</summary>
    public void OnLocal(ILocalSymbol local, IOperation near, ISymbol member, int depth = 0)
    {
        // fixed (byte* p = _buffer)
        if (local.Type.TypeKind == TypeKind.Pointer && field.Type.TypeKind != TypeKind.Pointer)
        {
            return;
        }

        if (!_locals.Add(local))
        {
            return;
        }

        for (var at = near; at is not null; at = at.Parent)
        {
            if (at is IUsingDeclarationOperation || (at is IUsingOperation used && used.Resources.Syntax.Span.Contains(near.Syntax.Span)))
            {
                Released(at, member);
                return;
            }
        }

        foreach (var operation in Values.RootOf(near).Descendants())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                Follow(reference, member, depth);
            }
        }
    }

    private void OnPattern(IPatternOperation pattern, ISymbol member, int depth)
    {
        var declared = pattern switch
        {
            IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
            IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
            _ => null,
        };
        if (declared is ILocalSymbol local)
        {
            OnLocal(local, pattern, member, depth);
        }
    }

    private void OnReturned(IOperation value, ISymbol member)
    {
        for (var at = value.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                field.Escapes = true;
                return;
            }
        }

        switch (member)
        {
            // protected override Stream Inner => _file;
            case IMethodSymbol { MethodKind: MethodKind.PropertyGet, AssociatedSymbol: IPropertySymbol { IsIndexer: false } property }:
                field.Escapes |= property.IsOverride || !property.ExplicitInterfaceImplementations.IsEmpty || (property.DeclaredAccessibility == Accessibility.Protected && !property.ContainingType.IsSealed);
                Alias(property.OriginalDefinition);
                break;
            case IMethodSymbol { MethodKind: MethodKind.Ordinary } method when method.DeclaredAccessibility == Accessibility.Private || OtherForms.IsLookUp(method.Name) || method.Name.StartsWith("Ensure", StringComparison.Ordinal):
                Alias(method.OriginalDefinition);
                break;
            default:
                field.Escapes = true;
                break;
        }
    }

    private static bool Ends(IMethodSymbol method) => ReleaseNames.End(method.Name, Framework.Declares(method.ContainingType));

    private static bool IsLazy(IMethodSymbol callee) => callee is { Name: "EnsureInitialized", ContainingType.Name: "LazyInitializer" };

    // The place in "?." that stands for what was tested.
    private static IOperation Instance(IConditionalAccessOperation access)
    {
        foreach (var operation in access.WhenNotNull.DescendantsAndSelf())
        {
            if (operation is IConditionalAccessInstanceOperation)
            {
                return operation;
            }
        }

        return access;
    }

}

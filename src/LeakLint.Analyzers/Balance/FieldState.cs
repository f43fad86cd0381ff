using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>One field of a type and the rest of the object's state, as the code of the type uses them. Lives for one question.</summary>
internal sealed class FieldState(OwnedField field, TypeCode code)
{
    private const int Deepest = 4;

    private readonly Dictionary<ISymbol, bool> _settling = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> _ends = new(SymbolEqualityComparer.Default);

    public OwnedField Field { get; } = field;

    public TypeCode Code { get; } = code;

    /// <summary>Whether the expression is the field, or a member that stands for it.</summary>
    public bool Is(IOperation operation)
    {
        if (operation is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } reference)
        {
            if (SymbolEqualityComparer.Default.Equals(reference.Member.OriginalDefinition, Field.Member))
            {
                return reference.Instance is null or IInstanceReferenceOperation;
            }

            foreach (var alias in Field.Aliases)
            {
                if (SymbolEqualityComparer.Default.Equals(reference.Member.OriginalDefinition, alias))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the call is one of a method of the type that releases the field, or gives it another value.</summary>
    public bool Settles(IInvocationOperation call) => IsOwn(call.TargetMethod) && Settles(call.TargetMethod.OriginalDefinition, 0);

    private bool Settles(IMethodSymbol method, int depth)
    {
        if (_settling.TryGetValue(method, out var known))
        {
            return known;
        }

        _settling[method] = false;
        var settles = Field.Releases.Exists(r => Same(r.Member, method)) || Field.Writes.Exists(w => Same(w.Member, method));
        if (!settles && depth < Deepest)
        {
            foreach (var operation in OperationsOf(method))
            {
                if (operation is IInvocationOperation call && IsOwn(call.TargetMethod) && Settles(call.TargetMethod.OriginalDefinition, depth + 1))
                {
                    settles = true;
                    break;
                }
            }
        }

        return _settling[method] = settles;
    }

    /// <summary>Whether the call is one of a method of the type that throws because of what state the object is in.</summary>
    public bool MayRefuse(IInvocationOperation call)
    {
        if (!IsOwn(call.TargetMethod) || !call.TargetMethod.ReturnsVoid)
        {
            return false;
        }

        foreach (var operation in OperationsOf(call.TargetMethod.OriginalDefinition))
        {
            if (operation is IConditionalOperation choice && WayToWrite.Leaves(choice) && (IsAskedBy(choice.Condition) || Mentions(choice.Condition)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the condition asks for nothing but the state of the object, and that can change. What compares with a parameter is no
    /// guard against a second time, and no more is a mark that only the teardown sets.
    /// </summary>
    public bool IsAskedBy(IOperation condition, int depth = 0)
    {
        var asks = false;
        foreach (var operation in condition.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IParameterReferenceOperation:
                    return false;
                case ILocalReferenceOperation local when depth < 3 && Values.LastGiven(local) is { } given:
                    asks |= IsAskedBy(given, depth + 1);
                    break;
                case IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false } flag, Instance: null or IInstanceReferenceOperation }:
                    asks |= !IsEndMark(flag);
                    break;
                case IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: null or IInstanceReferenceOperation }:
                    asks |= property.DeclaringSyntaxReferences.IsEmpty ? property.Name is not ("IsDisposed" or "Disposing") : !property.IsReadOnly ? !IsEndMark(property) : !IsEndMarkBehind(property);
                    break;
                case IInvocationOperation { Instance: IInstanceReferenceOperation }:
                case IInvocationOperation { TargetMethod: { IsStatic: true, DeclaringSyntaxReferences.IsEmpty: false } }:
                    asks = true;
                    break;
            }
        }

        return asks;
    }

    // bool IsDisposed => _disposed;
    private bool IsEndMarkBehind(IPropertySymbol property)
    {
        foreach (var operation in property.GetMethod is { } getter ? OperationsOf(getter) : [])
        {
            if (operation is IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false } flag })
            {
                return IsEndMark(flag);
            }
        }

        return false;
    }

    // bool _disposed, set by Dispose and by nobody else
    private bool IsEndMark(ISymbol flag)
    {
        if (_ends.TryGetValue(flag, out var known))
        {
            return known;
        }

        var isSet = false;
        var isEndMark = (flag as IFieldSymbol)?.Type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32 || (flag as IPropertySymbol)?.Type.SpecialType == SpecialType.System_Boolean;
        foreach (var (member, root) in isEndMark ? Code.Writing([flag.Name]) : [])
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is IMemberReferenceOperation reference && Same(reference.Member, flag) && operation.Parent is IAssignmentOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None })
                {
                    isSet = true;
                    isEndMark &= member is IMethodSymbol method && IsEnd(method);
                }
            }
        }

        return _ends[flag] = isEndMark && isSet;
    }

    /// <summary>Whether the object's life ends with the method: <c>Dispose</c> in one of its forms, the finalizer, or what only these call.</summary>
    public bool IsEnd(IMethodSymbol method, int depth = 0)
    {
        var name = method.Name.Substring(method.Name.LastIndexOf('.') + 1);
        if (method.MethodKind == MethodKind.Destructor || name.StartsWith("Dispose", System.StringComparison.Ordinal))
        {
            return true;
        }

        if (method.DeclaredAccessibility != Accessibility.Private || method.MethodKind != MethodKind.Ordinary || depth > Deepest)
        {
            return false;
        }

        var isCalled = false;
        foreach (var (caller, _) in CallsOf(method))
        {
            isCalled = true;
            if (caller is not IMethodSymbol member || !IsEnd(member, depth + 1))
            {
                return false;
            }
        }

        return isCalled;
    }

    /// <summary>The calls of a method, and the other mentions of it, in the code of the type.</summary>
    public IEnumerable<(ISymbol Caller, IOperation At)> CallsOf(IMethodSymbol method)
    {
        foreach (var (member, root) in Code.Mentioning([method.Name]))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is IInvocationOperation call && Same(call.TargetMethod, method) || operation is IMethodReferenceOperation reference && Same(reference.Method, method))
                {
                    yield return (member, operation);
                }
            }
        }
    }

    public static bool Same(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, other.OriginalDefinition);

    private bool Mentions(IOperation code)
    {
        foreach (var operation in code.DescendantsAndSelf())
        {
            if (Is(operation))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOwn(IMethodSymbol method)
        => method.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.LocalFunction && SymbolEqualityComparer.Default.Equals(method.ContainingType?.OriginalDefinition, Field.Member.ContainingType.OriginalDefinition);

    private IEnumerable<IOperation> OperationsOf(IMethodSymbol method)
    {
        foreach (var root in Code.Of(method))
        {
            foreach (var operation in root.Descendants())
            {
                yield return operation;
            }
        }
    }
}

using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>How sure it is that what a field holds last is released.</summary>
internal enum FieldFate
{
    /// <summary>No code releases it, or only where another one takes its place.</summary>
    Kept,

    /// <summary>Only the finalizer releases it.</summary>
    Finalized,

    /// <summary>Some code that somebody may call releases it.</summary>
    Released,
}

/// <summary>
/// Which releases of a field count. One before an assignment makes room for the next; one in a <c>catch</c> cleans up what
/// failed; one in a private method counts where that is called from.
/// </summary>
internal sealed class FieldReleases(OwnedField field, TypeCode code)
{
    private const int Deepest = 4;

    public FieldFate Fate()
    {
        var fate = FieldFate.Kept;
        foreach (var release in field.Releases)
        {
            var one = Of(release.Member, release.At, 0);
            fate = one > fate ? one : fate;
        }

        return fate;
    }

    private FieldFate Of(ISymbol member, IOperation at, int depth)
    {
        if (IsCleaningUp(at) || MakesRoom(member, at))
        {
            return FieldFate.Kept;
        }

        if (member is not IMethodSymbol method || depth > Deepest)
        {
            return FieldFate.Released;
        }

        if (method.MethodKind == MethodKind.Destructor || IsOnlyFinalizing(method, at))
        {
            return FieldFate.Finalized;
        }

        return MustBeCalledHere(method) ? OfCalls(method, depth) : FieldFate.Released;
    }

    private FieldFate OfCalls(IMethodSymbol method, int depth)
    {
        // What acquires runs, and so does what stands beside it.
        var fate = field.Writes.Exists(write => (write.Origin.From & Origins.Acquired) != 0 && SymbolEqualityComparer.Default.Equals(write.Member, method)) ? FieldFate.Released : FieldFate.Kept;
        foreach (var (member, root) in code.Mentioning([method.Name]))
        {
            foreach (var operation in root.Descendants())
            {
                var one = FieldFate.Kept;
                if (operation is IInvocationOperation call && IsSame(call.TargetMethod, method) && !IsSame(member, method))
                {
                    one = Of(member, call, depth + 1);
                }
                else if (operation is IMethodReferenceOperation reference && IsSame(reference.Method, method))
                {
                    one = FieldFate.Released;
                }

                fate = one > fate ? one : fate;
            }
        }

        return fate;
    }

    private static bool IsSame(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, other.OriginalDefinition);

    // Private, and nobody else calls it: no handler that a designer attached, nothing a test runner or a base class may find.
    private static bool MustBeCalledHere(IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.Ordinary || method.IsOverride || !method.GetAttributes().IsEmpty || !method.ExplicitInterfaceImplementations.IsEmpty)
        {
            return false;
        }

        var isPattern = method is { Name: "Dispose", Parameters: { Length: 1 } parameters } && parameters[0].Type.SpecialType == SpecialType.System_Boolean;
        if (!isPattern && method.DeclaredAccessibility != Accessibility.Private)
        {
            return false;
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.Name.EndsWith("EventArgs", StringComparison.Ordinal))
            {
                return false;
            }
        }

        // void OnDestroy() of a library's base class is called by name
        for (var at = method.ContainingType.BaseType; at is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; at = at.BaseType)
        {
            if (at.DeclaringSyntaxReferences.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    // try { Open(); } catch { _file.Dispose(); throw; }
    private static bool IsCleaningUp(IOperation at)
    {
        for (var up = at.Parent; up is not null; up = up.Parent)
        {
            if (up is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    // _file?.Dispose(); _file = File.OpenRead(next);   Interlocked.Exchange(ref _file, next)?.Dispose();
    private bool MakesRoom(ISymbol member, IOperation at)
    {
        foreach (var write in field.Writes)
        {
            if ((write.Origin.From & Origins.Acquired) != 0
                && SymbolEqualityComparer.Default.Equals(write.Member, member)
                && write.At.Syntax.SyntaxTree == at.Syntax.SyntaxTree
                && (write.At.Syntax.SpanStart > at.Syntax.SpanStart || IsExchanged(write.At, at))
                && AreOfOneFunction(write.At, at)
                && !IsUsed(write.At, at)
                && !ReturnsBetween(at, write.At))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsExchanged(IOperation write, IOperation release) => write is IInvocationOperation && release.Syntax.Span.Contains(write.Syntax.Span);

    // using (_file = File.OpenRead(path)) { … }: the end of the block releases what is put there at its start.
    private static bool IsUsed(IOperation write, IOperation release)
        => (release as IUsingOperation)?.Resources is { } resources && resources.Syntax.Span.Contains(write.Syntax.Span)
            || (release is IUsingDeclarationOperation && release.Syntax.Span.Contains(write.Syntax.Span));

    private static bool AreOfOneFunction(IOperation one, IOperation other) => FunctionOf(one) == FunctionOf(other);

    private static SyntaxNode? FunctionOf(IOperation operation)
    {
        for (var at = operation; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return at.Syntax;
            }
        }

        return null;
    }

    // if (!on) { _file.Dispose(); return; } _file = File.OpenRead(path);   if (on) _file = …; else _file.Dispose();
    private static bool ReturnsBetween(IOperation release, IOperation write)
    {
        IOperation statement = release;
        for (var at = release; at is not null && !at.Syntax.Span.Contains(write.Syntax.Span); at = at.Parent!)
        {
            if (at is IBlockOperation block)
            {
                foreach (var operation in block.Operations)
                {
                    if (operation.Syntax.SpanStart >= statement.Syntax.SpanStart && operation is IReturnOperation or IThrowOperation or IBranchOperation)
                    {
                        return true;
                    }
                }
            }

            statement = at;
            if (at.Parent is IConditionalOperation branch && branch.Condition != at && branch.Syntax.Span.Contains(write.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }

    // if (!disposing) { … }   if (disposing) { … } else { … }
    private static bool IsOnlyFinalizing(IMethodSymbol method, IOperation at)
    {
        if (method is not { Name: "Dispose", Parameters: { Length: 1 } parameters } || parameters[0].Type.SpecialType != SpecialType.System_Boolean)
        {
            return false;
        }

        for (var up = at; up.Parent is not null; up = up.Parent)
        {
            if (up.Parent is IConditionalOperation branch && branch.Condition != up)
            {
                var isNegated = branch.Condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not };
                var condition = branch.Condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not ? not.Operand : branch.Condition;
                if (condition is IParameterReferenceOperation { Parameter.Type.SpecialType: SpecialType.System_Boolean } && isNegated == (branch.WhenTrue == up))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

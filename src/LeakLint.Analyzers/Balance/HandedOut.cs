using System;
using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// What a <c>return</c> hands out though it is released on the way out: by the <c>using</c> around it, or by the
/// <c>finally</c> of its <c>try</c>. The thing itself, a view of it, a task that still works with it, a sequence that will.
/// </summary>
internal sealed class HandedOut(DisposedMembers disposed, LastingUses lasting)
{
    public void Report(FunctionBody body, Action<Diagnostic> report)
    {
        Views? views = null;
        foreach (var operation in Functions.Operations(body.Root))
        {
            if (operation is not IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value, IsImplicit: false } exit || value.ConstantValue.HasValue)
            {
                continue;
            }

            foreach (var (owner, protocol, release) in ReleasedOnTheWay(exit, body))
            {
                views ??= Views.In(body.Root);
                if (Reason(value, owner, protocol, views, body) is { } handedOut)
                {
                    UsedAfterRelease.ReportHandedOut(handedOut.Syntax, owner.Name, protocol.Released, release, report);
                    break;
                }
            }
        }
    }

    // The variables that are released between this return and the caller, whatever happens.
    private static IEnumerable<(ISymbol Owner, Protocol Protocol, SyntaxNode Release)> ReleasedOnTheWay(IOperation exit, FunctionBody body)
    {
        for (var at = exit; at.Parent is { } parent && at != body.Root; at = parent)
        {
            switch (parent)
            {
                case IUsingOperation statement when statement.Body == at:
                    foreach (var local in statement.Locals)
                    {
                        yield return (local, BuiltInProtocols.Created, statement.Resources.Syntax);
                    }

                    if (Values.Unwrap(statement.Resources) is ILocalReferenceOperation or IParameterReferenceOperation && StablePlaces.Symbol(statement.Resources) is { } used)
                    {
                        yield return (used, BuiltInProtocols.Created, statement.Resources.Syntax);
                    }

                    break;
                case IBlockOperation block:
                    foreach (var before in block.Operations)
                    {
                        if (before == at)
                        {
                            break;
                        }

                        if (before is IUsingDeclarationOperation declaration)
                        {
                            foreach (var declarator in declaration.DeclarationGroup.Declarations[0].Declarators)
                            {
                                yield return (declarator.Symbol, BuiltInProtocols.Created, declarator.Syntax);
                            }
                        }
                    }

                    break;
                case ITryOperation { Finally: { } last } attempt when attempt.Finally != at:
                    foreach (var release in body.Releases)
                    {
                        if (last.Syntax.Span.Contains(release.Call.Syntax.Span) && StablePlaces.Symbol(release.Subject) is { } subject
                            && (subject is ILocalSymbol or IParameterSymbol || release.Key?.StartsWith("this.", StringComparison.Ordinal) == true)
                            && IsCertain(release.Call, last, subject))
                        {
                            yield return (subject, release.Protocol, release.Call.Syntax);
                        }
                    }

                    break;
            }
        }
    }

    // finally { pool.Return(a); }   finally { if (a != null) pool.Return(a); }   finally { a?.Dispose(); }
    private static bool IsCertain(IOperation call, IOperation last, ISymbol subject)
    {
        for (var at = call; at.Parent is { } parent && at != last; at = parent)
        {
            switch (parent)
            {
                case IConditionalAccessOperation or IExpressionStatementOperation or IBlockOperation or IAwaitOperation or ITryOperation or IConversionOperation or IInvocationOperation:
                    break;
                case IConditionalOperation { WhenFalse: null } choice when choice.WhenTrue == at && IsNullTest(choice.Condition, subject):
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool IsNullTest(IOperation condition, ISymbol subject) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test => Is(test.LeftOperand, subject) && Values.Unwrap(test.RightOperand).ConstantValue is { HasValue: true, Value: null },
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation } } test => Is(test.Value, subject),
        _ => false,
    };

    private static bool Is(IOperation value, ISymbol subject) => SymbolEqualityComparer.Default.Equals(StablePlaces.Symbol(value), subject);

    // The part of what is returned that is released, or works with it; null for none.
    private IOperation? Reason(IOperation value, ISymbol owner, Protocol protocol, Views views, FunctionBody body)
    {
        value = Values.Unwrap(value);
        if (value is IConditionalOperation { WhenFalse: { } otherwise } choice)
        {
            return Reason(choice.WhenTrue, owner, protocol, views, body) ?? Reason(otherwise, owner, protocol, views, body);
        }

        if (value is ICoalesceOperation either)
        {
            return Reason(either.WhenNull, owner, protocol, views, body);
        }

        if (Is(value, owner))
        {
            return !protocol.IsDisposable || value.Type is { } type && disposed.AnyComplains(type) ? value : null;
        }

        if (Shows(value, owner, views) && value.Type is { } shown && Views.IsView(shown) && (!protocol.IsNative || shown.Name is "Span" or "ReadOnlySpan"))
        {
            return value;
        }

        // new ReadOnlySequence<byte>(array), new MemoryStream(array, 0, n)
        if (protocol == BuiltInProtocols.ArrayPool && value is IObjectCreationOperation { Type: { Name: "MemoryStream" or "ReadOnlySequence" } made, Arguments: { Length: > 0 } arguments }
            && Framework.Declares(made) && Shows(arguments[0].Value, owner, views))
        {
            return value;
        }

        // return handle.AddrOfPinnedObject(); and the finally frees the handle: the object may move from then on
        if (protocol == BuiltInProtocols.GCHandle && value is IInvocationOperation { TargetMethod.Name: "AddrOfPinnedObject", Instance: { } pinned } && Is(pinned, owner))
        {
            return value;
        }

        // A Dispose of the program that does nothing ends nothing.
        if (protocol.IsDisposable && TypeOf(owner) is { } ended && !body.EndsAtDispose(ended) && !disposed.AnyComplains(ended))
        {
            return null;
        }

        return lasting.WorksOnWith(value, operand => Is(operand, owner) || Shows(operand, owner, views), owner, body) ? value : null;
    }

    private static ITypeSymbol? TypeOf(ISymbol owner) => owner switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        _ => null,
    };

    private static bool Shows(IOperation value, ISymbol owner, Views views)
        => Facts.Views.OwnerOf(value) is { } shown && (SymbolEqualityComparer.Default.Equals(shown, owner) || views.ByOwner.TryGetValue(owner, out var all) && Contains(all, shown));

    private static bool Contains(List<ISymbol> all, ISymbol one)
    {
        foreach (var other in all)
        {
            if (SymbolEqualityComparer.Default.Equals(other, one))
            {
                return true;
            }
        }

        return false;
    }
}

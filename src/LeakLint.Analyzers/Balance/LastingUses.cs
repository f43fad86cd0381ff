using System;
using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Values that go on working with what they were made from: a task that nobody waited for, a sequence that has not been
/// enumerated. <c>return client.GetStringAsync(url);</c> <c>return Lines(reader);</c> <c>return all.Select(x => reader.Read(x));</c>
/// </summary>
internal sealed class LastingUses(KnownTypes types)
{
    /// <summary>Whether <paramref name="value"/> still works with what <paramref name="isIt"/> recognises, or its lambdas name, when it is returned.</summary>
    public bool WorksOnWith(IOperation value, Func<IOperation, bool> isIt, ISymbol owner, FunctionBody body)
    {
        value = Values.Unwrap(value);
        if (value is not IInvocationOperation call)
        {
            return value is IPropertyReferenceOperation { Type: { } queried } property && IsQuery(queried) && IsPartOf(property, isIt);
        }

        if (call.Type.IsTask(types))
        {
            return !IsAsync(body.Root) && IsRunningTask(call, isIt, owner);
        }

        return IsLazy(call.Type) && IsLazySequence(call, isIt, owner);
    }

    private bool IsRunningTask(IInvocationOperation call, Func<IOperation, bool> isIt, ISymbol owner)
    {
        // task.ConfigureAwait(false), task.ContinueWith(...), task.AsTask(): the task below is what runs
        if (call.Instance is { } task && task.Type.IsTask(types))
        {
            return Values.Unwrap(task) is IInvocationOperation inner && IsRunningTask(inner, isIt, owner) || AnyLambdaNames(call, owner);
        }

        var method = call.TargetMethod;
        if (method.ContainingType.IsTask(types) && method.Name is "FromResult" or "FromException" or "FromCanceled")
        {
            return false;
        }

        if ((method.ContainingType.IsTask(types) && method.Name is "Run" or "WhenAll" or "WhenAny") || (method is { Name: "StartNew", ContainingType: { Name: "TaskFactory" } factory } && Framework.Declares(factory)))
        {
            return AnyLambdaNames(call, owner) || AnyTaskRuns(call, isIt, owner);
        }

        return StaysBusy(method) && (call.Instance is { } receiver && IsPartOf(receiver, isIt) || AnyArgumentIs(call, isIt));
    }

    // Task.WhenAll(a.ReadAsync(), b.ReadAsync())
    private bool AnyTaskRuns(IInvocationOperation call, Func<IOperation, bool> isIt, ISymbol owner)
    {
        foreach (var part in call.Descendants())
        {
            if (part is IInvocationOperation inner && inner.Type.IsTask(types) && IsRunningTask(inner, isIt, owner))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLazySequence(IInvocationOperation call, Func<IOperation, bool> isIt, ISymbol owner)
    {
        var method = call.TargetMethod;
        if (method.ContainingType.Name is "Enumerable" or "Queryable" && Framework.Declares(method.ContainingType))
        {
            if (method.Name is "Empty" or "Range" or "Repeat")
            {
                return false;
            }

            if (AnyLambdaNames(call, owner))
            {
                return true;
            }

            return call.Arguments.Length > 0 && Values.Unwrap(call.Arguments[0].Value) switch
            {
                IInvocationOperation inner when IsLazy(inner.Type) => IsLazySequence(inner, isIt, owner),
                IPropertyReferenceOperation { Type: { } type } property => IsQuery(type) && IsPartOf(property, isIt),
                _ => false,
            };
        }

        // static IEnumerable<string> Lines(TextReader reader) { while (...) yield return ...; }
        return IsIterator(method) ? (call.Instance is { } receiver && IsPartOf(receiver, isIt)) || AnyArgumentIs(call, isIt)
            : IsQuery(call.Type) && (call.Instance is { } source ? IsPartOf(source, isIt) : method.IsExtensionMethod && call.Arguments.Length > 0 && IsPartOf(call.Arguments[0].Value, isIt));
    }

    // client, client.Users, scope.ServiceProvider.GetRequiredService<IMailer>(): found from the object itself, by members that are no plain data
    private static bool IsPartOf(IOperation value, Func<IOperation, bool> isIt)
    {
        for (var at = Values.Unwrap(value); ; at = Values.Unwrap(at))
        {
            if (isIt(at))
            {
                return true;
            }

            if (at.Type is null or { SpecialType: not SpecialType.None } or { TypeKind: TypeKind.Enum } || Framework.Declares(at.Type) && at.Type.Name is "Uri" or "Guid" or "DateTime" or "TimeSpan" or "Version")
            {
                return false;
            }

            switch (at)
            {
                case IPropertyReferenceOperation { Instance: { } whole }:
                    at = whole;
                    break;
                case IInvocationOperation { Instance: { } receiver }:
                    at = receiver;
                    break;
                case IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: { Length: > 0 } arguments }:
                    at = arguments[0].Value;
                    break;
                default:
                    return false;
            }
        }
    }

    // M(client), M(source.Token), M(buffer.AsMemory())
    private static bool AnyArgumentIs(IInvocationOperation call, Func<IOperation, bool> isIt)
    {
        foreach (var argument in call.Arguments)
        {
            var value = Values.Unwrap(argument.Value);
            if (isIt(value) || value is IPropertyReferenceOperation { Instance: { } whole, Type.Name: "CancellationToken" or "JsonElement" } && isIt(Values.Unwrap(whole)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyLambdaNames(IInvocationOperation call, ISymbol owner)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda })
            {
                foreach (var part in lambda.Body.Descendants())
                {
                    if (SymbolEqualityComparer.Default.Equals(StablePlaces.Symbol(part), owner))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // Whether the task that it returns may still be running: a body without an await, or one that says so, is done.
    private static bool StaysBusy(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences.IsEmpty || method.IsAbstract)
        {
            return method.Name.EndsWith("Async", StringComparison.Ordinal);
        }

        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            foreach (var node in declaration.DescendantNodes())
            {
                if (method.IsAsync ? node is AwaitExpressionSyntax : node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && name.EndsWith("Async", StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsIterator(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax().DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) || n.Parent is null))
            {
                if (node is YieldStatementSyntax)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsAsync(IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol.IsAsync,
        ILocalFunctionOperation local => local.Symbol.IsAsync,
        IMethodBodyOperation body => body.Syntax is MethodDeclarationSyntax method && method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        _ => false,
    };

    private static bool IsLazy(ITypeSymbol? type) => type is { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IAsyncEnumerable" or "IEnumerator" or "IAsyncEnumerator" or "IOrderedEnumerable" } && Framework.Declares(type) || IsQuery(type);

    private static bool IsQuery(ITypeSymbol? type)
    {
        if (type is null or { SpecialType: not SpecialType.None })
        {
            return false;
        }

        if (type is { TypeKind: TypeKind.Interface, Name: "IQueryable" or "IOrderedQueryable" } && Framework.Declares(type))
        {
            return true;
        }

        foreach (var face in type.AllInterfaces)
        {
            if (face.Name == "IQueryable" && Framework.Declares(face))
            {
                return true;
            }
        }

        return false;
    }
}

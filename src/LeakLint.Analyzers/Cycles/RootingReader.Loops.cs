using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>Threads and tasks that run a method of the object until a field of it says stop.</content>
internal sealed partial class RootingReader
{
    // A thread or task over the object, and the fields that its loop asks.
    private sealed class Loop(string what, Location at, HashSet<ISymbol> asks)
    {
        public string What { get; } = what;

        public Location At { get; } = at;

        public HashSet<ISymbol> Asks { get; } = asks;
    }

    private static (ISymbol Held, Location At)? ReleaseOf(Loop loop, Dictionary<ISymbol, Location> releases)
    {
        foreach (var release in releases)
        {
            if (loop.Asks.Contains(release.Key))
            {
                return (release.Key, release.Value);
            }
        }

        return null;
    }

    private List<Loop> LoopsOf(INamedTypeSymbol type)
    {
        var loops = new List<Loop>();
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol { IsStatic: false, MethodKind: not MethodKind.Destructor })
            {
                continue;
            }

            foreach (var body in Bodies.For(_compilation).Of(member, cancellation))
            {
                foreach (var operation in body.Descendants())
                {
                    if (StartOf(operation) is var (what, entry, isThread) && Asks(entry, type, isThread) is { Count: > 0 } asks)
                    {
                        loops.Add(new Loop(what, operation.Syntax.GetLocation(), asks));
                    }
                }
            }
        }

        return loops;
    }

    // new Thread(Run)   Task.Run(Run)   Task.Factory.StartNew(() => Run())   _ = RunAsync();
    private static (string What, IOperation Entry, bool IsThread)? StartOf(IOperation operation)
    {
        switch (operation)
        {
            case IObjectCreationOperation { Type.Name: "Thread", Arguments: { Length: > 0 } arguments } creation when Framework.Declares(creation.Type):
                return ("The thread", arguments[0].Value, true);
            case IInvocationOperation { TargetMethod: { Name: "Run" or "StartNew", ContainingType.Name: "Task" or "TaskFactory" }, Arguments: { Length: > 0 } arguments } call when Framework.Declares(call.TargetMethod.ContainingType):
                return ("The task", arguments[0].Value, true);
            case IInvocationOperation { TargetMethod: { IsAsync: true, IsStatic: false }, Instance: IInstanceReferenceOperation, Parent: IExpressionStatementOperation or ISimpleAssignmentOperation } call:
                return ("The task", call, false);
            default:
                return null;
        }
    }

    // The fields that decide when the entry's endless loop is over; null when it has none, or is not of this object.
    private HashSet<ISymbol>? Asks(IOperation entry, INamedTypeSymbol type, bool isThread)
    {
        var asks = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var given = new Dictionary<ISymbol, ISymbol>(SymbolEqualityComparer.Default);
        var isLooping = false;
        foreach (var body in BodiesOf(entry, type, given))
        {
            foreach (var operation in body.Descendants())
            {
                if (operation is ILoopOperation loop && IsEndless(loop) && (isThread ? !IsAsync(loop) || IsWoken(loop) : IsWoken(loop)))
                {
                    isLooping = true;
                    foreach (var inner in loop.DescendantsAndSelf())
                    {
                        if (inner is IFieldReferenceOperation { Field.IsStatic: false, Instance: IInstanceReferenceOperation } field)
                        {
                            asks.Add(Shapes.SlotOf(field.Field));
                        }
                        else if (inner is IParameterReferenceOperation parameter && given.TryGetValue(parameter.Parameter.OriginalDefinition, out var of))
                        {
                            asks.Add(of);
                        }
                    }
                }
            }
        }

        return isLooping ? asks : null;
    }

    // What the entry runs; and the fields that stand behind the parameters of a method it calls: Loop(_source.Token).
    private ImmutableArray<IOperation> BodiesOf(IOperation entry, INamedTypeSymbol type, Dictionary<ISymbol, ISymbol> given)
    {
        var found = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var operation in entry.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IAnonymousFunctionOperation function:
                    found.Add(function.Body);
                    break;
                case IMethodReferenceOperation { Instance: IInstanceReferenceOperation } reference when Shapes.IsBelow(type, reference.Method.ContainingType):
                    found.AddRange(Bodies.For(_compilation).Of(reference.Method.OriginalDefinition, cancellation));
                    break;
                case IInvocationOperation { Instance: IInstanceReferenceOperation } call when Shapes.IsBelow(type, call.TargetMethod.ContainingType):
                    foreach (var argument in call.Arguments)
                    {
                        if (argument.Parameter is { } parameter && HolderOf(argument.Value) is { } held)
                        {
                            given[parameter.OriginalDefinition] = held;
                        }
                    }

                    found.AddRange(Bodies.For(_compilation).Of(call.TargetMethod.OriginalDefinition, cancellation));
                    break;
            }
        }

        return found.ToImmutable();
    }

    // _source   _source.Token
    private static ISymbol? HolderOf(IOperation value) => value switch
    {
        IPropertyReferenceOperation { Instance: { } instance, Property: { Name: "Token", ContainingType.Name: "CancellationTokenSource" } } => Releases.FieldOf(instance),
        IFieldReferenceOperation { Field.IsStatic: false } => Releases.FieldOf(value),
        _ => null,
    };

    // while (true), while (!_stop), for (;;), foreach (var x in _queue.GetConsumingEnumerable()), await foreach
    private static bool IsEndless(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation { Collection: var of } each => each.IsAsynchronous || IsConsuming(of),
        IForLoopOperation @for => @for.Condition is null,
        IWhileLoopOperation => true,
        _ => false,
    };

    private static bool IsConsuming(IOperation collection) => collection switch
    {
        IConversionOperation conversion => IsConsuming(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable" } => true,
        _ => false,
    };

    private static bool IsAsync(ILoopOperation loop)
    {
        foreach (var operation in loop.Descendants())
        {
            if (operation is IAwaitOperation)
            {
                return true;
            }
        }

        return loop is IForEachLoopOperation { IsAsynchronous: true };
    }

    // While it awaits, only what wakes it keeps it: the clock does, a queue or semaphore of its own does not.
    private static bool IsWoken(ILoopOperation loop)
    {
        foreach (var operation in loop.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Delay" or "WaitForNextTickAsync", ContainingType.Name: "Task" or "PeriodicTimer" } })
            {
                return true;
            }
        }

        return false;
    }
}

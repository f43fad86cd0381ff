using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Reads the delegates that are given to publishers: through variables that hold them, down to what they capture.</summary>
internal sealed class Handlers(Sight sight)
{
    /// <summary>The delegate that <paramref name="value"/> is.</summary>
    public Handler Of(IOperation value, CancellationToken cancellation, int depth = 0)
    {
        value = Handler.Unwrap(value);
        switch (value)
        {
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } local:
                return OfLocalFunction(local);
            case IMethodReferenceOperation { Method: { IsExtensionMethod: true } }:
                return Handler.Unknown;
            case IMethodReferenceOperation { Method.IsStatic: true } reference:
                return new() { Kind = HandlerKind.Static, Method = reference.Method };
            case IMethodReferenceOperation reference:
                return OfMethod(reference);
            case IAnonymousFunctionOperation lambda:
                var made = new Handler { Kind = HandlerKind.Lambda, Body = lambda };
                Capture(lambda, lambda, made, new(SymbolEqualityComparer.Default));
                made.Kind = made.KeepsThis || made.KeepsLocals ? HandlerKind.Lambda : HandlerKind.Static;
                return made;
            case IParameterReferenceOperation:
                return new() { Kind = HandlerKind.Parameter };
            case ILocalReferenceOperation local when depth < 3:
                return Held(local.Local, ValueOf(local.Local, Values.RootOf(value), cancellation), depth, cancellation);
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field when depth < 3:
                return Held(field.Field, ValueOf(field.Field, cancellation), depth, cancellation);
            case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property:
                return new() { Kind = HandlerKind.Unknown, Stored = property.Property };
            case IInvocationOperation call when depth < 3 && MakesLambda(call.TargetMethod, cancellation):
                return new() { Kind = HandlerKind.Made, Method = call.TargetMethod, KeepsLocals = true };
            default:
                return Handler.Unknown;
        }
    }

    private Handler Held(ISymbol variable, IOperation? value, int depth, CancellationToken cancellation)
    {
        var held = value is null ? Handler.Unknown : Of(value, cancellation, depth + 1);
        return new()
        {
            Kind = held.Kind, Method = held.Method, Target = held.Target, IsTargetFresh = held.IsTargetFresh,
            Stored = variable, KeepsThis = held.KeepsThis, KeepsLocals = held.KeepsLocals, Body = held.Body,
        };
    }

    private static Handler OfMethod(IMethodReferenceOperation reference)
    {
        var handler = new Handler { Kind = HandlerKind.Method, Method = reference.Method };
        switch (Handler.Unwrap(reference.Instance!))
        {
            case IInstanceReferenceOperation:
                handler.KeepsThis = true;
                break;
            case IObjectCreationOperation:
                handler.IsTargetFresh = true;
                break;
            case IMemberReferenceOperation member:
                handler.Target = member.Member;
                break;
            case ILocalReferenceOperation local:
                handler.Target = local.Local;
                break;
            case IParameterReferenceOperation parameter:
                handler.Target = parameter.Parameter;
                break;
            default:
                handler.Kind = HandlerKind.Unknown;
                break;
        }

        return handler;
    }

    private static Handler OfLocalFunction(IMethodReferenceOperation reference)
    {
        var handler = new Handler { Kind = HandlerKind.Method, Method = reference.Method };
        if (FunctionOf(reference.Method, Values.RootOf(reference)) is { } function)
        {
            handler.Body = function;
            Capture(function, function, handler, new(SymbolEqualityComparer.Default));
        }

        if (!handler.KeepsThis && !handler.KeepsLocals)
        {
            handler.Kind = HandlerKind.Static;
        }

        return handler;
    }

    private static ILocalFunctionOperation? FunctionOf(IMethodSymbol method, IOperation root)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            if (operation is ILocalFunctionOperation function && SymbolEqualityComparer.Default.Equals(function.Symbol, method.OriginalDefinition))
            {
                return function;
            }
        }

        return null;
    }

    // What the code of a function refers to that is not its own.
    private static void Capture(IOperation function, IOperation outermost, Handler handler, HashSet<ISymbol> seen)
    {
        foreach (var operation in function.Descendants())
        {
            switch (operation)
            {
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                    handler.KeepsThis = true;
                    break;
                case ILocalReferenceOperation { Local: { IsConst: false } local } when !IsWithin(local, outermost):
                    handler.KeepsLocals = true;
                    break;
                case IParameterReferenceOperation { Parameter: var parameter } when !IsWithin(parameter, outermost):
                    // A parameter of the primary constructor, used by a method, is a field of this.
                    if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && !IsCodeOf(parameter, outermost))
                    {
                        handler.KeepsThis = true;
                    }
                    else
                    {
                        handler.KeepsLocals = true;
                    }

                    break;
                case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } called } when seen.Add(called.OriginalDefinition):
                case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } referred } when seen.Add(referred.OriginalDefinition):
                    var target = operation is IInvocationOperation call ? call.TargetMethod : ((IMethodReferenceOperation)operation).Method;
                    if (FunctionOf(target, Values.RootOf(operation)) is { } other && !outermost.Syntax.Span.Contains(other.Syntax.Span))
                    {
                        Capture(other, other, handler, seen);
                    }

                    break;
            }
        }
    }

    private static bool IsWithin(ISymbol variable, IOperation function)
    {
        foreach (var reference in variable.DeclaringSyntaxReferences)
        {
            if (reference.SyntaxTree == function.Syntax.SyntaxTree && function.Syntax.Span.Contains(reference.Span))
            {
                return true;
            }
        }

        // "value" and the like have no place of their own.
        return variable.DeclaringSyntaxReferences.IsEmpty && variable.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction };
    }

    private static bool IsCodeOf(IParameterSymbol parameter, IOperation function)
        => parameter.ContainingSymbol.DeclaringSyntaxReferences is { Length: > 0 } places
            && places[0].GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.ConstructorDeclarationSyntax constructor
            && constructor.SyntaxTree == function.Syntax.SyntaxTree && constructor.Span.Contains(function.Syntax.Span);

    /// <summary>The one value that a local ever gets; null if there is none, or more than one.</summary>
    public static IOperation? ValueOf(ILocalSymbol local, IOperation root, CancellationToken cancellation)
    {
        IOperation? only = null;
        foreach (var operation in root.DescendantsAndSelf())
        {
            cancellation.ThrowIfCancellationRequested();
            var value = operation switch
            {
                IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) => declarator.Initializer?.Value ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer?.Value,
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when SymbolEqualityComparer.Default.Equals(target.Local, local) => assignment.Value,
                IDeclarationPatternOperation pattern when SymbolEqualityComparer.Default.Equals(pattern.DeclaredSymbol, local) => (pattern.Parent as IIsPatternOperation)?.Value,
                _ => null,
            };
            if (value is null || value.ConstantValue is { HasValue: true, Value: null } || value is IDefaultValueOperation || value is IConversionOperation { Operand.ConstantValue: { HasValue: true, Value: null } })
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = value;
        }

        return only;
    }

    /// <summary>The one value that a field ever gets; null if there is none, or more than one.</summary>
    public IOperation? ValueOf(IFieldSymbol field, CancellationToken cancellation)
    {
        var values = ValuesOf(field, sight, cancellation);
        return values.Count == 1 ? values[0] : null;
    }

    /// <summary>All values but null that the code in sight gives a field or an auto-property.</summary>
    public static List<IOperation> ValuesOf(ISymbol member, Sight sight, CancellationToken cancellation)
    {
        var values = new List<IOperation>();
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var initializer = reference.GetSyntax(cancellation) switch
            {
                Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer.Value: var value } => value,
                Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax { Initializer.Value: var value } => value,
                _ => null,
            };
            if (initializer is not null && sight.Bodies.At(initializer, cancellation) is { } initial)
            {
                Add(initial);
            }
        }

        foreach (var use in sight.UsesOf(member, cancellation))
        {
            switch (use.Parent)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == use:
                    Add(assignment.Value);
                    break;
                case ICoalesceAssignmentOperation assignment when assignment.Target == use:
                    Add(assignment.Value);
                    break;
                case ITupleOperation tuple when tuple.Parent is IDeconstructionAssignmentOperation { Target: var targets } deconstruction && targets == tuple
                    && deconstruction.Value is ITupleOperation given && given.Elements.Length == tuple.Elements.Length:
                    Add(given.Elements[tuple.Elements.IndexOf(use)]);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    // Interlocked.Exchange(ref _bus, null)
                    if (argument.Parent is not IInvocationOperation { TargetMethod.ContainingType.Name: "Interlocked", Arguments: { Length: > 1 } given2 })
                    {
                        values.Add(argument);
                    }
                    else
                    {
                        Add(given2[1].Value);
                    }

                    break;
            }
        }

        return values;

        void Add(IOperation value)
        {
            var bare = value;
            while (bare is IConversionOperation conversion)
            {
                bare = conversion.Operand;
            }

            if (bare.ConstantValue is not { HasValue: true, Value: null } && bare is not IDefaultValueOperation)
            {
                values.Add(value);
            }
        }
    }

    // EventHandler Make(int x) => (s, e) => Use(x);
    private bool MakesLambda(IMethodSymbol method, CancellationToken cancellation)
    {
        var makes = false;
        foreach (var body in sight.Bodies.Of(method.OriginalDefinition, cancellation))
        {
            foreach (var operation in body.DescendantsAndSelf())
            {
                if (operation is IReturnOperation { ReturnedValue: { } returned } && !IsInsideFunction(operation, body))
                {
                    if (Of(returned, cancellation, 3) is not { Kind: HandlerKind.Lambda, KeepsLocals: true, Stored: null })
                    {
                        return false;
                    }

                    makes = true;
                }
            }
        }

        return makes;
    }

    private static bool IsInsideFunction(IOperation operation, IOperation body)
    {
        for (var at = operation.Parent; at is not null && at != body; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}

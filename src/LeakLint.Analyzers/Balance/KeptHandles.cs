using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>A counted handle that is put away though it is only borrowed.</summary>
/// <param name="Store">The assignment, or the call of a collection.</param>
/// <param name="Value">The handle.</param>
/// <param name="Why">What says that it is borrowed.</param>
/// <param name="Release">Where its owner releases it; null where an attribute says it all.</param>
/// <param name="Acquire">The member that adds a reference.</param>
internal sealed record KeptHandle(IOperation Store, IOperation Value, string Why, Location? Release, string Acquire);

/// <summary>
/// Finds what is kept without a reference of its own. That a parameter is borrowed is said by an attribute, or by every call in sight: each
/// gives what it disposes itself. What another object keeps is borrowed where both objects release it.
/// </summary>
internal sealed class KeptHandles(Compilation compilation, KnownTypes types, Ownership ownership)
{
    private readonly Bodies _bodies = Bodies.For(compilation);

    /// <summary>The handle that the assignment keeps so; null for none. <c>_last = image;</c></summary>
    public KeptHandle? At(ISimpleAssignmentOperation assignment, CancellationToken cancellation)
        => assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation ? Judge(assignment, assignment.Value, assignment.Target, cancellation) : null;

    /// <summary>The handle that the call puts into a collection of the object; null for none. <c>_images.Add(image);</c></summary>
    public KeptHandle? At(IInvocationOperation call, CancellationToken cancellation)
        => call is { Instance: IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation }, TargetMethod: { Name: "Add" or "Enqueue" or "Push" or "AddLast" or "AddFirst" or "TryAdd", ContainingType: var type } }
            && Framework.Declares(type) && call.Arguments.Length > 0
            ? Judge(call, call.Arguments[call.Arguments.Length - 1].Value, call.Instance, cancellation)
            : null;

    private KeptHandle? Judge(IOperation store, IOperation value, IOperation target, CancellationToken cancellation)
    {
        value = Values.Unwrap(value);
        if (value is not (IParameterReferenceOperation { Parameter.RefKind: RefKind.None } or IPropertyReferenceOperation { Property.IsIndexer: false } or IFieldReferenceOperation)
            || value.Type is not { } type || AcquireOf(type, cancellation) is not { } acquire)
        {
            return null;
        }

        if (value is IMemberReferenceOperation other)
        {
            return OfAnother(other, target, cancellation) is { } theirs ? new KeptHandle(store, value, "its owner releases it too", theirs, acquire) : null;
        }

        var parameter = ((IParameterReferenceOperation)value).Parameter;
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor or MethodKind.ExplicitInterfaceImplementation } method || IsCountedUp(parameter, Functions.Around(store), acquire))
        {
            return null;
        }

        if (ownership.LentBy(value, cancellation) is not null)
        {
            return new KeptHandle(store, value, "it is only borrowed", null, acquire);
        }

        return target is IMemberReferenceOperation { Member: var kept } && ReleasedByCallers(method, parameter, kept, cancellation) is { } release ? new KeptHandle(store, value, "the caller releases it", release, acquire) : null;
    }

    // The member that adds a reference to a counted handle of that type; null where the type has no count.
    private string? AcquireOf(ITypeSymbol type, CancellationToken cancellation)
        => type.OriginalDefinition.Is(types.SharedHandle) ? "AddReference" : ownership.CountedUpBy(type, cancellation);

    // image.AddReference(), buffer.Retain(): somewhere in the function
    private static bool IsCountedUp(IParameterSymbol parameter, IOperation function, string acquire)
    {
        foreach (var operation in function.Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation { Instance: IParameterReferenceOperation counted, TargetMethod.Name: var name } when name == acquire && SymbolEqualityComparer.Default.Equals(counted.Parameter, parameter):
                case IAssignmentOperation { Target: IParameterReferenceOperation written } when SymbolEqualityComparer.Default.Equals(written.Parameter, parameter):
                    return true;
            }
        }

        return false;
    }

    // Where a caller releases what it gave, though who keeps it lives on: all calls in sight must, and there must be one.
    private Location? ReleasedByCallers(IMethodSymbol method, IParameterSymbol parameter, ISymbol kept, CancellationToken cancellation)
    {
        if (method.IsVirtual || method.IsOverride || method.IsAbstract || method.ExplicitInterfaceImplementations.Length > 0)
        {
            return null;
        }

        var code = new TypeCode(method.ContainingType.OriginalDefinition, _bodies, cancellation);
        Location? found = null;
        foreach (var call in CallsOf(method, cancellation))
        {
            var arguments = call switch { IInvocationOperation invocation => invocation.Arguments, IObjectCreationOperation creation => creation.Arguments, _ => default };
            if (!arguments.IsDefault && !LivesOn(call))
            {
                // It goes with the caller's locals: what it keeps is there as long as it is.
                continue;
            }

            if (arguments.IsDefault || Release(call, arguments, parameter.Ordinal) is not { } release || IsTakenOutAgain(call, method, kept, code))
            {
                return null;
            }

            found ??= release;
        }

        return found;
    }

    // The calls, and whatever else names the method: a method group is none of them and says that nobody knows.
    private IEnumerable<IOperation> CallsOf(IMethodSymbol method, CancellationToken cancellation)
    {
        var isConstructor = method.MethodKind == MethodKind.Constructor;
        var name = isConstructor ? method.ContainingType.Name : method.Name;
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            if (tree.GetText(cancellation).ToString().IndexOf(name, StringComparison.Ordinal) < 0)
            {
                continue;
            }

            foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
            {
                var at = node switch
                {
                    BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax => isConstructor ? node : null,
                    SimpleNameSyntax simple when !isConstructor && simple.Identifier.ValueText == name => Whole(simple),
                    _ => null,
                };
                if (at is not null && _bodies.At(at, cancellation) is { } operation && Callee(operation) is { } callee && FieldState.Same(callee, method))
                {
                    yield return operation;
                }
            }
        }
    }

    private static SyntaxNode Whole(SimpleNameSyntax name)
    {
        SyntaxNode at = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name.Parent is MemberBindingExpressionSyntax binding ? binding : name;
        return at.Parent is InvocationExpressionSyntax call && call.Expression == at ? call : at;
    }

    private static IMethodSymbol? Callee(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMethodReferenceOperation reference => reference.Method,
        _ => null,
    };

    // _cache.Show(image), Cache.Show(image), _view = new View(image): not an object that goes with the caller's locals
    private static bool LivesOn(IOperation call)
    {
        if (call is IInvocationOperation { Instance: { } instance })
        {
            return Values.Unwrap(instance) is IFieldReferenceOperation or IPropertyReferenceOperation or IInstanceReferenceOperation or IParameterReferenceOperation;
        }

        if (call is IInvocationOperation)
        {
            return true;
        }

        var at = call;
        while (at.Parent is IConversionOperation or IParenthesizedOperation)
        {
            at = at.Parent;
        }

        return at.Parent is IReturnOperation or ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation };
    }

    // _cache.Show(image); …; _cache.Hide(); or, of the object itself, _image = null;
    private static bool IsTakenOutAgain(IOperation call, IMethodSymbol method, ISymbol kept, TypeCode code)
    {
        foreach (var operation in Functions.Around(call).Descendants())
        {
            if (operation.Syntax.SpanStart <= call.Syntax.Span.End)
            {
                continue;
            }

            if (operation is IMemberReferenceOperation { Member: var member } && FieldState.Same(member, kept))
            {
                return true;
            }

            if (operation is IInvocationOperation { TargetMethod: var other } && SymbolEqualityComparer.Default.Equals(other.ContainingType.OriginalDefinition, method.ContainingType.OriginalDefinition) && !FieldState.Same(other, method))
            {
                foreach (var (mentioning, _) in code.Mentioning([kept.Name]))
                {
                    if (FieldState.Same(mentioning, other))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // using var image = …; cache.Show(image);   cache.Show(image); image.Dispose();
    private Location? Release(IOperation call, ImmutableArray<IArgumentOperation> arguments, int ordinal)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal != ordinal)
            {
                continue;
            }

            if (Values.Unwrap(argument.Value) is not ILocalReferenceOperation { Local: var given })
            {
                return null;
            }

            var function = Functions.Around(call);
            foreach (var operation in Functions.Operations(function))
            {
                switch (operation)
                {
                    case IUsingDeclarationOperation declaration when Declares(declaration.DeclarationGroup, given):
                        return declaration.Syntax.GetLocation();
                    case IUsingOperation { Resources: var resources } used when used.Syntax.Span.Contains(call.Syntax.Span) && Declares(resources, given):
                        return resources.Syntax.GetLocation();
                    case IInvocationOperation end when end.Syntax.SpanStart > call.Syntax.Span.End && ownership.ReleaseOf(end) is { } release
                        && Values.Unwrap(release.Subject) is ILocalReferenceOperation { Local: var ended } && SymbolEqualityComparer.Default.Equals(ended, given) && IsAlwaysReached(end, call):
                        return end.Syntax.GetLocation();
                }
            }
        }

        return null;
    }

    // A statement of a block around the call, or of the finally of a try around it: no condition decides.
    private static bool IsAlwaysReached(IOperation end, IOperation call)
    {
        for (var at = end; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IExpressionStatementOperation or IConditionalAccessOperation:
                    break;
                case ITryOperation attempt when attempt.Finally == at:
                case IBlockOperation block when !block.Syntax.Span.Contains(call.Syntax.Span):
                    break;
                case IBlockOperation:
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool Declares(IOperation declaration, ILocalSymbol local)
    {
        foreach (var operation in declaration.DescendantsAndSelf())
        {
            if (operation is IVariableDeclaratorOperation { Symbol: var symbol } && SymbolEqualityComparer.Default.Equals(symbol, local))
            {
                return true;
            }
        }

        return false;
    }

    // _mine = other.Handle; where other's type disposes its handle, and this one disposes what it keeps
    private Location? OfAnother(IMemberReferenceOperation other, IOperation target, CancellationToken cancellation)
    {
        if (other.Instance is null or IInstanceReferenceOperation || target is not IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: var kept }
            || other.Member.DeclaringSyntaxReferences.IsEmpty || ReleaseIn(kept, cancellation) is null)
        {
            return null;
        }

        return ReleaseIn(other.Member, cancellation);
    }

    // Where the type itself releases what the field holds, or what stands behind the property.
    private Location? ReleaseIn(ISymbol member, CancellationToken cancellation)
    {
        var behind = Behind(member, cancellation);
        if (behind is null)
        {
            return null;
        }

        var code = new TypeCode(behind.ContainingType.OriginalDefinition, _bodies, cancellation);
        foreach (var (_, root) in code.Mentioning([behind.Name]))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is IInvocationOperation call && ownership.ReleaseOf(call) is { } release)
                {
                    var subject = Values.Unwrap(release.Subject);
                    if (subject is IConditionalAccessInstanceOperation && ConditionalAccess.Around(call) is { Operation: var tested })
                    {
                        subject = Values.Unwrap(tested);
                    }

                    if (subject is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } released && FieldState.Same(released.Member, behind))
                    {
                        return call.Syntax.GetLocation();
                    }
                }
            }
        }

        return null;
    }

    // Handle => _handle: the field; an auto-property or a field: itself
    private ISymbol? Behind(ISymbol member, CancellationToken cancellation)
    {
        if (member is not IPropertySymbol { GetMethod: { } getter })
        {
            return member as IFieldSymbol;
        }

        foreach (var root in _bodies.Of(getter, cancellation))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is IReturnOperation { ReturnedValue: { } value })
                {
                    return (Values.Unwrap(value) as IFieldReferenceOperation)?.Field;
                }
            }
        }

        return member;
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Objects that have nothing of their own to let go. The whole end of the object's very type is in sight, and all it does is
/// about its own memory, about what the constructor was given (that belongs to whoever made it), or stands behind a condition that this
/// creation rules out: <c>new Payload(bytes, isPooled: false)</c>. An end without any code proves nothing: a weaver may fill it.
/// </summary>
internal sealed class NothingOfItsOwn(Compilation compilation, KnownTypes types, NoReleaseNeeded exempt)
{
    private readonly Bodies _bodies = Bodies.For(compilation);
    private readonly ConcurrentDictionary<Made, bool> _known = new();

    /// <summary>Whether the object that <paramref name="creation"/> makes is one of those.</summary>
    public bool Includes(IObjectCreationOperation creation, CancellationToken cancellation)
    {
        if (creation is not { Type: INamedTypeSymbol type, Constructor: { } constructor })
        {
            return false;
        }

        ulong unset = 0;
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter is { Ordinal: < 64 and var ordinal } && KnownConditions.IsNothing(argument.Value))
            {
                unset |= 1UL << ordinal;
            }
        }

        var key = new Made(constructor.OriginalDefinition, unset);
        if (!_known.TryGetValue(key, out var known))
        {
            _known[key] = known = new Search(this, type.OriginalDefinition, constructor.OriginalDefinition, unset, cancellation).FindsNothing();
        }

        return known;
    }

    // A constructor, and which of its parameters were given nothing.
    private sealed class Made(IMethodSymbol constructor, ulong unset)
    {
        private readonly IMethodSymbol _constructor = constructor;
        private readonly ulong _unset = unset;

        public override bool Equals(object? obj) => obj is Made other && _unset == other._unset && SymbolEqualityComparer.Default.Equals(_constructor, other._constructor);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(_constructor) ^ _unset.GetHashCode();
    }

    private sealed class Search(NothingOfItsOwn asked, INamedTypeSymbol type, IMethodSymbol constructor, ulong unset, CancellationToken cancellation)
    {
        private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
        private GivenMembers? _given;
        private bool _doesSomething;

        public bool FindsNothing()
        {
            return Finalization.FindFinalizer(type) is null && IsHarmless(asked.Disposable) && IsHarmless(asked.AsyncDisposable) && _doesSomething;
        }

        private GivenMembers Given => _given ??= new GivenMembers(asked._bodies, type, constructor, unset, cancellation);

        private bool IsHarmless(ISymbol? end)
            => end is null || !Implements(end.ContainingType) || (type.FindImplementationForInterfaceMember(end) is IMethodSymbol method && Runs(Override(method) ?? method));

        private bool Implements(INamedTypeSymbol face)
        {
            foreach (var one in type.AllInterfaces)
            {
                if (one.Is(face))
                {
                    return true;
                }
            }

            return false;
        }

        private bool Runs(IMethodSymbol method)
        {
            if (!_seen.Add(method))
            {
                return true;
            }

            var bodies = method.IsExtern || _seen.Count > 20 ? [] : asked._bodies.Of(method.OriginalDefinition, cancellation);
            foreach (var body in bodies)
            {
                if (!IsHarmless(body))
                {
                    return false;
                }
            }

            return !bodies.IsEmpty;
        }

        private bool IsHarmless(IOperation operation)
        {
            switch (operation)
            {
                case IBlockOperation block:
                    return IsHarmless(block);
                case IConditionalOperation choice:
                    _doesSomething = true;
                    return Given.Known(choice.Condition) switch
                    {
                        true => IsHarmless(choice.WhenTrue),
                        false => choice.WhenFalse is null || IsHarmless(choice.WhenFalse),
                        null => AreHarmless(operation),
                    };
                case IConditionalAccessOperation access when Given.IsUnset(access.Operation):
                    _doesSomething = true;
                    return true;
                case IInvocationOperation call:
                    return IsHarmless(call) && AreHarmless(operation);
                case IThrowOperation:
                    return true;
                case IPropertyReferenceOperation { Property.GetMethod: { DeclaringSyntaxReferences.IsEmpty: false } getter } when !IsAutomatic(getter):
                    return operation.Parent is not IAssignmentOperation && Runs(getter) && AreHarmless(operation);
                case IAssignmentOperation { Target: var target }:
                    _doesSomething = true;
                    return target is ILocalReferenceOperation or IDiscardOperation or IMemberReferenceOperation { Instance: IInstanceReferenceOperation } && AreHarmless(operation);
                case IEventAssignmentOperation or IUsingOperation or IUsingDeclarationOperation or IObjectCreationOperation or IDelegateCreationOperation or IAnonymousFunctionOperation or ILocalFunctionOperation
                    or IDynamicInvocationOperation or IFunctionPointerInvocationOperation or IInvalidOperation or IAddressOfOperation:
                    return false;
                default:
                    return AreHarmless(operation);
            }
        }

        private bool AreHarmless(IOperation operation)
        {
            foreach (var part in operation.ChildOperations)
            {
                if (!IsHarmless(part))
                {
                    return false;
                }
            }

            return true;
        }

        // if (!_isOwner) return;   what follows does not happen
        private bool IsHarmless(IBlockOperation block)
        {
            foreach (var statement in block.Operations)
            {
                if (!IsHarmless(statement))
                {
                    return false;
                }

                if (statement is IConditionalOperation { Condition: var condition, WhenTrue: var leaves } && Leaves(leaves) && Given.Known(condition) == true)
                {
                    return true;
                }
            }

            return true;
        }

        private static bool Leaves(IOperation branch) => branch is IReturnOperation || (branch is IBlockOperation { Operations: { Length: 1 } only } && only[0] is IReturnOperation);

        private bool IsHarmless(IInvocationOperation call)
        {
            var callee = call.TargetMethod;
            if (callee.ContainingType.Is(asked.Types.GC))
            {
                return true;
            }

            _doesSomething = true;
            if (callee.Name is "Dispose" or "DisposeAsync" or "Close" && callee.MethodKind != MethodKind.DelegateInvoke && Subject(call) is { } subject and not IInstanceReferenceOperation)
            {
                return subject.Type is { } held && asked.IsMemory(held) || Given.Includes(subject);
            }

            if (Framework.Declares(callee.ContainingType))
            {
                // _items.Clear(): its own memory
                return callee.MethodKind != MethodKind.DelegateInvoke
                    && (callee.ContainingType.Is(asked.Types.Interlocked) || callee.ContainingType.Is(asked.Types.Volatile) || callee.ContainingType.Name is "Debug" or "ObjectDisposedException" || new OtherForms(asked.Types).Keeps(callee)
                        || callee.Name == "Clear" && callee.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal));
            }

            return call.Instance is IInstanceReferenceOperation && !callee.DeclaringSyntaxReferences.IsEmpty && Runs((Override(callee) ?? callee).OriginalDefinition);
        }

        // _stream.Dispose();  _stream?.Close();  _stream.DisposeQuietly();
        private static IOperation? Subject(IInvocationOperation call) => call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

        private static bool IsAutomatic(IMethodSymbol getter) => getter.AssociatedSymbol is IPropertySymbol property && GivenMembers.IsAutomatic(property);

        // What a virtual call runs in an object of this very type.
        private IMethodSymbol? Override(IMethodSymbol callee)
        {
            for (var at = type; at is not null && !at.DeclaringSyntaxReferences.IsEmpty; at = at.BaseType?.OriginalDefinition)
            {
                foreach (var member in at.GetMembers(callee.Name))
                {
                    if (member is IMethodSymbol { IsOverride: true } method && method.Parameters.Length == callee.Parameters.Length)
                    {
                        return method;
                    }
                }
            }

            return null;
        }
    }

    private KnownTypes Types => types;

    // A source may be linked to a token that lives longer, and a registration stands in one.
    private bool IsMemory(ITypeSymbol held) => exempt.IncludesCreated(held) && !held.Is(types.CancellationTokenSource) && !held.Is(types.Get("System.Threading.CancellationTokenRegistration"));

    private ISymbol? Disposable => End(types.Disposable, "Dispose");

    private ISymbol? AsyncDisposable => End(types.AsyncDisposable, "DisposeAsync");

    private static ISymbol? End(INamedTypeSymbol? face, string name) => face?.GetMembers(name) is { Length: 1 } members ? members[0] : null;
}

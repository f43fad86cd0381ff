using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Subscriptions that are made by a call: <c>bus.Subscribe(this)</c>, <c>hub.AddListener(OnMessage)</c>. A method is one if
/// its type also has the opposite, and its code, in sight, keeps strongly what it is given.
/// </summary>
internal sealed class SubscriptionCalls(Sight sight)
{
    private static readonly (string Begins, string[] Ends)[] Pairs =
    [
        ("Subscribe", ["Unsubscribe"]),
        ("Register", ["Unregister", "Deregister", "UnRegister"]),
        ("AddListener", ["RemoveListener"]),
        ("AddHandler", ["RemoveHandler"]),
        ("AddObserver", ["RemoveObserver", "DeleteObserver"]),
        ("AddSubscriber", ["RemoveSubscriber"]),
        ("AddEventListener", ["RemoveEventListener"]),
        ("AddCallback", ["RemoveCallback"]),
        ("Attach", ["Detach"]),
        ("Hook", ["Unhook"]),
        ("Listen", ["Unlisten", "StopListening"]),
        ("Connect", ["Disconnect"]),
        ("Bind", ["Unbind"]),
        ("Advise", ["Unadvise"]),
        ("Observe", ["Unobserve"]),
    ];

    private readonly ConcurrentDictionary<IMethodSymbol, IMethodSymbol?[]> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The calls that end what <paramref name="method"/> begins; empty if it begins nothing.</summary>
    public IMethodSymbol?[] EndsOf(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (method.DeclaringSyntaxReferences.IsEmpty || !MayBegin(method))
        {
            return [];
        }

        if (!_known.TryGetValue(method, out var ends))
        {
            _known[method] = ends = Find(method, cancellation);
        }

        return ends;
    }

    // A result that can be disposed is the subscription: whoever drops it is told by another rule.
    private static bool MayBegin(IMethodSymbol method)
    {
        if (method.Parameters.Length is 0 or > 4 || method.ReturnType.SpecialType is not (SpecialType.System_Void or SpecialType.System_Boolean) && !SymbolEqualityComparer.Default.Equals(method.ReturnType, method.ContainingType))
        {
            return false;
        }

        foreach (var (begins, _) in Pairs)
        {
            if (method.Name.StartsWith(begins, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private IMethodSymbol?[] Find(IMethodSymbol method, CancellationToken cancellation)
    {
        var found = new List<IMethodSymbol?>();
        foreach (var (begins, ends) in Pairs)
        {
            if (!method.Name.StartsWith(begins, StringComparison.Ordinal))
            {
                continue;
            }

            var rest = method.Name.Substring(begins.Length);
            foreach (var end in ends)
            {
                foreach (var name in new[] { end + rest, end, end + "All" })
                {
                    foreach (var member in method.ContainingType.GetMembers(name))
                    {
                        if (member is IMethodSymbol other && other.IsStatic == method.IsStatic && !found.Contains(other))
                        {
                            found.Add(other);
                        }
                    }
                }
            }
        }

        return found.Count > 0 && Keeps(method, cancellation) ? found.ToArray() : [];
    }

    private bool Keeps(IMethodSymbol method, CancellationToken cancellation)
    {
        var bodies = method.IsAbstract || method.ContainingType.TypeKind == TypeKind.Interface ? Implementations.For(sight.Compilation).Of(method, cancellation) : [method];
        foreach (var body in bodies)
        {
            if (KeepsItself(body, 0, cancellation))
            {
                return true;
            }
        }

        // An interface of which nobody in sight is: what it promises is what its name says.
        return bodies.Count == 0;
    }

    // _listeners.Add(listener);  _handlers += handler;  _map[key] = listener;  Changed += handler;
    private bool KeepsItself(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        foreach (var root in sight.Bodies.Of(method, cancellation))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is not IParameterReferenceOperation { Parameter: { Type.IsReferenceType: true } parameter } || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method))
                {
                    continue;
                }

                IOperation at = operation;
                while (at.Parent is IConversionOperation or IParenthesizedOperation or ITupleOperation)
                {
                    at = at.Parent;
                }

                switch (at.Parent)
                {
                    case IArgumentOperation { Parent: IInvocationOperation call } when IsOfMember(call.Instance) && call.TargetMethod.Name is "Add" or "TryAdd" or "Insert" or "Enqueue" or "Push" or "AddLast" or "AddFirst" or "AddOrUpdate":
                    case IEventAssignmentOperation { Adds: true }:
                    case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Target: IMemberReferenceOperation }:
                    case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } } assignment when assignment.Value == at:
                        return true;
                    case IArgumentOperation { Parent: IObjectCreationOperation { Type: INamedTypeSymbol made } }:
                        if (!IsWeak(made))
                        {
                            return true;
                        }

                        break;
                    case IArgumentOperation { Parent: IInvocationOperation inner } when depth < 3 && SymbolEqualityComparer.Default.Equals(inner.TargetMethod.ContainingType.OriginalDefinition, method.ContainingType.OriginalDefinition)
                        && KeepsItself(inner.TargetMethod.OriginalDefinition, depth + 1, cancellation):
                        return true;
                }
            }
        }

        return false;
    }

    private static bool IsOfMember(IOperation? instance)
    {
        while (true)
        {
            switch (instance)
            {
                case IMemberReferenceOperation { Type: INamedTypeSymbol type } member:
                    return !IsWeak(type) && member.Member is IFieldSymbol or IPropertySymbol;
                case IInvocationOperation { TargetMethod.Name: "GetOrAdd" } get:
                    instance = get.Instance;
                    break;
                case ILocalReferenceOperation local:
                    return local.Type is INamedTypeSymbol { TypeArguments: { Length: > 0 } } type2 && !IsWeak(type2) && !IsMadeForReading(local);
                default:
                    return false;
            }
        }
    }

    // var copy = new List<IListener>(_listeners); is the method's own until it is stored.
    private static bool IsMadeForReading(ILocalReferenceOperation local)
    {
        foreach (var operation in Values.RootOf(local).Descendants())
        {
            if (operation is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local.Local)
                && (use.Parent is ISimpleAssignmentOperation { Target: IMemberReferenceOperation } or IArgumentOperation))
            {
                return false;
            }

            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local)
                && declarator.Initializer?.Value is { } value && Handler.Unwrap(value) is not IObjectCreationOperation)
            {
                return false;
            }

            if (operation is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } && SymbolEqualityComparer.Default.Equals(declared.Local, local.Local))
            {
                return false;
            }
        }

        return true;
    }

    // WeakReference<T>, or a type of the program that has one: WeakSubscription
    private static bool IsWeak(INamedTypeSymbol type)
    {
        if (type.Name.IndexOf("Weak", StringComparison.Ordinal) >= 0)
        {
            return true;
        }

        foreach (var argument in type.TypeArguments)
        {
            if (argument is INamedTypeSymbol named && IsWeak(named))
            {
                return true;
            }
        }

        if (!type.DeclaringSyntaxReferences.IsEmpty)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IFieldSymbol { Type: INamedTypeSymbol { Name: "WeakReference" } })
                {
                    return true;
                }
            }
        }

        return false;
    }
}

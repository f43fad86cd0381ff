using System.Collections.Concurrent;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Events that do not keep their subscribers: their <c>add</c> hands the delegate to something weak, or keeps nothing.
/// The exemption <c>weak-events</c>.
/// </summary>
internal sealed class WeakEvents(Sight sight)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether <paramref name="event"/> holds its handlers weakly.</summary>
    public bool Includes(ISymbol @event, CancellationToken cancellation)
    {
        @event = @event.OriginalDefinition;
        if (!_known.TryGetValue(@event, out var weak))
        {
            _known[@event] = weak = @event is IEventSymbol declared && Find(declared, cancellation);
        }

        return weak;
    }

    private bool Find(IEventSymbol @event, CancellationToken cancellation)
    {
        if (@event is { Name: "RequerySuggested", ContainingType.Name: "CommandManager" })
        {
            return true;
        }

        if (@event.AddMethod is not { IsImplicitlyDeclared: false, IsAbstract: false } add)
        {
            return false;
        }

        var isEmpty = false;
        foreach (var body in sight.Bodies.Of(add, cancellation))
        {
            isEmpty = true;
            foreach (var operation in body.Descendants())
            {
                switch (operation)
                {
                    case IParameterReferenceOperation:
                        isEmpty = false;
                        break;
                    case IMemberReferenceOperation { Type: { } type } when IsWeak(type):
                    case IInvocationOperation { TargetMethod: var called } when IsWeak(called.ContainingType) || IsWeak(called.ReturnType):
                    case IObjectCreationOperation { Type: { } created } when IsWeak(created):
                        return true;
                }
            }
        }

        return isEmpty;
    }

    // WeakEvent, WeakEventManager, WeakReference<T>, ConditionalWeakTable, List<WeakReference<EventHandler>>
    private static bool IsWeak(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol named)
        {
            return type is IArrayTypeSymbol array && IsWeak(array.ElementType);
        }

        if (named.Name.IndexOf("Weak", System.StringComparison.Ordinal) >= 0)
        {
            return true;
        }

        foreach (var argument in named.TypeArguments)
        {
            if (argument.Name.IndexOf("Weak", System.StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}

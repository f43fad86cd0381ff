using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Finds the circles of counted handles in the shapes of the code that shares them. Every step of such a circle owns the
/// next: a handle its value, an object the handles and delegates that it stores and the objects that it makes. A reference
/// that was only passed in owns nothing: the object behind it is somebody else's to dispose.
/// </summary>
internal sealed class CountedRings(Shapes shapes, CancellationToken cancellation)
{
    private const int MostSteps = 20_000;

    private readonly List<(INamedTypeSymbol Type, Shape Shape)> _read = [];
    private readonly List<INamedTypeSymbol> _sharing = [];

    /// <summary>The circles, each as its edges from a handle to its value and around.</summary>
    public List<Found> In(List<INamedTypeSymbol> types)
    {
        var found = new List<Found>();
        if (!shapes.HasCounted)
        {
            return found;
        }

        Read(types);
        foreach (var (_, shape) in _read)
        {
            var edges = new Dictionary<Node, List<Store>>();
            var surviving = shape.Surviving();
            foreach (var edge in surviving)
            {
                if (!edges.TryGetValue(edge.From, out var from))
                {
                    edges[edge.From] = from = [];
                }

                from.Add(edge);
            }

            foreach (var counted in surviving)
            {
                if (counted.Kind == EdgeKind.Counted && Back(counted, edges) is { } ring && !IsBroken(ring))
                {
                    found.Add(new Found(ring, ring[0].To!, ring[0].To!, null));
                }
            }
        }

        return found;
    }

    /// <summary>The release actions that capture the object in whose field their handle is, where the handle is shared.</summary>
    public IEnumerable<(INamedTypeSymbol Type, Rooting Captured)> CapturingReleases()
    {
        foreach (var (type, shape) in _read)
        {
            foreach (var released in shape.Stores)
            {
                if (released is not { Kind: EdgeKind.Released, To: { } action })
                {
                    continue;
                }

                foreach (var held in shape.Stores)
                {
                    if (held is { Kind: EdgeKind.Field, IsRead: false, Member: { } slot } && ReferenceEquals(held.To, released.From) && Captures(shape, action, held.From) && IsShared(slot) is { } shared
                        && SymbolEqualityComparer.Default.Equals(released.At.DeclaredIn.OriginalDefinition, type.OriginalDefinition))
                    {
                        yield return (type, new Rooting(slot.Name, slot, released.At.Location, shared));
                    }
                }
            }
        }
    }

    private void Read(List<INamedTypeSymbol> types)
    {
        var shares = new Dictionary<SyntaxTree, bool>();
        foreach (var type in types)
        {
            if (!MayShare(type, shares))
            {
                continue;
            }

            _sharing.Add(type);
            var exact = type is { TypeKind: TypeKind.Class, IsAbstract: false } ? type : null;
            foreach (var member in type.GetMembers())
            {
                cancellation.ThrowIfCancellationRequested();
                if (member is IMethodSymbol method && shapes.CanFollow(method) && (!method.IsImplicitlyDeclared || method.MethodKind == MethodKind.Constructor))
                {
                    _read.Add((type, shapes.Of(new ShapeKey(method, method.IsStatic ? null : exact, 0, 0, inFinalizer: false), cancellation)));
                }
            }
        }
    }

    private bool MayShare(INamedTypeSymbol type, Dictionary<SyntaxTree, bool> shares)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (!shares.TryGetValue(reference.SyntaxTree, out var mentions))
            {
                var text = reference.SyntaxTree.GetText(cancellation).ToString();
                shares[reference.SyntaxTree] = mentions = text.Contains("SharedHandle") || text.Contains("AddReference");
            }

            if (mentions && !shapes.IsCounted(type))
            {
                return true;
            }
        }

        return false;
    }

    // The shortest way from a value back to the handle that counts it.
    private ImmutableArray<Store>? Back(Store counted, Dictionary<Node, List<Store>> edges)
    {
        var start = counted.To!;
        var home = counted.From;
        var reachedBy = new Dictionary<Node, Store?> { [start] = null };
        var queue = new Queue<Node>();
        queue.Enqueue(start);
        for (var steps = 0; queue.Count > 0 && steps < MostSteps; steps++)
        {
            var node = queue.Dequeue();
            if (!edges.TryGetValue(node, out var from))
            {
                continue;
            }

            foreach (var edge in from)
            {
                if (!Owns(edge) || !Arm.Compatible(edge.On, counted.On) || (!ReferenceEquals(edge.To, home) && reachedBy.ContainsKey(edge.To!)))
                {
                    continue;
                }

                reachedBy[edge.To!] = edge;
                if (ReferenceEquals(edge.To, home))
                {
                    var way = new Stack<Store>();
                    for (var e = edge; e is not null; e = reachedBy[e.From])
                    {
                        way.Push(e);
                    }

                    return [counted, .. way];
                }

                queue.Enqueue(edge.To!);
            }
        }

        return null;
    }

    private bool Owns(Store edge) => edge switch
    {
        { From.Root: not null } => false,
        { Kind: EdgeKind.Counted } => true,
        { Kind: EdgeKind.Released or EdgeKind.Event } => false,
        { To.Type.IsValueType: true } => true,
        { To.Type: { } type } when shapes.IsCounted(type) => true,
        { To.Type.TypeKind: TypeKind.Delegate } => true,
        { To.Type: IArrayTypeSymbol or INamedTypeSymbol } when Containers.IsContainer(edge.To!.Type as INamedTypeSymbol) || edge.To.Type is IArrayTypeSymbol => true,
        { Kind: EdgeKind.Field } => edge.Makes || (edge.From.Origin == Origin.This && edge.To!.Origin == Origin.Fresh),
        // new Timer(_ => …)
        { Kind: EdgeKind.Captured, From.Type.TypeKind: not TypeKind.Delegate } => true,
        _ => false,
    };

    // Somebody disposes or clears one of its handles elsewhere than in the teardown that waits for the count.
    private bool IsBroken(ImmutableArray<Store> ring)
    {
        foreach (var edge in ring)
        {
            if (edge is { Kind: EdgeKind.Field, Member: { } slot } && IsReleasedEarly(slot))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsReleasedEarly(ISymbol slot)
    {
        foreach (var type in _sharing)
        {
            if (slot.DeclaredAccessibility == Accessibility.Private && !SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, slot.ContainingType.OriginalDefinition))
            {
                continue;
            }

            var teardown = new RunningCode(type, shapes.Compilation, cancellation);
            foreach (var member in type.GetMembers())
            {
                if (member is IMethodSymbol { Name: "Dispose" or "DisposeAsync" or "System.IDisposable.Dispose" } or IMethodSymbol { MethodKind: MethodKind.Destructor })
                {
                    teardown.Run((IMethodSymbol)member);
                }
            }

            foreach (var member in type.GetMembers())
            {
                if (member is not IMethodSymbol { MethodKind: not MethodKind.Constructor } method || teardown.Methods.Contains(method.OriginalDefinition))
                {
                    continue;
                }

                foreach (var body in Bodies.For(shapes.Compilation).Of(method, cancellation))
                {
                    foreach (var operation in body.Descendants())
                    {
                        if (Ends(operation, slot))
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

    // _next.Dispose()   _next = null   _children.Clear()   foreach (var c in _children) c.Dispose()
    private static bool Ends(IOperation operation, ISymbol slot) => operation switch
    {
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: "Dispose" or "Clear" or "Remove" or "RemoveAt" or "RemoveAll" or "TryRemove" or "Pop" or "Dequeue" or "TryDequeue" or "TryPop" or "TryTake" } => Is(instance, slot),
        IInvocationOperation { TargetMethod.Name: "Exchange", Arguments: { Length: > 0 } arguments } => Is(arguments[0].Value, slot),
        ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: null } } assignment => Is(assignment.Target, slot),
        _ => false,
    };

    private static bool Is(IOperation value, ISymbol slot) => SymbolEqualityComparer.Default.Equals(Releases.FieldOf(value), slot);

    private static bool Captures(Shape shape, Node action, Node holder)
    {
        foreach (var captured in shape.Stores)
        {
            if (captured.Kind == EdgeKind.Captured && ReferenceEquals(captured.From, action) && ReferenceEquals(captured.To, holder))
            {
                return true;
            }
        }

        return false;
    }

    // _handle.AddReference() for somebody else, in the code that can see the field.
    private Location? IsShared(ISymbol slot)
    {
        foreach (var type in _sharing)
        {
            foreach (var member in type.GetMembers())
            {
                foreach (var body in Bodies.For(shapes.Compilation).Of(member, cancellation))
                {
                    foreach (var operation in body.Descendants())
                    {
                        if (operation is IInvocationOperation { TargetMethod.Name: "AddReference" or "TryAddReference", Instance: { } instance } && Is(instance, slot))
                        {
                            return operation.Syntax.GetLocation();
                        }
                    }
                }
            }
        }

        return null;
    }
}

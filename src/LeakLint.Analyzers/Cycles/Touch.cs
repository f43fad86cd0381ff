using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// A use of another object by a finalizer: the path of edges from the finalized object to what is used, and where.
/// </summary>
internal sealed class Touch(ImmutableArray<Node> path, Location location)
{
    public ImmutableArray<Node> Path { get; } = path;

    public Location Location { get; } = location;

    /// <summary>
    /// What the finalizers of a type use when they run on an object of exactly this type: its own, the inherited
    /// ones, and what they reach, <c>Dispose(false)</c> with its flag included.
    /// </summary>
    public static ImmutableArray<Touch> Of(INamedTypeSymbol type, Shapes shapes, CancellationToken cancellation)
    {
        var touches = ImmutableArray.CreateBuilder<Touch>();
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
        {
            foreach (var member in t.GetMembers(WellKnownMemberNames.DestructorName))
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Destructor, OriginalDefinition: var finalizer } && shapes.CanFollow(finalizer))
                {
                    var shape = shapes.Of(new ShapeKey(finalizer, type.IsAbstract ? null : type.OriginalDefinition, 0, 0, inFinalizer: true), cancellation);
                    foreach (var use in shape.Uses)
                    {
                        if (PathTo(use.Node, shape.This) is { } path)
                        {
                            touches.Add(new Touch(path, use.Location));
                        }
                    }
                }
            }
        }

        return touches.ToImmutable();
    }

    private static ImmutableArray<Node>? PathTo(Node node, Node self)
    {
        var path = new Stack<Node>();
        var n = node;
        while (!ReferenceEquals(n, self))
        {
            if (n.Origin != Origin.Loaded || n.Holder is null)
            {
                return null;
            }

            path.Push(n);
            n = n.Holder;
        }

        return path.Count == 0 ? null : [.. path];
    }
}

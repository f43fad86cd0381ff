using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// A use of another object by a finalizer: the path of edges from the finalized object to what is used, and where.
/// </summary>
internal sealed class Touch(ImmutableArray<Node> path, Evidence at)
{
    public ImmutableArray<Node> Path { get; } = path;

    public Evidence At { get; } = at;

    /// <summary>
    /// What the finalizers of a type use when they run on an object of exactly this type: its own, the inherited
    /// ones, and what they reach, <c>Dispose(false)</c> with its flag included.
    /// </summary>
    public static ImmutableArray<Touch> Of(INamedTypeSymbol type, FinalizerShapes finalizers)
    {
        var touches = ImmutableArray.CreateBuilder<Touch>();
        foreach (var shape in finalizers.Of(type))
        {
            foreach (var use in shape.Uses)
            {
                if (PathTo(use.Node, shape.This) is { } path)
                {
                    touches.Add(new Touch(path, use.At));
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

using System.Collections.Generic;

namespace WeakCollections;

/// <summary>In a list.</summary>
internal sealed class Shape
{
    private static readonly List<Shape> Drawn = new();
    private readonly int _sides;

    public Shape(int sides)
    {
        _sides = sides;
        Drawn.Add(this); // LEAK101
    }

    public static bool Knows(Shape shape) => Drawn.Contains(shape);

    public static int Sides()
    {
        var sides = 0;
        foreach (var shape in Drawn)
        {
            sides += shape._sides;
        }

        return sides;
    }
}

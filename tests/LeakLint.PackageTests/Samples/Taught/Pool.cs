using System.Collections.Generic;

namespace Acme;

public sealed class Canvas(int size)
{
    public int[] Pixels { get; } = new int[size];
}

public sealed class CanvasPool
{
    private readonly Stack<Canvas> _free = new();

    public Canvas Take(int size) => _free.Count > 0 ? _free.Pop() : new Canvas(size);

    public void Back(Canvas canvas) => _free.Push(canvas);
}

public sealed class Studio
{
    private int _occupants;

    public void Occupy() => _occupants++;

    public void Vacate() => _occupants--;
}

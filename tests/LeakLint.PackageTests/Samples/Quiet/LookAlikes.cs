using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using LeakLint;

namespace Quiet;

public sealed class Registered : IDisposable
{
    private static readonly List<Registered> All = [];
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();
    private static readonly Dictionary<string, int> Months = new() { ["january"] = 1, ["february"] = 2 };

    public Registered() => All.Add(this);

    public static int MonthOf(string name) => Months.TryGetValue(name, out var month) ? month : 0;

    public static PropertyInfo[] PropertiesOf(Type type) => Properties.GetOrAdd(type, static key => key.GetProperties());

    public void Dispose() => All.Remove(this);
}

// A managed parent and child: without finalizers the garbage collector's business.
public sealed class Parent
{
    private readonly List<Child> _children = [];

    public void Add() => _children.Add(new Child(this));
}

public sealed class Child(Parent parent)
{
    public Parent Parent { get; } = parent;
}

public sealed class Texture : IDisposable
{
    public void Dispose()
    {
    }
}

public static class Buffers
{
    public static int Conditional(int length)
    {
        byte[]? rented = null;
        Span<byte> buffer = length <= 256 ? stackalloc byte[256] : (rented = ArrayPool<byte>.Shared.Rent(length));
        buffer[0] = 1;
        var first = buffer[0];
        if (rented != null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return first;
    }

    public static byte[] HandedOut() => ArrayPool<byte>.Shared.Rent(16);

    public static int Shared()
    {
        using var texture = SharedHandle.Create(new Texture());
        using var second = texture.AddReference();
        return second.ReferenceCount;
    }
}

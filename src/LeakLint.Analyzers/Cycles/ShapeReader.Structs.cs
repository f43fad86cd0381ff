using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>
/// Structures: part of the object that holds them, and copied when they are assigned. A field of one is an edge like any other; a
/// copy that is changed afterwards is another object.
/// </content>
internal sealed partial class ShapeReader
{
    private static bool IsStructure(Node node) => node.Type is { IsValueType: true };

    // "var link = _link; link.Next = x;" changes the variable, not the field.
    private Value Changed(IOperation? holder)
    {
        var value = Read(holder);
        if (value.Node is { } node && IsStructure(node) && holder is ILocalReferenceOperation { Local.RefKind: RefKind.None } or IParameterReferenceOperation { Parameter.RefKind: RefKind.None } && (node.Origin == Origin.Parameter || IsKept(node)))
        {
            value = new Value(CopyOf(node), value.On);
            Write(holder, value, holder);
        }

        return value;
    }

    // Stored in two places, a structure is two. What a parameter holds is known to the caller only, so it stays the one.
    private Value Copied(Value value)
        => value.Node is { } node && IsStructure(node) && IsKept(node) ? new Value(CopyOf(node), value.On, value.Other, value.OtherOn) : value;

    private bool IsKept(Node node)
    {
        if (node.Origin == Origin.Loaded)
        {
            return true;
        }

        _shapes.Spend(_stores.Count);
        foreach (var store in _stores)
        {
            if (ReferenceEquals(store.To, node))
            {
                return true;
            }
        }

        return false;
    }

    private Node CopyOf(Node node)
    {
        var copy = new Node(Origin.Fresh, node.Type, exact: true);
        for (int i = 0, count = _stores.Count; i < count; i++)
        {
            _shapes.Spend(1);
            if (_stores[i] is var store && ReferenceEquals(store.From, node))
            {
                Add(new Store(copy, store.Kind, store.Member, store.To, store.At, store.On) { Makes = store.Makes, IsInjected = store.IsInjected, IsRead = store.IsRead, Only = store.Only });
            }
        }

        return copy;
    }

    // (child, 1)
    private Value CreateTuple(ITupleOperation tuple)
    {
        var fields = (tuple.Type as INamedTypeSymbol)?.TupleElements ?? ImmutableArray<IFieldSymbol>.Empty;
        var made = IsObject(tuple.Type) ? new Value(new Node(Origin.Fresh, tuple.Type, exact: true)) : Value.Nothing;
        for (var i = 0; i < tuple.Elements.Length; i++)
        {
            var value = Read(tuple.Elements[i]);
            if (value.Node is not null && i < fields.Length)
            {
                Set(made, EdgeKind.Field, Shapes.SlotOf(fields[i]), value, At(tuple.Elements[i]));
            }
        }

        return made;
    }

    // record with { Parent = this }
    private Value With(IWithOperation with)
    {
        var of = Read(with.Operand);
        var made = of.Node is { } node ? new Value(CopyOf(node), of.On) : Opaque(with.Type);
        if (with.Initializer is { } initializer)
        {
            _initialized.Push(made);
            Read(initializer);
            _initialized.Pop();
        }

        return made;
    }
}

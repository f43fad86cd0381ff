using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <content>Loads, stores and uses: the only code that writes into the shape.</content>
internal sealed partial class ShapeReader
{
    private bool IsObject(ITypeSymbol? type) => _shapes.IsObject(type);

    private Value Opaque(ITypeSymbol? type)
        => IsObject(type) ? new Value(new Node(Origin.Opaque, type, type!.IsSealed)) : Value.Nothing;

    private Evidence At(IOperation operation) => At(operation.Syntax.GetLocation());

    private Evidence At(Location location) => new(location, _method.ContainingType, _method.MethodKind == MethodKind.Constructor);

    /// <summary>What a field of an object refers to now: what was stored last, else an object read from it.</summary>
    private Value Load(Value holder, EdgeKind kind, ISymbol? member, ITypeSymbol? type, Evidence at)
    {
        if (holder.Node is not { } from || !IsObject(type))
        {
            return Value.Nothing;
        }

        if (kind is EdgeKind.Field or EdgeKind.Counted)
        {
            for (var i = _stores.Count - 1; i >= 0; i--)
            {
                _shapes.Spend(1);
                var store = _stores[i];
                if (!ReferenceEquals(store.From, from)
                    || store.Kind != kind
                    || !SymbolEqualityComparer.Default.Equals(store.Member, member)
                    || !Arm.Compatible(store.On, _on))
                {
                    continue;
                }

                var certain = Arm.Covers(store.On, _on);
                if (store.To is not null)
                {
                    return new Value(store.To, certain ? null : store.On);
                }

                if (certain)
                {
                    return Value.Nothing;
                }
            }
        }

        var loaded = new Node(Origin.Loaded, type, type!.IsSealed) { Holder = from, Kind = kind, Member = member };
        Add(new Store(from, kind, member, loaded, at, Arm.Below(_on, holder.On)) { IsRead = true });
        return new Value(loaded);
    }

    private void Set(Value holder, EdgeKind kind, ISymbol? member, Value value, Evidence at, bool makes = false, bool? injected = null)
    {
        if (holder.Node is not { } from)
        {
            return;
        }

        var isGiven = value.Node is { Origin: Origin.Parameter };
        value = Copied(value);
        var on = Arm.Below(_on, holder.On);
        Add(new Store(from, kind, member, value.Node, at, value.On is null ? on : Arm.Below(on, value.On))
        {
            Makes = makes,
            IsInjected = injected ?? (at.ByConstructor && ReferenceEquals(from, _this) && isGiven),
        });
        if (value.Other is { } other)
        {
            Add(new Store(from, kind, member, other, at, Arm.Below(on, value.OtherOn)));
        }
    }

    private void Remove(Value holder, EdgeKind kind, ISymbol? member, Node? only, Evidence at)
    {
        if (holder.Node is { } from)
        {
            Add(new Store(from, kind, member, null, at, Arm.Below(_on, holder.On)) { Only = only });
        }
    }

    // Past the budget the body says no more: facts are missed, none is invented.
    private void Add(Store store)
    {
        if (_stores.Count < MostStores)
        {
            _stores.Add(store);
        }
    }

    private void Used(Value receiver, IOperation at)
    {
        if (receiver.Node is not null)
        {
            AddUse(receiver.Node, At(at));
        }
    }

    // Only what a finalizer uses is asked for.
    private void AddUse(Node node, Evidence at)
    {
        if (_inFinalizer && _uses.Count < MostUses && !ReferenceEquals(node, _this) && !_asked.Contains(node))
        {
            _uses.Add(new Use(node, at));
        }
    }

    private void AddWait(Wait wait)
    {
        if (_waits.Count < MostUses && (wait.On is null || !_asked.Contains(wait.On)))
        {
            _waits.Add(wait);
        }
    }

    private void Spare(Node node)
    {
        if (_neverFinalized.Count < MostUses && !_neverFinalized.Contains(node))
        {
            _neverFinalized.Add(node);
        }
    }

    private void SetVariable(ISymbol variable, Value value)
    {
        if (_on is not null && _variables.TryGetValue(variable, out var before) && before.Node is not null && value.Node is not null)
        {
            _variables[variable] = new Value(value.Node, Arm.Below(_on, value.On), before.Node, before.On);
            return;
        }

        _variables[variable] = _on is null || value.Node is null ? value : new Value(value.Node, Arm.Below(_on, value.On), value.Other, value.OtherOn);
    }

    private Value GetVariable(ISymbol variable)
    {
        if (!_variables.TryGetValue(variable, out var value) || value.Node is null)
        {
            return Value.Nothing;
        }

        if (!Arm.Compatible(value.On, _on))
        {
            return value.Other is not null && Arm.Compatible(value.OtherOn, _on) ? new Value(value.Other, value.OtherOn) : Value.Nothing;
        }

        return Arm.Covers(value.On, _on) ? new Value(value.Node) : value;
    }
}

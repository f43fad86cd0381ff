using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <content>A callee's shape in the place of a call: its names are replaced by the caller's.</content>
internal sealed partial class ShapeReader
{
    private sealed class Inlining
    {
        private readonly ShapeReader _caller;
        private readonly Shape _shape;
        private readonly Dictionary<Node, Value> _names = [];

        // In a finalizer, the call that leads here: what is found in another type's code is told where this type calls it.
        private readonly Evidence? _call;

        public Inlining(ShapeReader caller, Shape shape, Value receiver, ImmutableArray<Value> arguments, Evidence? call)
        {
            _call = call;
            _caller = caller;
            _shape = shape;
            _names[shape.This] = receiver;
            for (var i = 0; i < shape.Parameters.Length && i < arguments.Length; i++)
            {
                _names[shape.Parameters[i]] = arguments[i];
            }
        }

        public Value Apply(ITypeSymbol? result)
        {
            var call = _caller._on;
            foreach (var store in _shape.Stores)
            {
                _caller._shapes.Spend(1);
                if (_caller._shapes.IsAtEnd)
                {
                    break;
                }

                // Comparing two places costs the product of their depths; what lies deeper is missed.
                if (_caller._stores.Count >= MostStores || (call?.Depth ?? 0) + (store.On?.Depth ?? 0) > DeepestBranches)
                {
                    continue;
                }

                _caller._on = Arm.Below(call, store.On);
                Replay(store);
            }

            _caller._on = call;
            foreach (var use in _shape.Uses)
            {
                if (Name(use.Node).Node is { } node)
                {
                    _caller.AddUse(node, From(use.At));
                }
            }

            foreach (var wait in _shape.Waits)
            {
                var on = wait.On is null ? null : Name(wait.On).Node;
                _caller.AddWait(new Wait(wait.Kind, wait.What, on, From(wait.At)));
            }

            _caller._reregisters |= _shape.Reregisters && ReferenceEquals(Name(_shape.This).Node, _caller._this);

            foreach (var spared in _shape.NeverFinalized)
            {
                if (Name(spared).Node is { } node)
                {
                    _caller.Spare(node);
                    if (node.Origin == Origin.Fresh)
                    {
                        node.NeverFinalized = true;
                    }
                }
            }

            return _shape.Result is null ? _caller.Opaque(result) : Name(_shape.Result);
        }

        private void Replay(Store store)
        {
            var from = Name(store.From);
            if (from.Node is null)
            {
                return;
            }

            if (store.IsRead)
            {
                _names[store.To!] = _caller.Load(from, store.Kind, store.Member, store.To!.Type, From(store.At));
            }
            else if (store.To is null)
            {
                if (store.Kind == EdgeKind.Field)
                {
                    _caller.Set(from, store.Kind, store.Member, Value.Nothing, From(store.At));
                }
                else
                {
                    _caller.Remove(from, store.Kind, store.Member, store.Only is null ? null : Name(store.Only).Node, From(store.At));
                }
            }
            else if (Name(store.To) is { Node: not null } to)
            {
                _caller.Set(from, store.Kind, store.Member, to, From(store.At), store.Makes, store.IsInjected);
            }
            else if (store.Kind == EdgeKind.Field)
            {
                _caller.Set(from, store.Kind, store.Member, Value.Nothing, From(store.At));
            }
        }

        private Evidence From(Evidence at) => _call is null ? at : at.From(_call);

        private Value Name(Node node)
        {
            if (_names.TryGetValue(node, out var value))
            {
                return value;
            }

            value = node.Origin switch
            {
                Origin.Fresh or Origin.Opaque => new Value(new Node(node.Origin, node.Type, node.Exact) { NeverFinalized = node.NeverFinalized, Root = node.Root, ReadsPlainValues = node.ReadsPlainValues }),
                Origin.Loaded when node.Holder is not null
                    => _caller.Load(Name(node.Holder), node.Kind, node.Member, node.Type, new Evidence(Location.None, _caller._method.ContainingType, byConstructor: false)),
                _ => Value.Nothing,
            };
            _names[node] = value;
            return value;
        }
    }
}

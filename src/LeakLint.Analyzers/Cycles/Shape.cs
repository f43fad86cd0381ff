using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>How one object keeps another.</summary>
internal enum EdgeKind
{
    /// <summary>A field, an automatic property or a captured primary-constructor parameter.</summary>
    Field,

    /// <summary>An element of an array or of a framework collection.</summary>
    Element,

    /// <summary>A handler of a field-like event.</summary>
    Event,

    /// <summary>What a lambda or a method group keeps alive.</summary>
    Captured,

    /// <summary>A counted handle that is not disposed, and the value that it counts.</summary>
    Counted,

    /// <summary>A counted handle, and the action that releases its value.</summary>
    Released,
}

/// <summary>Where an object in a shape comes from; the smaller, the older the object.</summary>
internal enum Origin
{
    This,
    Parameter,

    /// <summary>Read from a field or collection of another object.</summary>
    Loaded,

    /// <summary>Comes from somewhere that the body does not show, but is one object.</summary>
    Opaque,

    /// <summary>Made by the body itself.</summary>
    Fresh,
}

/// <summary>One object in a shape: a name for it, not a set of objects, so that two edges at it meet in one instance.</summary>
internal sealed class Node(Origin origin, ITypeSymbol? type, bool exact)
{
    public Origin Origin { get; } = origin;

    /// <summary>The narrowest type known; null when nothing is known.</summary>
    public ITypeSymbol? Type { get; set; } = type;

    /// <summary>Whether <see cref="Type"/> is the type the object was made with.</summary>
    public bool Exact { get; } = exact;

    /// <summary>The position of a parameter.</summary>
    public int Ordinal { get; init; }

    /// <summary>For a loaded object: what it was read from, by which edge.</summary>
    public Node? Holder { get; init; }

    public EdgeKind Kind { get; init; }

    public ISymbol? Member { get; init; }

    /// <summary>Its constructor tells the collector not to finalize it.</summary>
    public bool NeverFinalized { get; set; }

    /// <summary>Lives as long as the program, or is run by it: a static member, a queue of the platform. Null for other objects.</summary>
    public ISymbol? Root { get; init; }

    /// <summary>A delegate that reads plain values of the object it captures, and nothing else of it.</summary>
    public bool ReadsPlainValues { get; init; }
}

/// <summary>Which way a branch was taken: facts that lie on two arms of one branch are never true together.</summary>
internal sealed class Arm(int branch, int arm, Arm? outer)
{
    public int Branch { get; } = branch;

    public int Number { get; } = arm;

    public Arm? Outer { get; } = outer;

    /// <summary>How many branches are nested here, those of the callers included.</summary>
    public int Depth { get; } = outer is null ? 1 : outer.Depth + 1;

    /// <summary>Whether one run can pass both.</summary>
    public static bool Compatible(Arm? left, Arm? right)
    {
        for (var l = left; l is not null; l = l.Outer)
        {
            for (var r = right; r is not null; r = r.Outer)
            {
                if (l.Branch == r.Branch && l.Number != r.Number)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Whether every run that passes <paramref name="inner"/> also passes <paramref name="outer"/>.</summary>
    public static bool Covers(Arm? outer, Arm? inner)
    {
        for (var o = outer; o is not null; o = o.Outer)
        {
            var found = false;
            for (var i = inner; i is not null && !found; i = i.Outer)
            {
                found = i.Branch == o.Branch && i.Number == o.Number;
            }

            if (!found)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The arms of a callee's fact, below those of the call.</summary>
    public static Arm? Below(Arm? call, Arm? callee)
        => callee is null ? call : new Arm(callee.Branch, callee.Number, Below(call, callee.Outer));
}

/// <summary>
/// "From's Member now refers to To", in the order in which a body says so. A store without a target says that the
/// member no longer refers to what it did.
/// </summary>
internal sealed class Store(Node from, EdgeKind kind, ISymbol? member, Node? to, Evidence at, Arm? on)
{
    public Node From { get; } = from;

    public EdgeKind Kind { get; } = kind;

    /// <summary>The field, property, parameter or event; null for elements and captures.</summary>
    public ISymbol? Member { get; } = member;

    public Node? To { get; } = to;

    public Evidence At { get; } = at;

    public Arm? On { get; } = on;

    /// <summary>The stored object is made in the very assignment.</summary>
    public bool Makes { get; init; }

    /// <summary>A constructor stores what it was given.</summary>
    public bool IsInjected { get; init; }

    /// <summary>Read, not written: proves that the edge stands at this moment, and takes nothing away.</summary>
    public bool IsRead { get; init; }

    /// <summary>A field of a structure: part of the field that holds the structure, which is the one that a reader knows.</summary>
    public bool IsWithin => Kind == EdgeKind.Field && From.Type is { IsValueType: true };

    /// <summary>For <c>Remove(x)</c>: only this element goes; null takes all.</summary>
    public Node? Only { get; init; }

    public bool SameSlot(Store other)
        => ReferenceEquals(From, other.From) && Kind == other.Kind && SymbolEqualityComparer.Default.Equals(Member, other.Member);
}

/// <summary>The place that proves a fact, and the type whose code it is.</summary>
internal sealed class Evidence(Location location, INamedTypeSymbol declaredIn, bool byConstructor)
{
    public Location Location { get; } = location;

    public INamedTypeSymbol DeclaredIn { get; } = declaredIn;

    /// <summary>Stands in a constructor or initializer of the object that refers.</summary>
    public bool ByConstructor { get; } = byConstructor;

    /// <summary>The call through which a finalizer comes here, if it does so from another member.</summary>
    public Evidence? Through { get; init; }

    public Evidence From(Evidence call) => new(Location, DeclaredIn, ByConstructor) { Through = Through?.From(call) ?? call };
}

/// <summary>A finalizer waits for something that others decide.</summary>
internal sealed class Wait(WaitKind kind, string what, Node? on, Evidence at)
{
    public WaitKind Kind { get; } = kind;

    /// <summary>As a message names it: <c>Thread.Join()</c>.</summary>
    public string What { get; } = what;

    /// <summary>The object that is waited for or locked, where it is known.</summary>
    public Node? On { get; } = on;

    public Evidence At { get; } = at;
}

/// <summary>What a wait depends on.</summary>
internal enum WaitKind
{
    /// <summary>Another thread, a signal, a task, or time.</summary>
    Event,

    /// <summary>Whoever holds a lock.</summary>
    Lock,
}

/// <summary>A member of an object is used: called, read, subscribed.</summary>
internal sealed class Use(Node node, Evidence at)
{
    public Node Node { get; } = node;

    public Evidence At { get; } = at;
}

/// <summary>
/// What a body does to the objects it sees: a summary over its receiver, its parameters and what it makes. It holds
/// symbols, small values and locations; no operation, model or syntax.
/// </summary>
internal sealed class Shape
{
    public static readonly Shape Empty = new([], [], [], new Node(Origin.This, null, exact: false), null, ImmutableArray<Node>.Empty);

    public Shape(List<Store> stores, List<Use> uses, List<Node> neverFinalized, Node self, Node? result, ImmutableArray<Node> parameters)
        : this(stores, uses, [], neverFinalized, self, result, parameters)
    {
    }

    public Shape(List<Store> stores, List<Use> uses, List<Wait> waits, List<Node> neverFinalized, Node self, Node? result, ImmutableArray<Node> parameters)
    {
        Stores = stores;
        Uses = uses;
        Waits = waits;
        NeverFinalized = neverFinalized;
        This = self;
        Result = result;
        Parameters = parameters;
    }

    public List<Store> Stores { get; }

    public List<Use> Uses { get; }

    /// <summary>What a finalizer waits for; empty for other bodies.</summary>
    public List<Wait> Waits { get; }

    public List<Node> NeverFinalized { get; }

    /// <summary>Asks the collector to finalize its own object again: <c>GC.ReRegisterForFinalize(this)</c>.</summary>
    public bool Reregisters { get; init; }

    public Node This { get; }

    /// <summary>The one object it returns; null when it returns none, or not always the same.</summary>
    public Node? Result { get; }

    public ImmutableArray<Node> Parameters { get; }

    /// <summary>The edges that stand when the body is left: not overwritten, removed or cleared by it.</summary>
    public List<Store> Surviving()
    {
        var surviving = new List<Store>();
        for (var i = 0; i < Stores.Count; i++)
        {
            if (Stores[i].To is not null && !IsUndone(i))
            {
                surviving.Add(Stores[i]);
            }
        }

        return surviving;
    }

    private bool IsUndone(int index)
    {
        var edge = Stores[index];
        for (var i = index + 1; i < Stores.Count; i++)
        {
            var later = Stores[i];
            if (!later.IsRead
                && later.SameSlot(edge)
                && Arm.Covers(later.On, edge.On)
                && Overwrites(later, edge))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Overwrites(Store later, Store edge) => edge.Kind == EdgeKind.Field
        ? !ReferenceEquals(later.To, edge.To)
        : later.To is null && (later.Only is null || ReferenceEquals(later.Only, edge.To));
}

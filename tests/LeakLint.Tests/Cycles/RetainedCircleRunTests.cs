using System;
using System.Collections.Generic;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>
/// The shapes of <c>Rebuilt/retained-circles.txt</c>, run: in a circle of counted handles nothing is ever released, whatever lies on the way
/// (a list, a lambda, a structure, a tuple); with a weak handle on it, or taken apart, everything is.
/// </summary>
public sealed class RetainedCircleRunTests
{
    private static readonly Dictionary<string, Action<Action>> Flagged = new()
    {
        ["itself"] = released => { using var a = New(released); a.Value.Keeps = a.AddReference(); },
        ["two"] = released => { using var a = New(released); using var b = New(released); a.Value.Keeps = b.AddReference(); b.Value.Keeps = a.AddReference(); },
        ["three"] = released =>
        {
            using var a = New(released);
            using var b = New(released);
            using var c = New(released);
            (a.Value.Keeps, b.Value.Keeps, c.Value.Keeps) = (b.AddReference(), c.AddReference(), a.AddReference());
        },
        ["through a list"] = released => { using var a = New(released); using var b = New(released); a.Value.List.Add(b.AddReference()); b.Value.Keeps = a.AddReference(); },
        ["through a lambda"] = released => { using var a = New(released); var mine = a.AddReference(); a.Value.OnEnd = () => mine.Dispose(); },
        ["through a lambda in a list"] = released => { using var a = New(released); var mine = a.AddReference(); a.Value.Actions.Add(() => mine.Dispose()); },
        ["through a structure"] = released => { using var a = New(released); using var b = New(released); a.Value.Keeps = b.AddReference(); b.Value.Link.To = a.AddReference(); },
        ["through a tuple"] = released => { using var a = New(released); using var b = New(released); a.Value.Keeps = b.AddReference(); b.Value.Pair = (a.AddReference(), 1); },
        ["through a nullable structure"] = released => { using var a = New(released); using var b = New(released); a.Value.Keeps = b.AddReference(); b.Value.MayBe = new Link { To = a.AddReference() }; },
    };

    private static readonly Dictionary<string, Action<Action>> Silent = new()
    {
        ["a weak handle"] = released => { using var a = New(released); using var b = New(released); a.Value.Keeps = b.AddReference(); b.Value.Weak = a.ToWeak(); },
        ["a weak handle in a lambda"] = released => { using var a = New(released); var weak = a.ToWeak(); a.Value.OnEnd = () => GC.KeepAlive(weak); },
        ["taken apart"] = released =>
        {
            using var a = New(released);
            using var b = New(released);
            (a.Value.Keeps, b.Value.Keeps) = (b.AddReference(), a.AddReference());
            b.Value.Keeps.Dispose();
            b.Value.Keeps = null;
        },
        ["a chain"] = released => { using var a = New(released); a.Value.Keeps = New(released); a.Value.Keeps.Value.Keeps = New(released); },
        ["a plain way back"] = released => { using var a = New(released); using var b = New(released); a.Value.Keeps = b.AddReference(); b.Value.Plain = a.Value; },
    };

    public static TheoryData<string> Circles => [.. Flagged.Keys];

    public static TheoryData<string> Others => [.. Silent.Keys];

    [Theory]
    [MemberData(nameof(Circles))]
    public void Nothing_of_a_circle_is_released(string shape)
    {
        var released = 0;
        Flagged[shape](() => released++);

        Assert.Equal(0, released);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void All_of_what_is_silent_is_released(string shape)
    {
        var (made, released) = (s_made, 0);
        Silent[shape](() => released++);

        Assert.Equal(s_made - made, released);
    }

    [ThreadStatic]
    private static int s_made;

    private static SharedHandle<Node> New(Action released)
    {
        s_made++;
        return SharedHandle.Create(new Node(released));
    }

    private struct Link
    {
        public SharedHandle<Node>? To;
    }

    private sealed class Node(Action released) : IDisposable
    {
        public Link Link;
        public Link? MayBe;

        public SharedHandle<Node>? Keeps { get; set; }

        public (SharedHandle<Node> To, int At)? Pair { get; set; }

        public WeakHandle<Node>? Weak { get; set; }

        public Node? Plain { get; set; }

        public List<SharedHandle<Node>> List { get; } = [];

        public Action? OnEnd { get; set; }

        public List<Action> Actions { get; } = [];

        public void Dispose()
        {
            released();
            Keeps?.Dispose();
            Link.To?.Dispose();
            MayBe?.To?.Dispose();
            Pair?.To.Dispose();
            List.ForEach(static handle => handle.Dispose());
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>Whom the event calls, and in which order; <see cref="WeakEventLifeTests"/> has whom it keeps.</summary>
public sealed class WeakEventTests
{
    [Fact]
    public void B69_a_handler_added_twice_is_called_twice_and_removing_takes_the_last_one()
    {
        WeakEvent<string> raised = new();
        List<string> calls = [];
        Listener first = new("first", calls);
        Listener second = new("second", calls);
        raised.Add(first.On);
        raised.Add(second.On);
        raised.Add(first.On);
        raised.Raise(null, "a");
        Assert.Equal(["first a", "second a", "first a"], calls);
        calls.Clear();
        raised.Remove(first.On);
        raised.Raise(null, "b");
        Assert.Equal(["first b", "second b"], calls);
        raised.Remove(first.On);
        raised.Remove(second.On);
        Assert.False(raised.HasSubscribers);
    }

    [Fact]
    public void B70_removing_what_is_absent_and_adding_null_do_nothing()
    {
        WeakEvent<string> raised = new();
        Listener listener = new("x", []);
        raised.Remove(listener.On);
        raised.Add(null);
        raised.Remove(null);
        Assert.False(raised.HasSubscribers);
        raised.Add(listener.On);
        raised.Remove(listener.OnOther);
        raised.Remove(new Listener("x", []).On);
        Assert.True(raised.HasSubscribers);
    }

    [Fact]
    public void B72_a_raise_calls_those_who_were_there_when_it_began()
    {
        WeakEvent<string> raised = new();
        List<string> calls = [];
        Listener late = new("late", calls);
        Listener last = new("last", calls);
        Changer changer = new(calls, self =>
        {
            raised.Remove(self.On);
            raised.Remove(last.On);
            for (int i = 0; i < 20; i++)
            {
                raised.Add(late.On);
            }
        });
        raised.Add(changer.On);
        raised.Add(last.On);
        raised.Raise(null, "a");
        Assert.Equal(["changer a", "last a"], calls);
        calls.Clear();
        raised.Raise(null, "b");
        Assert.Equal(Enumerable.Repeat("late b", 20), calls);
    }

    [Fact]
    public void B72_a_handler_added_by_a_raise_is_called_by_the_next_one()
    {
        WeakEvent<string> raised = new();
        List<string> calls = [];
        Listener late = new("late", calls);
        Changer changer = new(calls, _ => raised.Add(late.On));
        raised.Add(changer.On);
        raised.Raise(null, "a");
        Assert.Equal(["changer a"], calls);
        calls.Clear();
        raised.Raise(null, "b");
        Assert.Equal(["changer b", "late b"], calls);
    }

    [Fact]
    public void B72_a_raise_within_a_raise_calls_those_of_its_own_beginning()
    {
        WeakEvent<string> raised = new();
        List<string> calls = [];
        Listener late = new("late", calls);
        Changer changer = new(calls, self =>
        {
            raised.Remove(self.On);
            raised.Add(late.On);
            raised.Raise(null, "inner");
        });
        raised.Add(changer.On);
        raised.Raise(null, "outer");
        Assert.Equal(["changer outer", "late inner"], calls);
    }

    [Fact]
    public void B74_an_exception_of_a_handler_leaves_through_the_raise_and_stops_it()
    {
        WeakEvent<string> raised = new();
        List<string> calls = [];
        Listener first = new("first", calls);
        Listener third = new("third", calls);
        Changer second = new(calls, _ => throw new FormatException());
        raised.Add(first.On);
        raised.Add(second.On);
        raised.Add(third.On);
        Assert.Throws<FormatException>(() => raised.Raise(null, "a"));
        Assert.Equal(["first a", "changer a"], calls);
        Assert.Throws<FormatException>(() => raised.Raise(null, "b"));
        GC.KeepAlive(third);
    }

    [Fact]
    public void B75_delivery_is_in_the_order_of_subscription_whatever_the_kind()
    {
        WeakEvent<string> raised = new();
        List<string> calls = Static.Calls = [];
        List<Listener> listeners = [];
        for (int i = 0; i < 10; i++)
        {
            Listener listener = new("m" + i, calls);
            listeners.Add(listener);
            raised.Add(listener.On);
            raised.Subscribe(listener, static (self, _, e) => self.Note("s", e));
            raised.Add(Static.On);
        }

        raised.Remove(listeners[4].On);
        raised.Raise(null, "e");
        string[] expected = [.. Enumerable.Range(0, 10).SelectMany(i => new[] { $"m{i} e", $"m{i} s e", "static e" }).Where(call => call != "m4 e")];
        Assert.Equal(expected, calls);
    }

    [Fact]
    public void A_raise_hands_on_its_sender_and_arguments()
    {
        WeakEvent<string> raised = new();
        object sender = new();
        List<object?> got = [];
        object owner = new();
        using IDisposable subscription = raised.Subscribe(owner, (self, from, e) => got.AddRange([self, from, e]));
        raised.Raise(sender, "e");
        Assert.Equal([owner, sender, "e"], got);
    }

    [Fact]
    public void A_subscription_ends_when_disposed_any_number_of_times()
    {
        WeakEvent<string> raised = new();
        List<string> calls = [];
        Listener listener = new("x", calls);
        IDisposable first = raised.Subscribe(listener, static (self, _, e) => self.Note("first", e));
        IDisposable second = raised.Subscribe(listener, static (self, _, e) => self.Note("second", e));
        first.Dispose();
        first.Dispose();
        raised.Raise(null, "a");
        Assert.Equal(["x second a"], calls);
        second.Dispose();
        Assert.False(raised.HasSubscribers);
    }

    [Fact]
    public void A_combined_delegate_is_added_one_by_one_and_removed_as_the_last_such_sequence()
    {
        WeakEvent<string> raised = new();
        EventHandler<string>? plain = null;
        List<string> calls = [];
        Listener[] all = [new("0", calls), new("1", calls), new("2", calls)];
        EventHandler<string> pair = (EventHandler<string>)all[0].On + all[1].On;
        EventHandler<string>[] added = [pair, all[2].On, pair, all[0].On];
        EventHandler<string>[] removed = [pair, (EventHandler<string>)all[1].On + all[2].On, (EventHandler<string>)all[0].On + all[2].On];
        foreach (EventHandler<string> handler in added)
        {
            raised.Add(handler);
            plain += handler;
        }

        AssertSame();
        foreach (EventHandler<string> handler in removed)
        {
            raised.Remove(handler);
            plain -= handler;
            AssertSame();
        }

        void AssertSame()
        {
            calls.Clear();
            plain!(null, "e");
            string[] expected = [.. calls];
            calls.Clear();
            raised.Raise(null, "e");
            Assert.Equal(expected, calls);
        }
    }

    [Fact]
    public void Raising_allocates_nothing()
    {
        WeakEvent<string> raised = new();
        Counter[] counters = [new(), new(), new()];
        foreach (Counter counter in counters)
        {
            raised.Add(counter.On);
            raised.Subscribe(counter, static (self, _, _) => self.Calls++);
        }

        Raise(raised);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Raise(raised);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500);
        Assert.All(counters, counter => Assert.Equal(4_000, counter.Calls));

        static void Raise(WeakEvent<string> raised)
        {
            for (int i = 0; i < 1_000; i++)
            {
                raised.Raise(null, "e");
            }
        }
    }

    [Fact]
    public void Null_is_refused_by_the_name_of_the_parameter()
    {
        WeakEvent<string> raised = new();
        Assert.Equal("subscriber", Assert.Throws<ArgumentNullException>(() => raised.Subscribe<object>(null!, static (_, _, _) => { })).ParamName);
        Assert.Equal("handler", Assert.Throws<ArgumentNullException>(() => raised.Subscribe(new object(), null!)).ParamName);
        Assert.False(raised.HasSubscribers);
    }

    internal sealed class Listener(string name, List<string> calls)
    {
        public void On(object? sender, string e) => calls.Add($"{name} {e}");

        public void OnOther(object? sender, string e) => calls.Add($"{name} other {e}");

        public void Note(string kind, string e) => calls.Add($"{name} {kind} {e}");
    }

    internal sealed class Counter
    {
        public int Calls;

        public void On(object? sender, string e) => Calls++;
    }

    internal static class Static
    {
        public static List<string> Calls { get; set; } = [];

        public static void On(object? sender, string e) => Calls.Add("static " + e);
    }

    private sealed class Changer(List<string> calls, Action<Changer> change)
    {
        public void On(object? sender, string e)
        {
            calls.Add("changer " + e);
            change(this);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;
using Counter = LeakLint.Tests.Runtime.WeakEventTests.Counter;
using Listener = LeakLint.Tests.Runtime.WeakEventTests.Listener;

namespace LeakLint.Tests.Runtime;

/// <summary>Whom the event keeps and whom it lets go, also while threads race.</summary>
public sealed class WeakEventLifeTests
{
    [Fact]
    public void B67_a_collected_subscriber_is_not_called_and_the_next_raise_drops_its_entry()
    {
        WeakEvent<string> raised = new();
        List<string> calls = [];
        Counter living = new();
        AddForgotten(raised, calls);
        raised.Add(living.On);
        AddForgotten(raised, calls);
        Collector.Run();
        Assert.Equal(5, raised.EntryCount);
        raised.Raise(null, "e");
        Assert.Empty(calls);
        Assert.Equal(1, living.Calls);
        Assert.Equal(1, raised.EntryCount);
    }

    [Fact]
    public void B68_a_living_subscriber_is_called_though_nobody_else_has_the_delegate()
    {
        WeakEvent<string> raised = new();
        Counter counter = new();
        Add(raised, counter);
        Collector.Run();
        raised.Raise(null, "e");
        Assert.Equal(1, counter.Calls);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Add(WeakEvent<string> raised, Counter counter) => raised.Add(counter.On);
    }

    [Fact]
    public void B71_a_static_handler_is_held_until_it_is_removed()
    {
        WeakEvent<int> raised = new();
        Add(raised);
        Collector.Run();
        int before = Volatile.Read(ref _staticCalls);
        raised.Raise(null, 1);
        Assert.Equal(before + 1, Volatile.Read(ref _staticCalls));
        raised.Remove(OnStatic);
        Assert.False(raised.HasSubscribers);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Add(WeakEvent<int> raised)
        {
            // Not a method group: the compiler keeps the delegates of those.
            MethodInfo method = typeof(WeakEventLifeTests).GetMethod(nameof(OnStatic), BindingFlags.NonPublic | BindingFlags.Static)!;
            raised.Add(method.CreateDelegate<EventHandler<int>>());
        }
    }

    [Fact]
    public void B76_a_capturing_lambda_is_lost_at_the_next_collection_and_a_subscription_is_not()
    {
        WeakEvent<string> raised = new();
        Counter counter = new();
        AddLambda(raised, counter);
        raised.Raise(null, "e");
        Assert.Equal(1, counter.Calls);
        Collector.Run();
        raised.Raise(null, "e");
        Assert.Equal(1, counter.Calls);

        raised.Subscribe(counter, static (self, _, _) => self.Calls++);
        Collector.Run();
        raised.Raise(null, "e");
        Assert.Equal(2, counter.Calls);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void AddLambda(WeakEvent<string> raised, Counter counter) => raised.Add((_, _) => counter.Calls++);
    }

    [Fact]
    public void B77_a_subscriber_known_only_to_its_handlers_is_collected()
    {
        WeakEvent<string> raised = new();
        WeakReference[] subscribers = Make(raised);
        Collector.Run();
        Assert.All(subscribers, subscriber => Assert.False(subscriber.IsAlive));
        GC.KeepAlive(raised);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference[] Make(WeakEvent<string> raised)
        {
            Listener listener = new("x", []);
            Owner owner = new();
            raised.Add(listener.On);
            raised.Add(listener.OnOther);
            owner.Own.Add(owner.On);
            raised.Add(owner.On);
            owner.Subscription = raised.Subscribe(owner, static (self, _, e) => self.On(null, e));
            return [new WeakReference(listener), new WeakReference(owner)];
        }
    }

    [Fact]
    public void B78_dead_entries_are_removed_by_additions_though_the_event_is_never_raised()
    {
        const int batch = 2_000;
        WeakEvent<string> raised = new();
        List<string> calls = [];
        int collections = GC.CollectionCount(0);
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < batch / 2; i++)
            {
                AddForgotten(raised, calls);
            }

            GC.Collect();
            Assert.InRange(raised.EntryCount, 0, 3 * batch);
        }

        Assert.InRange(raised.Passes, 1, GC.CollectionCount(0) - collections);
    }

    [Fact]
    public void B78_many_that_died_at_once_are_removed_by_few_additions_while_there_is_room_for_more()
    {
        WeakEvent<string> raised = new();
        List<string> calls = [];
        for (int i = 0; i < 300; i++)
        {
            AddForgotten(raised, calls);
        }

        Collector.Run();
        for (int i = 0; i < 100; i++)
        {
            AddForgotten(raised, calls);
        }

        Assert.InRange(raised.EntryCount, 1, 200);
    }

    [Fact]
    public void Removing_lets_go_of_the_delegate_and_forgets_a_target_that_has_none_left()
    {
        WeakEvent<string> raised = new();
        Counter counter = new();
        raised.Add(counter.On);
        raised.Add(counter.On);
        Assert.Equal(2, KeptDelegates.CountOf(counter));
        raised.Remove(counter.On);
        Assert.Equal(1, KeptDelegates.CountOf(counter));
        raised.Remove(counter.On);
        raised.Remove(counter.On);
        Assert.Equal(-1, KeptDelegates.CountOf(counter));
        raised.Add(counter.On);
        Collector.Run();
        raised.Raise(null, "e");
        Assert.Equal(1, counter.Calls);
    }

    [Fact]
    public void A_target_that_outlives_many_events_keeps_few_of_their_delegates()
    {
        Counter counter = new();
        WeakEvent<string> lasting = new();
        lasting.Add(counter.On);
        for (int round = 0; round < 20; round++)
        {
            AddToForgotten(counter);
            Collector.Run();
        }

        Assert.InRange(KeptDelegates.CountOf(counter), 1, 220);
        lasting.Raise(null, "e");
        Assert.Equal(1, counter.Calls);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void AddToForgotten(Counter counter)
        {
            for (int i = 0; i < 100; i++)
            {
                new WeakEvent<string>().Add(counter.On);
            }
        }
    }

    [Fact]
    public void A_subscriber_with_a_finalizer_is_not_called_any_more_even_when_that_resurrects_it()
    {
        WeakEvent<string> raised = new();
        Make(raised);
        for (int i = 0; i < 100 && Phoenix.Risen is null; i++)
        {
            Collector.Run();
        }

        Assert.NotNull(Phoenix.Risen);
        raised.Raise(null, "e");
        Assert.Equal(0, Phoenix.Risen.Calls);
        Assert.False(raised.HasSubscribers);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Make(WeakEvent<string> raised)
        {
            Phoenix phoenix = new();
            raised.Add(phoenix.On);
            raised.Subscribe(phoenix, static (self, sender, e) => self.On(sender, e));
        }
    }

    // Two million calls of handlers and a million changes.
    [Fact]
    public void B73_torture_raises_from_several_threads_call_whoever_stays_once_a_raise_while_others_come_and_go()
    {
        const int raises = 120_000;
        WeakEvent<Tally> raised = new();
        Steady[] steady = [.. Enumerable.Range(0, 8).Select(_ => new Steady())];
        foreach (Steady each in steady)
        {
            raised.Add(each.On);
        }

        Race.Once(4, index =>
        {
            if (index < 2)
            {
                for (int i = 0; i < raises; i++)
                {
                    Tally tally = new();
                    raised.Raise(null, tally);
                    Assert.Equal(steady.Length, tally.Calls);
                }

                return;
            }

            Passer own = new();
            for (int i = 0; i < raises; i++)
            {
                raised.Add(own.On);
                using (raised.Subscribe(own, static (self, _, _) => Interlocked.Increment(ref self.Calls)))
                {
                    AddForgottenPasser(raised);
                }

                raised.Remove(own.On);
                if (i % 20_000 == index)
                {
                    GC.Collect(0);
                }
            }
        });
        Collector.Run();
        raised.Raise(null, new Tally());
        Assert.Equal(steady.Length, raised.EntryCount);
        Assert.All(steady, each => Assert.Equal((2 * raises) + 1, each.Calls));
        Assert.All(steady, each => Assert.Equal(1, KeptDelegates.CountOf(each)));
    }

    [Fact]
    public void One_target_added_and_removed_by_several_threads_is_kept_exactly_while_it_is_subscribed()
    {
        WeakEvent<Tally> raised = new();
        Passer passer = new();
        Race.Once(3, _ =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                raised.Add(passer.On);
                Assert.InRange(KeptDelegates.CountOf(passer), 1, 3);
                raised.Remove(passer.On);
            }
        });
        Assert.False(raised.HasSubscribers);
        Assert.Equal(-1, KeptDelegates.CountOf(passer));
    }

    private static int _staticCalls;

    private static void OnStatic(object? sender, int e) => Interlocked.Add(ref _staticCalls, e);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddForgotten(WeakEvent<string> raised, List<string> calls)
    {
        Listener listener = new("forgotten", calls);
        raised.Add(listener.On);
        raised.Subscribe(listener, static (self, _, e) => self.Note("subscribed", e));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddForgottenPasser(WeakEvent<Tally> raised) => raised.Add(new Passer().On);

    private sealed class Tally
    {
        public int Calls;
    }

    private sealed class Steady
    {
        public int Calls;

        public void On(object? sender, Tally e)
        {
            Interlocked.Increment(ref Calls);
            e.Calls++;
        }
    }

    private sealed class Passer
    {
        public int Calls;

        public void On(object? sender, Tally e) => Interlocked.Increment(ref Calls);
    }

    private sealed class Owner
    {
        public WeakEvent<string> Own { get; } = new();

        public IDisposable? Subscription { get; set; }

        public void On(object? sender, string e) => Own.Raise(sender, e);
    }

    private sealed class Phoenix
    {
        public static volatile Phoenix? Risen;
        public int Calls;

        ~Phoenix() => Risen = this;

        public void On(object? sender, string e) => Calls++;
    }
}

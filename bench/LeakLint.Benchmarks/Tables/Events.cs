using System;
using System.Collections.Generic;
using System.Linq;
using LeakLint.Benchmarks.Measuring;

namespace LeakLint.Benchmarks.Tables;

/// <summary>
/// The weak event against an event. The subscribers' methods are four, of four classes, in turn: with one method for all, the optimizer
/// would inline it into a loop that it knows, and would measure itself.
/// </summary>
internal static class Events
{
    public static Table RaiseTen => Raise(10);

    public static Table RaiseHundred => Raise(100);

    public static Table RaiseOne => Raise(1, goal: false);

    public static Table Subscribe => new Timed(
        "Event: subscribe and unsubscribe, with 100 subscribers present",
        "",
        static () =>
        {
            (EventHandler<int>[] handlers, object kept) = Handlers(100);
            Plain plain = new();
            WeakEvent<int> weak = new();
            foreach (EventHandler<int> handler in handlers)
            {
                plain.Raised += handler;
                weak.Add(handler);
            }

            First subscriber = new();
            EventHandler<int> mine = subscriber.On;
            return
            [
                new("event, += and -=", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        plain.Raised += mine;
                        plain.Raised -= mine;
                    }

                    Sink.Object = kept;
                }),
                new("WeakEvent.Add + Remove", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        weak.Add(mine);
                        weak.Remove(mine);
                    }
                }),
                new("WeakEvent.Subscribe + Dispose", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        weak.Subscribe(subscriber, static (target, sender, e) => target.On(sender, e)).Dispose();
                    }
                }),
            ];
        });

    private static Timed Raise(int count, bool goal = true) => new(
        $"Event: raise, {count} subscriber{(count == 1 ? "" : "s")}",
        "",
        () =>
        {
            (EventHandler<int>[] handlers, object kept) = Handlers(count);
            Plain plain = new();
            WeakEvent<int> weak = new();
            WeakEvent<int> subscribed = new();
            List<WeakReference<EventHandler<int>>> list = [];
            foreach (EventHandler<int> handler in handlers)
            {
                plain.Raised += handler;
                weak.Add(handler);
                list.Add(new(handler));
                switch (handler.Target)
                {
                    case First one: subscribed.Subscribe(one, static (target, sender, e) => target.On(sender, e)); break;
                    case Second two: subscribed.Subscribe(two, static (target, sender, e) => target.On(sender, e)); break;
                    case Third three: subscribed.Subscribe(three, static (target, sender, e) => target.On(sender, e)); break;
                    case Fourth four: subscribed.Subscribe(four, static (target, sender, e) => target.On(sender, e)); break;
                }
            }

            return
            [
                new("event", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        plain.Raise(i);
                    }

                    Sink.Object = (kept, handlers);
                }, count == 10 ? "10 slots called" : count == 100 ? "100 slots called" : null),
                new("WeakEvent.Raise, handlers added", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        weak.Raise(null, i);
                    }
                }, count == 10 ? "10 WeakMethods called" : count == 100 ? "100 WeakMethods called" : null),
                new("WeakEvent.Raise, subscribers with a static handler", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        subscribed.Raise(null, i);
                    }
                }),
                new("a list of WeakReference to the handlers", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        foreach (WeakReference<EventHandler<int>> reference in list)
                        {
                            if (reference.TryGetTarget(out EventHandler<int>? handler))
                            {
                                handler(null, i);
                            }
                        }
                    }
                }),
            ];
        })
    {
        Goals = goal
            ?
            [
                new("WeakEvent.Raise, handlers added", 1.2, "event", MostBytes: 0, Reason:
                    "Each handler is reached by its entry and its weak reference, two loads more than a delegate's own list; the row of a bare list of weak references has one of them."),
                new("WeakEvent.Raise, subscribers with a static handler", 1.2, "event", MostBytes: 0, Reason:
                    "Two calls that no optimizer sees through, where an event makes one: the entry's, which knows the subscriber's type, and the handler's."),
            ]
            : [],
    };

    private static (EventHandler<int>[] Handlers, object Kept) Handlers(int count)
    {
        EventHandler<int>[] handlers =
        [
            .. Enumerable.Range(0, count).Select(static i => (i % 4) switch
            {
                0 => new EventHandler<int>(new First().On),
                1 => new Second().On,
                2 => new Third().On,
                _ => new Fourth().On,
            }),
        ];
        return (handlers, handlers.Select(static handler => handler.Target).ToArray());
    }

    private sealed class Plain
    {
        public event EventHandler<int>? Raised;

        public void Raise(int value) => Raised?.Invoke(this, value);
    }

    private sealed class First
    {
        private long _sum;

        public void On(object? sender, int value) => _sum += value;
    }

    private sealed class Second
    {
        private long _sum;

        public void On(object? sender, int value) => _sum -= value;
    }

    private sealed class Third
    {
        private long _sum;

        public void On(object? sender, int value) => _sum ^= value;
    }

    private sealed class Fourth
    {
        private long _sum;

        public void On(object? sender, int value) => _sum |= (long)value;
    }
}

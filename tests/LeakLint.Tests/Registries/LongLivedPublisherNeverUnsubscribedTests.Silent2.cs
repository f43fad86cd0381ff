using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Lazy_hook() => SubscriptionTest.Check("""
        public class Inner
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Outer
        {
            readonly Inner _i;
            EventHandler _h;
            public Outer(Inner i)
            {
                _i = i;
            }

            public event EventHandler Changed
            {
                add
                {
                    if (_h == null)
                        _i.Changed += On;
                    _h += value;
                }

                remove
                {
                    _h -= value;
                    if (_h == null)
                        _i.Changed -= On;
                }
            }

            void On(object s, EventArgs e) => _h?.Invoke(this, e);
        }
        """);

    [Fact]
    public Task Publisher_disposed_here() => SubscriptionTest.Check("""
        public class Conn : IDisposable
        {
            public event EventHandler Closed;
            public void R() => Closed?.Invoke(this, null);
            public void Dispose()
            {
            }
        }

        public class Client : IDisposable
        {
            readonly Conn _c;
            public Client(Conn c)
            {
                _c = c;
                _c.Closed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _c.Dispose();
            }
        }
        """);

    [Fact]
    public Task Created_conn() => SubscriptionTest.Check("""
        public class Conn : IDisposable
        {
            public event EventHandler Closed;
            public void R() => Closed?.Invoke(this, null);
            public void Dispose()
            {
            }
        }

        public interface IConnFactory
        {
            Conn CreateConnection();
            Task<Conn> OpenAsync();
        }

        public class Client
        {
            Conn _c;
            public Client(IConnFactory f)
            {
                _c = f.CreateConnection();
                _c.Closed += On;
            }

            public async Task Go(IConnFactory f)
            {
                _c = await f.OpenAsync();
                _c.Closed += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Children_items() => SubscriptionTest.Check("""
        public class Item
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Holder
        {
            readonly List<Item> _items = new();
            public void Add(Item i)
            {
                _items.Add(i);
                i.Changed += On;
            }

            public bool Remove(Item i)
            {
                i.Changed -= On;
                return _items.Remove(i);
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Children_no_remove() => SubscriptionTest.Check("""
        public class Item
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Holder
        {
            readonly List<Item> _items = new();
            public Holder(Item first)
            {
                _items.Add(first);
                first.Changed += On;
            }

            public void Add(Item i)
            {
                _items.Add(i);
                i.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Wait_with_finally() => SubscriptionTest.Check("""
        public interface IBus
        {
            event EventHandler<string> Got;
        }

        public class Client
        {
            readonly IBus _bus;
            public Client(IBus bus)
            {
                _bus = bus;
            }

            public async Task<string> Wait(string id)
            {
                var tcs = new TaskCompletionSource<string>();
                void H(object s, string e)
                {
                    if (e == id)
                        tcs.TrySetResult(e);
                }

                _bus.Got += H;
                try
                {
                    return await tcs.Task;
                }
                finally
                {
                    _bus.Got -= H;
                }
            }
        }
        """);

    [Fact]
    public Task Hosted() => SubscriptionTest.Check("""
        namespace Microsoft.Extensions.Hosting
        {
            public interface IHostedService
            {
                Task StartAsync(CancellationToken t);
                Task StopAsync(CancellationToken t);
            }
        }

        public class Svc : Microsoft.Extensions.Hosting.IHostedService
        {
            readonly IBus _b;
            public Svc(IBus b)
            {
                _b = b;
            }

            public Task StartAsync(CancellationToken t)
            {
                _b.Changed += On;
                return Task.CompletedTask;
            }

            public Task StopAsync(CancellationToken t)
            {
                _b.Changed -= On;
                return Task.CompletedTask;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Top_level() => SubscriptionTest.Check("""
        var n = 0;
        Console.CancelKeyPress += (s, e) =>
        {
            n++;
        };
        AppDomain.CurrentDomain.ProcessExit += (s, e) => n++;
        Console.WriteLine(n);
        """);

    [Fact]
    public Task Clear_invocation_list() => SubscriptionTest.Check("""
        public class Node
        {
            private static event Action Refresh;
            public Node()
            {
                Refresh += Redraw;
            }

            void Redraw()
            {
            }

            public static void Clear()
            {
                Refresh = null;
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                    new Node();
            }
        }
        """);

    [Fact]
    public Task Adds_this_to_publisher() => SubscriptionTest.Check("""
        public class Scene
        {
            public event EventHandler Tick;
            public void R() => Tick?.Invoke(this, null);
            public List<Actor> Actors { get; } = new();
        }

        public class Actor
        {
            public Actor(Scene s)
            {
                s.Actors.Add(this);
                s.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Lambda_captured_publisher_sender_only() => SubscriptionTest.Check("""
        public class Btn
        {
            public event EventHandler Click;
            public void R() => Click?.Invoke(this, null);
        }

        public class Page
        {
            public void Build()
            {
                var b = new Btn();
                b.Click += (s, e) => Go();
            }

            void Go()
            {
            }
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Static_event_no_teardown_no_creation() => SubscriptionTest.Check("""
        public sealed class View
        {
            public View()
            {
                {|LEAK104:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Injected_publisher() => SubscriptionTest.Check("""
        public class Vm
        {
            readonly IBus _bus;
            public Vm(IBus bus)
            {
                _bus = bus;
                {|LEAK104:_bus.Changed += OnChanged|};
            }

            void OnChanged(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Injected_publisher_param_used() => SubscriptionTest.Check("""
        public class Vm : IDisposable
        {
            public Vm(IBus bus)
            {
                {|LEAK104:bus.Changed += OnChanged|};
            }

            void OnChanged(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Primary_ctor() => SubscriptionTest.Check("""
        public class Vm(IBus bus)
        {
            public void Start()
            {
                {|LEAK104:bus.Changed += OnChanged|};
            }

            void OnChanged(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Inpc() => SubscriptionTest.Check("""
        public class Row : INotifyPropertyChanged
        {
            public event PropertyChangedEventHandler PropertyChanged;
            public void R() => PropertyChanged?.Invoke(this, null);
        }

        public class RowView : IDisposable
        {
            readonly INotifyPropertyChanged _row;
            public RowView(INotifyPropertyChanged row)
            {
                _row = row;
                {|LEAK104:_row.PropertyChanged += (s, e) => Render()|};
            }

            void Render()
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Collection_changed() => SubscriptionTest.Check("""
        public class ListVm
        {
            readonly ObservableCollection<string> _items;
            public ListVm(ObservableCollection<string> items)
            {
                _items = items;
                {|LEAK104:items.CollectionChanged += OnItems|};
            }

            void OnItems(object s, NotifyCollectionChangedEventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Setter_without_rotation() => SubscriptionTest.Check("""
        public class Model
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Editor
        {
            Model _model;
            public Model Model
            {
                get => _model;
                set
                {
                    _model = value;
                    if (_model != null)
                        {|LEAK104:_model.Changed += OnChanged|};
                }
            }

            void OnChanged(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Minus_in_finalizer_is_told_by_LEAK203() => SubscriptionTest.Check("""
        public class Vm
        {
            readonly IBus _bus;
            public Vm(IBus bus)
            {
                _bus = bus;
                _bus.Changed += OnChanged;
            }

            void OnChanged(object s, EventArgs e)
            {
            }

            ~Vm()
            {
                _bus.Changed -= OnChanged;
            }
        }
        """);

    [Fact]
    public Task Minus_in_overload_that_is_not_wired() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                {|LEAK104:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose(string why)
            {
                Clock.Tick -= OnTick;
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Option_guarded() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            readonly bool _detach;
            public View(bool detach)
            {
                _detach = detach;
                {|LEAK104:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (_detach)
                    Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Other_publisher() => SubscriptionTest.Check("""
        public class Vm : IDisposable
        {
            readonly IBus _a, _b;
            public Vm(IBus a, IBus b)
            {
                _a = a;
                _b = b;
                _a.Changed += On;
                {|LEAK104:_b.Changed += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _a.Changed -= On;
                _a.Changed -= On;
            }
        }
        """);

    [Fact]
    public Task Closure_waiter() => SubscriptionTest.Check("""
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

            public Task<string> Wait(string id)
            {
                var tcs = new TaskCompletionSource<string>();
                {|LEAK104:_bus.Got += (s, e) =>
                {
                    if (e == id)
                        tcs.TrySetResult(e);
                }|};
                return tcs.Task;
            }
        }
        """);

    [Fact]
    public Task Service_provider() => SubscriptionTest.Check("""
        public class Vm : IDisposable
        {
            public Vm(IServiceProvider sp)
            {
                var bus = (IBus)sp.GetService(typeof(IBus));
                {|LEAK104:bus.Changed += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Parent_bus_path() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action A;
            public void R() => A?.Invoke();
        }

        public class Context
        {
            public Bus Bus { get; } = new();
        }

        public class Tool : IDisposable
        {
            readonly Context _c;
            public Tool(Context c)
            {
                _c = c;
                {|LEAK104:_c.Bus.A += Run|};
            }

            void Run()
            {
            }

            public void Dispose()
            {
            }
        }
        """);
}

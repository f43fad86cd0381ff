using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedFixTests
{
    [Fact]
    public Task Static_event_no_teardown_no_creation() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

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
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public sealed class View : IDisposable
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            /// <inheritdoc/>
            public void Dispose() => Clock.Tick -= OnTick;
        }
        """);

    [Fact]
    public Task Injected_publisher() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public interface IBus
        {
            event EventHandler Changed;
        }

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
        """, """
        public interface IBus
        {
            event EventHandler Changed;
        }

        public class Vm : IDisposable
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

            /// <inheritdoc/>
            public void Dispose() => _bus.Changed -= OnChanged;
        }
        """);

    [Fact]
    public Task Injected_publisher_param_used() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public interface IBus
        {
            event EventHandler Changed;
        }

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
        """, """
        public interface IBus
        {
            event EventHandler Changed;
        }

        public class Vm : IDisposable
        {
            private readonly IBus _bus;

            public Vm(IBus bus)
            {
                _bus = bus;
                bus.Changed += OnChanged;
            }

            void OnChanged(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _bus.Changed -= OnChanged;
            }
        }
        """);

    [Fact]
    public Task Primary_ctor() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public interface IBus
        {
            event EventHandler Changed;
        }

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
        """, """
        public interface IBus
        {
            event EventHandler Changed;
        }

        public class Vm(IBus bus) : IDisposable
        {
            public void Start()
            {
                bus.Changed += OnChanged;
            }

            void OnChanged(object s, EventArgs e)
            {
            }

            /// <inheritdoc/>
            public void Dispose() => bus.Changed -= OnChanged;
        }
        """);

    [Fact]
    public Task Inpc() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
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
        """, """
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
                _row.PropertyChanged += OnPropertyChanged;
            }

            void Render()
            {
            }

            public void Dispose()
            {
                _row.PropertyChanged -= OnPropertyChanged;
            }

            private void OnPropertyChanged(object s, PropertyChangedEventArgs e) => Render();
        }
        """);

    [Fact]
    public Task Collection_changed() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
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
        """, """
        public class ListVm : IDisposable
        {
            readonly ObservableCollection<string> _items;
            public ListVm(ObservableCollection<string> items)
            {
                _items = items;
                items.CollectionChanged += OnItems;
            }

            void OnItems(object s, NotifyCollectionChangedEventArgs e)
            {
            }

            /// <inheritdoc/>
            public void Dispose() => _items.CollectionChanged -= OnItems;
        }
        """);

    [Fact]
    public Task Setter_without_rotation() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
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
        """, """
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
                    if (_model != null)
                    {
                        _model.Changed -= OnChanged;
                    }

                    _model = value;
                    if (_model != null)
                        _model.Changed += OnChanged;
                }
            }

            void OnChanged(object s, EventArgs e)
            {
            }
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task As_cast_publisher() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            readonly object _o;
            public V(object o)
            {
                _o = o;
                var b = o as IBus;
                if (b != null)
                    b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                var b = _o as IBus;
                if (b == null)
                    return;
                b.Changed -= On;
            }
        }
        """);

    [Fact]
    public Task Local_copy_in_dispose() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            IBus _b;
            public V(IBus b)
            {
                _b = b;
                _b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                var b = Interlocked.Exchange(ref _b, null);
                if (b != null)
                    b.Changed -= On;
            }
        }
        """);

    [Fact]
    public Task Conditional_invocation_dispose() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            IBus _b;
            public V(IBus b)
            {
                _b = b;
                _b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (_b is { } bus)
                {
                    bus.Changed -= On;
                    _b = null;
                }
            }
        }
        """);

    [Fact]
    public Task Foreach_over_publishers() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            readonly IBus[] _bs;
            public V(params IBus[] bs)
            {
                _bs = bs;
                foreach (var b in _bs)
                    b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                foreach (var b in _bs)
                    b.Changed -= On;
            }
        }
        """);

    [Fact]
    public Task Two_names_same_publisher() => SubscriptionTest.Check("""
        public abstract class Vb
        {
            protected readonly IBus Bus;
            protected Vb(IBus b)
            {
                Bus = b;
            }
        }

        public class V : Vb, IDisposable
        {
            public V(IBus b) : base(b)
            {
                b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Bus.Changed -= On;
            }
        }
        """);

    [Fact]
    public Task Property_wraps_field() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            readonly IBus _b;
            IBus Bus => _b;

            public V(IBus b)
            {
                _b = b;
                Bus.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _b.Changed -= On;
            }
        }
        """);

    [Fact]
    public Task Interface_vs_class_event() => SubscriptionTest.Check("""
        public class Bus1 : IBus
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class V : IDisposable
        {
            readonly IBus _b;
            public V(Bus1 b)
            {
                _b = b;
                b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _b.Changed -= On;
            }
        }
        """);

    [Fact]
    public Task Viewmodel_base_cleanup() => SubscriptionTest.Check("""
        public abstract class VmBase
        {
            public virtual void Cleanup()
            {
            }
        }

        public class Vm : VmBase
        {
            readonly IBus _b;
            public Vm(IBus b)
            {
                _b = b;
                _b.Changed += On;
            }

            public override void Cleanup()
            {
                _b.Changed -= On;
                base.Cleanup();
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Inpc_own_model() => SubscriptionTest.Check("""
        public class M : INotifyPropertyChanged
        {
            public event PropertyChangedEventHandler PropertyChanged;
            public void R() => PropertyChanged?.Invoke(this, null);
        }

        public class Vm
        {
            public M Model { get; } = new M();

            public Vm()
            {
                Model.PropertyChanged += (s, e) => Go();
            }

            void Go()
            {
            }
        }
        """);

    [Fact]
    public Task Collection_items() => SubscriptionTest.Check("""
        public class M : INotifyPropertyChanged
        {
            public event PropertyChangedEventHandler PropertyChanged;
            public void R() => PropertyChanged?.Invoke(this, null);
        }

        public class Vm
        {
            readonly ObservableCollection<M> _ms = new();
            public Vm()
            {
                _ms.CollectionChanged += OnC;
            }

            void OnC(object s, NotifyCollectionChangedEventArgs e)
            {
                if (e.NewItems != null)
                    foreach (M m in e.NewItems)
                        m.PropertyChanged += OnM;
                if (e.OldItems != null)
                    foreach (M m in e.OldItems)
                        m.PropertyChanged -= OnM;
            }

            void OnM(object s, PropertyChangedEventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Factory_created() => SubscriptionTest.Check("""
        public class Conn
        {
            public event Action Closed;
            public void R() => Closed?.Invoke();
            public static Conn Create() => new Conn();
            public static async Task<Conn> ConnectAsync()
            {
                await Task.Yield();
                return new Conn();
            }
        }

        public class C
        {
            Conn _c;
            public void Open()
            {
                _c = Conn.Create();
                _c.Closed += On;
            }

            public async Task OpenAsync()
            {
                _c = await Conn.ConnectAsync();
                _c.Closed += On;
            }

            void On()
            {
            }
        }
        """);

    [Fact]
    public Task Process_start() => SubscriptionTest.Check("""
        public class Run
        {
            public void Go()
            {
                var p = new Process();
                p.OutputDataReceived += (s, e) => Log(e.Data);
                p.Exited += OnExit;
                p.Start();
            }

            void Log(string s)
            {
            }

            void OnExit(object s, EventArgs e)
            {
            }
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Bgworker_timers_own() => SubscriptionTest.Check("""
        public class T : IDisposable
        {
            readonly System.Timers.Timer _t = new(1000);
            public T()
            {
                _t.Elapsed += On;
                _t.Start();
            }

            void On(object s, System.Timers.ElapsedEventArgs e)
            {
            }

            public void Dispose()
            {
                _t.Dispose();
            }
        }
        """);

    [Fact]
    public Task Startup_static_wiring_lambda_with_captured_config() => SubscriptionTest.Check("""
        public static class Startup
        {
            public static void Configure(string path)
            {
                AppDomain.CurrentDomain.UnhandledException += (s, e) => File.WriteAllText(path, "x");
                AppDomain.CurrentDomain.ProcessExit += (s, e) => Console.WriteLine(path);
            }
        }
        """);

    [Fact]
    public Task Event_aggregator_own() => SubscriptionTest.Check("""
        public class Agg
        {
            readonly List<object> _l = new();
            public void Subscribe(object o)
            {
                _l.Add(o);
            }

            public void Unsubscribe(object o)
            {
                _l.Remove(o);
            }
        }

        public class Shell
        {
            readonly Agg _a = new();
            public Shell()
            {
                _a.Subscribe(this);
            }
        }
        """);

    [Fact]
    public Task Host_publisher_lifetime_same_owner_field_assign_in_ctor_chain() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class W
        {
            public W(Bus b)
            {
                b.M += On;
            }

            void On()
            {
            }
        }

        public class App
        {
            Bus _b;
            W _w;
            public App()
            {
                _b = new Bus();
                _w = new W(_b);
            }
        }
        """);

    [Fact]
    public Task Remove_from_combine() => SubscriptionTest.Check("""
        public class P
        {
            Action _a;
            public void Add(Action x)
            {
                _a += x;
            }

            public void Remove(Action x)
            {
                _a -= x;
            }

            public void Clear()
            {
                _a = null;
            }
        }
        """);

    [Fact]
    public Task Channel_slot() => SubscriptionTest.Check("""
        public interface ISession
        {
            event Action Shutdown;
            Func<int, Task> Received { get; set; }
        }

        public class Channel
        {
            public ISession Session { get; }

            public Channel(ISession s)
            {
                s.Received = Handle;
                s.Shutdown += OnShutdown;
                Session = s;
            }

            Task Handle(int n) => Task.CompletedTask;
            void OnShutdown()
            {
            }
        }
        """);

    [Fact]
    public Task Control_child_given_to_base() => SubscriptionTest.Check("""
        public class Panel
        {
            protected void Add(Panel p)
            {
            }

            public event Action Click;
            public void R() => Click?.Invoke();
        }

        public class Form1 : Panel
        {
            public Form1(Panel child)
            {
                Add(child);
                child.Click += On;
            }

            void On()
            {
            }
        }
        """);

    [Fact]
    public Task Designer_parts() => SubscriptionTest.Check("""
        public class Btn
        {
            public event EventHandler Click;
            public void R() => Click?.Invoke(this, null);
        }

        public partial class F
        {
            private Btn b1;
            private void InitializeComponent()
            {
                this.b1 = new Btn();
                this.b1.Click += new EventHandler(this.b1_Click);
            }
        }

        public partial class F
        {
            public F()
            {
                InitializeComponent();
            }

            private void b1_Click(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Template_part() => SubscriptionTest.Check("""
        public class Ctl
        {
            protected object GetTemplateChild(string n) => null;
            public virtual void OnApplyTemplate()
            {
            }
        }

        public class Btn
        {
            public event EventHandler Click;
            public void R() => Click?.Invoke(this, null);
        }

        public class C : Ctl
        {
            Btn _b;
            public override void OnApplyTemplate()
            {
                if (_b != null)
                    _b.Click -= On;
                _b = GetTemplateChild("x") as Btn;
                if (_b != null)
                    _b.Click += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Template_part_no_rotation() => SubscriptionTest.Check("""
        public class Ctl
        {
            protected object GetTemplateChild(string n) => null;
            public virtual void OnApplyTemplate()
            {
            }
        }

        public class Btn
        {
            public event EventHandler Click;
            public void R() => Click?.Invoke(this, null);
        }

        public class C : Ctl
        {
            Btn _b;
            public override void OnApplyTemplate()
            {
                _b = GetTemplateChild("x") as Btn;
                _b.Click += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Fluent_builder_param() => SubscriptionTest.Check("""
        public class Host
        {
            public event Action Stopping;
            public void S() => Stopping?.Invoke();
        }

        public static class Ext
        {
            public static Host UseFlush(this Host h, List<string> log)
            {
                h.Stopping += () => log.Clear();
                return h;
            }
        }
        """);

    [Fact]
    public Task Method_param_not_kept() => SubscriptionTest.Check("""
        public class Socket1
        {
            public event Action Data;
            public void R() => Data?.Invoke();
        }

        public class Server
        {
            int _n;
            public void Accept(Socket1 s)
            {
                s.Data += () => _n++;
                s.Data += OnData;
            }

            void OnData()
            {
            }
        }
        """);

    [Fact]
    public Task Dictionary_of_children() => SubscriptionTest.Check("""
        public class Socket1
        {
            public event Action Data;
            public void R() => Data?.Invoke();
        }

        public class Server
        {
            readonly Dictionary<int, Socket1> _m = new();
            public void Accept(int k, Socket1 s)
            {
                _m[k] = s;
                s.Data += OnData;
            }

            void OnData()
            {
            }
        }
        """);
}

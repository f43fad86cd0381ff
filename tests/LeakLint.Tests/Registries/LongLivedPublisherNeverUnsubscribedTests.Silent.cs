using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Program() => SubscriptionTest.Check("""
        public class Program
        {
            public static void Main()
            {
                new Program().Run();
            }

            void Run()
            {
                Console.CancelKeyPress += OnCancel;
                AppDomain.CurrentDomain.ProcessExit += OnExit;
            }

            void OnCancel(object s, ConsoleCancelEventArgs e)
            {
            }

            void OnExit(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Own_publisher() => SubscriptionTest.Check("""
        public class Bus
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Vm : IDisposable
        {
            readonly Bus _bus = new();
            readonly ObservableCollection<string> _items = new();
            readonly FileSystemWatcher _w;
            public Vm()
            {
                _bus.Changed += On;
                _items.CollectionChanged += OnItems;
                _w = new FileSystemWatcher(".");
                _w.Changed += (s, e) => On(s, e);
            }

            void On(object s, EventArgs e)
            {
            }

            void OnItems(object s, NotifyCollectionChangedEventArgs e)
            {
            }

            public void Dispose()
            {
                _w.Dispose();
            }
        }
        """);

    [Fact]
    public Task Own_base_event() => SubscriptionTest.Check("""
        public class Form
        {
            public event EventHandler Load;
            protected void R() => Load?.Invoke(this, null);
            public virtual void Dispose()
            {
            }
        }

        public class Main1 : Form
        {
            public Main1()
            {
                Load += OnLoad;
                this.Load += (s, e) => Dispose();
            }

            void OnLoad(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Rotation_setter() => SubscriptionTest.Check("""
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
                        _model.Changed -= OnChanged;
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

    [Fact]
    public Task Rotation_method_old_new() => SubscriptionTest.Check("""
        public class Model
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Editor
        {
            Model _m;
            void OnModelChanged(Model oldM, Model newM)
            {
                if (oldM != null)
                    oldM.Changed -= OnChanged;
                if (newM != null)
                    newM.Changed += OnChanged;
                _m = newM;
            }

            public void Set(Model m) => OnModelChanged(_m, m);
            void OnChanged(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Weak_custom_accessor() => SubscriptionTest.Check("""
        public class Bus
        {
            readonly List<WeakReference<EventHandler>> _h = new();
            public event EventHandler Changed
            {
                add
                {
                    _h.Add(new WeakReference<EventHandler>(value));
                }

                remove
                {
                }
            }
        }

        public class Vm
        {
            public Vm(Bus b)
            {
                b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Empty_accessor() => SubscriptionTest.Check("""
        public interface ICommand2
        {
            event EventHandler CanExecuteChanged;
        }

        public class Cmd : ICommand2
        {
            public event EventHandler CanExecuteChanged
            {
                add
                {
                }

                remove
                {
                }
            }
        }

        public class Vm
        {
            public Vm(Cmd b)
            {
                b.CanExecuteChanged += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Parent_child_same_owner() => SubscriptionTest.Check("""
        public class Bus
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Part
        {
            public Part(Bus b)
            {
                b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }

        public class Owner
        {
            readonly Bus _bus = new();
            readonly Part _part;
            public Owner()
            {
                _part = new Part(_bus);
            }
        }
        """);

    [Fact]
    public Task Made_by_publisher() => SubscriptionTest.Check("""
        public class Doc
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
            readonly Caret _caret;
            public Doc()
            {
                _caret = new Caret(this);
            }
        }

        public class Caret
        {
            public Caret(Doc d)
            {
                d.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Event_forwarding() => SubscriptionTest.Check("""
        public class Inner
        {
            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Outer
        {
            readonly Inner _i;
            public Outer(Inner i)
            {
                _i = i;
            }

            public event EventHandler Changed
            {
                add
                {
                    _i.Changed += value;
                }

                remove
                {
                    _i.Changed -= value;
                }
            }
        }
        """);
}

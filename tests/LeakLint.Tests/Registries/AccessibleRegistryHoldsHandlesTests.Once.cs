using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What happens once although its place does not tell: by what its callers bring, by who is made once, by what the one instance remembers.</content>
public sealed partial class AccessibleRegistryHoldsHandlesTests
{
    private const string Rules = """
        internal static class Rules
        {
            private static readonly List<Func<string, bool>> s_rules = new();
            internal static void Add(Func<string, bool> rule) => ADD;
            internal static bool Allow(string text) => s_rules.All(r => r(text));
        }

        """;

    [Theory]
    [InlineData("Rules.Add(text => text.Length > 0); Rules.Add(text => text[0] != ' ');")]
    [InlineData("Rules.Add(string.IsNullOrEmpty);")]
    [InlineData("Rules.Add(static text => text.Length > 0);")]
    public Task An_instance_registers_what_is_always_the_same(string body) => Check(
        Rules.Replace("ADD", "{|LEAK002:s_rules.Add(rule)|}", System.StringComparison.Ordinal) + $"public class Startup {{ public void Configure() {{ {body} }} }}");

    [Theory]
    [InlineData("public class Form { private int _n; public Form() { Rules.Add(text => text.Length > _n); } public void Set(int n) => _n = n; }")]
    [InlineData("public class Form { public void Limit(int n) { Rules.Add(text => text.Length > n); } }")]
    public Task An_instance_registers_what_is_its_own(string type) => Check(
        Rules.Replace("ADD", "{|LEAK111:s_rules.Add(rule)|}", System.StringComparison.Ordinal) + type);

    [Fact]
    public Task What_each_call_adds_need_not_come_from_its_caller() => Check("""
        internal static class Ticks
        {
            private static readonly List<int> s_all = new();
            internal static void Tick() => {|LEAK111:s_all.Add(1)|};
            internal static int Count => s_all.Count;
        }

        public class Clock
        {
            public void OnTick() => Ticks.Tick();
        }
        """);

    [Theory]
    [InlineData("_handlers.Add(handler)", "new MainWindow().Show();")]
    [InlineData("{|LEAK111:_handlers.Add(handler)|}", "while (true) { new MainWindow(); }")]
    [InlineData("{|LEAK111:_handlers.Add(handler)|}", "new MainWindow().Again();")]
    public Task The_one_window_of_a_program_attaches_itself(string add, string main) => CheckProgram($$"""
        internal sealed class Hub
        {
            internal static readonly Hub Instance = new();
            private readonly List<Action> _handlers = new();
            internal void Attach(Action handler) => {{add}};
        }

        internal sealed class MainWindow
        {
            public MainWindow() => Hub.Instance.Attach(OnFire);

            public void Show() => Console.WriteLine(this);

            {{(main.Contains("Again", System.StringComparison.Ordinal) ? "public void Again() => new MainWindow();" : "")}}

            private void OnFire()
            {
            }
        }

        internal static class Program
        {
            private static void Main()
            {
                {{main}}
            }
        }
        """);

    [Fact]
    public Task A_server_that_is_made_once_handles_many() => CheckProgram("""
        internal static class Journal
        {
            private static readonly List<string> s_lines = new();
            internal static void Write(string line) => {|LEAK111:s_lines.Add(line)|};
            internal static int Count => s_lines.Count;
        }

        internal sealed class Server
        {
            public void Handle(string request) => Journal.Write("handled " + request);
        }

        internal static class Program
        {
            private static void Main()
            {
                var server = new Server();
                while (Console.ReadLine() is { } line)
                {
                    server.Handle(line);
                }
            }
        }
        """);

    [Fact]
    public Task What_is_handed_out_takes_it_off_again() => Check("""
        internal sealed class Hub
        {
            internal static readonly Hub Instance = new();
            private readonly List<Action> _handlers = new();

            internal IDisposable Attach(Action handler)
            {
                _handlers.Add(handler);
                return new Token(this, handler);
            }

            private sealed class Token(Hub hub, Action handler) : IDisposable
            {
                public void Dispose() => hub._handlers.Remove(handler);
            }
        }

        public sealed class View : IDisposable
        {
            private readonly IDisposable _token;

            public View() => _token = Hub.Instance.Attach(OnFire);

            public void Dispose() => _token.Dispose();

            private void OnFire()
            {
            }
        }
        """);

    [Theory]
    [InlineData("if (_done) return; _done = true; _items.Add(item);")]
    [InlineData("if (_count++ < 10) _items.Add(item);")]
    public Task The_one_instance_remembers_that_it_is_done(string body) => Check($$"""
        internal sealed class Hub
        {
            internal static readonly Hub Instance = new();
            private readonly List<object> _items = new();
            private bool _done;
            private int _count;

            internal bool IsDone => _done && _count > 0;

            internal void Init(object item)
            {
                {{body}}
            }
        }

        public sealed class View
        {
            public View() => Hub.Instance.Init(this);
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Internal types that nothing in sight calls: that nobody calls the removal says nothing where nobody calls the add.</content>
public sealed partial class AccessibleRegistryHoldsHandlesTests
{
    [Fact]
    public Task The_add_itself_empties_the_table_when_it_is_full() => Check("""
        internal class Folded
        {
            private static readonly Dictionary<string, string> s_folded = new();

            public string Of(string word)
            {
                if (s_folded.TryGetValue(word, out var known))
                    return known;
                if (s_folded.Count >= 256)
                    s_folded.Clear();
                return s_folded[word] = word.ToLowerInvariant();
            }
        }
        """);

    [Fact]
    public Task A_pool_that_nobody_uses_yet() => Check("""
        internal class Buffers
        {
            private static readonly ConcurrentStack<char[]> s_free = new();

            public char[] Take()
            {
                return s_free.TryPop(out var buffer) ? buffer : new char[512];
            }

            public void Give(char[] buffer) => s_free.Push(buffer);
        }
        """);

    [Fact]
    public Task The_call_takes_out_what_it_waits_for() => Check("""
        internal class Requests
        {
            private static readonly ConcurrentDictionary<Guid, TaskCompletionSource<int>> s_waiting = new();

            public static async Task<int> Ask(Action<Guid> post, CancellationToken stop)
            {
                var key = Guid.NewGuid();
                var answer = new TaskCompletionSource<int>();
                s_waiting[key] = answer;
                try
                {
                    post(key);
                    return await answer.Task.WaitAsync(stop);
                }
                finally
                {
                    s_waiting.TryRemove(key, out _);
                }
            }

            public static void Answered(Guid key, int value)
            {
                if (s_waiting.TryGetValue(key, out var answer))
                    answer.TrySetResult(value);
            }
        }
        """);

    [Fact]
    public Task The_least_recently_used_goes() => Check("""
        internal class Recent
        {
            private static readonly Dictionary<string, LinkedListNode<string>> s_nodes = new();
            private static readonly LinkedList<string> s_order = new();

            public void Use(string name)
            {
                lock (s_order)
                {
                    if (s_nodes.TryGetValue(name, out var node))
                    {
                        s_order.Remove(node);
                        s_order.AddFirst(node);
                        return;
                    }

                    s_nodes[name] = s_order.AddFirst(name);
                    if (s_nodes.Count > 20)
                    {
                        s_nodes.Remove(s_order.Last!.Value);
                        s_order.RemoveLast();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task The_add_makes_room_through_a_private_method() => Check("""
        internal static class Titles
        {
            private static readonly Dictionary<string, string> s_titles = new();

            internal static string Of(string path)
            {
                Trim();
                return s_titles[path] = path.Trim();
            }

            private static void Trim()
            {
                if (s_titles.Count > 99)
                    s_titles.Clear();
            }
        }
        """);

    [Fact]
    public Task Both_halves_wait_for_callers() => Check("""
        internal static class Users
        {
            private static readonly Dictionary<string, DateTime> s_since = new();

            internal static void Joined(string name) => s_since[name] = DateTime.UtcNow;

            internal static void Left(string name) => s_since.Remove(name);
        }
        """);

    [Fact]
    public Task The_add_is_called_and_the_removal_is_not() => Check("""
        internal static class Users
        {
            private static readonly Dictionary<string, DateTime> s_since = new();

            internal static void Joined(string name) => {|LEAK111:s_since[name] = DateTime.UtcNow|};

            internal static void Left(string name) => s_since.Remove(name);
        }

        public class Door
        {
            public void Open(string name) => Users.Joined(name);
        }
        """);

    [Fact]
    public Task A_constructor_adds_and_nobody_calls_the_removal() => Check("""
        internal static class Windows
        {
            private static readonly List<object> s_open = new();

            internal static void Opened(object window) => {|LEAK111:s_open.Add(window)|};

            internal static void Closed(object window) => s_open.Remove(window);
        }

        internal class Window
        {
            internal Window() => Windows.Opened(this);
        }
        """);

    [Fact]
    public Task A_private_removal_meets_no_caller_out_of_sight() => Check("""
        internal static class Users
        {
            internal static readonly Dictionary<string, DateTime> Since = new();

            internal static void Joined(string name) => {|LEAK111:Since[name] = DateTime.UtcNow|};

            private static void Left(string name) => Since.Remove(name);
        }
        """);

    [Fact]
    public Task A_public_method_of_a_private_type_meets_none_either() => Check("""
        internal static class Users
        {
            internal static readonly Dictionary<string, DateTime> Since = new();

            internal static void Joined(string name) => {|LEAK111:Since[name] = DateTime.UtcNow|};

            private static class Sweep
            {
                public static void Run(string name) => Since.Remove(name);
            }
        }
        """);

    [Theory]
    [InlineData("", false)]
    [InlineData("internal static class Start { public static void Open(string id) => new Session(id); }", true)]
    public Task A_removal_that_nobody_calls_of_objects_that_nobody_makes(string maker, bool runs) => Check($$"""
        internal class Session
        {
            private static readonly Dictionary<string, Session> s_open = new();

            public Session(string id) => {{(runs ? "{|LEAK111:s_open[id] = this|}" : "s_open[id] = this")}};

            public static void End(string id) => s_open.Remove(id);
        }

        {{maker}}
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Collections that only grow, of every shape.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Fact]
    public Task Audit_log_instance() => Check("""
        public record AuditEntry(string User, string Action, DateTime At);
        public class AuditService
        {
            private static readonly List<AuditEntry> _entries = new();
            public void Record(string user, string action)
            {
                lock (_entries)
                {
                    {|LEAK102:_entries.Add(new AuditEntry(user, action, DateTime.UtcNow))|};
                }
            }

            public static IReadOnlyList<AuditEntry> Entries => _entries;
        }
        """);

    [Fact]
    public Task Processed_ids() => Check("""
        public class OrderHandler
        {
            private static readonly HashSet<Guid> _processed = new();
            public void Handle(Guid orderId)
            {
                if (!{|LEAK102:_processed.Add(orderId)|})
                    return;
                Console.WriteLine(orderId);
            }
        }
        """);

    [Fact]
    public Task Singleton_instance_collection() => Check("""
        public sealed class MetricsRegistry
        {
            public static MetricsRegistry Instance { get; } = new();

            private MetricsRegistry()
            {
            }

            private readonly ConcurrentDictionary<string, long> _counters = new();
            public void Increment(string name) => {|LEAK102:_counters.AddOrUpdate(name, 1, (_, v) => v + 1)|};
        }
        """);

    [Fact]
    public Task Lazy_singleton() => Check("""
        public sealed class TemplateCache
        {
            private static readonly Lazy<TemplateCache> s_instance = new(() => new TemplateCache());
            public static TemplateCache Current => s_instance.Value;

            private readonly Dictionary<string, string> _templates = new();
            private TemplateCache()
            {
            }

            public string Get(string text)
            {
                lock (_templates)
                {
                    if (!_templates.TryGetValue(text, out var t))
                    {
                        t = text.Trim();
                        {|LEAK102:_templates.Add(text, t)|};
                    }

                    return t;
                }
            }
        }
        """);

    [Fact]
    public Task Static_auto_property() => Check("""
        public class Tracing
        {
            private static List<string> Spans { get; } = new();

            public void Start(string name)
            {
                {|LEAK102:Spans.Add(name)|};
            }
        }
        """);

    [Fact]
    public Task Lazy_static_dictionary() => Check("""
        public class Translations
        {
            private static readonly Lazy<ConcurrentDictionary<string, string>> _map = new(() => new());
            public string Translate(string s) => {|LEAK102:_map.Value.GetOrAdd(s, x => x.ToUpperInvariant())|};
        }
        """);

    [Fact]
    public Task Immutable_interlocked() => Check("""
        public class Feed
        {
            private static ImmutableList<string> _items = ImmutableList<string>.Empty;
            public void Publish(string item)
            {
                ImmutableInterlocked.Update(ref _items, (l, i) => {|LEAK102:l.Add(i)|}, item);
            }

            public static int Count => _items.Count;
        }
        """);

    [Fact]
    public Task Immutable_dictionary_CAS() => Check("""
        public static class Symbols
        {
            private static ImmutableDictionary<string, int> _ids = ImmutableDictionary<string, int>.Empty;
            private static int _next;
            public static int IdOf(string name)
            {
                while (true)
                {
                    var old = _ids;
                    if (old.TryGetValue(name, out var id))
                        return id;
                    var bigger = {|LEAK102:old.Add(name, Interlocked.Increment(ref _next))|};
                    if (Interlocked.CompareExchange(ref _ids, bigger, old) == old)
                        return bigger[name];
                }
            }
        }
        """);

    [Fact]
    public Task Array_grown_by_hand() => Check("""
        public class Probe
        {
            private static string[] _names = new string[4];
            private static int _count;
            public void Hit(string name)
            {
                if (_count == _names.Length)
                    Array.Resize(ref _names, _names.Length * 2);
                {|LEAK102:_names[_count++] = name|};
            }

            public static string Last => _names[_count - 1];
        }
        """);

    [Fact]
    public Task Generic_static() => Check("""
        public class Repo<T>
            where T : class
        {
            private static readonly Dictionary<string, T> _cache = new();
            private readonly Func<string, T> _load;
            public Repo(Func<string, T> load) => _load = load;
            public T Get(string id)
            {
                if (_cache.TryGetValue(id, out var x))
                    return x;
                x = _load(id);
                {|LEAK102:_cache[id] = x|};
                return x;
            }
        }
        """);

    [Fact]
    public Task Record() => Check("""
        public record Request(string Url)
        {
            private static readonly List<string> _history = new();
            public void Send()
            {
                {|LEAK102:_history.Add(Url)|};
            }
        }
        """);

    [Fact]
    public Task Nested_private() => Check("""
        public class Outer
        {
            private static class Store
            {
                public static readonly Dictionary<string, DateTime> LastSeen = new();
            }

            public void Touch(string client)
            {
                {|LEAK102:Store.LastSeen[client] = DateTime.UtcNow|};
            }
        }
        """);

    [Fact]
    public Task Helper_add_extension() => Check("""
        internal static class DictExt
        {
            public static V GetOrMake<K, V>(this Dictionary<K, V> d, K key, Func<K, V> make)
                where K : notnull
            {
                if (!d.TryGetValue(key, out var v))
                {
                    v = make(key);
                    d[key] = v;
                }

                return v;
            }
        }

        public class Thumbs
        {
            private static readonly Dictionary<string, byte[]> _thumbs = new();
            public byte[] For(string file) => {|LEAK102:_thumbs.GetOrMake(file, f => File.ReadAllBytes(f))|};
        }
        """);

    [Fact]
    public Task Private_helper_adds() => Check("""
        public class Mailer
        {
            private static readonly List<string> _sent = new();
            public void Send(string to)
            {
                Deliver(to);
                Remember(to);
            }

            private void Deliver(string to)
            {
            }

            private static void Remember(string to)
            {
                lock (_sent)
                    {|LEAK102:_sent.Add(to)|};
            }
        }
        """);

    [Fact]
    public Task Type_from_TypeBuilder_not_needed_delegate_memoizer() => Check("""
        public static class Memo
        {
            private static readonly ConcurrentDictionary<Delegate, object> _results = new();
            public static T Once<T>(Func<T> f)
                where T : notnull => (T){|LEAK102:_results.GetOrAdd(f, k => ((Func<T>)k)()!)|};
        }
        """);

    [Fact]
    public Task Concurrent_queue_log() => Check("""
        public class Diagnostics1
        {
            private static readonly ConcurrentQueue<string> _messages = new();
            public void Log(string m)
            {
                {|LEAK102:_messages.Enqueue($"{DateTime.Now:o} {m}")|};
            }

            public IEnumerable<string> Dump() => _messages.ToArray();
        }
        """);

    [Fact]
    public Task Exceptions_collected() => Check("""
        public class Runner
        {
            private static readonly ConcurrentBag<Exception> _errors = new();
            public void Run(Action a)
            {
                try
                {
                    a();
                }
                catch (Exception e)
                {
                    {|LEAK102:_errors.Add(e)|};
                }
            }
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What somebody takes out again, wherever that stands.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Fact]
    public Task Timer_sweep() => Check("""
        public class Sessions
        {
            private static readonly ConcurrentDictionary<string, DateTime> _last = new();
            private static readonly Timer _sweep = new(_ => Sweep(), null, 1000, 1000);
            public void Touch(string id) => _last[id] = DateTime.UtcNow;
            private static void Sweep()
            {
                foreach (var p in _last)
                    if (DateTime.UtcNow - p.Value > TimeSpan.FromMinutes(5))
                        _last.TryRemove(p.Key, out _);
            }
        }
        """);

    [Fact]
    public Task Sweep_method_group() => Check("""
        public class Sessions2
        {
            private static readonly ConcurrentDictionary<string, DateTime> _last = new();
            private static readonly Timer _sweep = new(Sweep, null, 1000, 1000);
            public void Touch(string id) => _last[id] = DateTime.UtcNow;
            private static void Sweep(object? _)
            {
                foreach (var p in _last)
                    if (DateTime.UtcNow - p.Value > TimeSpan.FromMinutes(5))
                        _last.TryRemove(p.Key, out var _x);
            }
        }
        """);

    [Fact]
    public Task Pending_requests_with_finally() => Check("""
        public class Rpc
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _pending = new();
            private static int _next;
            public async Task<string> Call(string m)
            {
                var id = Interlocked.Increment(ref _next);
                var t = new TaskCompletionSource<string>();
                _pending[id] = t;
                try
                {
                    return await t.Task.WaitAsync(TimeSpan.FromSeconds(3));
                }
                finally
                {
                    _pending.TryRemove(id, out _);
                }
            }

            public void Reply(int id, string v)
            {
                if (_pending.TryGetValue(id, out var t))
                    t.TrySetResult(v);
            }
        }
        """);

    [Fact]
    public Task In_progress_set() => Check("""
        public class Dedup
        {
            private static readonly HashSet<string> _busy = new();
            public void Run(string k)
            {
                lock (_busy)
                    if (!_busy.Add(k))
                        return;
                try
                {
                }
                finally
                {
                    lock (_busy)
                        _busy.Remove(k);
                }
            }
        }
        """);

    [Fact]
    public Task Memory_cache_like_with_remove_via_token() => Check("""
        public class Subs
        {
            private static readonly Dictionary<int, Action> _s = new();
            private static int _n;
            public IDisposable Sub(Action a)
            {
                var id = _n++;
                _s[id] = a;
                return new Tok(id);
            }

            private sealed class Tok(int id) : IDisposable
            {
                public void Dispose() => _s.Remove(id);
            }
        }
        """);

    [Fact]
    public Task Removal_in_other_part() => Check("""
        public partial class P
        {
            private static readonly Dictionary<string, P> _all = new();
            public P(string n)
            {
                _all[n] = this;
                Name = n;
            }

            public string Name { get; }
        }

        public partial class P
        {
            public void Close() => _all.Remove(Name);
        }
        """);

    [Fact]
    public Task Removed_through_helper_extension() => Check("""
        public static class CExt
        {
            public static void Prune<K, V>(this IDictionary<K, V> d, int max)
            {
                if (d.Count > max)
                    d.Clear();
            }
        }

        public class Q
        {
            private static readonly Dictionary<string, string> _c = new();
            public string Get(string k)
            {
                _c.Prune(10);
                if (!_c.TryGetValue(k, out var v))
                    _c[k] = v = k;
                return v;
            }
        }
        """);

    [Fact]
    public Task Passes_to_trimmer() => Check("""
        public class Q2
        {
            private static readonly List<string> _c = new();
            public void Add(string k)
            {
                _c.Add(k);
                Trim(_c);
            }

            private static void Trim(List<string> l)
            {
                while (l.Count > 10)
                    l.RemoveAt(0);
            }
        }
        """);

    [Fact]
    public Task Queue_drained_by_consumer() => Check("""
        public class Work
        {
            private static readonly BlockingCollection<string> _q = new();
            public void Post(string s) => _q.Add(s);
            public static void Run()
            {
                foreach (var s in _q.GetConsumingEnumerable())
                    Console.WriteLine(s);
            }
        }
        """);

    [Fact]
    public Task Channel_drained_by_while_TryDequeue() => Check("""
        public class Work2
        {
            private static readonly ConcurrentQueue<string> _q = new();
            public void Post(string s) => _q.Enqueue(s);
            public void Pump()
            {
                while (_q.TryDequeue(out var s))
                    Console.WriteLine(s);
            }
        }
        """);

    [Fact]
    public Task Swapped_buffers() => Check("""
        public class Batch
        {
            private static List<string> _cur = new();
            public void Add(string s)
            {
                lock (typeof(Batch))
                    _cur.Add(s);
            }

            public List<string> Flush() => Interlocked.Exchange(ref _cur, new List<string>());
        }
        """);

    [Fact]
    public Task Clear_in_Dispose_of_all() => Check("""
        public class Conn : IDisposable
        {
            private static readonly List<string> _log = new();
            public void Send(string s) => _log.Add(s);
            public void Dispose()
            {
                _log.Clear();
            }
        }
        """);

    [Fact]
    public Task Explicit_interface_removal() => Check("""
        public class Sub : IDisposable
        {
            private static readonly List<Sub> _all = new();
            public Sub()
            {
                _all.Add(this);
            }

            void IDisposable.Dispose()
            {
                _all.Remove(this);
            }
        }
        """);

    [Fact]
    public Task Dispose_async_through_shared_core() => Check("""
        public class Ch : IDisposable, IAsyncDisposable
        {
            private static readonly List<Ch> _all = new();
            public Ch()
            {
                _all.Add(this);
            }

            public void Dispose()
            {
                Close();
            }

            public ValueTask DisposeAsync()
            {
                Close();
                return default;
            }

            private void Close() => _all.Remove(this);
        }
        """);

    [Fact]
    public Task Dispose_async_calls_dispose() => Check("""
        public class Ch2 : IDisposable, IAsyncDisposable
        {
            private static readonly List<Ch2> _all = new();
            public Ch2()
            {
                _all.Add(this);
            }

            public void Dispose()
            {
                _all.Remove(this);
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
        """);

    [Fact]
    public Task Removal_by_attribute_callback() => Check("""
        public class Ser
        {
            private static readonly List<Ser> _all = new();
            public Ser()
            {
                _all.Add(this);
            }

            [System.Runtime.Serialization.OnDeserialized]
            private void Done(System.Runtime.Serialization.StreamingContext c)
            {
                _all.Remove(this);
            }
        }
        """);

    [Fact]
    public Task Removal_by_event_handler() => Check("""
        public class Win
        {
            public event EventHandler? Closed;
            private static readonly List<Win> _open = new();
            public Win()
            {
                _open.Add(this);
                Closed += OnClosed;
            }

            private void OnClosed(object? s, EventArgs e) => _open.Remove(this);
            public void Raise() => Closed?.Invoke(this, EventArgs.Empty);
        }
        """);

    [Fact]
    public Task Inner_and_outer_removed() => Check("""
        public class G
        {
            private static readonly Dictionary<string, List<string>> _g = new();
            public void Join(string g, string c)
            {
                if (!_g.TryGetValue(g, out var l))
                    _g[g] = l = new();
                l.Add(c);
            }

            public void Leave(string g, string c)
            {
                if (_g.TryGetValue(g, out var l) && l.Remove(c) && l.Count == 0)
                    _g.Remove(g);
            }
        }
        """);

    [Fact]
    public Task Type_keyed_inner_with_removal() => Check("""
        public class Bus
        {
            private static readonly Dictionary<Type, List<Delegate>> _h = new();
            public void On<T>(Action<T> a)
            {
                if (!_h.TryGetValue(typeof(T), out var l))
                    _h[typeof(T)] = l = new();
                l.Add(a);
            }

            public void Off<T>(Action<T> a)
            {
                if (_h.TryGetValue(typeof(T), out var l))
                    l.Remove(a);
            }
        }
        """);

    [Fact]
    public Task Comparer_fixes_byte_keys() => Check("""
        public class HC
        {
            private sealed class C : IEqualityComparer<byte[]>
            {
                public bool Equals(byte[]? a, byte[]? b) => a.AsSpan().SequenceEqual(b);
                public int GetHashCode(byte[] b) => b.Length;
            }

            private static readonly Dictionary<byte[], string> _n = new(new C());
            public void Set(byte[] k, string v)
            {
                _n[k] = v;
            }

            public void Del(string s)
            {
                _n.Remove(Encoding.UTF8.GetBytes(s));
            }
        }
        """);
}

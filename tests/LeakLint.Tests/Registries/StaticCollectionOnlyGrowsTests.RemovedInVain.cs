using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Removals and checks that let nothing go.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Fact]
    public Task Rpc_times_out_and_keeps_the_pending_call() => Check("""
        public class RpcClient
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _pending = new();
            private static int _next;
            public async Task<string> CallAsync(string m, TimeSpan timeout)
            {
                var id = Interlocked.Increment(ref _next);
                var tcs = new TaskCompletionSource<string>();
                {|LEAK102:_pending[id] = tcs|};
                Send(id, m);
                var done = await Task.WhenAny(tcs.Task, Task.Delay(timeout));
                if (done != tcs.Task)
                    throw new TimeoutException();
                return await tcs.Task;
            }

            public void OnReply(int id, string v)
            {
                if (_pending.TryRemove(id, out var t))
                    t.TrySetResult(v);
            }

            private void Send(int id, string m)
            {
            }
        }
        """);

    [Fact]
    public Task Removal_after_await_without_finally() => Check("""
        public class Downloads
        {
            private static readonly Dictionary<Guid, string> _active = new();
            public async Task Run(string url)
            {
                var id = Guid.NewGuid();
                lock (_active)
                    {|LEAK102:_active[id] = url|};
                var ok = await Fetch(url);
                if (!ok)
                    return;
                lock (_active)
                    _active.Remove(id);
            }

            private Task<bool> Fetch(string u) => Task.FromResult(true);
        }
        """);

    [Fact]
    public Task WaitAsync_with_timeout() => Check("""
        public class Bus2
        {
            private static readonly ConcurrentDictionary<string, TaskCompletionSource<int>> _waiters = new();
            public Task<int> Ask(string id)
            {
                var t = new TaskCompletionSource<int>();
                {|LEAK102:_waiters.TryAdd(id, t)|};
                return t.Task.WaitAsync(TimeSpan.FromSeconds(5));
            }

            public static void Answer(string id, int v)
            {
                if (_waiters.TryRemove(id, out var t))
                    t.SetResult(v);
            }
        }
        """);

    [Fact]
    public Task Count_check_that_only_logs() => Check("""
        public class Cache3
        {
            private static readonly Dictionary<string, string> _c = new();
            public string Get(string k)
            {
                if (_c.TryGetValue(k, out var v))
                    return v;
                v = k;
                {|LEAK102:_c[k] = v|};
                if (_c.Count > 1000)
                    Console.WriteLine("cache is large");
                return v;
            }
        }
        """);

    [Fact]
    public Task Count_exposed_as_metric() => Check("""
        public class Cache4
        {
            private static readonly ConcurrentDictionary<string, string> _c = new();
            public static int Size
            {
                get
                {
                    var n = _c.Count;
                    return n;
                }
            }

            public string Get(string k) => {|LEAK102:_c.GetOrAdd(k, x => x)|};
        }
        """);

    [Fact]
    public Task Removal_only_on_error() => Check("""
        public class Batches
        {
            private static readonly Dictionary<int, List<string>> _b = new();
            private static int _n;
            public int Begin()
            {
                var id = ++_n;
                {|LEAK102:_b.Add(id, new())|};
                return id;
            }
        }
        """);

    [Fact]
    public Task Clear_nobody_calls() => Check("""
        public class Stats2
        {
            private static readonly List<double> _times = new();
            public void Track(double ms)
            {
                {|LEAK102:_times.Add(ms)|};
            }

            private static void Reset()
            {
                _times.Clear();
            }

            public static double Avg => _times.Average();
        }
        """);

    [Fact]
    public Task Conditional_branch_removal_unreachable_local_function() => Check("""
        public class LF
        {
            private static readonly List<string> _x = new();
            public void Add(string s)
            {
                {|LEAK102:_x.Add(s)|};
                void Undo()
                {
                    _x.Remove(s);
                }
            }
        }
        """);
}

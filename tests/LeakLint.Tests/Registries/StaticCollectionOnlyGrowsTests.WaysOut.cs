using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Ways out of a member on which nothing is left behind.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Fact]
    public Task What_succeeds_stays_in() => Check("""
        public class Names
        {
            private static readonly HashSet<string> _taken = new();
            public bool Take(string n)
            {
                lock (_taken)
                {
                    _taken.Add(n);
                }

                if (Reserve(n))
                    return true;
                lock (_taken)
                {
                    _taken.Remove(n);
                }

                return false;
            }

            private bool Reserve(string n) => n.Length > 3;
        }
        """);

    [Fact]
    public Task What_succeeds_stays_in_and_fails_by_exception() => Check("""
        public class Names2
        {
            private static readonly Dictionary<string, object> _open = new();
            public object Open(string n)
            {
                var o = new object ();
                _open[n] = o;
                if (n.Length > 2)
                    return o;
                _open.Remove(n);
                throw new InvalidOperationException();
            }
        }
        """);

    [Fact]
    public Task Each_early_exit_removes_first() => Check("""
        public class Calls
        {
            private static readonly Dictionary<int, string> _p = new();
            public bool Call(int id)
            {
                _p[id] = "x";
                if (id < 0)
                {
                    _p.Remove(id);
                    return false;
                }

                Console.WriteLine();
                _p.Remove(id);
                return true;
            }
        }
        """);

    [Fact]
    public Task The_time_out_removes_too() => Check("""
        public class Calls2
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _p = new();
            public async Task<int> Call(int id)
            {
                var t = new TaskCompletionSource<int>();
                _p[id] = t;
                var d = await Task.WhenAny(t.Task, Task.Delay(5));
                if (d != t.Task)
                {
                    _p.TryRemove(id, out _);
                    throw new TimeoutException();
                }

                return await t.Task;
            }

            public void Reply(int id)
            {
                _p.TryRemove(id, out _);
            }
        }
        """);

    [Fact]
    public Task The_cancellation_callback_removes() => Check("""
        public class Calls3
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _p = new();
            public Task<int> Call(int id, CancellationToken c)
            {
                var t = new TaskCompletionSource<int>();
                _p[id] = t;
                c.Register(() =>
                {
                    if (_p.TryRemove(id, out var x))
                        x.TrySetCanceled();
                });
                return t.Task.WaitAsync(TimeSpan.FromSeconds(3));
            }

            public void Reply(int id)
            {
                if (_p.TryRemove(id, out var t))
                    t.SetResult(1);
            }
        }
        """);

    [Fact]
    public Task A_sweep_removes_what_timed_out() => Check("""
        public class Calls4
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _p = new();
            public async Task<int> Call(int id)
            {
                var t = new TaskCompletionSource<int>();
                _p[id] = t;
                await Task.WhenAny(t.Task, Task.Delay(5));
                return t.Task.Result;
            }

            public void Reply(int id)
            {
                _p.TryRemove(id, out _);
            }

            public static void Sweep()
            {
                foreach (var p in _p)
                    if (p.Value.Task.IsCompleted)
                        _p.TryRemove(p.Key, out _);
            }
        }
        """);

    [Fact]
    public Task A_helper_fails_the_call() => Check("""
        public class Calls5
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _p = new();
            public async Task<int> Call(int id)
            {
                var t = new TaskCompletionSource<int>();
                _p[id] = t;
                if (await Task.WhenAny(t.Task, Task.Delay(5)) != t.Task)
                    Forget(id);
                return 0;
            }

            private void Forget(int id)
            {
                _p.TryRemove(id, out _);
            }

            public void Reply(int id) => Forget(id);
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Caches and maps by keys that have no bound, or never compare equal.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Fact]
    public Task Regex_cache_by_pattern() => Check("""
        public static class Patterns
        {
            private static readonly ConcurrentDictionary<string, Regex> s_cache = new();
            public static bool IsMatch(string input, string pattern) => {|LEAK102:s_cache.GetOrAdd(pattern, p => new Regex(p, RegexOptions.Compiled))|}.IsMatch(input);
        }
        """);

    [Fact]
    public Task Keyed_locks() => Check("""
        public class Locker
        {
            private static readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new();
            public async Task<IDisposable> LockAsync(string key)
            {
                var sem = {|LEAK102:_locks.GetOrAdd(key, _ => new SemaphoreSlim(1, 1))|};
                await sem.WaitAsync();
                return new Releaser(sem);
            }

            private sealed class Releaser(SemaphoreSlim s) : IDisposable
            {
                public void Dispose() => s.Release();
            }
        }
        """);

    [Fact]
    public Task Expression_compile_cache() => Check("""
        public static class PropertyAccess
        {
            private static readonly Dictionary<LambdaExpression, Delegate> _compiled = new();
            public static Func<T, R> Compile<T, R>(Expression<Func<T, R>> e)
            {
                if (!_compiled.TryGetValue(e, out var d))
                {
                    d = e.Compile();
                    {|LEAK102:_compiled[e] = d|};
                }

                return (Func<T, R>)d;
            }
        }
        """);

    [Fact]
    public Task Key_without_equals() => Check("""
        public static class RouteCache
        {
            private sealed class Key
            {
                public string Method = "";
                public string Path = "";
                public Key(string m, string p)
                {
                    Method = m;
                    Path = p;
                }
            }

            private static readonly Dictionary<Key, string> _routes = new();
            public static string Resolve(string method, string path)
            {
                var key = new Key(method, path);
                if (_routes.TryGetValue(key, out var r))
                    return r;
                r = method + path;
                {|LEAK102:_routes.Add(key, r)|};
                return r;
            }
        }
        """);

    [Fact]
    public Task Remove_with_key_without_equals() => Check("""
        public static class Pending
        {
            private sealed class Key
            {
                readonly int _id;
                public Key(int id) => _id = id;
                public int Id => _id;
            }

            private static readonly ConcurrentDictionary<Key, TaskCompletionSource<int>> _waiting = new();
            public static Task<int> Wait(int id)
            {
                var tcs = new TaskCompletionSource<int>();
                {|LEAK102:_waiting.GetOrAdd(new Key(id), tcs)|};
                return tcs.Task;
            }

            public static void Complete(int id, int v)
            {
                if (_waiting.TryRemove(new Key(id), out var t))
                    t.SetResult(v);
            }
        }
        """);

    [Fact]
    public Task Byte_array_key() => Check("""
        public static class HashCache
        {
            private static readonly Dictionary<byte[], string> _names = new();
            public static string NameOf(string text)
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                if (!_names.TryGetValue(bytes, out var name))
                {
                    name = Convert.ToHexString(bytes);
                    {|LEAK102:_names[bytes] = name|};
                }

                return name;
            }
        }
        """);

    [Fact]
    public Task Tombstones() => Check("""
        public class SessionTable
        {
            private static readonly ConcurrentDictionary<string, string?> _sessions = new();
            public void Open(string id, string user) => {|LEAK102:_sessions[id] = user|};
            public void Close(string id) => _sessions[id] = null;
        }
        """);

    [Fact]
    public Task Emptied_lists_stay() => Check("""
        public class Hub
        {
            private static readonly Dictionary<string, List<string>> _groups = new();
            public void Join(string group, string connection)
            {
                lock (_groups)
                {
                    if (!_groups.TryGetValue(group, out var members))
                    {
                        members = new List<string>();
                        {|LEAK102:_groups[group] = members|};
                    }

                    members.Add(connection);
                }
            }

            public void Leave(string group, string connection)
            {
                lock (_groups)
                {
                    if (_groups.TryGetValue(group, out var members))
                        members.Remove(connection);
                }
            }
        }
        """);

    [Fact]
    public Task Emptied_hashsets_stay_GetOrAdd() => Check("""
        public class PresenceHub
        {
            private static readonly ConcurrentDictionary<string, HashSet<string>> _users = new();
            public void OnConnected(string user, string conn)
            {
                var set = {|LEAK102:_users.GetOrAdd(user, _ => new HashSet<string>())|};
                lock (set)
                    set.Add(conn);
            }

            public void OnDisconnected(string user, string conn)
            {
                if (_users.TryGetValue(user, out var set))
                    lock (set)
                    {
                        set.Remove(conn);
                    }
            }
        }
        """);

    [Fact]
    public Task Second_map() => Check("""
        public class Devices
        {
            private static readonly Dictionary<int, string> _byId = new();
            private static readonly Dictionary<string, int> _byName = new();
            public void Attach(int id, string name)
            {
                _byId[id] = name;
                {|LEAK102:_byName[name] = id|};
            }

            public void Detach(int id)
            {
                _byId.Remove(id);
            }
        }
        """);

    [Fact]
    public Task Guid_keyed() => Check("""
        public class Jobs
        {
            private static readonly ConcurrentDictionary<Guid, Task> _running = new();
            public Guid Start(Action a)
            {
                var id = Guid.NewGuid();
                {|LEAK102:_running[id] = Task.Run(a)|};
                return id;
            }

            public Task? Find(Guid id) => _running.TryGetValue(id, out var t) ? t : null;
        }
        """);

    [Fact]
    public Task Connection_string_keyed() => Check("""
        public class Db
        {
            private static readonly Dictionary<string, DbPool> _pools = new();
            public DbPool Open(string cs)
            {
                lock (_pools)
                {
                    if (!_pools.TryGetValue(cs, out var p))
                        {|LEAK102:_pools.Add(cs, p = new DbPool(cs))|};
                    return p;
                }
            }

            public class DbPool
            {
                public DbPool(string s)
                {
                }
            }
        }
        """);

    [Fact]
    public Task User_id_int_keyed() => Check("""
        public class Quotas
        {
            private static readonly Dictionary<long, int> _used = new();
            public bool Take(long userId)
            {
                _used.TryGetValue(userId, out var n);
                if (n > 100)
                    return false;
                {|LEAK102:_used[userId] = n + 1|};
                return true;
            }
        }
        """);

    [Fact]
    public Task HttpClient_per_tenant() => Check("""
        public class Clients
        {
            private static readonly ConcurrentDictionary<string, HttpClient> _clients = new();
            public HttpClient For(string tenant) => {|LEAK102:_clients.GetOrAdd(tenant, t => new HttpClient { BaseAddress = new Uri($"https://{t}.example.com") })|};
        }
        """);
}

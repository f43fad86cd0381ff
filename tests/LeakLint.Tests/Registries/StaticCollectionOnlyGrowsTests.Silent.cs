using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Collections that are limited: by a count, as a pool, by weak entries.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Fact]
    public Task Bounded_by_count() => Check("""
        public static class Lru
        {
            private static readonly ConcurrentDictionary<string, string> _c = new();
            public static string Get(string k)
            {
                if (_c.Count > 1000)
                    _c.Clear();
                return _c.GetOrAdd(k, x => x + x);
            }
        }
        """);

    [Fact]
    public Task Bounded_skip_add() => Check("""
        public class RegexPool
        {
            private static readonly Dictionary<string, Regex> _c = new();
            public Regex Get(string p)
            {
                lock (_c)
                {
                    if (_c.TryGetValue(p, out var r))
                        return r;
                    r = new Regex(p);
                    if (_c.Count < 256)
                        _c.Add(p, r);
                    return r;
                }
            }
        }
        """);

    [Fact]
    public Task Linked_list_lru() => Check("""
        public class LruCache
        {
            private static readonly Dictionary<string, LinkedListNode<(string, int)>> _map = new();
            private static readonly LinkedList<(string, int)> _order = new();
            public int Get(string k)
            {
                if (_map.TryGetValue(k, out var n))
                {
                    _order.Remove(n);
                    _order.AddFirst(n);
                    return n.Value.Item2;
                }

                var node = _order.AddFirst((k, k.Length));
                _map[k] = node;
                if (_map.Count > 100)
                {
                    var last = _order.Last!;
                    _order.RemoveLast();
                    _map.Remove(last.Value.Item1);
                }

                return k.Length;
            }
        }
        """);

    [Fact]
    public Task Pool() => Check("""
        public class Parser
        {
            private static readonly ConcurrentQueue<StringBuilder> _pool = new();
            public string Parse(string s)
            {
                if (!_pool.TryDequeue(out var sb))
                    sb = new();
                sb.Append(s);
                var r = sb.ToString();
                sb.Clear();
                _pool.Enqueue(sb);
                return r;
            }
        }
        """);

    [Fact]
    public Task Pool_in_another_member() => Check("""
        public sealed class Node
        {
            private static readonly Stack<Node> _free = new();
            public static Node Rent()
            {
                lock (_free)
                    return _free.Count > 0 ? _free.Pop() : new Node();
            }

            public void Return()
            {
                lock (_free)
                    _free.Push(this);
            }
        }
        """);

    [Fact]
    public Task Weak_table() => Check("""
        public class Ext
        {
            private static readonly ConditionalWeakTable<object, string> _names = new();
            public void Set(object o, string n) => _names.AddOrUpdate(o, n);
        }
        """);
}

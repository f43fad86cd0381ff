using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Removals that are none.</content>
public sealed partial class StaticRegistryHoldsHandlesTests
{
    [Fact]
    public Task Unregister_nobody_calls() => Check("""
        public class Node
        {
            private static readonly List<Node> _all = new();
            public Node()
            {
                {|LEAK101:_all.Add(this)|};
            }

            private void Unregister() => _all.Remove(this);
        }
        """);

    [Fact]
    public Task Finalizer_only_is_told_by_LEAK203() => Check("""
        public class Watcher
        {
            private static readonly HashSet<Watcher> _live = new();
            public Watcher()
            {
                _live.Add(this);
            }

            ~Watcher()
            {
                Unregister();
            }

            private void Unregister()
            {
                lock (_live)
                    _live.Remove(this);
            }
        }
        """);

    [Fact]
    public Task Dispose_async_forgets() => Check("""
        public sealed class Channel : IDisposable, IAsyncDisposable
        {
            private static readonly ConcurrentDictionary<Channel, byte> _open = new();
            private readonly Stream _s;
            public Channel(Stream s)
            {
                _s = s;
                {|LEAK101:_open.TryAdd(this, 0)|};
            }

            public void Dispose()
            {
                _open.TryRemove(this, out _);
                _s.Dispose();
            }

            public async ValueTask DisposeAsync()
            {
                await _s.DisposeAsync();
            }
        }
        """);

    [Fact]
    public Task Array_copied_by_hand() => Check("""
        public class Listener
        {
            private static Listener[] _all = Array.Empty<Listener>();
            public Listener()
            {
                var bigger = new Listener[_all.Length + 1];
                Array.Copy(_all, bigger, _all.Length);
                {|LEAK101:bigger[_all.Length] = this|};
                _all = bigger;
            }
        }
        """);
}

namespace LeakLint.HouseTests.Robustness;

/// <summary>Every family's leak in one file, with the constructs around it that analyzers trip over.</summary>
internal static class LeakySource
{
    public const string Text = """
        using System;
        using System.Buffers;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Runtime.CompilerServices;
        using System.Threading.Tasks;
        using LeakLint;

        namespace Leaky;

        public class Node : IDisposable
        {
            private static readonly List<Node> All = new();
            private static readonly Dictionary<string, Node> ByName = [];
            private static readonly ConcurrentDictionary<string, byte[]> Cache = new();
            private static ImmutableList<Action> _handlers = ImmutableList<Action>.Empty;
            private static event EventHandler? Changed;

            private readonly Peer _peer;
            private Action? _callback;

            public Node(string name)
            {
                All.Add(this);
                ByName[name] = this;
                _handlers = _handlers.Add(Dispose);
                Changed += OnChanged;
                _peer = new Peer(this);
                _callback = () => _peer.Touch(this);
            }

            ~Node() => _peer.Touch(this);

            public Node? Parent { get; set; }

            public List<Node> Children { get; } = [];

            public void Add(Node child)
            {
                child.Parent = this;
                Children.Add(child);
            }

            public byte[] Load(string key) => Cache.GetOrAdd(key, static k => new byte[k.Length]);

            public void Dispose() => GC.SuppressFinalize(this);

            private void OnChanged(object? sender, EventArgs e) => _callback?.Invoke();

            private sealed class Peer(Node owner)
            {
                private readonly Node _owner = owner;

                ~Peer() => _owner.Dispose();

                public void Touch(Node node)
                {
                    if (!ReferenceEquals(node, _owner)) throw new InvalidOperationException(nameof(node));
                }
            }
        }

        public static class Buffers
        {
            public static int Sum(ReadOnlySpan<byte> data, int limit)
            {
                byte[]? rented = null;
                Span<byte> copy = data.Length <= 256 ? stackalloc byte[data.Length] : (rented = ArrayPool<byte>.Shared.Rent(data.Length));
                data.CopyTo(copy);
                var sum = 0;
                foreach (var b in copy)
                {
                    sum += b;
                    if (sum > limit) return -1;
                }

                if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
                return sum;
            }

            public static async Task<int> ReadAsync(Func<byte[], Task<int>> read)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(64);
                try
                {
                    return await read(buffer) switch
                    {
                        0 => throw new InvalidOperationException(),
                        > 10 and var n => n,
                        _ => 1,
                    };
                }
                catch (InvalidOperationException e) when (e.Message.Length > 3)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    goto done;
                }

            done:
                return 0;
            }

            public static IEnumerable<byte> Walk(int n)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(n);
                for (var i = 0; i < n; i++)
                {
                    if (i == 7) yield break;
                    yield return buffer[i];
                }

                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }

            public static byte[] Local(int n)
            {
                var outer = Rent();
                using var view = new Owner(outer);
                return view.Take();

                byte[] Rent() => ArrayPool<byte>.Shared.Rent(n);
            }

            private sealed record Owner(byte[] Bytes) : IDisposable
            {
                public byte[] Take() => Bytes;

                public void Dispose() { }
            }
        }
        """;
}

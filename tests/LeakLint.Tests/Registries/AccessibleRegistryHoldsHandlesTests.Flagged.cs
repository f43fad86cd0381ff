using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What the whole compilation shows.</content>
public sealed partial class AccessibleRegistryHoldsHandlesTests
{
    [Fact]
    public Task Internal_registry_this() => Check("""
        internal static class Tracker
        {
            internal static readonly List<object> Items = new();
        }

        public class Widget
        {
            public Widget()
            {
                {|LEAK111:Tracker.Items.Add(this)|};
            }
        }
        """);

    [Fact]
    public Task Internal_cache_reached_from_other_type() => Check("""
        internal static class Caches
        {
            public static readonly Dictionary<string, byte[]> Files = new();
        }

        public class Reader
        {
            public byte[] Read(string path)
            {
                if (!Caches.Files.TryGetValue(path, out var b))
                {
                    b = File.ReadAllBytes(path);
                    {|LEAK111:Caches.Files[path] = b|};
                }

                return b;
            }
        }
        """);

    [Fact]
    public Task Static_method_called_by_instance_handler() => Check("""
        public static class EventLog
        {
            private static readonly List<string> _lines = new();
            public static void Write(string line) => {|LEAK111:_lines.Add(line)|};
            public static int Count() => _lines.Count;
        }

        public class RequestHandler
        {
            public void Handle(string path, int status)
            {
                EventLog.Write($"{path} {status}");
            }
        }
        """);

    [Fact]
    public Task Top_level_lambda() => CheckProgram("""
        var seen = Store.Seen;
        Server.Map("/", q =>
        {
            {|LEAK111:Store.Seen.Add(q)|};
            return "ok";
        });
        static class Store
        {
            public static readonly HashSet<string> Seen = new();
        }

        static class Server
        {
            public static void Map(string p, Func<string, string> h)
            {
            }
        }
        """);
}

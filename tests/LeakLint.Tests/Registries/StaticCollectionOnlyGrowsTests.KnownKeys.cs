using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Caches by keys that something else limits: another collection, constants, the compiler, a capacity.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Theory]
    [InlineData("if (!s_known.Contains(name)) throw new ArgumentException(name);")]
    [InlineData("if (name.Length == 0 || !s_known.Contains(name)) return new object();")]
    [InlineData("if (!_drivers.ContainsKey(name)) return new object();")]
    [InlineData("if (!_drivers.TryGetValue(name, out var make)) return new object();")]
    [InlineData("switch (name) { case \"odbc\": case \"file\": break; default: throw new ArgumentException(name); }")]
    [InlineData("if (name is not (\"odbc\" or \"file\")) throw new ArgumentException(name);")]
    [InlineData("if (name != \"odbc\" && name != \"file\") return new object();")]
    public Task Keys_that_are_tested_first_are_not_decided(string test) => Check($$"""
        public sealed class Drivers
        {
            private static readonly ConcurrentDictionary<string, object> s_made = new();
            private static readonly string[] s_known = { "odbc", "file" };
            private readonly Dictionary<string, Type> _drivers = new() { ["odbc"] = typeof(int) };

            public object Get(string name)
            {
                {{test}}
                return {|LEAK002:s_made.GetOrAdd(name, n => new object())|};
            }
        }
        """);

    [Fact]
    public Task The_first_factory_that_knows_the_name_makes_it() => Check("""
        public interface IFactory
        {
            IEnumerable<string> Names();
            object Make(string name);
        }

        public sealed class Providers
        {
            private static readonly ConcurrentDictionary<string, object> s_made = new();
            private readonly List<IFactory> _factories = new();

            public object? Get(string name)
            {
                if (s_made.TryGetValue(name, out var made))
                {
                    return made;
                }

                foreach (var factory in _factories)
                {
                    if (factory.Names().Contains(name))
                    {
                        return {|LEAK002:s_made.GetOrAdd(name, factory.Make(name))|};
                    }
                }

                return null;
            }
        }
        """);

    [Theory]
    [InlineData("if (!name.Contains('.')) return new object();")]
    [InlineData("if (s_known.Contains(name)) return new object();")]
    [InlineData("if (name == null) return new object();")]
    [InlineData("if (s_known.Contains(\"odbc\")) return new object();")]
    [InlineData("switch (name) { case \"odbc\": return new object(); }")]
    [InlineData("switch (name) { case \"odbc\": return new object(); default: break; }")]
    public Task A_test_that_lets_others_through_limits_nothing(string test) => Check($$"""
        public static class Drivers
        {
            private static readonly ConcurrentDictionary<string, object> s_made = new();
            private static readonly string[] s_known = { "odbc", "file" };

            public static object Get(string name)
            {
                {{test}}
                return {|LEAK102:s_made.GetOrAdd(name, n => new object())|};
            }
        }
        """);

    [Theory]
    [InlineData("public static string Of(Enum value) => s_texts.GetOrAdd(value, v => v.ToString()); private static readonly ConcurrentDictionary<Enum, string> s_texts = new();")]
    [InlineData("public static string Of<T>(T value) where T : struct, Enum => Texts<T>.All.GetOrAdd(value, v => v.ToString()!); private static class Texts<T> where T : struct, Enum { public static readonly ConcurrentDictionary<T, string> All = new(); }")]
    [InlineData("public void Post(string line) => s_lines.TryAdd(line); private static readonly BlockingCollection<string> s_lines = new(100);")]
    public Task Few_by_type_or_by_capacity(string members) => Check($$"""
        public class Few
        {
            {{members}}
        }
        """);

    [Fact]
    public Task A_collection_without_a_capacity_takes_all() => Check("""
        public class Many
        {
            private static readonly BlockingCollection<string> s_lines = new();
            public void Post(string line) => {|LEAK102:s_lines.Add(line)|};
            public static int Count => s_lines.Count;
        }
        """);

    [Fact]
    public Task The_name_of_the_caller() => Check("""
        public class Model
        {
            private static readonly ConcurrentDictionary<string, object> s_args = new();
            protected static object For([CallerMemberName] string name = "") => {|LEAK002:s_args.GetOrAdd(name, n => new object())|};
            protected static object ForNamed(string name) => new object();
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What the callers in other types hand over.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Theory]
    [InlineData("Optional.Try(nameof(Close), _close);", "Optional.Try(\"flush\", _close);")]
    [InlineData("Optional.Try(name: nameof(Close), action: _close);", "Flush(\"flush\"); } void Flush(string name) { Optional.Try(name, _close);")]
    public Task Callers_that_pass_constants_are_no_growth(string one, string other) => Check($$"""
        internal static class Optional
        {
            private static readonly ConcurrentDictionary<string, bool> s_there = new();

            public static void Try(string name, Action action)
            {
                if (!s_there.TryGetValue(name, out var there))
                {
                    try { action(); s_there.TryAdd(name, true); }
                    catch (EntryPointNotFoundException) { s_there.TryAdd(name, false); }
                }
                else if (there)
                {
                    action();
                }
            }
        }

        internal sealed class Client(Action _close)
        {
            public void Close() { {{one}} }

            public void Flush() { {{other}} }
        }
        """);

    [Theory]
    [InlineData("internal", "Optional.Try(given)")]
    [InlineData("internal", "Array.ForEach(new[] { given }, Optional.Try)")]
    [InlineData("public", "Optional.Try(\"close\")")]
    public Task Callers_that_pass_anything_or_stand_outside_are_growth(string access, string call) => Check($$"""
        {{access}} static class Optional
        {
            private static readonly ConcurrentDictionary<string, object> s_there = new();

            public static void Try(string name)
            {
                if (!s_there.TryGetValue(name, out _))
                {
                    {|LEAK102:s_there.TryAdd(name, new object())|};
                }
            }
        }

        internal sealed class Client
        {
            public void Close(string given) { {{call}}; }
        }
        """);

    [Fact]
    public Task Keys_of_a_function_a_type_and_a_method_and_values_made_of_types_are_not_decided() => Check("""
        internal static class Names
        {
            private struct Key { public Func<Type, string> Name; public Type Type; public MethodInfo Method; }

            private sealed class Target { public Type Type = null!; public MethodInfo Method = null!; }

            private static readonly ConcurrentDictionary<Key, string> s_names = new();
            private static readonly ConcurrentDictionary<string, Target> s_targets = new();

            internal static string Of(Func<Type, string> name, Type type, MethodInfo method)
                => {|LEAK002:s_names.GetOrAdd(new Key { Name = name, Type = type, Method = method }, static k => k.Name(k.Type) + k.Method.Name)|};

            internal static MethodInfo Find(string name)
                => {|LEAK002:s_targets.GetOrAdd(name, static n => new Target { Type = Type.GetType(n)!, Method = Type.GetType(n)!.GetMethod("Run")! })|}.Method;
        }
        """);
}

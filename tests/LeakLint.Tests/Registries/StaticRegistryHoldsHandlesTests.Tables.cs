using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Tables whose instances are constants of other types, and ways to let go that name no removal.</content>
public sealed partial class StaticRegistryHoldsHandlesTests
{
    [Fact]
    public Task Instances_that_are_constants_of_derived_types_may_be_meant_to_stay() => Check("""
        public abstract class Planet
        {
            private static readonly List<Planet> _all = new();
            protected Planet() => {|LEAK002:_all.Add(this)|};
            public static Planet At(int place) => _all[place];
        }

        public sealed class Rock : Planet
        {
            public static readonly Rock Earth = new();
        }
        """);

    [Fact]
    public Task Instances_of_a_generic_base_that_are_constants_may_be_meant_to_stay() => Check("""
        public abstract class Choice<T> where T : Choice<T>
        {
            private static readonly Dictionary<string, T> _byName = new();
            protected Choice(string name) => {|LEAK002:_byName.Add(name, (T)this)|};
            public static T Parse(string name) => _byName[name];
        }

        public sealed class Weekday : Choice<Weekday>
        {
            private Weekday(string name) : base(name) { }
            public static Weekday Monday { get; } = new("mo");
        }
        """);

    [Fact]
    public Task Constants_made_by_a_factory_may_be_meant_to_stay() => Check("""
        public class Signal
        {
            private static readonly ArrayList _all = new();
            private Signal() => {|LEAK002:_all.Add(this)|};
            public static Signal Define() => new();
        }

        public static class Signals
        {
            public static readonly Signal Clicked = Signal.Define();
        }
        """);

    [Fact]
    public Task Instances_that_come_and_go_beside_a_constant_stay_a_leak() => Check("""
        public class Node
        {
            private static readonly List<Node> _all = new();
            public Node() => {|LEAK101:_all.Add(this)|};
            public Node Split() => new();
        }

        public static class Roots
        {
            public static readonly Node First = new();
        }
        """);

    [Theory]
    [InlineData("_byId[_id] = null;")]
    [InlineData("_byId[_id] = default;")]
    public Task An_entry_that_is_emptied_lets_go_of_the_object_and_keeps_its_key(string close) => Check($$"""
        public class Node
        {
            private static readonly Dictionary<int, Node?> _byId = new();
            private static int _last;
            private readonly int _id = ++_last;
            public Node() => {|LEAK102:_byId[_id] = this|};
            public void Close() { {{close}} }
        }
        """);

    [Theory]
    [InlineData("public Node() => _place = {|LEAK002:_all.AddLast(this)|};")]
    [InlineData("public Node() { var place = new LinkedListNode<Node>(this); _place = place; {|LEAK002:_all.AddLast(place)|}; }")]
    public Task A_kept_list_node_can_leave_its_list(string constructor) => Check($$"""
        public class Node
        {
            private static readonly LinkedList<Node> _all = new();
            private readonly LinkedListNode<Node> _place;
            {{constructor}}
            public void Close() => _place.List?.Remove(_place);
        }
        """);

    [Fact]
    public Task A_list_node_that_nobody_keeps_stays() => Check("""
        public class Node
        {
            private static readonly LinkedList<Node> _all = new();
            public Node() => {|LEAK101:_all.AddLast(this)|};
        }
        """);

    [Fact]
    public Task What_only_some_builds_call_is_not_decided() => Check("""
        public class Node
        {
            private static readonly List<Node> _all = new();
            public Node() => Record(this);
            [System.Diagnostics.Conditional("DEBUG")]
            private static void Record(Node node) => {|LEAK002:_all.Add(node)|};
        }
        """);
}

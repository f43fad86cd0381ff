using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Collections inside a registry.</content>
public sealed partial class StaticRegistryHoldsHandlesTests
{
    [Fact]
    public Task Event_source_style_handlers_inner_list() => Check("""
        public class Listener2
        {
            private static readonly Dictionary<DayOfWeek, List<Listener2>> _byDay = new()
            {
                [DayOfWeek.Monday] = new()
            };
            public Listener2(DayOfWeek d)
            {
                {|LEAK101:_byDay[d].Add(this)|};
            }
        }
        """);

    [Fact]
    public Task Getoradd_inner_list_of_this() => Check("""
        public class Listener3
        {
            private static readonly ConcurrentDictionary<Type, List<Listener3>> _byType = new();
            public Listener3()
            {
                var l = _byType.GetOrAdd(GetType(), _ => new List<Listener3>());
                lock (l)
                    {|LEAK101:l.Add(this)|};
            }
        }
        """);

    [Fact]
    public Task List_of_threads() => Check("""
        public class Th
        {
            private static readonly List<Thread> _t = new();
            public void Start(Action a)
            {
                var t = new Thread(() => a());
                {|LEAK101:_t.Add(t)|};
                t.Start();
            }
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Dead entries that somebody removes, or that are few.</content>
public sealed partial class DeadWeakEntriesStayTests
{
    [Fact]
    public Task Dead_ones_are_removed_before_the_add() => Check("""
        public class Pruned
        {
            private static readonly List<WeakReference<Pruned>> s_views = new();
            public Pruned()
            {
                s_views.RemoveAll(v => !v.TryGetTarget(out _));
                s_views.Add(new WeakReference<Pruned>(this));
            }
        }
        """);

    [Fact]
    public Task Dead_ones_are_removed_while_walking() => Check("""
        public class Walked
        {
            private static readonly List<WeakReference> s_views = new();
            public Walked() => s_views.Add(new WeakReference(this));
            public static void Each(Action<object> a)
            {
                for (var i = s_views.Count - 1; i >= 0; i--)
                {
                    if (s_views[i].Target is { } t)
                        a(t);
                    else
                        s_views.RemoveAt(i);
                }
            }
        }
        """);

    [Fact]
    public Task The_finalizer_removes_its_own_weak_entry() => Check("""
        public class Finalized
        {
            private static readonly ConcurrentDictionary<int, WeakReference<Finalized>> s_all = new();
            private static int s_next;
            private readonly int _id = Interlocked.Increment(ref s_next);
            public Finalized() => s_all[_id] = new(this);
            ~Finalized() => s_all.TryRemove(_id, out _);
        }
        """);

    [Fact]
    public Task Weak_references_by_type_are_few() => Check("""
        public class Typed
        {
            private static readonly Dictionary<Type, WeakReference> s_all = new();
            public void Keep(object o) => s_all[o.GetType()] = new WeakReference(o);
        }
        """);

    [Fact]
    public Task A_conditional_weak_table_removes_by_itself() => Check("""
        public class Tabled
        {
            private static readonly ConditionalWeakTable<Tabled, object> s_all = new();
            public Tabled() => s_all.Add(this, new object ());
        }
        """);

    [Fact]
    public Task The_living_are_copied_into_a_new_list() => Check("""
        public class Copied
        {
            private static List<WeakReference<Copied>> s_all = new();
            public Copied() => s_all.Add(new(this));
            public static void Sweep() => s_all = s_all.Where(w => w.TryGetTarget(out _)).ToList();
        }
        """);
}

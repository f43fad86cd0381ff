using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Dead entries that nobody removes.</content>
public sealed partial class DeadWeakEntriesStayTests
{
    [Fact]
    public Task A_list_of_weak_references_grows_with_each_instance() => Check("""
        public class View
        {
            private static readonly List<WeakReference<View>> s_views = new();
            public View() => {|LEAK106:s_views.Add(new WeakReference<View>(this))|};
            public static int Alive() => s_views.Count(v => v.TryGetTarget(out _));
        }
        """);

    [Fact]
    public Task A_map_of_weak_references_keyed_by_a_parameter() => Check("""
        public sealed class Image
        {
            private static readonly Dictionary<string, WeakReference<Image>> s_images = new();
            public static Image Load(string path)
            {
                if (s_images.TryGetValue(path, out var w) && w.TryGetTarget(out var i))
                    return i;
                i = new Image();
                {|LEAK106:s_images[path] = new WeakReference<Image>(i)|};
                return i;
            }
        }
        """);

    [Fact]
    public Task GetOrAdd_of_weak_references() => Check("""
        public static class Documents
        {
            private static readonly ConcurrentDictionary<string, WeakReference> s_all = new();
            public static object? Get(string key) => {|LEAK106:s_all.GetOrAdd(key, k => new WeakReference(new object ()))|}.Target;
        }
        """);

    [Fact]
    public Task Weak_handlers_in_an_array() => Check("""
        public class Listener
        {
            private static WeakReference<Listener>[] s_all = Array.Empty<WeakReference<Listener>>();
            public Listener() => s_all = {|LEAK106:s_all.Append(new WeakReference<Listener>(this))|}.ToArray();
        }
        """);

    [Fact]
    public Task Walking_over_the_living_removes_nothing() => Check("""
        public class Cell
        {
            private static readonly LinkedList<WeakReference<Cell>> s_cells = new();
            public Cell()
            {
                {|LEAK106:s_cells.AddLast(new WeakReference<Cell>(this))|};
            }

            public static IEnumerable<Cell> Living()
            {
                foreach (var w in s_cells)
                    if (w.TryGetTarget(out var c))
                        yield return c;
            }
        }
        """);
}

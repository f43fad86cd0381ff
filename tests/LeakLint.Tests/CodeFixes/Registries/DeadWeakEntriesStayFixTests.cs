using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Registries;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>LEAK106: dead entries are taken out when the collection has doubled.</summary>
public sealed class DeadWeakEntriesStayFixTests
{
    [Fact]
    public Task List_in_an_expression_body() => Fix(
        """
        using System;
        using System.Collections.Generic;

        public class View
        {
            private static readonly List<WeakReference<View>> s_views = new();

            public View() => {|LEAK106:s_views.Add(new WeakReference<View>(this))|};
        }
        """,
        """
        using System;
        using System.Collections.Generic;

        public class View
        {
            private static readonly List<WeakReference<View>> s_views = new();

            public View()
            {
                // Whenever the number has doubled.
                if ((s_views.Count & (s_views.Count - 1)) == 0)
                {
                    s_views.RemoveAll(static weak => !weak.TryGetTarget(out _));
                }

                s_views.Add(new WeakReference<View>(this));
            }
        }
        """);

    [Fact]
    public Task Set_under_a_lock() => Fix(
        """
        using System;
        using System.Collections.Generic;

        public class View
        {
            private static readonly HashSet<WeakReference> s_views = new();

            public void Show()
            {
                lock (s_views)
                {
                    // Shown.
                    {|LEAK106:s_views.Add(new WeakReference(this))|};
                }
            }
        }
        """,
        """
        using System;
        using System.Collections.Generic;

        public class View
        {
            private static readonly HashSet<WeakReference> s_views = new();

            public void Show()
            {
                lock (s_views)
                {
                    // Whenever the number has doubled.
                    if ((s_views.Count & (s_views.Count - 1)) == 0)
                    {
                        s_views.RemoveWhere(static weak => !weak.IsAlive);
                    }

                    // Shown.
                    s_views.Add(new WeakReference(this));
                }
            }
        }
        """);

    [Theory]
    [InlineData("Dictionary", "Generic", "Remove(dead.Key)")]
    [InlineData("ConcurrentDictionary", "Concurrent", "TryRemove(dead)")]
    public Task Map(string map, string home, string remove) => Fix(
        $$"""
        using System;
        using System.Collections.{{home}};

        public sealed class Image
        {
            private static readonly {{map}}<string, WeakReference<Image>> s_images = new();

            public static Image Load(string path)
            {
                if (s_images.TryGetValue(path, out var known) && known.TryGetTarget(out var image))
                {
                    return image;
                }

                image = new Image();
                {|LEAK106:s_images[path] = new WeakReference<Image>(image)|};
                return image;
            }
        }
        """,
        $$"""
        using System;
        using System.Collections.{{home}};
        using System.Linq;

        public sealed class Image
        {
            private static readonly {{map}}<string, WeakReference<Image>> s_images = new();

            public static Image Load(string path)
            {
                if (s_images.TryGetValue(path, out var known) && known.TryGetTarget(out var image))
                {
                    return image;
                }

                image = new Image();
                // Whenever the number has doubled.
                if ((s_images.Count & (s_images.Count - 1)) == 0)
                {
                    foreach (var dead in s_images.Where(static entry => !entry.Value.TryGetTarget(out _)).ToList())
                    {
                        s_images.{{remove}};
                    }
                }

                s_images[path] = new WeakReference<Image>(image);
                return image;
            }
        }
        """);

    [Theory]
    [InlineData("LinkedList<WeakReference<View>> s_views = new();", "{|LEAK106:s_views.AddLast(new WeakReference<View>(this))|};")]
    [InlineData("Queue<WeakReference<View>> s_views = new();", "{|LEAK106:s_views.Enqueue(new WeakReference<View>(this))|};")]
    public Task Nothing_is_offered_where_nothing_takes_out_of_the_middle(string field, string add)
    {
        var code = $"using System; using System.Collections.Generic; public class View {{ private static readonly {field} public View() {{ {add} }} }}";
        return Fix(code, code);
    }

    private static Task Fix(string code, string repaired) => new Test { TestCode = code, FixedCode = repaired }.RunAsync();

    private sealed class Test : CSharpCodeFixTest<RegistriesAnalyzer, DeadWeakEntriesStayFix, DefaultVerifier>;
}

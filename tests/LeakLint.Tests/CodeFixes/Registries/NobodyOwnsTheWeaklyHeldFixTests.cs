using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class NobodyOwnsTheWeaklyHeldFixTests
{
    [Fact]
    public Task Weak_field_method_group() => SubscriptionFixTest<NobodyOwnsTheWeaklyHeldFix>.Check("""
        public class Vm
        {
            readonly WeakReference<EventHandler> _h;
            public Vm()
            {
                _h = {|LEAK107:new WeakReference<EventHandler>(OnX)|};
            }

            void OnX(object s, EventArgs e)
            {
            }
        }
        """, """
        public class Vm
        {
            private readonly EventHandler _onX;
            readonly WeakReference<EventHandler> _h;
            public Vm()
            {
                _h = new WeakReference<EventHandler>(_onX = OnX);
            }

            void OnX(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Weak_local_fresh() => SubscriptionFixTest<NobodyOwnsTheWeaklyHeldFix>.Check("""
        public class Doc
        {
            public int N;
        }

        public class Cache
        {
            WeakReference _d;
            public void Load()
            {
                var doc = new Doc();
                doc.N = 4;
                _d = {|LEAK107:new WeakReference(doc)|};
            }
        }
        """, """
        public class Doc
        {
            public int N;
        }

        public class Cache
        {
            private Doc _doc;
            WeakReference _d;
            public void Load()
            {
                var doc = new Doc();
                doc.N = 4;
                _d = new WeakReference(_doc = doc);
            }
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK201, flagged: counted handles in a circle.</summary>
public sealed partial class CountedCycleTests
{
    [Fact]
    public Task Two_nodes_linked_both_ways() => CyclesVerifier.VerifyAsync(
        """
        class Node : IDisposable { public SharedHandle<Node> Next; public void Dispose() { Next?.Dispose(); } }
        class P { static void M() { var a = SharedHandle.Create(new Node()); var b = SharedHandle.Create(new Node());
         a.Value.Next = b.AddReference();
         {|LEAK201:b.Value.Next = a.AddReference()|};
         a.Dispose(); b.Dispose(); } }
        """);

    [Fact]
    public Task Parent_and_child() => CyclesVerifier.VerifyAsync(
        """
        class Parent : IDisposable { SharedHandle<Child> _child; public void Adopt(SharedHandle<Parent> self) {
          _child = SharedHandle.Create(new Child(self)); } public void Dispose() { _child?.Dispose(); } }
        class Child : IDisposable { readonly SharedHandle<Parent> _parent; public Child(SharedHandle<Parent> parent) {
          {|LEAK201:_parent = parent.AddReference()|};
         } public void Dispose() { _parent.Dispose(); } }
        class P { static void M() { var p = SharedHandle.Create(new Parent()); p.Value.Adopt(p); p.Dispose(); } }
        """);

    [Fact]
    public Task Self_reference() => CyclesVerifier.VerifyAsync(
        """
        class Node : IDisposable { public SharedHandle<Node> Self; public void Dispose() { Self?.Dispose(); } }
        class P { static void M() { var a = SharedHandle.Create(new Node());
         {|LEAK201:a.Value.Self = a.AddReference()|};
         a.Dispose(); } }
        """);

    [Fact]
    public Task Length_three() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { public SharedHandle<N> Next; public void Dispose() { Next?.Dispose(); } }
        class P { static void M() { var a = SharedHandle.Create(new N()); var b = SharedHandle.Create(new N()); var c = SharedHandle.Create(new N());
         a.Value.Next = b.AddReference();
         b.Value.Next = c.AddReference();
         {|LEAK201:c.Value.Next = a.AddReference()|};
         a.Dispose(); b.Dispose(); c.Dispose(); } }
        """);

    [Fact]
    public Task Through_a_list() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { public readonly List<SharedHandle<N>> Links = new(); public void Dispose() { foreach (var l in Links) l.Dispose(); } }
        class P { static void M() { var a = SharedHandle.Create(new N()); var b = SharedHandle.Create(new N());
         a.Value.Links.Add(b.AddReference());
         {|LEAK201:b.Value.Links.Add(a.AddReference())|};
         a.Dispose(); b.Dispose(); } }
        """);

    [Fact]
    public Task Through_a_lambda() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { public Action OnDone; public void Dispose() { OnDone = null; } }
        class P { static void M() { var a = SharedHandle.Create(new N()); var self = a.AddReference();
         {|LEAK201:a.Value.OnDone = () => self.Value.ToString()|};
         a.Dispose(); } }
        """);

    [Fact]
    public Task Through_an_owned_plain_object() => CyclesVerifier.VerifyAsync(
        """
        class Session : IDisposable { Worker _w; public void Start(SharedHandle<Session> self) { _w = new Worker(self.AddReference()); } public void Dispose() { _w.Dispose(); } }
        class Worker : IDisposable { readonly SharedHandle<Session> _s; public Worker(SharedHandle<Session> s) {
          {|LEAK201:_s = s|};
         } public void Dispose() { _s.Dispose(); } }
        class P { static void M() { var s = SharedHandle.Create(new Session()); s.Value.Start(s); s.Dispose(); } }
        """);

    [Fact]
    public Task Timer_callback_over_a_handle() => CyclesVerifier.VerifyAsync(
        """
        class Session : IDisposable { Timer _t; public void Start(SharedHandle<Session> me) { var self = me.AddReference();
          {|LEAK201:_t = new Timer(_ => self.Value.Tick(), null, 0, 100)|};
         } void Tick() { } public void Dispose() { _t.Dispose(); }
         static void M() { var s = SharedHandle.Create(new Session()); s.Value.Start(s); s.Dispose(); } }
        """);
}

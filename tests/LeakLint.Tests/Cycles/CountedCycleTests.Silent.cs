using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK201, silent.</content>
public sealed partial class CountedCycleTests
{
    [Fact]
    public Task Parent_and_child_weak() => CyclesVerifier.VerifyAsync(
        """
        class Parent : IDisposable { SharedHandle<Child> _child; public void Adopt(SharedHandle<Parent> self) {
          _child = SharedHandle.Create(new Child(self)); } public void Dispose() { _child?.Dispose(); } }
        class Child : IDisposable { readonly WeakHandle<Parent> _parent; public Child(SharedHandle<Parent> parent) { _parent = parent.ToWeak(); } public void Dispose() { } }
        class P { static void M() { var p = SharedHandle.Create(new Parent()); p.Value.Adopt(p); p.Dispose(); } }
        """);

    [Fact]
    public Task Chain_without_a_way_back() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { public SharedHandle<N> Next; public void Dispose() { Next?.Dispose(); } }
        class P { static void M() { var a = SharedHandle.Create(new N()); var b = SharedHandle.Create(new N()); var c = SharedHandle.Create(new N());
         a.Value.Next = b.AddReference(); b.Value.Next = c.AddReference(); a.Dispose(); b.Dispose(); c.Dispose(); } }
        """);

    [Fact]
    public Task Broken_in_the_same_method() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { public SharedHandle<N> Next; public void Dispose() { Next?.Dispose(); } }
        class P { static void M() { var a = SharedHandle.Create(new N()); var b = SharedHandle.Create(new N());
         a.Value.Next = b.AddReference(); b.Value.Next = a.AddReference(); b.Value.Next.Dispose(); b.Value.Next = null; a.Dispose(); b.Dispose(); } }
        """);

    [Fact]
    public Task Broken_by_a_method() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { public SharedHandle<N> Next; public void Unlink() { Next?.Dispose(); Next = null; } public void Dispose() { Unlink(); } }
        class P { static void M() { var a = SharedHandle.Create(new N()); var b = SharedHandle.Create(new N());
         a.Value.Next = b.AddReference(); b.Value.Next = a.AddReference(); a.Dispose(); b.Dispose(); } static void Break(N n) { n.Next.Dispose(); } }
        """);

    [Fact]
    public Task Plain_back_reference_is_not_owning() => CyclesVerifier.VerifyAsync(
        """
        class A : IDisposable { SharedHandle<B> _b; public A() { _b = SharedHandle.Create(new B(this)); } public void Dispose() { _b.Dispose(); } }
        class B : IDisposable { readonly A _a; public B(A a) { _a = a; } public void Dispose() { } }
        """);

    [Fact]
    public Task Static_root_holds_a_handle() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { static SharedHandle<N> s_root; public static void Set(SharedHandle<N> n) { s_root = n.AddReference(); } public void Dispose() { } }
        """);

    [Fact]
    public Task Handle_moved_not_shared() => CyclesVerifier.VerifyAsync(
        """
        class A : IDisposable { readonly SharedHandle<B> _b; public A(SharedHandle<B> b) { _b = b; } public void Dispose() { _b.Dispose(); } }
        class B : IDisposable { public void Dispose() { } }
        class P { static void M() { var a = SharedHandle.Create(new A(SharedHandle.Create(new B()))); a.Dispose(); } }
        """);

    [Fact]
    public Task Different_instances_of_one_type() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { public SharedHandle<N> Next; public void Dispose() { Next?.Dispose(); } }
        class P { static void M(SharedHandle<N> x, SharedHandle<N> y) { var a = SharedHandle.Create(new N()); a.Value.Next = x.AddReference(); y.Value.Next = a.AddReference(); a.Dispose(); } }
        """);

    [Fact]
    public Task Either_or() => CyclesVerifier.VerifyAsync(
        """
        class N : IDisposable { public SharedHandle<N> Next; public void Dispose() { Next?.Dispose(); } }
        class P { static void M(bool c) { var a = SharedHandle.Create(new N()); var b = SharedHandle.Create(new N()); if (c) { a.Value.Next = b.AddReference(); } else { b.Value.Next = a.AddReference(); } a.Dispose(); b.Dispose(); } }
        """);
}

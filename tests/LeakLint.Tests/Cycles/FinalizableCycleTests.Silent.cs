using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = LeakLint.Tests.Cycles.CircleVerifier;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK202, silent: what breaks the cycle, what does not reach the peer, what only looks like one instance.</content>
public sealed partial class FinalizableCycleTests
{
    private const string Owner =
        """

        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
        """;

    [Fact]
    public Task Weak_reference_of_T_breaks_it() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Part { private readonly WeakReference<Owner> _owner; public Part(Owner owner) { _owner = new WeakReference<Owner>(owner); } ~Part() { if (_owner.TryGetTarget(out var o)) o.Forget(); } }
        """ + Owner);

    [Fact]
    public Task Weak_reference_breaks_it() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Part { private readonly WeakReference _owner; public Part(Owner owner) { _owner = new WeakReference(owner); } ~Part() { ((Owner)_owner.Target)?.Forget(); } }
        """ + Owner);

    [Fact]
    public Task A_class_derived_from_weak_reference_breaks_it() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class OwnerReference : WeakReference { public OwnerReference(Owner owner) : base(owner) { } }
        class Part { private readonly OwnerReference _owner; public Part(Owner owner) { _owner = new OwnerReference(owner); } ~Part() { (_owner.Target as Owner)?.Forget(); } }
        """ + Owner);

    [Fact]
    public Task A_weak_handle_breaks_it() => Verify.VerifyAnalyzerAsync(
        """
        namespace LeakLint { public sealed class WeakHandle<T> where T : class { private readonly T _target; public WeakHandle(T target) { _target = target; } public T Target => _target; } }
        class Part { private readonly LeakLint.WeakHandle<Owner> _owner; public Part(Owner owner) { _owner = new LeakLint.WeakHandle<Owner>(owner); } ~Part() { _owner.Target?.Forget(); } }
        """ + Owner);

    [Fact]
    public Task A_conditional_weak_table_breaks_it() => Verify.VerifyAnalyzerAsync(
        """
        using System.Runtime.CompilerServices;
        class Part
        {
            private static readonly ConditionalWeakTable<Part, Owner> Owners = new();
            private readonly ConditionalWeakTable<Part, Owner> _owners = new();
            public Part(Owner owner) { Owners.Add(this, owner); _owners.Add(this, owner); }
            ~Part() { if (_owners.TryGetValue(this, out var o)) o.Forget(); }
        }
        """ + Owner);

    [Fact]
    public Task A_weak_gc_handle_breaks_it() => Verify.VerifyAnalyzerAsync(
        """
        using System.Runtime.InteropServices;
        class Part { private GCHandle _owner; public Part(Owner owner) { _owner = GCHandle.Alloc(owner, GCHandleType.Weak); } ~Part() { ((Owner)_owner.Target)?.Forget(); _owner.Free(); } }
        """ + Owner);

    [Fact]
    public Task Trap_12_used_only_when_disposing() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Part : IDisposable
        {
            private readonly Owner _owner;
            public Part(Owner owner) { _owner = owner; }
            public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }
            protected virtual void Dispose(bool disposing) { if (disposing) { _owner.Forget(); } }
            ~Part() { Dispose(false); }
        }
        """ + Owner);

    [Fact]
    public Task Trap_12_early_return_when_not_disposing() => Verify.VerifyAnalyzerAsync(
        """
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } protected virtual void Dispose(bool disposing) { if (!disposing) { return; } _owner.Forget(); } ~Part() => Dispose(disposing: false); }
        """ + Owner);

    [Theory]
    [InlineData("if (disposing && _owner != null) _owner.Forget();")]
    [InlineData("if (disposing == true) _owner.Forget();")]
    [InlineData("if (disposing is true) _owner.Forget();")]
    [InlineData("if (disposing is not false) _owner.Forget();")]
    [InlineData("if (false == disposing) return; else _owner.Forget();")]
    [InlineData("_ = disposing && _owner.Try();")]
    [InlineData("_ = !disposing || _owner.Try();")]
    [InlineData("var managed = disposing; if (managed) _owner.Forget();")]
    [InlineData("switch (disposing) { case true: _owner.Forget(); break; case false: break; }")]
    [InlineData("var n = disposing ? _owner.Count() : 0;")]
    [InlineData("DisposeCore(disposing);")]
    [InlineData("if (!disposing) goto end; _owner.Forget(); end: ;")]
    public Task Trap_12_other_ways_to_ask_disposing(string body) => Verify.VerifyAnalyzerAsync(
        $$"""
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } public bool Try() => true; public int Count() => 0; ~Owner() { } }
        class Part
        {
            private readonly Owner _owner;
            public Part(Owner owner) { _owner = owner; }
            protected virtual void Dispose(bool disposing) { {{body}} }
            private void DisposeCore(bool managed = true) { if (managed) _owner.Forget(); }
            ~Part() { Dispose(false); }
        }
        """);

    [Fact]
    public Task Trap_12_base_class_with_the_pattern() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        abstract class Resource : IDisposable { public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) { } ~Resource() { Dispose(false); } }
        class Part : Resource { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } protected override void Dispose(bool disposing) { if (disposing) { _owner.Forget(); } base.Dispose(disposing); } }
        """ + Owner);

    [Fact]
    public Task The_peer_tells_whether_it_is_finalized() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public bool IsClosed { get; private set; } public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { IsClosed = true; } }
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { if (_owner != null && !_owner.IsClosed) _owner.Forget(); } }
        """);

    [Fact]
    public Task The_peer_tells_and_the_finalizer_returns() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public bool IsClosed; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { IsClosed = true; } }
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { if (_owner.IsClosed) return; _owner.Forget(); } }
        """);

    [Fact]
    public Task Finalizers_that_touch_no_peer() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Part { private IntPtr _handle; private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } public Owner Owner => _owner; private static void Free(IntPtr p) { } ~Part() { Free(_handle); _handle = IntPtr.Zero; } }
        """ + Owner);

    [Fact]
    public Task A_finalizer_that_only_lets_go() => Verify.VerifyAnalyzerAsync(
        """
        class Part { private Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { if (_owner != null) { System.GC.KeepAlive(_owner); } _owner = null; } }
        """ + Owner);

    [Fact]
    public Task A_finalizer_that_clears_a_field_of_the_peer() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { internal Part Part; public Owner() { Part = new Part(this); } ~Owner() { } }
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { _owner.Part = null; } }
        """);

    [Fact]
    public Task A_peer_without_finalizer() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } }
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task A_managed_parent_and_child() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } }
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } public void Close() { _owner.Forget(); } }
        """);

    [Fact]
    public Task A_peer_outside_the_cycle() => Verify.VerifyAnalyzerAsync(
        """
        class Log { public void Write() { } ~Log() { } }
        class Part { private readonly Owner _owner; private readonly Log _log = new Log(); public Part(Owner owner) { _owner = owner; } ~Part() { _log.Write(); } }
        """ + Owner);

    [Fact]
    public Task Field_types_alone() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { public Part Part; public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner; ~Part() { Owner.Forget(); } }
        class User { public void Use(Owner owner, Part part) { part.Owner = owner; } public void Other(Owner owner, Part part) { owner.Part = part; } }
        """);

    [Fact]
    public Task Two_other_instances() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner(bool nested) { _part = nested ? new Part(new Owner(false)) : null; } public void Forget() { } ~Owner() { } }
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task Two_locals_that_are_not_tied_both_ways() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { public Part Part; public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner; ~Part() { Owner.Forget(); } }
        static class Factory { public static void Make() { var a = new Owner(); var b = new Owner(); var p = new Part(); a.Part = p; p.Owner = b; } }
        """);

    [Fact]
    public Task A_local_that_names_another_object_by_then() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { public Part Part; public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner; ~Part() { Owner.Forget(); } }
        static class Factory { public static void Make() { var o = new Owner(); var p = new Part(); o.Part = p; o = new Owner(); p.Owner = o; } }
        """);

    [Fact]
    public Task A_linked_list() => Verify.VerifyAnalyzerAsync(
        """
        class Node { private readonly Node _next; public Node(Node next) { _next = next; } public void Close() { } public Node Push() => new Node(this); ~Node() { _next?.Close(); } }
        """);

    [Fact]
    public Task A_list_built_in_a_loop() => Verify.VerifyAnalyzerAsync(
        """
        class A { private B _b; public A(B b) { _b = b; } public void Close() { } ~A() { _b?.Close(); } }
        class B { private A _a; public B(A a) { _a = a; } public void Close() { } ~B() { _a?.Close(); } }
        static class Factory { public static A Make(int n) { A last = null; for (var i = 0; i < n; i++) { var b = new B(last); last = new A(b); } return last; } }
        """);

    [Fact]
    public Task Elements_of_two_arrays() => Verify.VerifyAnalyzerAsync(
        """
        class A { public B B; public void Close() { } ~A() { B.Close(); } }
        class B { public A A; public void Close() { } ~B() { A.Close(); } }
        static class Factory { public static void Chain(A[] a, B[] b) { for (var i = 1; i < a.Length; i++) { a[i].B = b[i]; b[i].A = a[i - 1]; } } }
        """);

    [Fact]
    public Task An_observer_that_is_only_observed() => Verify.VerifyAnalyzerAsync(
        """
        using System.Collections.Generic;
        class Subject { private readonly List<Observer> _observers = new(); public void Attach(Observer o) { _observers.Add(o); } ~Subject() { foreach (var o in _observers) o.Gone(); } }
        class Observer { public Observer(Subject subject) { subject.Attach(this); } public void Gone() { } ~Observer() { } }
        """);

    [Fact]
    public Task A_safe_handle() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        using System.Runtime.InteropServices;
        class Handle : SafeHandle
        {
            private readonly Device _device;
            public Handle(Device device) : base(IntPtr.Zero, true) { _device = device; }
            public override bool IsInvalid => handle == IntPtr.Zero;
            protected override bool ReleaseHandle() => true;
        }

        class Device { private readonly Handle _handle; public Device() { _handle = new Handle(this); } ~Device() { _handle.Close(); } }
        """);

    [Fact]
    public Task A_critical_finalizer_object_outlives_the_ordinary() => Verify.VerifyAnalyzerAsync(
        """
        using System.Runtime.ConstrainedExecution;
        class Memory : CriticalFinalizerObject { private readonly Device _device; public Memory(Device device) { _device = device; } public void Flush() { } ~Memory() { } }
        class Device { private readonly Memory _memory; public Device() { _memory = new Memory(this); } ~Device() { _memory.Flush(); } }
        """);

    [Fact]
    public Task An_object_that_knows_itself() => Verify.VerifyAnalyzerAsync(
        """
        class Node { private readonly Node _self; public Node() { _self = this; } public void Close() { } ~Node() { _self.Close(); } }
        """);

    [Fact]
    public Task A_parameter_that_is_not_kept() => Verify.VerifyAnalyzerAsync(
        """
        class Part { private Owner _owner; private string _name; public Part(Owner owner) { _name = owner.ToString(); } ~Part() { _owner?.Forget(); } }
        """ + Owner);

    [Fact]
    public Task A_primary_constructor_parameter_that_is_not_kept() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } ~Owner() { _part.Close(); } }
        class Part(Owner owner) { private readonly string _name = owner.ToString(); public void Close() { System.Console.WriteLine(_name); } ~Part() { } }
        """);

    [Fact]
    public Task A_static_field_is_no_edge() => Verify.VerifyAnalyzerAsync(
        """
        class Part { private static Owner s_owner; public Part(Owner owner) { s_owner = owner; } ~Part() { s_owner.Forget(); } }
        """ + Owner);

    [Fact]
    public Task Untied_before_the_method_ends() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { public void Run(Part part) { _part = part; part.Owner = this; part.Work(); part.Owner = null; } private Part _part; public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner; public void Work() { } ~Part() { Owner?.Forget(); } }
        """);

    [Fact]
    public Task Untied_by_a_call() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public void Run(Part part) { _part = part; part.Attach(this); part.Detach(); } public void Forget() { } ~Owner() { } }
        class Part { private Owner _owner; public void Attach(Owner owner) { _owner = owner; } public void Detach() { _owner = null; } ~Part() { _owner?.Forget(); } }
        """);

    [Fact]
    public Task The_old_one_is_let_go_first() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public void Replace() { var old = _part; _part = null; old.Owner = this; } public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner; ~Part() { Owner?.Forget(); } }
        """);

    [Fact]
    public Task Edges_on_two_arms_of_one_branch() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner(Part part, bool up) { if (up) { part.Owner = this; } else { _part = part; } } public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner; ~Part() { Owner?.Forget(); } }
        """);

    [Fact]
    public Task Edges_before_and_after_an_early_return() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public void Tie(Part part, bool up) { if (up) { part.Owner = this; return; } _part = part; } public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner; ~Part() { Owner?.Forget(); } }
        """);

    [Fact]
    public Task Finalization_suppressed_by_the_constructor() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; GC.SuppressFinalize(this); } ~Part() { _owner.Forget(); } }
        """ + Owner);

    [Fact]
    public Task A_virtual_setter_that_somebody_overrides() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public void Tie(Part part) { _part = part; part.Owner = this; } public void Forget() { } ~Owner() { _part.Close(); } }
        class Part { public virtual Owner Owner { get; set; } public void Close() { } ~Part() { } }
        class Orphan : Part { public override Owner Owner { get => null; set { } } }
        """);

    [Fact]
    public Task A_lambda_in_the_finalizer_that_nobody_runs() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Part { private readonly Owner _owner; private Action _later; public Part(Owner owner) { _owner = owner; } ~Part() { _later = () => _owner.Forget(); } }
        """ + Owner);

    [Fact]
    public Task A_name_in_the_finalizer() => Verify.VerifyAnalyzerAsync(
        """
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { System.Console.WriteLine(nameof(_owner.Forget) + (_owner == null)); } }
        """ + Owner);

    [Fact]
    public Task A_struct_that_is_copied() => Verify.VerifyAnalyzerAsync(
        """
        struct Link { public Owner Owner; }
        class Part { private Link _link; public Part(Owner owner) { var copy = _link; copy.Owner = owner; } ~Part() { _link.Owner?.Forget(); } }
        """ + Owner);

    [Fact]
    public async Task Generated_code_is_read_but_not_reported()
    {
        var test = CircleVerifier.Test();
        test.TestState.Sources.Add(("/0/Part.g.cs", "class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { _owner.Forget(); } }"));
        test.TestState.Sources.Add(("/0/Owner.cs", Owner));
        await test.RunAsync();
    }
}

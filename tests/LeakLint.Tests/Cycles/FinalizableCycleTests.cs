using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = LeakLint.Tests.Cycles.CircleVerifier;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK202, flagged: every way in which an edge is made, every way in which a finalizer reaches the peer.</summary>
public sealed partial class FinalizableCycleTests
{
    [Fact]
    public Task Parent_and_child_that_know_each_other() => Verify.VerifyAnalyzerAsync(
        """
        class Parent
        {
            private readonly Child _child;
            public Parent() { _child = new Child(this); }
            public void Release() { }
            ~Parent() { }
        }

        class Child
        {
            private readonly Parent _parent;
            public Child(Parent parent) { {|LEAK202:_parent = parent|}; }
            ~Child() { _parent.Release(); }
        }
        """);

    [Fact]
    public Task The_owner_finalizes_the_owned() => Verify.VerifyAnalyzerAsync(
        """
        class Parent
        {
            private readonly Child _child;
            public Parent() => _child = new Child(this);
            ~Parent() => _child.Close();
        }

        class Child
        {
            private readonly Parent _parent;
            public Child(Parent parent) => {|LEAK202:_parent = parent|};
            public void Close() { }
            ~Child() { }
        }
        """);

    [Fact]
    public async Task The_message_names_every_edge_and_the_locations_follow_them()
    {
        var test = new CSharpAnalyzerTest<CyclesAnalyzer, DefaultVerifier>
        {
            TestCode =
                """
                class Parent
                {
                    private readonly Child _child;
                    public Parent() { {|#1:_child = new Child(this)|}; }
                    public void Release() { }
                    ~Parent() { }
                }

                class Child
                {
                    private readonly Parent _parent;
                    public Child(Parent parent) { {|#0:_parent = parent|}; }
                    ~Child() { {|#2:_parent.Release()|}; }
                }
                """,
        };
        test.ExpectedDiagnostics.Add(new DiagnosticResult("LEAK202", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)
            .WithLocation(0)
            .WithLocation(1)
            .WithLocation(0)
            .WithLocation(2)
            .WithMessage("Parent._child -> Child._parent -> Parent: Child's finalizer uses 'Parent', which may already be finalized"));
        await test.RunAsync();
    }

    [Fact]
    public async Task Three_types_in_three_files()
    {
        var test = CircleVerifier.Test();
        test.TestState.Sources.Add("class A { private B _b; public A() { _b = new B(this); } public void Stop() { } ~A() { } }");
        test.TestState.Sources.Add("class B { private C _c; public B(A a) { _c = new C(a); } }");
        test.TestState.Sources.Add("class C { private A _a; public C(A a) { {|#0:_a = a|}; } ~C() { _a.Stop(); } }");
        test.ExpectedDiagnostics.Add(new DiagnosticResult("LEAK202", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)
            .WithLocation(0)
            .WithMessage("A._b -> B._c -> C._a -> A: C's finalizer uses 'A', which may already be finalized")
            .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
        await test.RunAsync();
    }

    [Fact]
    public Task Four_objects_in_a_row() => Verify.VerifyAnalyzerAsync(
        """
        class A { private B _b; public A() { _b = new B(this); } public void Stop() { } ~A() { } }
        class B { private C _c; public B(A a) { _c = new C(a); } }
        class C { private D _d; public C(A a) { _d = new D(a); } }
        class D { private A _a; public D(A a) { {|LEAK202:_a = a|}; } ~D() { _a.Stop(); } }
        """);

    [Fact]
    public Task An_edge_made_in_a_base_class() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
        class PartBase { protected readonly Owner Owner; protected PartBase(Owner owner) { {|LEAK202:Owner = owner|}; } }
        class Part : PartBase { public Part(Owner owner) : base(owner) { } ~Part() { Owner.Forget(); } }
        """);

    [Fact]
    public Task An_edge_made_through_this_constructor() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
        class Part
        {
            private readonly Owner _owner;
            public Part(Owner owner) : this(owner, 1) { }
            private Part(Owner owner, int size) { {|LEAK202:_owner = owner|}; }
            ~Part() { _owner.Forget(); }
        }
        """);

    [Fact]
    public Task An_element_of_a_collection() => Verify.VerifyAnalyzerAsync(
        """
        using System.Collections.Generic;
        class Group
        {
            private readonly List<Member> _members = new List<Member>();
            public void Add(Member member) { {|LEAK202:member.Group = this|}; _members.Add(member); }
            ~Group() { foreach (var member in _members) member.Close(); }
        }

        class Member { public Group Group { get; set; } public void Close() { } ~Member() { } }
        """);

    [Fact]
    public Task A_property_setter_with_a_body() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part = new Part(); public void Bind() { _part.Owner = this; } public void Forget() { } ~Owner() { } }
        class Part
        {
            private Owner _owner;
            public Owner Owner { get => _owner; set { {|LEAK202:_owner = value|}; } }
            ~Part() { Owner.Forget(); }
        }
        """);

    [Fact]
    public Task An_object_initializer() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part { {|LEAK202:Owner = this|} }; } public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner { get; set; } ~Part() { Owner.Forget(); } }
        """);

    [Fact]
    public Task An_automatic_property_without_setter() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { public Part Part { get; } public Owner() { Part = new Part(this); } public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner { get; } public Part(Owner owner) { {|LEAK202:Owner = owner|}; } ~Part() { Owner.Forget(); } }
        """);

    [Fact]
    public Task A_generic_pair() => Verify.VerifyAnalyzerAsync(
        """
        class Owner<T> { private Part<T> _part; public Owner() { _part = new Part<T>(this); } public void Forget() { } ~Owner() { } }
        class Part<T> { private Owner<T> _owner; public Part(Owner<T> owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task A_nested_type() => Verify.VerifyAnalyzerAsync(
        """
        class Owner
        {
            private Part _part;
            public Owner() { _part = new Part(this); }
            private void Forget() { }
            ~Owner() { }
            private sealed class Part { private Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Forget(); } }
        }
        """);

    [Fact]
    public async Task A_partial_type_in_two_files()
    {
        var test = CircleVerifier.Test();
        test.TestState.Sources.Add("partial class Part { private readonly Owner _owner; ~Part() { _owner.Forget(); } }");
        test.TestState.Sources.Add(
            """
            partial class Part { public Part(Owner owner) { {|LEAK202:_owner = owner|}; } }
            class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
            """);
        await test.RunAsync();
    }

    [Fact]
    public Task A_positional_record() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
        record Part({|LEAK202:Owner Owner|}) { ~Part() { Owner.Forget(); } }
        """);

    [Fact]
    public Task A_captured_primary_constructor_parameter() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
        class Part({|LEAK202:Owner owner|}) { ~Part() { owner.Forget(); } }
        """);

    [Fact]
    public Task A_primary_constructor_parameter_kept_in_a_field() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
        class Part(Owner owner) { private readonly Owner {|LEAK202:_owner = owner|}; ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task Two_locals_tied_by_a_factory() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { public Part Part; public void Forget() { } ~Owner() { } }
        class Part { public Owner Owner; ~Part() { Owner.Forget(); } }
        static class Factory
        {
            public static Owner Make()
            {
                var owner = new Owner();
                var part = new Part();
                owner.Part = part;
                {|LEAK202:part.Owner = owner|};
                return owner;
            }
        }
        """);

    [Fact]
    public Task A_handler_of_an_event_closes_the_cycle() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Owner { private Part _part = new Part(); public Owner() { {|LEAK202:_part.Done += OnDone|}; } private void OnDone() { } ~Owner() { _part.Close(); } }
        class Part { public event Action Done; public void Close() { Done?.Invoke(); } ~Part() { } }
        """);

    [Fact]
    public Task A_listener_that_knows_what_it_listens_to() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Source { public event Action Changed; public void Stop() { Changed?.Invoke(); } ~Source() { } }
        class Listener
        {
            private readonly Source _source;
            public Listener(Source source) { {|LEAK202:_source = source|}; source.Changed += OnChanged; }
            private void OnChanged() { }
            ~Listener() { _source.Changed -= OnChanged; }
        }
        """);

    [Fact]
    public Task A_closure_over_this_that_the_other_keeps() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Owner { private Part _part; private int _n; public Owner() { _part = new Part(() => _n++); } ~Owner() { _part.Close(); } }
        class Part { private readonly Action _done; public Part(Action done) { {|LEAK202:_done = done|}; } public void Close() { } ~Part() { } }
        """);

    [Fact]
    public Task A_null_guard_does_not_help() => Verify.VerifyAnalyzerAsync(
        """
        class Parent { private Child _child; public Parent() { _child = new Child(this); } public void Release() { } ~Parent() { } }
        class Child
        {
            private readonly Parent _parent;
            public Child(Parent parent) { {|LEAK202:_parent = parent|}; }
            ~Child() { if (_parent != null) { _parent.Release(); } }
        }
        """);

    [Fact]
    public Task A_conditional_access_does_not_help() => Verify.VerifyAnalyzerAsync(
        """
        class Parent { private Child _child; public Parent() { _child = new Child(this); } public void Release() { } ~Parent() { } }
        class Child { private Parent _parent; public Child(Parent parent) { {|LEAK202:_parent = parent|}; } ~Child() { _parent?.Release(); } }
        """);

    [Fact]
    public Task A_local_in_the_finalizer() => Verify.VerifyAnalyzerAsync(
        """
        class Parent { private Child _child; public Parent() { _child = new Child(this); } public void Release() { } ~Parent() { } }
        class Child { private Parent _parent; public Child(Parent parent) { {|LEAK202:_parent = parent|}; } ~Child() { var p = _parent; if (p is { } q) q.Release(); } }
        """);

    [Fact]
    public Task The_ring_closes_in_a_method_of_the_owner() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part = new Part(); public void Start() { _part.Attach(this); } public void Forget() { } ~Owner() { } }
        class Part { private Owner _owner; public void Attach(Owner owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task The_child_adds_itself() => Verify.VerifyAnalyzerAsync(
        """
        using System.Collections.Generic;
        class Scene { private List<Actor> _actors = new(); public void Add(Actor actor) { _actors.Add(actor); } public void Remove(Actor actor) { _actors.Remove(actor); } ~Scene() { } }
        class Actor { private Scene _scene; public Actor(Scene scene) { {|LEAK202:_scene = scene|}; scene.Add(this); } ~Actor() { _scene.Remove(this); } }
        """);

    [Fact]
    public Task A_critical_finalizer_uses_an_ordinary_peer() => Verify.VerifyAnalyzerAsync(
        """
        using System.Runtime.ConstrainedExecution;
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
        class Part : CriticalFinalizerObject { private Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task Suppressing_finalization_in_Dispose_does_not_change_it() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Owner : IDisposable { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } public void Dispose() { GC.SuppressFinalize(this); } ~Owner() { } }
        class Part : IDisposable { private Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } public void Dispose() { GC.SuppressFinalize(this); } ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task Both_constructors_tie_and_it_is_told_once() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = new Part(this); } public Owner(int n) { _part = new Part(this); } public void Forget() { } ~Owner() { _part.Close(); } }
        class Part { private Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } public void Close() { } ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task A_field_typed_as_an_interface() => Verify.VerifyAnalyzerAsync(
        """
        interface IOwner { void Forget(); }
        class Owner : IOwner { private Part _part; public Owner() { _part = new Part(this); } public void Forget() { } ~Owner() { } }
        class Part { private IOwner _owner; public Part(IOwner owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Forget(); } }
        """);

    [Fact]
    public Task Made_by_a_factory_method_of_the_owner() => Verify.VerifyAnalyzerAsync(
        """
        class Owner { private Part _part; public Owner() { _part = Make(); } private Part Make() => new Part(this); public void Forget() { } ~Owner() { } }
        class Part { private Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Forget(); } }
        """);
}

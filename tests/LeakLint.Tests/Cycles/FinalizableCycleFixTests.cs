using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using LeakLint.CodeFixes.Cycles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK202, fixed: the back edge becomes weak and every place that names it still compiles, without a warning.</summary>
public sealed partial class FinalizableCycleFixTests
{
    private const string Owner =
        """

        public class Owner
        {
            private readonly Part _part;
            public Owner() { _part = new Part(this); }
            public int Count => 0;
            public void Forget(object part) { }
            ~Owner() { System.GC.KeepAlive(_part); }
        }
        """;

    [Fact]
    public Task A_call_in_the_finalizer_runs_only_if_the_owner_is_there() => Fixed(
        """
        using System;

        public class Part
        {
            // Who made us.
            private readonly Owner _owner; // never null

            public Part(Owner owner)
            {
                {|LEAK202:_owner = owner|};
            }

            ~Part()
            {
                // Tell it.
                _owner.Forget(this);
            }
        }
        """,
        """
        using System;

        public class Part
        {
            // Who made us.
            private readonly WeakReference<Owner> _owner; // never null

            public Part(Owner owner)
            {
                _owner = new WeakReference<Owner>(owner);
            }

            ~Part()
            {
                // Tell it.
                if (_owner.TryGetTarget(out var owner))
                {
                    owner.Forget(this);
                }
            }
        }
        """);

    [Fact]
    public Task Expression_bodies_become_blocks() => Fixed(
        """
        public class Part
        {
            private readonly Owner _owner;

            public Part(Owner owner) => {|LEAK202:_owner = owner|};

            ~Part() => _owner.Forget(this);
        }
        """,
        """
        public class Part
        {
            private readonly System.WeakReference<Owner> _owner;

            public Part(Owner owner) => _owner = new System.WeakReference<Owner>(owner);

            ~Part()
            {
                if (_owner.TryGetTarget(out var owner))
                {
                    owner.Forget(this);
                }
            }
        }
        """);

    [Fact]
    public Task A_null_guard_asks_for_the_target() => Fixed(
        """
        using System;

        public class Part
        {
            private Owner? _owner;

            public Part(Owner owner)
            {
                {|LEAK202:_owner = owner|};
            }

            public bool IsOwned => _owner != null;

            public void Detach()
            {
                _owner?.Forget(this);
                _owner = null;
            }

            ~Part()
            {
                if (_owner != null)
                {
                    _owner.Forget(this);
                    _owner.Forget(_owner);
                }
            }
        }
        """,
        """
        using System;

        public class Part
        {
            private WeakReference<Owner>? _owner;

            public Part(Owner owner)
            {
                _owner = new WeakReference<Owner>(owner);
            }

            public bool IsOwned => _owner != null && _owner.TryGetTarget(out _);

            public void Detach()
            {
                if (_owner != null && _owner.TryGetTarget(out var owner))
                {
                    owner.Forget(this);
                }
                _owner = null;
            }

            ~Part()
            {
                if (_owner != null && _owner.TryGetTarget(out var owner))
                {
                    owner.Forget(this);
                    owner.Forget(owner);
                }
            }
        }
        """);

    [Fact]
    public Task What_needs_the_target_reads_a_property_that_throws() => Fixed(
        """
        using System;

        public class Part
        {
            private readonly Owner _owner;
            private readonly int _size;

            public Part(Owner owner, int size = 0)
            {
                {|LEAK202:this._owner = owner ?? throw new ArgumentNullException(nameof(owner))|};
                _size = size;
            }

            public int Count => _owner.Count + _size;
            public string Name => nameof(_owner);

            ~Part()
            {
                if (_owner is { } alive)
                {
                    alive.Forget(this);
                }
            }
        }
        """,
        """
        using System;

        public class Part
        {
            private readonly WeakReference<Owner> _owner;
            private readonly int _size;

            private Owner Owner => _owner.TryGetTarget(out var owner) ? owner : throw new ObjectDisposedException(nameof(Owner));

            public Part(Owner owner, int size = 0)
            {
                this._owner = new WeakReference<Owner>(owner ?? throw new ArgumentNullException(nameof(owner)));
                _size = size;
            }

            public int Count => Owner.Count + _size;
            public string Name => nameof(_owner);

            ~Part()
            {
                if (_owner.TryGetTarget(out var alive))
                {
                    alive.Forget(this);
                }
            }
        }
        """);

    [Fact]
    public Task An_automatic_property_keeps_its_face() => Fixed(
        """
        using System;

        public class Owner
        {
            private readonly Part _part;

            public Owner()
            {
                _part = new Part { {|LEAK202:Owner = this|} };
            }

            public void Forget() { }

            ~Owner() { GC.KeepAlive(_part); }
        }

        public class Part
        {
            /// <summary>Who made us.</summary>
            public Owner? Owner { get; set; }

            ~Part()
            {
                Owner?.Forget();
            }
        }
        """,
        """
        using System;

        public class Owner
        {
            private readonly Part _part;

            public Owner()
            {
                _part = new Part { Owner = this };
            }

            public void Forget() { }

            ~Owner() { GC.KeepAlive(_part); }
        }

        public class Part
        {
            private WeakReference<Owner>? _owner;

            /// <summary>Who made us.</summary>
            public Owner? Owner
            {
                get => _owner != null && _owner.TryGetTarget(out var owner) ? owner : null;
                set => _owner = value == null ? null : new WeakReference<Owner>(value);
            }

            ~Part()
            {
                Owner?.Forget();
            }
        }
        """,
        withOwner: false);

    [Fact]
    public Task Without_nullable_no_question_mark_is_written() => Fixed(
        """
        using System;

        public class Part
        {
            private Owner _owner;
            public Part(Owner owner) { {|LEAK202:_owner = owner|}; }
            public Owner Owner { get { return _owner; } }
            ~Part() { if (_owner != null) _owner.Forget(this); }
        }
        """,
        """
        using System;

        public class Part
        {
            private WeakReference<Owner> _owner;

            private Owner OwnerOrNull => _owner.TryGetTarget(out var owner) ? owner : null;

            public Part(Owner owner) { _owner = new WeakReference<Owner>(owner); }
            public Owner Owner { get { return OwnerOrNull; } }
            ~Part() { if (_owner.TryGetTarget(out var owner)) owner.Forget(this); }
        }
        """,
        nullable: NullableContextOptions.Disable);

    [Fact]
    public async Task Reads_in_other_files_and_two_repairs_at_once()
    {
        var test = NewTest(NullableContextOptions.Enable);
        test.TestState.Sources.Add(("/0/Owner.cs", Owner + "\n" + Owner.Replace("Owner", "Host").Replace("Part", "Piece")));
        test.TestState.Sources.Add(("/0/Part.cs",
            """
            public partial class Part
            {
                private readonly Owner _owner;
                public Part(Owner owner) { {|LEAK202:_owner = owner|}; }
            }

            public class Piece
            {
                private readonly Host _host;
                public Piece(Host host) { {|LEAK202:_host = host|}; }
                ~Piece() { _host.Forget(this); }
            }
            """));
        test.TestState.Sources.Add(("/0/Part.Finalizer.cs",
            """
            public partial class Part
            {
                ~Part() { _owner.Forget(this); }
            }
            """));
        test.FixedState.Sources.Add(test.TestState.Sources[0]);
        test.FixedState.Sources.Add(("/0/Part.cs",
            """
            public partial class Part
            {
                private readonly System.WeakReference<Owner> _owner;
                public Part(Owner owner) { _owner = new System.WeakReference<Owner>(owner); }
            }

            public class Piece
            {
                private readonly System.WeakReference<Host> _host;
                public Piece(Host host) { _host = new System.WeakReference<Host>(host); }
                ~Piece() { if (_host.TryGetTarget(out var host)) { host.Forget(this); } }
            }
            """));
        test.FixedState.Sources.Add(("/0/Part.Finalizer.cs",
            """
            public partial class Part
            {
                ~Part() { if (_owner.TryGetTarget(out var owner)) { owner.Forget(this); } }
            }
            """));
        await test.RunAsync();
    }

    private static Task Fixed(string code, string expected, NullableContextOptions nullable = NullableContextOptions.Enable, bool withOwner = true)
    {
        var test = NewTest(nullable);
        test.TestState.Sources.Add(code);
        test.FixedState.Sources.Add(expected);
        if (withOwner)
        {
            test.TestState.Sources.Add(Owner);
            test.FixedState.Sources.Add(Owner);
        }

        return test.RunAsync();
    }

    private static Task Refused(string code, bool withOwner = true) => Fixed(code, code, NullableContextOptions.Disable, withOwner);

    // Warnings count too: the result must not say more than what was there.
    private static CSharpCodeFixTest<CyclesAnalyzer, FinalizableCycleFix, DefaultVerifier> NewTest(NullableContextOptions nullable)
    {
        var test = new CSharpCodeFixTest<CyclesAnalyzer, FinalizableCycleFix, DefaultVerifier> { CompilerDiagnostics = CompilerDiagnostics.Warnings };
        test.DisabledDiagnostics.Add("CS1591");
        test.SolutionTransforms.Add((solution, project) => solution.WithProjectCompilationOptions(
            project,
            ((CSharpCompilationOptions)solution.GetProject(project)!.CompilationOptions!).WithNullableContextOptions(nullable)));
        return test;
    }
}

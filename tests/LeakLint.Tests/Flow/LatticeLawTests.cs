using System;
using System.Collections.Generic;
using System.Linq;
using LeakLint.Analyzers.Flow;
using Xunit;

namespace LeakLint.Tests.Flow;

/// <summary>
/// The laws that the fix-point rests on, over generated states: resource × carriers × guards. The random ones come
/// from a fixed seed, so a failure repeats.
/// </summary>
public sealed class LatticeLawTests
{
    private const ulong X = 1;
    private const ulong Y = 2;

    private static readonly FlowStateLattice Lattice = new(2);

    [Fact]
    public void Join_is_commutative_and_idempotent()
    {
        foreach (var (a, b, _) in Triples(20_000))
        {
            Assert.Equal(Lattice.Join(a, b), Lattice.Join(b, a));
            Assert.Equal(a, Lattice.Join(a, a));
        }
    }

    [Fact]
    public void Join_is_associative()
    {
        foreach (var (a, b, c) in Triples(20_000))
        {
            Assert.Equal(Lattice.Join(Lattice.Join(a, b), c), Lattice.Join(a, Lattice.Join(b, c)));
        }
    }

    [Fact]
    public void Bottom_is_the_identity_of_join()
    {
        foreach (var (a, _, _) in Triples(2_000))
        {
            Assert.Equal(a, Lattice.Join(a, Lattice.Bottom));
        }
    }

    [Fact]
    public void Every_pair_of_statuses_joins_to_their_union()
    {
        var all = Enumerable.Range(0, 256).Select(static s => new ResourceState((ResourceStatus)s, HeldFacts.Nothing, HeldFacts.Nothing, 0)).ToArray();
        foreach (var a in all)
        {
            foreach (var b in all)
            {
                Assert.Equal(a.Status | b.Status, ResourceState.Join(a, b).Status);
            }
        }
    }

    [Fact]
    public void Facts_of_a_path_that_does_not_hold_it_do_not_weaken_those_of_one_that_does()
    {
        var held = new ResourceState(ResourceStatus.Held, new HeldFacts(X, X, 0), HeldFacts.Nothing, X);
        Assert.Equal(X, ResourceState.Join(held, ResourceState.Initial).Held.Carriers);
        Assert.Equal(0UL, ResourceState.Join(held, new ResourceState(ResourceStatus.Held, new HeldFacts(Y, Y, 0), HeldFacts.Nothing, Y)).Held.Carriers);
    }

    public static TheoryData<string> Transfers => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Transfers))]
    public void Transfer_is_monotone(string name)
    {
        var transfer = Functions[name];
        foreach (var (a, b, _) in Triples(10_000))
        {
            var larger = Lattice.Join(a, b);
            var fromSmaller = transfer(a.Copy());
            var fromLarger = transfer(larger.Copy());
            Assert.True(
                Lattice.Join(fromSmaller, fromLarger).Equals(fromLarger),
                $"{name} is not monotone:\n{a}\nis below\n{larger}\nbut gives\n{fromSmaller}\nand\n{fromLarger}");
        }
    }

    [Fact]
    public void Test_rules_out_the_paths_on_which_the_carrier_is_null()
    {
        var state = FlowState.Entry(1);
        state[0] = ResourceState.Acquired(HeldFacts.Nothing, certainly: true);
        state.Assign(X, FlowValue.Resource(1, certainly: true));
        var joined = FlowState.Join(state, Null());
        Assert.True(joined.Test(X, outcome: false));
        Assert.Equal(ResourceStatus.NotAcquired, joined[0].Status);

        static FlowState Null()
        {
            var other = FlowState.Entry(1);
            other.Assign(X, FlowValue.False);
            return other;
        }
    }

    private static readonly Dictionary<string, Func<FlowState, FlowState>> Functions = new()
    {
        ["x = null"] = static s => After(s, static t => t.Assign(X, FlowValue.False)),
        ["x = true"] = static s => After(s, static t => t.Assign(X, FlowValue.True)),
        ["x = unknown"] = static s => After(s, static t => t.Assign(X, FlowValue.Unknown)),
        ["x = y"] = static s => After(s, static t => t.Assign(X, t.Read(Y))),
        ["x = acquire"] = static s => After(s, static t =>
        {
            t[0] = ResourceState.Acquired(t.Known.WithoutCarriers, certainly: true);
            t.Assign(X, FlowValue.Resource(1, certainly: true));
        }),
        ["if (x)"] = static s => s.IsReachable && s.Test(X, true) ? s : Lattice.Bottom,
        ["if (!x)"] = static s => s.IsReachable && s.Test(X, false) ? s : Lattice.Bottom,
        ["throw"] = static s => s.AfterThrow(3),
        ["throw where nobody expects it"] = static s => s.AfterThrow(0),
        ["release everything"] = static s => After(s, static t =>
        {
            t[0] = t[0].Become(ResourceStatus.Released, inHeld: true, inHeldAfterThrow: true);
            t[1] = t[1].Become(ResourceStatus.Escaped, inHeld: true, inHeldAfterThrow: false);
        }),
    };

    private static FlowState After(FlowState state, Action<FlowState> change)
    {
        // Unreachable code changes nothing: the solver never runs it.
        if (state.IsReachable)
        {
            change(state);
        }

        return state;
    }

    private static IEnumerable<(FlowState A, FlowState B, FlowState C)> Triples(int count)
    {
        var random = new Random(301);
        for (var i = 0; i < count; i++)
        {
            yield return (Generate(random), Generate(random), Generate(random));
        }
    }

    private static FlowState Generate(Random random)
    {
        if (random.Next(20) == 0)
        {
            return Lattice.Bottom;
        }

        var state = FlowState.Entry(2);
        foreach (var variable in new[] { X, Y })
        {
            state.Assign(variable, random.Next(3) switch { 0 => FlowValue.True, 1 => FlowValue.False, _ => FlowValue.Unknown });
        }

        for (var i = 0; i < 2; i++)
        {
            var status = (ResourceStatus)random.Next(1, 64);
            var mayCarry = (ulong)random.Next(4);
            state[i] = new ResourceState(status, Facts(random, state.Known, mayCarry), Facts(random, state.Known, mayCarry), mayCarry);
        }

        return state;
    }

    // What is certain when a resource is held includes what is certain anyway, and a carrier is not null.
    private static HeldFacts Facts(Random random, HeldFacts known, ulong mayCarry)
    {
        var carriers = (ulong)random.Next(4) & mayCarry & ~known.IsFalse;
        var isTrue = known.IsTrue | carriers | ((ulong)random.Next(4) & ~known.IsFalse);
        return new HeldFacts(carriers, isTrue, known.IsFalse | ((ulong)random.Next(4) & ~isTrue));
    }
}

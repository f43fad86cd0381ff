using System;
using System.Text;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What is known at a place of a method: the state of each resource, and the facts about variables that hold on
/// every path. A transfer works on its own <see cref="Copy"/>; what the solver keeps is never changed.
/// </summary>
internal sealed class FlowState : IEquatable<FlowState>
{
    private readonly ResourceState[] _resources;

    private FlowState(HeldFacts known, ResourceState[] resources)
    {
        Known = known;
        _resources = resources;
    }

    /// <summary>What is certain about variables, whatever became of the resources. Its carriers mean nothing.</summary>
    public HeldFacts Known { get; private set; }

    public int Count => _resources.Length;

    public bool IsReachable { get; private set; } = true;

    public ref ResourceState this[int resource] => ref _resources[resource];

    /// <summary>The state at the start of a method.</summary>
    public static FlowState Entry(int resources) => new(HeldFacts.Nothing, Filled(resources, ResourceState.Initial));

    /// <summary>No path comes here.</summary>
    public static FlowState Unreachable(int resources)
        => new(HeldFacts.Vacuous, Filled(resources, ResourceState.Bottom)) { IsReachable = false };

    public FlowState Copy() => new(Known, (ResourceState[])_resources.Clone()) { IsReachable = IsReachable };

    /// <summary>What holds when either path was taken.</summary>
    public static FlowState Join(FlowState left, FlowState right)
    {
        var joined = new ResourceState[left._resources.Length];
        for (var i = 0; i < joined.Length; i++)
        {
            joined[i] = ResourceState.Join(left._resources[i], right._resources[i]);
        }

        return new FlowState(HeldFacts.Join(left.Known, right.Known), joined) { IsReachable = left.IsReachable || right.IsReachable };
    }

    /// <summary>A test of the variables came out as <paramref name="outcome"/>; false when no path allows that.</summary>
    public bool Test(ulong variable, bool outcome)
    {
        if (!Known.Allows(variable, outcome))
        {
            return false;
        }

        Known = Known.Tested(variable, outcome);
        for (var i = 0; i < _resources.Length; i++)
        {
            ref var resource = ref _resources[i];
            resource = resource.Tested(variable, outcome);
            if (resource.Status == ResourceStatus.None)
            {
                return false;
            }

            // With the paths that the test ruled out, what only they left open becomes certain.
            Known = Known.And(resource.Certain);
        }

        for (var i = 0; i < _resources.Length; i++)
        {
            ref var resource = ref _resources[i];
            resource = resource.Given(Known);
            if (resource.Status == ResourceStatus.None)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A variable got a new value.</summary>
    public void Assign(ulong variable, in FlowValue value)
    {
        Known = Known.Assigned(variable, carries: false, value.IsTrueIn(Known), value.IsFalseIn(Known));
        for (var i = 0; i < _resources.Length; i++)
        {
            _resources[i] = _resources[i].Assigned(variable, value, 1UL << i);
        }
    }

    /// <summary>The value that reading a variable gives.</summary>
    public FlowValue Read(ulong variable)
    {
        ulong held = 0, heldAfterThrow = 0, may = 0;
        for (var i = 0; i < _resources.Length; i++)
        {
            ref var resource = ref _resources[i];
            var bit = 1UL << i;
            held |= (resource.Status & ResourceStatus.Held) != 0 && (resource.Held.Carriers & variable) != 0 ? bit : 0;
            heldAfterThrow |= (resource.Status & ResourceStatus.HeldAfterThrow) != 0 && (resource.HeldAfterThrow.Carriers & variable) != 0 ? bit : 0;
            may |= (resource.MayCarry & variable) != 0 ? bit : 0;
        }

        return FlowValue.Of(variable, held, heldAfterThrow, may);
    }

    /// <summary>Whether something is held.</summary>
    public bool HoldsAnything
    {
        get
        {
            foreach (var resource in _resources)
            {
                if (resource.IsHeld)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Everything held is now held after a throw.</summary>
    /// <param name="at">Where the throw stands; 0 for one that nobody expects to happen.</param>
    public FlowState AfterThrow(int at)
    {
        var after = Copy();
        for (var i = 0; i < after._resources.Length; i++)
        {
            after._resources[i] = after._resources[i].AfterThrow(at);
        }

        return after;
    }

    public bool Equals(FlowState? other)
    {
        if (other is null || !Known.Equals(other.Known) || IsReachable != other.IsReachable)
        {
            return false;
        }

        for (var i = 0; i < _resources.Length; i++)
        {
            if (!_resources[i].Equals(other._resources[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as FlowState);

    public override int GetHashCode() => Known.GetHashCode();

    public override string ToString()
    {
        var text = new StringBuilder("known ").Append(Known);
        for (var i = 0; i < _resources.Length; i++)
        {
            text.AppendLine().Append('#').Append(i).Append(' ').Append(_resources[i]);
        }

        return text.ToString();
    }

    private static ResourceState[] Filled(int count, ResourceState state)
    {
        var filled = new ResourceState[count];
        for (var i = 0; i < count; i++)
        {
            filled[i] = state;
        }

        return filled;
    }
}

/// <summary>The lattice of <see cref="FlowState"/> for a given number of resources.</summary>
internal sealed class FlowStateLattice(int resources) : ILattice<FlowState>
{
    public FlowState Bottom { get; } = FlowState.Unreachable(resources);

    public FlowState Join(FlowState left, FlowState right) => FlowState.Join(left, right);
}

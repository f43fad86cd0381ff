using System;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>Scopes that see owners. Owners are one list for the process, so not beside the tests that count them.</summary>
[Collection(CollectionOfTracking.Name)]
public sealed class LeakScopeCyclesTests
{
    [Fact]
    public void B94_values_that_hold_each_other_are_drawn_and_those_of_another_flow_are_not_visited()
    {
        bool isVisited = false;
        int thread = Environment.CurrentManagedThreadId;
        SharedHandle<Owner>? beside = null;
        using (ExecutionContext.SuppressFlow())
        {
            Race.Once(1, _ => Assert.True(Owner.Ring(2)[0].TryAddReference(out beside)));
        }

        // Searches of other tests may visit it; this thread may not.
        beside!.Value.Visiting = () => isVisited |= Environment.CurrentManagedThreadId == thread;
        using LeakScope scope = LeakTracking.BeginScope();
        Assert.True(Owner.Ring(3)[0].TryAddReference(out SharedHandle<Owner>? held));
        string[] lines = Assert.Throws<LeakException>(scope.ThrowIfLeaked).Message.Split(Environment.NewLine);
        Assert.Equal("4 handles were acquired in the scope and not disposed:", lines[0]);
        Assert.Equal("  In a cycle: Owner → Owner → Owner → Owner", lines[^1]);
        Assert.Single(lines, static line => line.Contains("cycle", StringComparison.Ordinal));
        Assert.False(isVisited);

        Break(held);
        Break(beside);
        scope.ThrowIfLeaked();

        static void Break(SharedHandle<Owner> held)
        {
            held.Value.Handles.ForEach(static handle => handle.Dispose());
            held.Dispose();
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>Scopes need no level and see no other test, so these run beside all others.</summary>
public sealed class LeakScopeTests
{
    [Fact]
    public void B94_all_released_passes()
    {
        using LeakScope scope = LeakTracking.BeginScope();
        using (SharedHandle<Resource> handle = SharedHandle.Create(new Resource()))
        {
            handle.AddReference().Dispose();
            Assert.Equal(1, scope.GetOutstanding().Sum(static record => record.Count));
        }

        scope.ThrowIfLeaked();
        Assert.Empty(scope.GetOutstanding());
    }

    [Fact]
    public void B94_one_that_is_open_is_named_with_its_line()
    {
        using LeakScope scope = LeakTracking.BeginScope("loading");
        int line = ThisLine() + 1;
        SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        SharedHandle<Resource>[] more = [.. Enumerable.Range(0, 3).Select(_ => first.AddReference())];
        LeakException failure = Assert.Throws<LeakException>(scope.ThrowIfLeaked);
        string[] lines = failure.Message.Split(Environment.NewLine);
        Assert.Equal("4 handles were acquired in the scope 'loading' and not disposed:", lines[0]);
        string type = typeof(Resource).ToString();
        string member = nameof(B94_one_that_is_open_is_named_with_its_line);
        Assert.Matches($@"^  3 handles of {type}, acquired in {member} \(.*LeakScopeTests\.cs:{line + 1}\), the oldest \d+(\.\d)? m?s ago$", lines[1]);
        Assert.Matches($@"^  1 handle of {type}, acquired in {member} \(.*LeakScopeTests\.cs:{line}\), \d+(\.\d)? m?s ago$", lines[2]);
        Assert.Equal(3, lines.Length);
        Assert.Equal([3, 1], failure.Leaks.Select(static leak => leak.Count));
        first.Dispose();
        Array.ForEach(more, static handle => handle.Dispose());
        scope.ThrowIfLeaked();
    }

    [Fact]
    public void B94_what_static_initialisers_acquire_is_marked_and_does_not_fail()
    {
        using LeakScope scope = LeakTracking.BeginScope();
        Assert.NotNull(ByField.Shared.Value);
        Assert.NotNull(ByConstructor.Shared.Value);
        Assert.NotNull(ByOther.Shared.Handle.Value);
        scope.ThrowIfLeaked();
        Assert.Equal([true, true, true], scope.GetOutstanding().Select(static record => record.IsStatic));
    }

    [Fact]
    public void B94_a_handle_from_before_and_one_from_after_are_not_in_it()
    {
        using SharedHandle<Resource> before = SharedHandle.Create(new Resource());
        LeakScope scope = LeakTracking.BeginScope();
        scope.Dispose();
        scope.Dispose();
        using SharedHandle<Resource> after = SharedHandle.Create(new Resource());
        scope.ThrowIfLeaked();
        Assert.Empty(scope.GetOutstanding());
    }

    [Fact]
    public void B94_what_an_inner_scope_acquires_is_in_the_outer_one_too()
    {
        using LeakScope outer = LeakTracking.BeginScope();
        SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        using (LeakScope inner = LeakTracking.BeginScope())
        {
            SharedHandle<Resource> second = first.AddReference();
            Assert.Equal(1, Count(inner));
            Assert.Equal(2, Count(outer));
            second.Dispose();
            inner.ThrowIfLeaked();
        }

        SharedHandle<Resource> third = first.AddReference();
        Assert.Equal(2, Count(outer));
        third.Dispose();
        first.Dispose();
        outer.ThrowIfLeaked();
    }

    [Fact]
    public void B94_an_outer_scope_that_ends_first_leaves_the_inner_one_working()
    {
        LeakScope outer = LeakTracking.BeginScope();
        using LeakScope inner = LeakTracking.BeginScope();
        outer.Dispose();
        using SharedHandle<Resource> handle = SharedHandle.Create(new Resource());
        Assert.Equal(1, Count(inner));
    }

    [Fact]
    public async Task B94_it_follows_awaits_and_tasks()
    {
        using LeakScope scope = LeakTracking.BeginScope();
        await Task.Yield();
        SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        SharedHandle<Resource> second = await Task.Run(async () =>
        {
            await Task.Yield();
            return first.AddReference();
        });
        Assert.Equal(2, Count(scope));
        first.Dispose();
        await Task.Run(second.Dispose);
        scope.ThrowIfLeaked();
    }

    [Fact]
    public async Task B94_flows_beside_each_other_do_not_see_each_others_handles()
    {
        using SharedHandle<Resource> shared = SharedHandle.Create(new Resource());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(async () =>
        {
            using LeakScope scope = LeakTracking.BeginScope();
            List<SharedHandle<Resource>> handles = [];
            for (int i = 0; i < 50; i++)
            {
                handles.Add(shared.AddReference());
                await Task.Yield();
            }

            // All eight have the same value and the same line: only the flow tells them apart.
            Assert.Equal(50, Count(scope));
            for (int i = 0; i <= index; i++)
            {
                handles[i].Dispose();
            }

            LeakException failure = Assert.Throws<LeakException>(scope.ThrowIfLeaked);
            Assert.Equal(49 - index, Assert.Single(failure.Leaks).Count);
            handles.ForEach(static handle => handle.Dispose());
            scope.ThrowIfLeaked();
        })));
    }

    [Fact]
    public void B94_a_handle_that_becomes_garbage_undisposed_stays_reported()
    {
        using LeakScope scope = LeakTracking.BeginScope();
        WeakReference handle = Forget();
        Expect.Collected(handle);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(1, Assert.Single(Assert.Throws<LeakException>(scope.ThrowIfLeaked).Leaks).Count);
            Collector.Run();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Forget() => new(SharedHandle.Create(new Resource()));
    }

    [Fact]
    public void B94_a_flow_that_has_no_scope_is_not_tracked_because_another_has()
    {
        using LeakScope scope = LeakTracking.BeginScope();
        SharedHandle<Beside>? beside = null;
        using (System.Threading.ExecutionContext.SuppressFlow())
        {
            Race.Once(1, _ => beside = SharedHandle.Create(new Beside()));
        }

        Assert.Empty(scope.GetOutstanding());
        beside!.Dispose();
    }

    [Fact]
    public void An_ended_scope_is_kept_by_nothing()
    {
        Expect.Collected(static () =>
        {
            using LeakScope scope = LeakTracking.BeginScope();
            SharedHandle.Create(new Resource()).Dispose();
            return scope;
        });
    }

    private static int ThisLine([CallerLineNumber] int line = 0) => line;

    private static int Count(LeakScope scope) => scope.GetOutstanding().Sum(static record => record.Count);

    private sealed class Beside : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private static class ByField
    {
        public static readonly SharedHandle<Resource> Shared = SharedHandle.Create(new Resource());
    }

    private static class ByConstructor
    {
        public static readonly SharedHandle<Resource> Shared;

#pragma warning disable CA1810 // the constructor is what is tested
        static ByConstructor()
#pragma warning restore CA1810
        {
            Shared = SharedHandle.Create(new Resource());
        }
    }

    private sealed class ByOther
    {
        public static readonly ByOther Shared = new();

        public SharedHandle<Resource> Handle { get; } = SharedHandle.Create(new Resource());
    }
}

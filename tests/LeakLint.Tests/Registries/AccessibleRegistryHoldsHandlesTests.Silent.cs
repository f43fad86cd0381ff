using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Collections of objects that may come and go, or that let go.</content>
public sealed partial class AccessibleRegistryHoldsHandlesTests
{
    [Fact]
    public Task A_scoped_service_dies_with_its_scope() => Check("""
        namespace Microsoft.Extensions.DependencyInjection
        {
            public interface IServiceCollection
            {
            }

            public static class X
            {
                public static IServiceCollection AddScoped<T>(this IServiceCollection s) => s;
            }
        }

        namespace App
        {
            using Microsoft.Extensions.DependencyInjection;

            public class Limiter
            {
                private readonly ConcurrentDictionary<string, int> _hits = new();
                public bool Allow(string ip) => _hits.AddOrUpdate(ip, 1, (_, n) => n + 1) < 100;
            }

            public class Startup
            {
                public void ConfigureServices(IServiceCollection s)
                {
                    s.AddScoped<Limiter>();
                }
            }
        }
        """);

    [Fact]
    public Task A_type_that_is_also_made_elsewhere_may_come_and_go() => Check("""
        public class Bag
        {
            private readonly Dictionary<string, DateTime> _seen = new();
            public void Touch(string id)
            {
                _seen[id] = DateTime.UtcNow;
            }
        }

        public static class Bags
        {
            public static readonly Bag Shared = new();
            public static Bag New() => new();
        }
        """);

    [Fact]
    public Task A_registry_object_that_is_only_told_names() => Check("""
        public class CommandTable
        {
            private readonly Dictionary<string, Action> _c = new();
            public void Add(string name, Action a)
            {
                _c[name] = a;
            }

            public void Run(string n) => _c[n]();
        }

        public static class Commands
        {
            public static readonly CommandTable Table = new();
        }
        """);

    [Fact]
    public Task A_long_lived_object_that_removes() => Check("""
        public class Pending
        {
            private readonly Dictionary<string, DateTime> _seen = new();
            public void Begin(string id)
            {
                _seen[id] = DateTime.UtcNow;
            }

            public void End(string id) => _seen.Remove(id);
        }

        public static class Holder
        {
            public static readonly Pending P = new();
        }
        """);

    [Fact]
    public Task A_long_lived_object_that_is_bounded() => Check("""
        public class Recent
        {
            private readonly Queue<(string, DateTime)> _q = new();
            public void Add(string s)
            {
                _q.Enqueue((s, DateTime.UtcNow));
                if (_q.Count > 50)
                    _q.Dequeue();
            }
        }

        public static class Holder
        {
            public static readonly Recent R = new();
        }
        """);

    [Fact]
    public Task A_long_lived_cache_by_type() => Check("""
        public class Makers
        {
            private readonly ConcurrentDictionary<Type, Func<object>> _m = new();
            public object Make(Type t) => _m.GetOrAdd(t, x => () => Activator.CreateInstance(x)!)();
        }

        public static class Holder
        {
            public static readonly Makers M = new();
        }
        """);
}

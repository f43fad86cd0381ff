using System;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Collections of objects that live as long as the program.</content>
public sealed partial class AccessibleRegistryHoldsHandlesTests
{
    [Fact]
    public Task A_singleton_of_the_container_counts_by_what_callers_name() => Check("""
        namespace Microsoft.Extensions.DependencyInjection
        {
            public interface IServiceCollection
            {
            }

            public static class X
            {
                public static IServiceCollection AddSingleton<T>(this IServiceCollection s) => s;
                public static IServiceCollection AddScoped<T>(this IServiceCollection s) => s;
                public static IServiceCollection AddSingleton<T, I>(this IServiceCollection s) => s;
            }
        }

        namespace App
        {
            using Microsoft.Extensions.DependencyInjection;

            public interface ILimiter
            {
                bool Allow(string ip);
            }

            public class Limiter : ILimiter
            {
                private readonly ConcurrentDictionary<string, int> _hits = new();
                public bool Allow(string ip) => {|LEAK111:_hits.AddOrUpdate(ip, 1, (_, n) => n + 1)|} < 100;
            }

            public class Startup
            {
                public void ConfigureServices(IServiceCollection s)
                {
                    s.AddSingleton<ILimiter, Limiter>();
                }
            }
        }
        """);

    [Fact]
    public Task The_one_instance_in_a_static_field_keeps_a_record_of_each_call() => Check("""
        public class SessionTimes
        {
            private readonly Dictionary<string, DateTime> _seen = new();
            public void Touch(string id)
            {
                {|LEAK111:_seen[id] = DateTime.UtcNow|};
            }
        }

        public static class Services
        {
            public static readonly SessionTimes Times = new();
        }
        """);

    [Theory]
    [InlineData("class Hub { public static readonly Hub Instance = new();", "Hub.Instance")]
    [InlineData("class Hub { public static Hub Instance { get; } = new();", "Hub.Instance")]
    [InlineData("static class Hubs { public static readonly Hub Main = new(); } class Hub {", "Hubs.Main")]
    [InlineData("class Hub { private Hub() { } private static readonly Lazy<Hub> s_instance = new(() => new Hub()); public static Hub Instance => s_instance.Value;", "Hub.Instance")]
    public Task The_one_instance_keeps_who_attaches_itself(string hub, string instance) => Check($$"""
        internal sealed {{hub}}
            private readonly List<Action> _handlers = new();

            internal void Attach(Action handler) => {|LEAK111:_handlers.Add(handler)|};

            internal void Fire()
            {
                foreach (var handler in _handlers)
                {
                    handler();
                }
            }
        }

        public sealed class View
        {
            public View() => {{instance}}.Attach(OnFire);

            private void OnFire()
            {
            }
        }
        """.Replace("internal sealed static", "internal static", StringComparison.Ordinal));

    [Theory]
    [InlineData("internal void Detach(Action handler) => _handlers.Remove(handler);", "Hub.Instance", "Hub.Instance.Detach(OnFire);")]
    [InlineData("", "new Hub()", "")]
    [InlineData("public Hub Copy() => new();", "Hub.Instance", "")]
    public Task An_instance_that_lets_go_or_is_one_of_many(string more, string instance, string end) => Check($$"""
        internal sealed class Hub
        {
            public static readonly Hub Instance = new();
            private readonly List<Action> _handlers = new();

            internal void Attach(Action handler) => _handlers.Add(handler);

            {{more}}
        }

        public sealed class View : IDisposable
        {
            public View() => {{instance}}.Attach(OnFire);

            public void Dispose()
            {
                {{end}}
            }

            private void OnFire()
            {
            }
        }
        """);

    [Fact]
    public Task The_one_instance_is_given_static_handlers_at_the_start() => Check("""
        internal sealed class Hub
        {
            public static readonly Hub Instance = new();
            private readonly List<Action> _handlers = new();

            internal void Attach(Action handler) => _handlers.Add(handler);
        }

        internal static class Startup
        {
            public static void Configure() => Hub.Instance.Attach(Log);

            private static void Log()
            {
            }
        }
        """);
}

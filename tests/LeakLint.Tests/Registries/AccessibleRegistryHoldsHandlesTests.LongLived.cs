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
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Programs, whose public members are nobody else to reach.</content>
public sealed partial class AccessibleRegistryHoldsHandlesTests
{
    [Fact]
    public Task Process_lived_instance_registry() => Check("""
        public class SessionManager
        {
            private readonly Dictionary<string, DateTime> _sessions = new();
            public void Touch(string id)
            {
                {|LEAK111:_sessions[id] = DateTime.UtcNow|};
            }

            public bool Knows(string id) => _sessions.ContainsKey(id);
        }

        public static class Services
        {
            public static readonly SessionManager Sessions = new();
        }
        """);

    [Fact]
    public Task Di_singleton_registry() => Check("""
        namespace Microsoft.Extensions.DependencyInjection
        {
            public interface IServiceCollection
            {
            }

            public static class X
            {
                public static IServiceCollection AddSingleton<T>(this IServiceCollection s) => s;
                public static IServiceCollection AddSingleton<T, I>(this IServiceCollection s) => s;
            }
        }

        namespace App
        {
            using Microsoft.Extensions.DependencyInjection;

            public class RateLimiter
            {
                private readonly ConcurrentDictionary<string, int> _hits = new();
                public bool Allow(string ip) => {|LEAK111:_hits.AddOrUpdate(ip, 1, (_, n) => n + 1)|} < 100;
            }

            public class Startup
            {
                public void ConfigureServices(IServiceCollection s)
                {
                    s.AddSingleton<RateLimiter>();
                }
            }
        }
        """);

    [Fact]
    public Task Public_static_program() => CheckProgram("""
        public static class Program
        {
            public static List<string> Log = new();
            public static void Main()
            {
                while (true)
                {
                    var l = Console.ReadLine();
                    if (l == null)
                        break;
                    {|LEAK111:Log.Add(l)|};
                }
            }
        }
        """);
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Slots that are cleared, or hold nothing that must be released.</content>
public sealed partial class AmbientSlotNeverClearedTests
{
    [Fact]
    public Task A_slot_that_is_set_to_null_is_cleared() => Check("""
        public class Scope1 : IDisposable
        {
            private static readonly AsyncLocal<Scope1?> s_current = new();
            public Scope1()
            {
                s_current.Value = this;
            }

            public void Dispose()
            {
                s_current.Value = null;
            }
        }
        """);

    [Fact]
    public Task A_slot_that_gets_its_former_value_back() => Check("""
        public class Scope2 : IDisposable
        {
            private static readonly AsyncLocal<Scope2?> s_current = new();
            private readonly Scope2? _parent;
            public Scope2()
            {
                _parent = s_current.Value;
                s_current.Value = this;
            }

            public void Dispose()
            {
                s_current.Value = _parent;
            }
        }
        """);

    [Fact]
    public Task A_local_puts_the_former_value_back() => Check("""
        public class Runner
        {
            private static readonly AsyncLocal<Stream?> s_out = new();
            public void Run(Stream o, Action a)
            {
                var old = s_out.Value;
                s_out.Value = o;
                try
                {
                    a();
                }
                finally
                {
                    s_out.Value = old;
                }
            }
        }
        """);

    [Fact]
    public Task The_scratch_object_of_a_thread() => Check("""
        public static class Hashing
        {
            [ThreadStatic]
            private static System.Security.Cryptography.SHA256? t_sha;
            [ThreadStatic]
            private static MemoryStream? t_buffer;
            public static byte[] Hash(byte[] b)
            {
                t_buffer ??= new MemoryStream();
                return (t_sha ??= System.Security.Cryptography.SHA256.Create()).ComputeHash(b);
            }
        }
        """);

    [Fact]
    public Task The_scratch_object_of_a_thread_under_a_null_test() => Check("""
        public static class Hashing2
        {
            [ThreadStatic]
            private static FileStream? t_f;
            public static FileStream Get()
            {
                if (t_f == null)
                {
                    t_f = new FileStream("x", FileMode.Open);
                }

                return t_f;
            }
        }
        """);

    [Fact]
    public Task A_value_of_a_thread_that_a_factory_makes() => Check("""
        public static class Rnd
        {
            private static readonly ThreadLocal<Random> s_r = new(() => new Random());
            public static int Next() => s_r.Value!.Next();
        }
        """);

    [Fact]
    public Task Text_in_a_slot() => Check("""
        public static class Corr
        {
            private static readonly AsyncLocal<string?> s_id = new();
            public static void Set(string id) => s_id.Value = id;
        }
        """);

    [Fact]
    public Task A_principal_in_a_slot_is_no_resource() => Check("""
        public class Ctx
        {
            private static readonly AsyncLocal<Ctx?> s_c = new();
            public void Enter()
            {
                s_c.Value = this;
            }
        }
        """);
}

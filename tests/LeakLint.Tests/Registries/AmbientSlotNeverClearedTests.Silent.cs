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

    [Fact]
    public Task A_scope_gives_back_the_one_around_it_that_is_still_open() => Check("""
        public sealed class Scope3 : IDisposable
        {
            private static readonly AsyncLocal<Scope3?> s_current = new();
            private readonly Scope3? _outer;
            private bool _ended;

            private Scope3(Scope3? outer) => _outer = outer;

            public static Scope3 Begin()
            {
                Scope3 scope = new(FirstOpen(s_current.Value));
                s_current.Value = scope;
                return scope;
            }

            public void Dispose()
            {
                _ended = true;
                s_current.Value = FirstOpen(_outer);
            }

            private static Scope3? FirstOpen(Scope3? scope)
            {
                while (scope is not null && scope._ended)
                {
                    scope = scope._outer;
                }

                return scope;
            }
        }
        """);

    [Fact]
    public Task A_struct_that_is_made_with_the_former_value() => Check("""
        public sealed class Tenant : IDisposable
        {
            private static readonly AsyncLocal<Tenant?> s_current = new();

            public static IDisposable Use(Tenant tenant)
            {
                var restore = new Restore(s_current.Value);
                s_current.Value = tenant;
                return restore;
            }

            public void Dispose()
            {
            }

            private readonly struct Restore(Tenant? former) : IDisposable
            {
                public void Dispose() => s_current.Value = former;
            }
        }
        """);

    [Theory]
    [InlineData("s_current.Value = _open.Pop();")]
    [InlineData("var last = _open.Pop(); s_current.Value = last;")]
    [InlineData("s_current.Value = _outer?.Innermost();")]
    [InlineData("s_current.Value = _outer!.Innermost();")]
    [InlineData("Set(_outer);")]
    [InlineData("Set(null!);")]
    [InlineData("(s_current.Value, _outer) = (_outer, null);")]
    public Task What_ends_it_puts_something_kept_back(string end) => Check($$"""
        public sealed class Unit : IDisposable
        {
            private static readonly AsyncLocal<Unit?> s_current = new();
            private readonly Stack<Unit?> _open = new();
            private Unit? _outer;

            public Unit()
            {
                _open.Push(s_current.Value);
                _outer = s_current.Value;
                Set(this);
            }

            private Unit Innermost() => this;

            private static void Set(Unit unit) => s_current.Value = unit;

            public void Dispose()
            {
                {{end}}
            }
        }
        """);

    [Theory]
    [InlineData("public static Stream Log { get => s_log.Value!; set => s_log.Value = value; }")]
    [InlineData("public static void To(Stream? log) => s_log.Value = log;")]
    [InlineData("public static void With(Stream log, Action action) { (log, s_log.Value) = (s_log.Value!, log); action(); s_log.Value = log; }")]
    public Task Whoever_calls_may_give_null_or_what_was_there(string member) => Check($$"""
        public static class Ambient
        {
            private static readonly AsyncLocal<Stream?> s_log = new();

            {{member}}
        }
        """);

    [Fact]
    public Task A_setter_in_code_that_does_not_say_what_may_be_null() => Check("""
        #nullable disable
        public static class Ambient2
        {
            [ThreadStatic]
            private static Stream t_log;

            public static void SetLog(Stream log) => t_log = log;
        }

        public static class Program2
        {
            public static void Run(Stream log, Action action)
            {
                Ambient2.SetLog(log);
                action();
                Ambient2.SetLog(null);
            }
        }
        """);
}

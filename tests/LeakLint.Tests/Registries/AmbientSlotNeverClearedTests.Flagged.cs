using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Slots that nothing clears.</content>
public sealed partial class AmbientSlotNeverClearedTests
{
    [Fact]
    public Task An_AsyncLocal_takes_what_a_caller_opens() => Check("""
        public class UnitOfWork : IDisposable
        {
            private static readonly AsyncLocal<UnitOfWork?> s_current = new();
            public static UnitOfWork? Current => s_current.Value;

            public UnitOfWork()
            {
                {|LEAK108:s_current.Value = this|};
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task A_thread_static_slot_takes_a_parameter() => Check("""
        public static class Ambient
        {
            [ThreadStatic]
            private static Stream? t_log;
            public static void Use(Stream log)
            {
                {|LEAK108:t_log = log|};
            }

            public static void Write(byte b) => t_log?.WriteByte(b);
        }
        """);

    [Fact]
    public Task A_ThreadLocal_takes_a_fresh_disposable() => Check("""
        public class Worker
        {
            private static readonly ThreadLocal<FileStream?> s_file = new();
            public void Start(string path)
            {
                {|LEAK108:s_file.Value = new FileStream(path, FileMode.Open)|};
            }

            public int Read() => s_file.Value!.ReadByte();
        }
        """);

    [Fact]
    public Task Each_thread_takes_a_counted_handle_of_its_own() => Check("""
        public sealed class Block : IDisposable
        {
            [ThreadStatic]
            private static SharedHandle<Block>? t_block;

            public static Block Mine() => ({|LEAK108:t_block ??= SharedHandle.Create(new Block())|}).Value;

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Each_thread_shares_a_counted_handle_once() => Check("""
        public sealed class Reader(SharedHandle<Stream> shared)
        {
            [ThreadStatic]
            private static SharedHandle<Stream>? t_stream;

            public int Read()
            {
                if (t_stream is null)
                {
                    {|LEAK108:t_stream = shared.AddReference()|};
                }

                return t_stream.Value.ReadByte();
            }
        }
        """);

    [Fact]
    public Task What_a_factory_that_is_kept_makes_is_no_former_value() => Check("""
        public sealed class Sessions(Func<FileStream> open)
        {
            private static readonly AsyncLocal<FileStream?> s_current = new();
            private readonly Func<FileStream> _open = open;

            public int First()
            {
                {|LEAK108:s_current.Value = _open()|};
                return s_current.Value!.ReadByte();
            }
        }
        """);

    [Fact]
    public Task A_scope_that_remembers_the_one_around_it_and_forgets_to_give_it_back() => Check("""
        public sealed class Scope : IDisposable
        {
            private static readonly AsyncLocal<Scope?> s_current = new();
            private readonly Scope? _outer;

            public Scope()
            {
                _outer = s_current.Value;
                {|LEAK108:s_current.Value = this|};
            }

            public bool IsInner => _outer is not null;

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task What_is_awaited_is_new() => Check("""
        public static class Opened
        {
            private static readonly AsyncLocal<Stream?> s_current = new();

            public static async Task Open(Func<Task<FileStream>> open)
            {
                {|LEAK108:s_current.Value = await open()|};
            }
        }
        """);
}

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
}

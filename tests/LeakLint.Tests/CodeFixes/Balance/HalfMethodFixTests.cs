using System.Linq;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>LEAK301 and LEAK302 of what one half of a pair took: the other half is called in a finally block. And of handlers.</summary>
public sealed class HalfMethodFixTests
{
    [Theory]
    [InlineData("_store.BeginWrite()", "_store.EndWrite();")]
    [InlineData("Begin()", "End();")]
    [InlineData("this.Begin()", "this.End();")]
    [InlineData("Store.EnterAll()", "Store.LeaveAll();")]
    [InlineData("_gate.Lock()", "_gate.Unlock();")]
    [InlineData("_feed.Changed += OnChanged", "_feed.Changed -= OnChanged;")]
    public Task The_other_half_goes_into_a_finally_block(string takes, string leaves) => FixesAsync(
        $$"""
        {|LEAK301:{{takes}}|};
        if (n > 1)
        {
            return;
        }

        _n += n;
        {{leaves}}
        """,
        $$"""
        {{takes}};
        try
        {
            if (n > 1)
            {
                return;
            }

            _n += n;
        }
        finally
        {
            {{leaves}}
        }
        """);

    [Fact]
    public Task What_was_left_by_hand_before_goes() => FixesAsync(
        """
        {|LEAK301:Begin()|};
        if (n > 1)
        {
            End();
            return;
        }

        if (n < 0)
        {
            return;
        }

        _n += n;
        End();
        """,
        """
        Begin();
        try
        {
            if (n > 1)
            {
                return;
            }

            if (n < 0)
            {
                return;
            }

            _n += n;
        }
        finally
        {
            End();
        }
        """);

    [Theory]
    [InlineData("{|LEAK301:Begin()|}; if (n > 1) return; _n++; _rw.ExitWriteLock();")]
    [InlineData("{|LEAK301:_store.BeginWrite()|}; if (n > 1) return; if (s == null) { _store.EndWrite(); } else { _store.EndWrite(); }")]
    public Task Nothing_is_offered(string body) => FixesAsync(body, body);

    private static Task FixesAsync(string before, string after) => new CSharpCodeFixTest<BalanceAnalyzer, NotReleasedOnEveryPathFix, DefaultVerifier>
    {
        TestCode = Method(before),
        FixedCode = Method(after),
        CodeActionEquivalenceKey = "LEAK301",
        CompilerDiagnostics = CompilerDiagnostics.Errors,
        DisabledDiagnostics = { "LEAK002" },
    }.RunAsync();

    private static string Method(string body) => $$"""
        using System; using System.Threading;
        class Feed { public event EventHandler Changed; public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }
        class Store
        {
            private readonly ReaderWriterLockSlim _lock = new(); private static readonly object s_all = new();
            public void BeginWrite() => _lock.EnterWriteLock();
            public void EndWrite() => _lock.ExitWriteLock();
            public static void EnterAll() => Monitor.Enter(s_all);
            public static void LeaveAll() => Monitor.Exit(s_all);
        }
        static class Locks
        {
            public static void Lock(this object gate) => Monitor.Enter(gate);
            public static void Unlock(this object gate) => Monitor.Exit(gate);
        }
        class C
        {
            private readonly Store _store = new(); private readonly object _gate = new(); private readonly ReaderWriterLockSlim _rw = new(); private readonly Feed _feed; private int _n;
            public C(Feed feed) => _feed = feed;
            public void M(int n, string s)
            {
        {{string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line))}}
            }
            private void Begin() => _rw.EnterWriteLock();
            private void End() => _rw.ExitWriteLock();
            private void OnChanged(object sender, EventArgs e) => _n++;
        }
        """;
}

using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>Resources that a method gathers in a collection of its own.</summary>
public sealed class CollectedTests
{
    private const string Gather = "var all = new byte[n][]; for (int i = 0; i < n; i++) all[i] = ArrayPool<byte>.Shared.Rent(i); ";

    [Theory]
    [InlineData("out of the loop that gathers", "var all = new byte[n][]; for (int i = 0; i < n; i++) { all[i] = {|LEAK301:ArrayPool<byte>.Shared.Rent(i)|}; if (s.Length < i) return; } foreach (var a in all) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("between the two loops", "var all = new byte[n][]; for (int i = 0; i < n; i++) all[i] = {|LEAK301:ArrayPool<byte>.Shared.Rent(i)|}; if (s.Length < 2) return; foreach (var a in all) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("a list", "var all = new List<byte[]>(); for (int i = 0; i < n; i++) { all.Add({|LEAK301:ArrayPool<byte>.Shared.Rent(i)|}); if (s.Length < i) throw new InvalidOperationException(); } foreach (var a in all) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("never", "var all = new byte[n][]; for (int i = 0; i < n; i++) all[i] = {|LEAK301:ArrayPool<byte>.Shared.Rent(i)|};")]
    public Task Left_behind(string way, string body) => RunAsync(way, body);

    [Theory]
    [InlineData("foreach", Gather + "foreach (var a in all) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("for", Gather + "for (int i = 0; i < n; i++) ArrayPool<byte>.Shared.Return(all[i]);")]
    [InlineData("a list", "var all = new List<byte[]>(); for (int i = 0; i < n; i++) all.Add(ArrayPool<byte>.Shared.Rent(i)); foreach (var a in all) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("finally", "var all = new byte[n][]; try { for (int i = 0; i < n; i++) { all[i] = ArrayPool<byte>.Shared.Rent(i); if (s.Length < i) return; } } finally { foreach (var a in all) if (a != null) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("a queue", "var q = new Queue<byte[]>(); q.Enqueue(ArrayPool<byte>.Shared.Rent(n)); ArrayPool<byte>.Shared.Return(q.Dequeue());")]
    [InlineData("a queue drained by a loop", "var q = new Queue<byte[]>(); while (s.Length < q.Count) q.Enqueue(ArrayPool<byte>.Shared.Rent(n)); while (q.Count > 0) ArrayPool<byte>.Shared.Return(q.Dequeue());")]
    [InlineData("try-dequeue", "var q = new Queue<byte[]>(); for (int i = 0; i < n; i++) q.Enqueue(ArrayPool<byte>.Shared.Rent(n)); while (q.TryDequeue(out var a)) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("a callback", "var all = new List<byte[]>(); for (int i = 0; i < n; i++) all.Add(ArrayPool<byte>.Shared.Rent(i)); all.ForEach(static a => ArrayPool<byte>.Shared.Return(a));")]
    [InlineData("a helper", Gather + "Free(all);")]
    [InlineData("an iterator of another kind", Gather + "foreach (var a in all.Where(static a => a.Length > 0)) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("by pairs", "var all = new Dictionary<int, byte[]>(); for (int i = 0; i < n; i++) all.Add(i, ArrayPool<byte>.Shared.Rent(i)); foreach (var (_, a) in all) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("values", "var all = new Dictionary<int, byte[]>(); for (int i = 0; i < n; i++) all[i] = ArrayPool<byte>.Shared.Rent(i); foreach (var a in all.Values) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("by the owner that takes it", Gather + "_all = all;")]
    [InlineData("by a span", Gather + "foreach (var a in all.AsSpan()) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("from the end", Gather + "for (int i = n - 1; i >= 0; i--) { var a = all[i]; all[i] = null!; ArrayPool<byte>.Shared.Return(a); }")]
    public Task Released_together(string way, string body) => RunAsync(way, body);

    private static Task RunAsync(string way, string body)
    {
        Assert.NotEmpty(way);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = $$"""
                #nullable enable
                using System; using System.Buffers; using System.Collections.Generic; using System.Linq;
                class C
                {
                    byte[][]? _all;
                    void M(int n, string s)
                    {
                        {{body}}
                    }
                    static void Free(byte[][] all) { foreach (var a in all) ArrayPool<byte>.Shared.Return(a); }
                }
                """,
        };

        // LEAK002 may say "could not follow".
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }
}

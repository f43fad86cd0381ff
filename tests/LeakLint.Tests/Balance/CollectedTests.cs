using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>What a method gathers in a collection of its own goes where the collection goes, and is released as its elements are.</summary>
public sealed class CollectedTests
{
    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.Collections.Generic; using System.IO; using System.Linq;
        sealed class Own : IDisposable { readonly FileStream _f; public Own(string p) => _f = File.OpenRead(p); public int Read() => _f.ReadByte(); public void Dispose() => _f.Dispose(); }
        class C { List<Own>? _all; static void End(Own o) { o.Read(); o.Dispose(); } {{body}} }
        """;

    [Theory]
    [InlineData("by index", "static void M(string r) { var all = new List<Own>(); all.Add(new Own(r)); for (int i = 0; i < all.Count; i++) all[i].Dispose(); }")]
    [InlineData("one after the other", "static void M(string r) { var all = new List<Own>(); all.Add(new Own(r)); foreach (var o in all) o.Dispose(); }")]
    [InlineData("by a helper", "static void M(string r) { var all = new List<Own>(); all.Add(new Own(r)); foreach (var o in all) End(o); }")]
    [InlineData("by a helper, out of an initializer", "static void M(string r) { var all = new List<Own> { new Own(r) }; foreach (var o in all) End(o); }")]
    [InlineData("from the end", "static void M(string r) { var all = new List<Own> { new Own(r) }; while (all.Count > 0) { all[^1].Dispose(); all.RemoveAt(all.Count - 1); } }")]
    [InlineData("from a stack", "static void M(string r) { var all = new Stack<Own>(); all.Push(new Own(r)); while (all.TryPop(out var o)) o.Dispose(); }")]
    [InlineData("by ForEach", "static void M(string r) { var all = new List<Own> { new Own(r) }; all.ForEach(o => o.Dispose()); }")]
    [InlineData("through a query", "static void M(string r) { var all = new List<Own> { new Own(r) }; foreach (var o in all.Where(x => x.Read() > 0)) o.Dispose(); }")]
    [InlineData("as pairs", "static void M(string r) { var all = new Dictionary<int, Own> { { 1, new Own(r) } }; foreach (var (_, o) in all) o.Dispose(); }")]
    [InlineData("out of an array", "static void M(string r) { var all = new[] { new Own(r) }; foreach (var o in all) End(o); }")]
    [InlineData("kept by a field", "void M(string r) { var all = new List<Own> { new Own(r) }; _all = all; }")]
    [InlineData("made in the field", "void M(string r) { _all = new List<Own> { new Own(r) }; }")]
    public Task All_are_released(string how, string body) => RunAsync(how, body);

    [Theory]
    [InlineData("counted and dropped", "static int M(string r) { var all = new List<Own> { {|LEAK301:new Own(r)|} }; return all.Count; }")]
    [InlineData("read and dropped", "static int M(string r) { var all = new List<Own> { {|LEAK301:new Own(r)|} }; var n = 0; foreach (var o in all) n += o.Read(); return n; }")]
    [InlineData("only the first is released", "static int M(string r) { var all = new List<Own>(); all.Add({|LEAK301:new Own(r)|}); if (all.Count > 3) return 1; foreach (var o in all) o.Dispose(); return 0; }")]
    public Task Some_are_lost(string how, string body) => RunAsync(how, body);

    private static Task RunAsync(string name, string body)
    {
        Assert.NotEmpty(name);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = Around(body),
            ReferenceAssemblies = Microsoft.CodeAnalysis.Testing.ReferenceAssemblies.Net.Net80,
            CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.Errors,
        };
        foreach (var id in new[] { "LEAK002", "LEAK308", "LEAK313", "LEAK314" })
        {
            test.DisabledDiagnostics.Add(id);
        }

        return test.RunAsync();
    }
}

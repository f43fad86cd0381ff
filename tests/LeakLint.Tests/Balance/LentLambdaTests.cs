using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>What a lambda captures that the call runs before it comes back; and what a query expression does.</summary>
public sealed class LentLambdaTests
{
    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading.Tasks;
        sealed class C
        {
            readonly List<object> _kept = []; readonly Dictionary<string, StreamWriter> _byName = []; readonly ConcurrentDictionary<string, StreamWriter> _shared = []; Stream? _last;
            static void Put(StreamWriter writer, string line) => writer.Write(line);
            void Keep(Stream stream) => _last = stream;
            public void Dispose() => _last?.Dispose();
            {{body}}
        }
        """;

    [Theory]
    [InlineData("each line written", "void M(string p, List<string> all) { var w = {|LEAK301:new StreamWriter(p)|}; all.ForEach(line => w.WriteLine(line)); }")]
    [InlineData("lent once more by the lambda", "void M(string p, List<string> all) { var w = {|LEAK301:new StreamWriter(p)|}; all.ForEach(line => Put(w, line)); }")]
    [InlineData("question asked of a sequence", "bool M(string p, List<int> all) { var f = {|LEAK301:File.OpenRead(p)|}; return all.Any(n => n > f.Length); }")]
    [InlineData("sequence read at once", "List<int> M(string p, List<int> all) { var f = {|LEAK301:File.OpenRead(p)|}; return all.Where(n => n > f.Length).Select(n => n + 1).ToList(); }")]
    [InlineData("loop in parallel", "int M(int n) { var b = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; Parallel.For(0, n, i => b[i] = 1); return b[0]; }")]
    [InlineData("query beside it", "int M(string p, List<int> all) { var f = {|LEAK301:File.OpenRead(p)|}; return (from n in all where n > 2 select n + f.ReadByte()).Count(); }")]
    [InlineData("query kept in a variable", "int M(string p, List<int> all) { var f = {|LEAK301:File.OpenRead(p)|}; var q = from n in all where n > 2 orderby n group n by n % 3; return f.ReadByte() + q.Count(); }")]
    [InlineData("query that captures", "object M(List<int> all) { var b = {|LEAK301:ArrayPool<byte>.Shared.Rent(3)|}; return (from n in all let m = n + b[0] join o in all on m equals o select o).ToList(); }")]
    public Task Use_in_it_settles_nothing(string name, string body) => BalanceProgram.RunAsync(name, Around(body));

    [Theory]
    [InlineData("released in the lambda", "void M(string p, List<string> all) { var w = new StreamWriter(p); all.ForEach(line => { w.WriteLine(line); w.Dispose(); }); }")]
    [InlineData("released in a lambda inside it", "void M(string p, List<string> all) { var f = File.OpenRead(p); all.ForEach(line => { Action end = () => f.Dispose(); end(); }); }")]
    [InlineData("stored by the lambda", "void M(string p, List<string> all) { var w = new StreamWriter(p); all.ForEach(line => _byName[line] = w); }")]
    [InlineData("added to a list by the lambda", "void M(string p, List<string> all) { var w = new StreamWriter(p); all.ForEach(line => _kept.Add(w)); }")]
    [InlineData("wrapped by the lambda", "void M(string p, List<string> all) { var f = File.OpenRead(p); all.ForEach(line => _kept.Add(new StreamReader(f))); }")]
    [InlineData("kept by whom the lambda calls", "void M(string p, List<string> all) { var f = File.OpenRead(p); all.ForEach(line => Keep(f)); }")]
    [InlineData("result of the lambda", "StreamWriter M(string p) { var w = new StreamWriter(p); return _shared.GetOrAdd(p, _ => w); }")]
    [InlineData("assigned in the lambda", "bool M(List<string> all) { StreamWriter? w = null; if (all.Exists(line => { w = new StreamWriter(line); return true; })) { w!.Dispose(); return true; } return false; }")]
    [InlineData("sequence that is read later", "IEnumerable<int> M(string p, List<int> all) { var f = File.OpenRead(p); return all.Where(n => n > f.Length); }")]
    [InlineData("query that is read later", "IEnumerable<int> M(string p, List<int> all) { var f = File.OpenRead(p); return from n in all where n > f.Length select n + 1; }")]
    [InlineData("kept comparison", "IComparer<int> M(string p) { var f = File.OpenRead(p); return Comparer<int>.Create((a, b) => a + f.ReadByte() - b); }")]
    [InlineData("list that one lambda fills and one empties", "void M(List<string> all) { var files = new List<FileStream>(); all.ForEach(p => files.Add(File.OpenRead(p))); files.ForEach(f => f.Dispose()); }")]
    [InlineData("array that a loop in parallel empties", "void M(string[] all) { var files = new FileStream[all.Length]; for (var i = 0; i < all.Length; i++) files[i] = File.OpenRead(all[i]); Parallel.For(0, all.Length, i => files[i].Dispose()); }")]
    [InlineData("query over what is released", "void M(List<string> all) { var files = (from p in all select File.OpenRead(p)).ToList(); foreach (var f in files) f.Dispose(); }")]
    [InlineData("released after it", "void M(string p, List<string> all) { var w = new StreamWriter(p); try { all.ForEach(line => w.WriteLine(line)); } finally { w.Dispose(); } }")]
    public Task Anything_else_does(string name, string body) => BalanceProgram.RunAsync(name, Around(body));
}

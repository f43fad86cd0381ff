using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Facts;

/// <summary>What is expected to throw, seen by whether an array in hand is said to be lost: LEAK313.</summary>
public sealed class LikelyThrowsTests
{
    [Theory]
    [InlineData("await stream.ReadAsync(a, 0, n);")]
    [InlineData("await stream.ReadAsync(a, 0, n).ConfigureAwait(false);")]
    [InlineData("await Task.Delay(1, token);")]
    [InlineData("await Task.WhenAll(Task.CompletedTask);")]
    [InlineData("await task;")]
    [InlineData("await gate.WaitAsync(token);")]
    [InlineData("await foreach (var x in Sequence()) { }", "async IAsyncEnumerable<int> Sequence() { await Task.Yield(); yield return 1; }")]
    [InlineData("await Own();", "async Task Own() { await Task.Delay(5); File.Delete(\"x\"); }")]
    [InlineData("await Own();", "Task Own() => File.WriteAllTextAsync(\"x\", \"y\");")]
    [InlineData("task.Wait();")]
    [InlineData("_ = answer.Result;")]
    [InlineData("answer.GetAwaiter().GetResult();")]
    public Task Waiting_throws(string statement, string members = "") => ThrowsAsync(statement, members);

    [Theory]
    [InlineData("await Task.Yield();")]
    [InlineData("await Task.Delay(1);")]
    [InlineData("await Task.Delay(TimeSpan.Zero).ConfigureAwait(false);")]
    [InlineData("await Task.Delay(1, CancellationToken.None);")]
    [InlineData("await Task.Delay(1, default);")]
    [InlineData("await Task.CompletedTask;")]
    [InlineData("await Task.FromResult(n);")]
    [InlineData("await new ValueTask<int>(n);")]
    [InlineData("await gate.WaitAsync();")]
    [InlineData("await stream.DisposeAsync();")]
    [InlineData("var started = stream.ReadAsync(a, 0, n);")]
    [InlineData("await Own();", "async Task Own() { await Task.Yield(); }")]
    [InlineData("await Own();", "Task Own() => Task.CompletedTask;")]
    [InlineData("await Own(1);", "async Task Own(int i) { if (i < 0) throw new ArgumentException(); await Task.Yield(); }")]
    [InlineData("var started = Own();", "async Task Own() { await Task.Yield(); throw new IOException(); }")]
    [InlineData("await using (own) { }", "")]
    public Task Waiting_for_what_always_comes_does_not(string statement, string members = "") => DoesNotAsync(statement, members);

    [Theory]
    [InlineData("callback();")]
    [InlineData("callback?.Invoke();")]
    [InlineData("Changed?.Invoke(this, EventArgs.Empty);", "event EventHandler? Changed;")]
    [InlineData("new List<int>().ForEach(x => File.Delete(s));")]
    [InlineData("new List<string>().ForEach(File.Delete);")]
    [InlineData("Array.ForEach(new[] { 1 }, visit);")]
    [InlineData("Own(() => { });", "void Own(Action work) => work();")]
    public Task Callback_throws(string statement, string members = "") => ThrowsAsync(statement, members);

    [Theory]
    [InlineData("new List<int>().ForEach(x => n += x);")]
    [InlineData("new List<int>().ForEach(async x => { await Task.Yield(); File.Delete(s); });")]
    [InlineData("n = new[] { 1 }.Count(x => x > n);")]
    [InlineData("var later = new[] { s }.Select(File.ReadAllText);")]
    [InlineData("new List<int>().ForEach(Own);", "static void Own(int x) { }")]
    [InlineData("token.Register(callback);")]
    [InlineData("_ = Task.Run(callback);")]
    [InlineData("var lazy = new Lazy<int>(() => int.Parse(s));")]
    [InlineData("Changed += (_, _) => File.Delete(s);", "event EventHandler? Changed;")]
    [InlineData("Action later = () => File.Delete(s);")]
    public Task Callback_that_is_harmless_or_runs_later_does_not(string statement, string members = "") => DoesNotAsync(statement, members);

    [Theory]
    [InlineData("Own();", "void Own() { if (DateTime.Now.Year > 2000) throw new InvalidDataException(); }")]
    [InlineData("Own();", "void Own() => Deeper(); void Deeper() { Deepest(); } void Deepest() { if (Flag) throw new TimeoutException(); } static bool Flag;")]
    [InlineData("Own(null);", "static string Own(string? x) => x ?? throw new FormatException();")]
    [InlineData("new Own();", "sealed class Own { public Own() { File.Delete(\"x\"); } }")]
    [InlineData("new Own();", "class Base { public Base() { File.Delete(\"x\"); } } sealed class Own : Base { public Own() : base() { } }")]
    [InlineData("n = Own;", "int Own { get { return int.Parse(Text); } } const string Text = \"1\";")]
    [InlineData("Own = n;", "int Own { set { File.Delete(\"x\"); } }")]
    [InlineData("n = this[1];", "int this[int i] => File.ReadAllText(\"x\").Length;")]
    [InlineData("Own();", "void Own() { try { File.Delete(\"x\"); } catch (IOException e) { throw new Exception(\"x\", e); } }")]
    [InlineData("Own();", "void Own() { try { File.Delete(\"x\"); } catch (OperationCanceledException) { throw; } catch { } }")]
    [InlineData("Own();", "void Own() { try { } finally { File.Delete(\"x\"); } }")]
    [InlineData("Own();", "void Own() { try { File.Delete(\"x\"); } catch (IOException) { File.Delete(\"y\"); } }")]
    [InlineData("Own(3);", "void Own(int i) { if (i > 0) Own(i - 1); else File.Delete(\"x\"); }")]
    [InlineData("Ping(3);", "void Ping(int i) { if (i > 0) Pong(i - 1); } void Pong(int i) { Ping(i); File.Delete(\"x\"); }")]
    [InlineData("Inner(); void Inner() { File.Delete(s); }")]
    [InlineData("Inner(); void Inner() { if (n > 2) throw new TimeoutException(); }")]
    [InlineData("Static.Own();", "static class Static { internal static void Own() => Throw(); static void Throw() => throw new TimeoutException(); }")]
    public Task Own_code_that_throws_throws(string statement, string members = "") => ThrowsAsync(statement, members);

    [Theory]
    [InlineData("Own(n);", "void Own(int i) { if (i < 0) throw new ArgumentOutOfRangeException(nameof(i)); }")]
    [InlineData("Own(s);", "void Own(string x) { ArgumentNullException.ThrowIfNull(x); _ = x ?? throw new ArgumentNullException(nameof(x)); }")]
    [InlineData("Own(n);", "void Own(int i) { if (i < 0) Fail(); } void Fail() => throw new Bad(); class Bad : ArgumentException { }")]
    [InlineData("Own();", "void Own() => throw new NotImplementedException();")]
    [InlineData("Own();", "void Own() { if (Flag) throw new ObjectDisposedException(\"x\"); if (Flag) throw new NotSupportedException(); if (Flag) throw null!; } static bool Flag;")]
    [InlineData("Own();", "void Own() { try { File.Delete(\"x\"); } catch { } }")]
    [InlineData("Own();", "void Own() { try { File.Delete(\"x\"); } catch (IOException) { Flag = true; } } static bool Flag;")]
    [InlineData("Own();", "void Own() { try { Count++; } catch { throw; } } int Count;")]
    [InlineData("Own();", "void Own() { Count++; var x = new int[3]; x[Count] = 1; Count /= x[0]; object o = x; _ = (int[])o; } int Count;")]
    [InlineData("var later = Own();", "IEnumerable<int> Own() { File.Delete(\"x\"); yield return 1; }")]
    [InlineData("Own();", "void Own() { Action later = () => File.Delete(\"x\"); void Local() => File.Delete(\"x\"); }")]
    [InlineData("Own(3);", "void Own(int i) { if (i > 0) Own(i - 1); }")]
    [InlineData("Ping(3);", "void Ping(int i) { if (i > 0) Pong(i - 1); } void Pong(int i) => Ping(i);")]
    [InlineData("Inner(); void Inner() { if (n < 0) throw new ArgumentException(s); }")]
    [InlineData("Native();", "[System.Runtime.InteropServices.DllImport(\"x\")] static extern void Native();")]
    [InlineData("own.Dispose(); own.Close();", "")]
    [InlineData("n = Own; Own = n;", "int Own { get; set; }")]
    [InlineData("_ = new Own { X = n } with { X = 2 };", "sealed record Own { public int X { get; init; } }")]
    public Task Own_code_that_only_checks_its_callers_or_swallows_does_not(string statement, string members = "") => DoesNotAsync(statement, members);

    [Theory]
    [InlineData("some.Do();", "interface ISome { void Do(); } ISome some = null!;")]
    [InlineData("some.Do();", "interface ISome { void Do(); } ISome some = null!; class A : ISome { public void Do() { } } class B : ISome { void ISome.Do() => File.Delete(\"x\"); }")]
    [InlineData("some.Do();", "abstract class Some { public abstract void Do(); } Some some = null!;")]
    [InlineData("some.Do();", "class Some { public virtual void Do() { } } class Other : Some { public override void Do() => throw new TimeoutException(); } Some some = null!;")]
    [InlineData("await some.Do();", "interface ISome { Task Do(); } ISome some = null!;")]
    public Task Call_that_some_implementation_makes_fail_throws(string statement, string members) => ThrowsAsync(statement, members);

    [Theory]
    [InlineData("some.Do();", "interface ISome { void Do(); } ISome some = null!; class A : ISome { public void Do() { } } struct B : ISome { void ISome.Do() => Console.WriteLine(); }")]
    [InlineData("some.Do();", "class Some { public virtual void Do() { } } class Other : Some { public override void Do() => base.Do(); } Some some = null!;")]
    [InlineData("await some.Do();", "interface ISome { Task Do(); } ISome some = null!; class A : ISome { public Task Do() => Task.CompletedTask; }")]
    public Task Call_that_no_implementation_in_sight_makes_fail_does_not(string statement, string members) => DoesNotAsync(statement, members);

    [Theory]
    [InlineData("stream.Read(a, 0, n);")]
    [InlineData("stream.Flush();")]
    [InlineData("File.Delete(s);")]
    [InlineData("using (new FileStream(s, FileMode.Open)) { }")]
    [InlineData("using (new StreamReader(s)) { }")]
    [InlineData("new StreamWriter(stream).Write(s);")]
    [InlineData("new FileInfo(s).Delete();")]
    [InlineData("new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Compress).Write(a, 0, n);")]
    [InlineData("using (var c = new System.Net.Sockets.TcpClient()) c.Connect(s, n);")]
    [InlineData("System.Net.Dns.GetHostEntry(s);")]
    [InlineData("System.Diagnostics.Process.Start(s);")]
    [InlineData("n = int.Parse(s);")]
    [InlineData("Enum.Parse<DayOfWeek>(s);")]
    [InlineData("Convert.FromBase64String(s);")]
    [InlineData("n = Convert.ToInt32(s);")]
    [InlineData("new Uri(s);")]
    [InlineData("System.Text.Json.JsonSerializer.Deserialize<int>(s);")]
    [InlineData("System.Text.Json.JsonDocument.Parse(s).Dispose();")]
    [InlineData("System.Xml.Linq.XDocument.Load(s);")]
    [InlineData("Activator.CreateInstance(typeof(string));")]
    [InlineData("typeof(string).GetMethod(s)!.Invoke(null, null);")]
    [InlineData("token.ThrowIfCancellationRequested();")]
    [InlineData("gate.Wait(token);")]
    public Task Framework_that_depends_on_input_or_devices_throws(string statement) => ThrowsAsync(statement, "");

    [Theory]
    [InlineData("Path.Combine(s, s);")]
    [InlineData("File.Exists(s);")]
    [InlineData("new FileInfo(s);")]
    [InlineData("new MemoryStream(a).CopyTo(new MemoryStream());")]
    [InlineData("new StringReader(s).ReadLine();")]
    [InlineData("new StringWriter().Write(s);")]
    [InlineData("new StreamReader(stream);")]
    [InlineData("_ = new IOException(s);")]
    [InlineData("int.TryParse(s, out n);")]
    [InlineData("n = Convert.ToInt32(3.0); s = Convert.ToBase64String(a); s = Convert.ToString(s);")]
    [InlineData("Console.WriteLine(s); Console.Write($\"{s} {n}\");")]
    [InlineData("_ = new UriBuilder(Uri.UriSchemeHttp, s);")]
    [InlineData("a.AsSpan(0, n).Clear(); Array.Copy(a, a, n); Buffer.BlockCopy(a, 0, a, 0, n); System.Text.Encoding.UTF8.GetString(a);")]
    [InlineData("s = string.Join(s, s.Split(',')).Substring(n).ToUpperInvariant(); s = string.Format(s, n);")]
    [InlineData("new List<int> { 1 }.Add(2); new Dictionary<int, int> { [1] = 2 }.Remove(1);")]
    [InlineData("System.Net.WebUtility.HtmlEncode(s); _ = new System.Net.IPEndPoint(0L, n); _ = System.Net.IPAddress.TryParse(s, out _);")]
    [InlineData("System.Security.Cryptography.SHA256.HashData(a); System.Security.Cryptography.RandomNumberGenerator.Fill(a);")]
    [InlineData("System.Text.Json.JsonSerializer.Serialize(n);")]
    [InlineData("System.Text.RegularExpressions.Regex.IsMatch(s, s);")]
    [InlineData("gate.Wait(); gate.Release(); Monitor.Enter(s); Monitor.Wait(s); Monitor.Exit(s);")]
    [InlineData("gate.Wait(CancellationToken.None); using var both = CancellationTokenSource.CreateLinkedTokenSource(token, token);")]
    [InlineData("GC.KeepAlive(s); GC.Collect(); System.Diagnostics.Debug.Assert(n > 0); System.Diagnostics.Trace.WriteLine(s); lock (s) { }")]
    [InlineData("foreach (var x in new List<int>()) { n += x; } foreach (var c in s) { }")]
    public Task Framework_that_only_a_mistake_makes_fail_does_not(string statement) => DoesNotAsync(statement, "");

    [Theory]
    [InlineData("Log.Info(s);", "static class Log { public static void Info(string t) => File.AppendAllText(\"log\", t); }")]
    [InlineData("logger.Error(s);", "interface ILogger { void Error(string t); } ILogger logger = null!;")]
    public Task Logging_does_not(string statement, string members) => DoesNotAsync(statement, members);

    [Theory]
    [InlineData("catalog.Load(s);", "sealed class Catalog { public void Load(string t) => File.ReadAllText(t); } Catalog catalog = new();")]
    [InlineData("errors.Error(s);", "sealed class Errors { public void Error(string t) => throw new FormatException(t); } Errors errors = new();")]
    public Task What_is_only_named_a_little_like_a_log_throws(string statement, string members) => ThrowsAsync(statement, members);

    // A hundred methods that all call each other: following every way would never end.
    [Fact(Timeout = 60_000)]
    public Task Methods_that_call_each_other_in_every_way_come_to_an_end()
    {
        var calls = string.Concat(Enumerable.Range(0, 100).Select(static i => $"if (n > {i}) M{i}(n - 1); "));
        return DoesNotAsync("M0(n);", string.Concat(Enumerable.Range(0, 100).Select(i => $"static void M{i}(int n) {{ {calls} }}\n")));
    }

    private static Task ThrowsAsync(string statement, string members) => RunAsync(Source(statement, members, "{|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}"));

    private static Task DoesNotAsync(string statement, string members) => RunAsync(Source(statement, members, "ArrayPool<byte>.Shared.Rent(n)"));

    // The statement may wait for a semaphore that others release: LEAK002 says so, and is not what is asked here.
    private static Task RunAsync(string source)
    {
        var test = new CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, DefaultVerifier> { TestCode = source };
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }

    private static string Source(string statement, string members, string rent) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks;
        class C
        {
            async Task M(int n, string s, Stream stream, CancellationToken token, Task task, Task<int> answer, SemaphoreSlim gate, Action callback, Action<int> visit, MemoryStream own)
            {
                var a = {{rent}};
                {{statement}}
                ArrayPool<byte>.Shared.Return(a);
                await Task.Yield();
            }
            {{members}}
        }
        """;
}

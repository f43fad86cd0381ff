using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>[Acquires] and [Releases]: every place where a resource can come out and go back.</summary>
public sealed partial class AnnotatedProtocolsTests
{
    [Theory]
    [InlineData("early return", "var b = {|ID:pool.Take()|}; if (Log(n)) return; pool.Put(b);", "LEAK301")]
    [InlineData("every path", "var b = {|ID:pool.Take()|}; if (Log(n)) { pool.Put(b); return; } pool.Put(b);", "")]
    [InlineData("only looked at", "var b = {|ID:pool.Take()|}; pool.Look(b); n = b.Length;", "LEAK301")]
    [InlineData("dropped", "{|ID:pool.Take()|};", "LEAK305")]
    [InlineData("stored", "_field = {|ID:pool.Take()|};", "")]
    [InlineData("kept in a list of nobody", "var l = new System.Collections.Generic.List<Buffer>(); l.Add({|ID:pool.Take()|});", "LEAK301")]
    [InlineData("an exception between", "var b = {|ID:pool.Take()|}; System.IO.File.Delete(\"\"); pool.Put(b);", "LEAK313")]
    [InlineData("out, only when true", "if (!{|ID:pool.TryTake(out var b)|}) return; if (Log(n)) return; pool.Put(b);", "LEAK301")]
    [InlineData("out, only when true: all paths", "if ({|ID:pool.TryTake(out var b)|}) pool.Put(b);", "")]
    [InlineData("out, always", "{|ID:pool.Get(out var b)|}; if (Log(n)) return; pool.Put(b);", "LEAK301")]
    [InlineData("out, always: all paths", "{|ID:pool.Get(out var b)|}; if (!Log(n)) { } pool.Put(b);", "")]
    [InlineData("awaited", "var b = {|ID:await pool.TakeAsync()|}; if (Log(n)) return; pool.Put(b);", "LEAK301")]
    [InlineData("awaited, all paths", "var b = {|ID:await pool.TakeAsync()|}; pool.Put(b);", "")]
    [InlineData("awaited elsewhere", "var b = {|ID:await pool.TakeAsync().ConfigureAwait(false)|}; if (Log(n)) return; pool.Put(b);", "LEAK301")]
    [InlineData("awaited elsewhere, all paths", "var b = {|ID:await pool.TakeAsync().ConfigureAwait(false)|}; pool.Put(b);", "")]
    [InlineData("a task that is not awaited", "var t = {|ID:pool.TakeAsync()|}; if (Log(n)) return; pool.Put(await t);", "")]
    public Task Pool_of_the_user(string when, string body, string id)
    {
        Assert.NotEmpty(when);
        return RunAsync(Source("", body, id));
    }

    private const string Gates = """
        sealed class Gate
        {
            [Acquires("gate ticket")] public Ticket Enter() => new Ticket();
            [Acquires] public void Lock() { }
            [Acquires] public bool TryLock() => true;
            [Acquires] public Task LockAsync() => Task.CompletedTask;
            [Acquires] public Task<bool> TryLockAsync() => Task.FromResult(true);
            [Releases] public void Unlock() { }
            [Acquires("read")] public void EnterRead() { }
            [Releases("read")] public void ReleaseRead() { }
            [Acquires("write")] public void EnterWrite() { }
            [Releases("write")] public void ReleaseWrite() { }
            public bool Check() => true;
        }
        sealed class Ticket : IDisposable
        {
            [Releases("gate ticket")] public void GiveBack() { }
            [Releases("gate ticket")] public void Dispose() { }
        }
        static class Counts
        {
            [Acquires("count")] public static Buffer Fresh(this Pool pool) => pool.Take();
            public static void Retain([Acquires("count")] Buffer buffer) { }
            public static void Drop([Releases("count")] this Buffer buffer) { }
        }
        sealed class Shelf<T>
        {
            [Acquires] public T Take() => default;
            public void Put([Releases] T item) { }
        }

        """;

    [Theory]
    [InlineData("named, in two types", "var t = {|ID:new Gate().Enter()|}; if (Log(n)) return; t.GiveBack();", "LEAK301")]
    [InlineData("named, all paths", "var t = {|ID:new Gate().Enter()|}; if (Log(n)) { t.GiveBack(); return; } t.Dispose();", "")]
    [InlineData("using", "using var t = {|ID:new Gate().Enter()|}; if (Log(n)) return;", "")]
    [InlineData("using through the interface", "using (IDisposable t = {|ID:new Gate().Enter()|}) { if (Log(n)) return; }", "LEAK002")]
    [InlineData("the object itself", "var g = new Gate(); {|ID:g.Lock()|}; if (Log(n)) return; g.Unlock();", "LEAK301")]
    [InlineData("the object itself, all paths", "var g = new Gate(); {|ID:g.Lock()|}; try { if (Log(n)) return; } finally { g.Unlock(); }", "")]
    [InlineData("only when true", "var g = new Gate(); if (!{|ID:g.TryLock()|}) return; if (Log(n)) return; g.Unlock();", "LEAK301")]
    [InlineData("only when true, all paths", "var g = new Gate(); if (!{|ID:g.TryLock()|}) return; g.Unlock();", "")]
    [InlineData("awaited", "var g = new Gate(); {|ID:await g.LockAsync()|}; if (Log(n)) return; g.Unlock();", "LEAK301")]
    [InlineData("awaited, all paths", "var g = new Gate(); {|ID:await g.LockAsync().ConfigureAwait(false)|}; g.Unlock();", "")]
    [InlineData("awaited, only when true", "var g = new Gate(); if (!{|ID:await g.TryLockAsync()|}) return; if (Log(n)) return; g.Unlock();", "LEAK301")]
    [InlineData("awaited, only when true, all paths", "var g = new Gate(); if (!{|ID:await g.TryLockAsync()|}) return; g.Unlock();", "")]
    [InlineData("another name does not release it", "var g = new Gate(); {|ID:g.EnterRead()|}; if (Log(n)) { g.ReleaseWrite(); return; } g.ReleaseRead();", "LEAK301")]
    [InlineData("two names, all paths", "var g = new Gate(); g.EnterRead(); {|ID:g.EnterWrite()|}; g.ReleaseWrite(); g.ReleaseRead();", "")]
    [InlineData("a pair without a name and one with: nobody can say", "var g = new Gate(); {|ID:g.Lock()|}; g.ReleaseWrite();", "LEAK002")]
    [InlineData("through a member", "{|ID:_ours.Lock()|}; if (Log(n)) { Leave(); return; } Leave();", "")]
    [InlineData("through a member, not on every path", "{|ID:_ours.Lock()|}; if (Log(n)) return; Leave();", "LEAK301")]
    [InlineData("an argument", "var b = new Buffer(); {|ID:Counts.Retain(b)|}; if (Log(n)) return; b.Drop();", "LEAK301")]
    [InlineData("an argument, all paths", "var b = new Buffer(); {|ID:Counts.Retain(b)|}; b.Drop();", "")]
    [InlineData("extension methods", "var b = {|ID:pool.Fresh()|}; if (Log(n)) return; b.Drop();", "LEAK301")]
    [InlineData("extension methods, all paths", "var b = {|ID:pool.Fresh()|}; Counts.Drop(b);", "")]
    [InlineData("generic", "var s = new Shelf<int[]>(); var a = {|ID:s.Take()|}; if (Log(n)) return; s.Put(a);", "LEAK301")]
    [InlineData("generic, all paths", "var s = new Shelf<int[]>(); var a = {|ID:s.Take()|}; s.Put(a);", "")]
    [InlineData("released to a type that names another protocol", "var b = {|ID:pool.Take()|}; b.Drop();", "LEAK002")]
    public Task Pairs_of_every_shape(string when, string body, string id)
    {
        Assert.NotEmpty(when);
        return RunAsync(Source(Gates, body, id).Replace("Buffer _field;", "Buffer _field; readonly Gate _ours = new(); void Leave() => _ours.Unlock();", System.StringComparison.Ordinal));
    }
}

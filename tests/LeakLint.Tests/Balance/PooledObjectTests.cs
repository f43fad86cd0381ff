using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>Objects of a pool that know their own way back.</summary>
public sealed class PooledObjectTests
{
    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.Collections.Generic; using System.Threading.Channels; using System.Threading.Tasks; using System.Threading.Tasks.Sources; using Microsoft.Extensions.ObjectPool;
        namespace Microsoft.Extensions.ObjectPool { public abstract class ObjectPool<T> where T : class { public abstract T Get(); public abstract void Return(T value); } }
        sealed class Work(ObjectPool<Work> pool) : IValueTaskSource
        {
            static readonly List<Work> s_all = [];
            ManualResetValueTaskSourceCore<int> _core;
            public int Steps;
            public ValueTask AsValueTask() => new(this, _core.Version);
            public void Fail(Exception why) => _core.SetException(why);
            public void Enlist() { lock (s_all) { s_all.Add(this); } }
            public int Count() { Steps++; return this.Steps; }
            public void GetResult(short token) { try { _core.GetResult(token); } finally { _core.Reset(); pool.Return(this); } }
            public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);
            public void OnCompleted(Action<object?> next, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(next, state, token, flags);
        }
        sealed class Spare<T> : IDisposable
        {
            readonly Queue<T> _items = []; readonly Action<T> _end;
            public Spare(Action<T>? end = null) => _end = end ?? (item => { });
            public bool TryTake(out T item) => _items.TryDequeue(out item!);
            public void Dispose() { while (_items.TryDequeue(out var item)) _end(item); }
        }
        sealed class Undo(Action<string> end, string name) : IDisposable { readonly Action<string> _end = end; string? _name = name; public int Length => name.Length; public void Dispose() { var old = _name; _name = null; if (old is not null) _end(old); } }
        sealed class C(ObjectPool<Work> pool, ChannelWriter<Work> writer)
        {
            {{body}}
        }
        """;

    [Theory]
    [InlineData("goes back when its task is awaited", "public ValueTask M() { var work = pool.Get(); if (!writer.TryWrite(work)) { work.Fail(new InvalidOperationException()); } return work.AsValueTask(); }")]
    [InlineData("puts itself into a list", "public void M() { var work = pool.Get(); work.Enlist(); }")]
    [InlineData("returned", "public void M() { var work = pool.Get(); try { work.Count(); } finally { pool.Return(work); } }")]
    [InlineData("nothing was put into it", "public bool M() { var spare = new Spare<byte[]>(); return spare.TryTake(out _); }")]
    public Task Nothing_is_lost(string name, string body) => BalanceProgram.RunAsync(name, Around(body));

    [Theory]
    [InlineData("works only", "public void M() { var work = {|LEAK301:pool.Get()|}; work.Fail(new InvalidOperationException()); }")]
    [InlineData("counts only", "public int M() { var work = {|LEAK301:pool.Get()|}; return work.Count(); }")]
    [InlineData("what its Dispose calls was never called", "public int M() { var undo = {|LEAK301:new Undo(Console.WriteLine, \"a\")|}; return undo.Length; }")]
    public Task Is_lost(string name, string body) => BalanceProgram.RunAsync(name, Around(body));
}

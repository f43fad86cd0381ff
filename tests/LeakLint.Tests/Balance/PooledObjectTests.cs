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
        sealed class C(ObjectPool<Work> pool, ChannelWriter<Work> writer)
        {
            {{body}}
        }
        """;

    [Theory]
    [InlineData("goes back when its task is awaited", "public ValueTask M() { var work = pool.Get(); if (!writer.TryWrite(work)) { work.Fail(new InvalidOperationException()); } return work.AsValueTask(); }")]
    [InlineData("puts itself into a list", "public void M() { var work = pool.Get(); work.Enlist(); }")]
    [InlineData("returned", "public void M() { var work = pool.Get(); try { work.Count(); } finally { pool.Return(work); } }")]
    public Task Nothing_is_lost(string name, string body) => RunAsync(name, body);

    [Theory]
    [InlineData("works only", "public void M() { var work = {|LEAK301:pool.Get()|}; work.Fail(new InvalidOperationException()); }")]
    [InlineData("counts only", "public int M() { var work = {|LEAK301:pool.Get()|}; return work.Count(); }")]
    public Task Is_lost(string name, string body) => RunAsync(name, body);

    private static Task RunAsync(string name, string body)
    {
        Assert.NotEmpty(name);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = Around(body),
            ReferenceAssemblies = Microsoft.CodeAnalysis.Testing.ReferenceAssemblies.Net.Net80,
            CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.Errors,
        };
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }
}

using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>Objects with a count of their users: buffers by the names of their members, types of the program by the field they count in.</summary>
public sealed class CountedTests
{
    [Theory]
    [InlineData("var b = {|LEAK301:_allocator.Buffer(n)|}; if (n > 1) return null; b.Release(); return null;")]
    [InlineData("var b = {|LEAK301:_allocator.DirectBuffer(n)|}; b.WriteByte(1); return null;")]
    [InlineData("IByteBuffer b = {|LEAK301:Unpooled.Buffer(n)|}; if (n > 1) return null; ReferenceCountUtil.Release(b); return null;")]
    [InlineData("var b = {|LEAK302:_allocator.Buffer(n)|}; b.WriteByte(int.Parse(s)); b.Release(); return null;")]
    [InlineData("{|LEAK301:buffer.Retain()|}; if (n > 1) return null; buffer.Release(); return null;")]
    [InlineData("{|LEAK301:_buffer.Retain()|}; if (n > 1) return null; _buffer.ReadByte(); _buffer.Release(); return null;")]
    [InlineData("var slice = {|LEAK301:buffer.RetainedSlice(0, 4)|}; if (slice.ReadByte() == 0) return null; slice.Release(); return null;")]
    [InlineData("var slice = {|LEAK301:buffer.ReadRetainedSlice(4)|}; return slice.ReadByte();")]
    [InlineData("var copy = {|LEAK301:buffer.Copy()|}; if (n > 1) return null; copy.Release(); return null;")]
    [InlineData("var part = {|LEAK301:buffer.ReadBytes(4)|}; return part.ReadByte();")]
    [InlineData("var b = {|LEAK301:_allocator.Buffer(n)|}; if (b.ReadByte() == 0) return null; Send(b); return null;")]
    [InlineData("foreach (var x in bytes) { var b = {|LEAK301:_allocator.Buffer(x)|}; if (x == 0) continue; b.WriteByte(x); b.Release(); } return null;")]
    [InlineData("{|LEAK301:_node.AddRef()|}; _node.AddRef(); _node.Use(); if (n > 1) { _node.Release(); return null; } _node.Release(); _node.Release(); return null;")]
    [InlineData("if (!{|LEAK301:_node.TryAddRef()|}) return null; if (n > 1) return null; _node.Release(); return null;")]
    [InlineData("var b = {|LEAK302:_allocator.Buffer(n)|}; _n = b.ReadByte(); b.Release(); return null;")]
    [InlineData("{|LEAK302:_node.AddRef()|}; int.Parse(s); _node.Release(); return null;")]
    [InlineData("var x = {|LEAK301:new Node()|}; if (n > 1) return null; x.Release(); return null;")]
    [InlineData("var x = {|LEAK301:Node.Make()|}; if (n > 1) return null; x.Release(); return null;")]
    [InlineData("var x = node; {|LEAK301:x.AddRef()|}; if (n > 1) return null; x.Release(); return null;")]
    [InlineData("{|LEAK301:_session.Enter()|}; if (n > 1) throw new InvalidOperationException(); _session.Leave(); return null;")]
    public Task Not_released(string body) => RunAsync(body);

    [Theory]
    [InlineData("var b = _allocator.Buffer(n); Send(b); return null;")]
    [InlineData("var b = _allocator.Buffer(n); return b;")]
    [InlineData("var b = _allocator.Buffer(n); _buffer = b; return null;")]
    [InlineData("var b = _allocator.Buffer(n).WriteByte(1); b.Release(); return null;")]
    [InlineData("var b = _allocator.Buffer(n); try { int.Parse(s); return b.Retain(); } finally { b.Release(); }")]
    [InlineData("var b = _allocator.Buffer(n); try { b.WriteByte(1); Send(b); } catch { b.Release(); throw; } return null;")]
    [InlineData("var slice = buffer.Slice(0, 4); if (n > 1) return null; return slice.ReadByte();")]
    [InlineData("var slice = buffer.ReadSlice(4); var same = buffer.Duplicate(); return slice.ReadByte() + same.ReadByte();")]
    [InlineData("var b = _allocator.Buffer(n); return b.Slice(0, 1);")]
    [InlineData("var b = _allocator.Buffer(n); Send(b.Slice(0, 1)); return null;")]
    [InlineData("Send(buffer.Retain()); return null;")]
    [InlineData("Send(buffer.RetainedSlice(0, 2)); return null;")]
    [InlineData("var slice = buffer.RetainedSlice(0, 4); _all.Add(slice); return null;")]
    [InlineData("var slice = buffer.RetainedSlice(0, 4); try { int.Parse(s); } finally { slice.Release(); } return null;")]
    [InlineData("ReferenceCountUtil.Retain(o); Send(o); return null;")]
    [InlineData("buffer.Retain(); _task = Task.Run(() => { buffer.ReadByte(); buffer.Release(); }); if (n > 1) return null; return o;")]
    [InlineData("_buffer.Retain(); _task = Task.Run(() => _buffer.Release()); if (n > 1) return null; return o;")]
    [InlineData("buffer.Retain(); if (!TrySend(buffer)) { buffer.Release(); return null; } return o;")]
    [InlineData("var wrapped = Unpooled.WrappedBuffer(bytes); if (n > 1) return null; return wrapped.ReadByte();")]
    [InlineData("_node.AddRef(); try { _node.Use(); int.Parse(s); } finally { _node.Release(); } return null;")]
    [InlineData("_node.AddRef(); if (!Queue(n)) { _node.Release(); return null; } return o;")]
    [InlineData("_node.AddRef(); if (!Queue(n)) _node.Release(); return o;")]
    [InlineData("_node.AddRef(); ThreadPool.QueueUserWorkItem(OnDone); if (n > 1) return null; _node.Release(); return null;")]
    [InlineData("_node.AddRef(); ThreadPool.QueueUserWorkItem(static x => ((C)x).OnDone(null), this); if (n > 1) return null; _node.Release(); return null;")]
    [InlineData("_node.AddRef(); _node.Finish(); if (n > 1) return null; return o;")]
    [InlineData("_node.AddRef(); if (n > 1) { _node.Finish(); return null; } _node.Release(); return null;")]
    [InlineData("node.AddRef(); return new Holder(node);")]
    [InlineData("var x = new Node(); _kept = x; return null;")]
    [InlineData("return new Node();")]
    [InlineData("foreach (var x in bytes) { _node.AddRef(); if (x == 0) { _node.Finish(); continue; } _node.Release(); } return null;")]
    [InlineData("_statistics.Begin(); if (n > 1) return null; _statistics.End(); return null;")]
    [InlineData("_gauge.Up(); if (n > 1) return null; _gauge.Down(); return null;")]
    [InlineData("if (_session.Enter()) { try { int.Parse(s); } finally { _session.Leave(); } } return null;")]
    public Task Released_or_somebody_elses(string body) => RunAsync(body);

    private static Task RunAsync(string body)
    {
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = $$"""
                using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;
                using Acme.Buffers;
                class C
                {
                    IByteBufferAllocator _allocator; IByteBuffer _buffer; Node _node = new(), _kept; Session _session = new(); Statistics _statistics = new(); Gauge _gauge = new();
                    readonly List<IByteBuffer> _all = new(); Task _task; int _n;
                    object M(int n, string s, object o, byte[] bytes, IByteBuffer buffer, Node node)
                    {
                        {{body}}
                    }
                    void OnDone(object state) => _node.Release();
                    bool Queue(int n) => ThreadPool.QueueUserWorkItem(OnDone);
                    static extern void Send(object message);
                    static extern bool TrySend(object message);
                }
                sealed class Holder { readonly Node _node; public Holder(Node node) => _node = node; public void End() => _node.Release(); }
                sealed class Node
                {
                    private int _references = 1; private byte[] _data = new byte[8];
                    public static Node Make() => new Node();
                    public void AddRef() => Interlocked.Increment(ref _references);
                    public bool TryAddRef()
                    {
                        var now = Volatile.Read(ref _references);
                        while (now > 0)
                        {
                            var before = Interlocked.CompareExchange(ref _references, now + 1, now);
                            if (before == now) return true;
                            now = before;
                        }
                        return false;
                    }
                    public void Release() { if (Interlocked.Decrement(ref _references) == 0) _data = null; }
                    public int Use() => _data.Length;
                    public void Finish() { Use(); Release(); }
                }
                sealed class Session
                {
                    private int _active; private readonly ManualResetEventSlim _idle = new();
                    public bool Enter() { Interlocked.Increment(ref _active); return true; }
                    public void Leave() { var left = Interlocked.Decrement(ref _active); if (left == 0) _idle.Set(); }
                }
                sealed class Statistics { private int _running; public void Begin() => Interlocked.Increment(ref _running); public void End() => Interlocked.Decrement(ref _running); public int Running => _running; }
                sealed class Gauge { private long _value; public void Up() => Interlocked.Increment(ref _value); public long Down() => Interlocked.Decrement(ref _value); }
                namespace Acme.Buffers
                {
                    public interface IReferenceCounted { int ReferenceCount { get; } IReferenceCounted Retain(); bool Release(); }
                    public interface IByteBuffer : IReferenceCounted
                    {
                        IByteBuffer WriteByte(int value); byte ReadByte(); IByteBuffer Slice(int from, int length); IByteBuffer ReadSlice(int length); IByteBuffer Duplicate();
                        IByteBuffer RetainedSlice(int from, int length); IByteBuffer ReadRetainedSlice(int length); IByteBuffer Copy(); IByteBuffer ReadBytes(int length);
                    }
                    public interface IByteBufferAllocator { IByteBuffer Buffer(int size); IByteBuffer DirectBuffer(int size); }
                    public static class Unpooled { public static extern IByteBuffer Buffer(int size); public static extern IByteBuffer WrappedBuffer(byte[] bytes); }
                    public static class ReferenceCountUtil { public static extern object Retain(object message); public static extern bool Release(object message); }
                }
                """,
        };
        test.DisabledDiagnostics.AddRange(["LEAK002", "LEAK314"]);
        return test.RunAsync();
    }
}

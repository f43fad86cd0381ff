using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = LeakLint.Tests.Cycles.CircleVerifier;

namespace LeakLint.Tests.Cycles;

/// <content>How the finalizer comes to its peer: inherited, by <c>Dispose(false)</c>, through a method of its own.</content>
public sealed partial class FinalizableCycleTests
{
    [Fact]
    public Task An_inherited_finalizer() => Verify.VerifyAnalyzerAsync(
        """
        abstract class Resource { protected abstract void Free(); ~Resource() { Free(); } }
        class Device : Resource { private Buffer _buffer; public Device() { _buffer = new Buffer(this); } public void Unlink(Buffer b) { } protected override void Free() { } }
        class Buffer : Resource
        {
            private readonly Device _device;
            public Buffer(Device device) { {|LEAK202:_device = device|}; }
            protected override void Free() { _device.Unlink(this); }
        }
        """);

    [Fact]
    public Task Dispose_false_reaches_the_peer() => Verify.VerifyAnalyzerAsync(
        """
        using System;
        class Device : IDisposable
        {
            private readonly Buffer _buffer;
            public Device() { _buffer = new Buffer(this); }
            public void Unlink() { }
            public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }
            protected virtual void Dispose(bool disposing) { }
            ~Device() { Dispose(false); }
        }

        class Buffer : IDisposable
        {
            private readonly Device _device;
            public Buffer(Device device) { {|LEAK202:_device = device|}; }
            public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }
            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    Console.WriteLine();
                }

                _device.Unlink();
            }

            ~Buffer() { Dispose(false); }
        }
        """);

    [Fact]
    public Task Used_only_when_not_disposing() => Verify.VerifyAnalyzerAsync(
        """
        class Parent { private Child _child; public Parent() { _child = new Child(this); } public void Release() { } ~Parent() { } }
        class Child
        {
            private readonly Parent _parent;
            public Child(Parent parent) { {|LEAK202:_parent = parent|}; }
            protected virtual void Dispose(bool disposing) { if (disposing) return; _parent.Release(); }
            ~Child() { Dispose(disposing: false); }
        }
        """);

    [Fact]
    public Task A_helper_of_the_finalizer() => Verify.VerifyAnalyzerAsync(
        """
        class Parent { private Child _child; public Parent() { _child = new Child(this); } public void Release() { } ~Parent() { } }
        class Child
        {
            private readonly Parent _parent;
            public Child(Parent parent) { {|LEAK202:_parent = parent|}; }
            private void Detach() { LetGo(_parent); }
            private static void LetGo(Parent p) { p.Release(); }
            ~Child() { Detach(); }
        }
        """);
}

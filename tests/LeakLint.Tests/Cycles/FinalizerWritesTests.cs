using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>A finalizer that ends a writer writes to the file below it, which may be closed already.</summary>
public sealed class FinalizerWritesTests
{
    [Fact]
    public Task Stream_writer_inherited() => CyclesVerifier.VerifyAsync("""
        abstract class Native : IDisposable { ~Native() => Dispose(false); protected abstract void Dispose(bool disposing); public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } }
        class D : Native { readonly StreamWriter _w = new(File.OpenWrite("x")); protected override void Dispose(bool disposing) { {|LEAK204:_w.Dispose()|}; } }
        """);

    [Fact]
    public Task Stream_writer_by_path() => CyclesVerifier.VerifyAsync("""
        class D { readonly StreamWriter _w; public D(string p) { _w = new StreamWriter(p); } ~D() { {|LEAK204:_w.Flush()|}; } }
        """);

    [Fact]
    public Task Writer_over_memory() => CyclesVerifier.VerifyAsync("""
        class D { readonly StreamWriter _w = new(new MemoryStream()); ~D() { _w.Dispose(); } }
        """);

    [Fact]
    public Task Guarded() => CyclesVerifier.VerifyAsync("""
        class D : IDisposable { readonly StreamWriter _w = new("x"); ~D() => Dispose(false); public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } void Dispose(bool d) { if (d) _w.Dispose(); } }
        """);

    [Fact]
    public Task Given_stream() => CyclesVerifier.VerifyAsync("""
        class D { readonly StreamWriter _w; public D(Stream s) { _w = new StreamWriter(s); } ~D() { _w.Dispose(); } }
        """);

    [Fact]
    public Task Gzip_over_file() => CyclesVerifier.VerifyAsync("""
        class D { System.IO.Compression.GZipStream _z; public void Open(string p) { _z = new System.IO.Compression.GZipStream(new FileStream(p, FileMode.Create), System.IO.Compression.CompressionMode.Compress); } ~D() { _z?{|LEAK204:.Dispose()|}; } }
        """);

    [Fact]
    public Task Gzip_over_memory_in_finalizer() => CyclesVerifier.VerifyAsync("""
        class D { readonly MemoryStream _m = new(); readonly System.IO.Compression.GZipStream _z; public D() { _z = new(_m, System.IO.Compression.CompressionMode.Compress); } ~D() { _z.Dispose(); } }
        """);

    [Fact]
    public Task Finalizer_over_reader() => CyclesVerifier.VerifyAsync("""
        class D { readonly StringWriter _w = new(); ~D() { _w.Dispose(); } }
        """);

    [Fact]
    public Task Binary_writer_in_finalizer() => CyclesVerifier.VerifyAsync("""
        class D { readonly BinaryWriter _w; public D(string p) { _w = new BinaryWriter(new FileStream(p, FileMode.Create)); } ~D() { {|LEAK204:_w.Flush()|}; } }
        """);

    [Fact]
    public Task Create_text() => CyclesVerifier.VerifyAsync("""
        class D { StreamWriter _w; public void Open(string p) { _w = File.CreateText(p); } ~D() { Close(); } void Close() { _w?{|LEAK204:.Close()|}; } }
        """);
}

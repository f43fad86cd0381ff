using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <content>What values carry: native memory, handles, registrations, disposables.</content>
public sealed partial class NotReleasedOnEveryPathFixTests
{
    private static string ValueMethod(string body) => $$"""
        using System; using System.IO; using System.Runtime.InteropServices; using System.Threading; using System.Threading.Tasks;
        unsafe class C
        {
            static Stream? _field;
            [DllImport("n")] static extern int Native(IntPtr p);
            static bool Log(string t) => t.Length > 2;
            int M(int n, string s, object o, CancellationToken token)
            {
        {{Indent(body)}}
            }
        }
        """;

    private static string AsyncMethod(string body) => $$"""
        using System; using System.IO; using System.Threading; using System.Threading.Tasks;
        class C
        {
            static bool Log(string t) => t.Length > 2;
            async Task<int> M(int n, string s)
            {
                await Task.Yield();
        {{Indent(body)}}
            }
            static async Task<FileStream> OpenAsync(string s)
            {
                await Task.Yield();
                return File.OpenRead(s);
            }
        }
        sealed class Later : IAsyncDisposable
        {
            readonly FileStream _s = new("x", FileMode.Open);
            public int Length => (int)_s.Length;
            public ValueTask DisposeAsync() => _s.DisposeAsync();
        }
        """;

    private static Task FixesValueAsync(string before, string after, string key = "LEAK301") => FixesTextAsync(ValueMethod(before), ValueMethod(after), key);

    private static Task FixesAwaitedAsync(string before, string after, string key = "LEAK301") => FixesTextAsync(AsyncMethod(before), AsyncMethod(after), key);

    private static Task FixesTextAsync(string before, string after, string key)
    {
        var test = New(before, after, key);
        test.DisabledDiagnostics.Add("LEAK302");
        test.DisabledDiagnostics.Add("LEAK313");
        test.SolutionTransforms.Add(static (solution, id) => solution.WithProjectCompilationOptions(
            id, ((CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!).WithAllowUnsafe(true)));
        return test.RunAsync();
    }

    [Fact]
    public Task Created_disposable_becomes_a_using_declaration() => FixesValueAsync(
        """
        // The only one.
        var f = {|LEAK301:new FileStream(s, FileMode.Open)|};
        if (f.Length == 0)
        {
            return 0;
        }

        var b = f.ReadByte();
        f.Dispose();
        return b;
        """,
        """
        // The only one.
        using var f = new FileStream(s, FileMode.Open);
        if (f.Length == 0)
        {
            return 0;
        }

        var b = f.ReadByte();
        return b;
        """);

    [Fact]
    public Task Target_typed_creation_becomes_a_using_declaration() => FixesValueAsync(
        """
        FileStream f = {|LEAK301:new(s, FileMode.Open)|};
        return f.ReadByte();
        """,
        """
        using FileStream f = new(s, FileMode.Open);
        return f.ReadByte();
        """);

    [Fact]
    public Task Opened_file_that_is_closed_becomes_a_using_declaration() => FixesValueAsync(
        """
        var f = {|LEAK301:File.OpenText(s)|};
        if (n > 3)
        {
            return -1;
        }

        Log(f.ReadLine()!);
        f.Close();
        return n;
        """,
        """
        using var f = File.OpenText(s);
        if (n > 3)
        {
            return -1;
        }

        Log(f.ReadLine()!);
        return n;
        """);

    [Fact]
    public Task Registration_becomes_a_using_declaration() => FixesValueAsync(
        """
        var r = {|LEAK301:token.Register(static () => { })|};
        if (n > 3)
        {
            return -1;
        }

        Log(s);
        r.Dispose();
        return n;
        """,
        """
        using var r = token.Register(static () => { });
        if (n > 3)
        {
            return -1;
        }

        Log(s);
        return n;
        """);

    [Fact]
    public Task Stream_that_another_path_keeps_is_released_where_it_is_lost() => FixesValueAsync(
        """
        var f = {|LEAK301:File.OpenRead(s)|};
        if (n > 3)
        {
            return -1;
        }

        _field = f;
        return n;
        """,
        """
        var f = File.OpenRead(s);
        if (n > 3)
        {
            f.Dispose();
            return -1;
        }

        _field = f;
        return n;
        """);

    [Fact]
    public Task Native_block_is_freed_in_a_finally() => FixesValueAsync(
        """
        var p = {|LEAK301:Marshal.AllocHGlobal(n)|};
        if (n > 3)
        {
            return -1;
        }

        Native(p);
        Marshal.FreeHGlobal(p);
        return n;
        """,
        """
        var p = Marshal.AllocHGlobal(n);
        try
        {
            if (n > 3)
            {
                return -1;
            }

            Native(p);
            return n;
        }
        finally
        {
            Marshal.FreeHGlobal(p);
        }
        """);

    [Fact]
    public Task Native_block_in_a_pointer_is_freed_by_a_cast() => FixesValueAsync(
        """
        var p = (byte*){|LEAK301:Marshal.AllocHGlobal(n)|};
        *p = 1;
        return *p;
        """,
        """
        var p = (byte*)Marshal.AllocHGlobal(n);
        try
        {
            *p = 1;
            return *p;
        }
        finally
        {
            Marshal.FreeHGlobal((nint)p);
        }
        """);

    [Fact]
    public Task Native_block_goes_back_to_where_it_came_from() => FixesValueAsync(
        """
        var p = (byte*){|LEAK301:NativeMemory.AlignedAlloc(64, 16)|};
        *p = 1;
        return *p;
        """,
        """
        var p = (byte*)NativeMemory.AlignedAlloc(64, 16);
        try
        {
            *p = 1;
            return *p;
        }
        finally
        {
            NativeMemory.AlignedFree(p);
        }
        """);

    [Fact]
    public Task Secret_is_wiped() => FixesValueAsync(
        """
        var p = {|LEAK301:Marshal.SecureStringToGlobalAllocUnicode((System.Security.SecureString)o)|};
        return Native(p);
        """,
        """
        var p = Marshal.SecureStringToGlobalAllocUnicode((System.Security.SecureString)o);
        try
        {
            return Native(p);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(p);
        }
        """);

    [Fact]
    public Task Handle_is_freed_in_a_finally() => FixesValueAsync(
        """
        var h = {|LEAK301:GCHandle.Alloc(o, GCHandleType.Pinned)|};
        return Native(h.AddrOfPinnedObject());
        """,
        """
        var h = GCHandle.Alloc(o, GCHandleType.Pinned);
        try
        {
            return Native(h.AddrOfPinnedObject());
        }
        finally
        {
            h.Free();
        }
        """);

    [Fact]
    public Task Handle_that_may_not_be_allocated_is_asked() => FixesValueAsync(
        """
        GCHandle h = default;
        if (n > 3)
        {
            h = {|LEAK301:GCHandle.Alloc(o)|};
        }

        return n;
        """,
        """
        GCHandle h = default;
        if (n > 3)
        {
            h = GCHandle.Alloc(o);
        }

        try
        {
            return n;
        }
        finally
        {
            if (h.IsAllocated)
            {
                h.Free();
            }
        }
        """);

    [Fact]
    public Task Awaited_factory_becomes_a_using_declaration() => FixesAwaitedAsync(
        """
        var f = {|LEAK301:await OpenAsync(s)|};
        return f.ReadByte();
        """,
        """
        using var f = await OpenAsync(s);
        return f.ReadByte();
        """);

    [Fact]
    public Task Stream_that_is_disposed_asynchronously_becomes_an_await_using() => FixesAwaitedAsync(
        """
        var f = {|LEAK301:File.OpenRead(s)|};
        if (n > 3)
        {
            return -1;
        }

        Log(s);
        await f.DisposeAsync();
        return n;
        """,
        """
        await using var f = File.OpenRead(s);
        if (n > 3)
        {
            return -1;
        }

        Log(s);
        return n;
        """);

    [Fact]
    public Task What_is_only_disposed_asynchronously_becomes_an_await_using() => FixesAwaitedAsync(
        """
        var l = {|LEAK301:new Later()|};
        return l.Length;
        """,
        """
        await using var l = new Later();
        return l.Length;
        """);

    [Fact]
    public Task Wrapped_stream_without_a_variable_is_left_alone() => FixesTextAsync(
        ValueMethod("""
        var r = new StreamReader({|LEAK301:File.OpenRead(s)|});
        return r.Read();
        """),
        ValueMethod("""
        var r = new StreamReader({|LEAK301:File.OpenRead(s)|});
        return r.Read();
        """), "LEAK301");
}

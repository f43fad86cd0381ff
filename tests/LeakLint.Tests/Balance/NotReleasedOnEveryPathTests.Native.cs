using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK301: native memory, <c>GCHandle</c>, pooled memory, registrations: what a value carries.</summary>
public sealed partial class NotReleasedOnEveryPathTests
{
    private static string UnsafeMethod(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.Runtime.InteropServices; using System.Threading; using System.Threading.Tasks; using Microsoft.Win32.SafeHandles;
        unsafe class C
        {
            public IntPtr _address; public void* _block; public GCHandle _handle; public CancellationTokenRegistration _registration; readonly List<IntPtr> _all = new();
            [DllImport("n")] static extern int Native(IntPtr p); [DllImport("n")] static extern int NativeBlock(byte* p); [DllImport("n")] static extern void DestroyIt(IntPtr p);
            static bool Log(string t) => t.Length > 2;
            void M(int n, string s, CancellationToken token, object o)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("block in a finally", "var p = Marshal.AllocHGlobal(n); try { Native(p); } finally { Marshal.FreeHGlobal(p); }")]
    [InlineData("block under a zero test", "IntPtr p = IntPtr.Zero; try { if (n > 3) p = Marshal.AllocHGlobal(n); Native(p); } finally { if (p != IntPtr.Zero) Marshal.FreeHGlobal(p); }")]
    [InlineData("block under a zero test the other way", "var p = n > 3 ? Marshal.AllocHGlobal(n) : IntPtr.Zero; if (IntPtr.Zero == p) return; Native(p); Marshal.FreeHGlobal(p);")]
    [InlineData("block under a test against default", "nint p = default; if (n > 3) p = Marshal.AllocHGlobal(n); if (p != default) Marshal.FreeHGlobal(p);")]
    [InlineData("block under a test against a number", "nint p = 0; if (n > 3) p = Marshal.AllocHGlobal(n); if (p != 0) Marshal.FreeHGlobal(p);")]
    [InlineData("pointer under a null test", "byte* p = null; if (n > 3) p = (byte*)NativeMemory.Alloc((nuint)n); if (p != null) { *p = 1; NativeMemory.Free(p); }")]
    [InlineData("cast to bytes and freed as void", "var p = (byte*)NativeMemory.AllocZeroed(8); p[3] = 1; NativeBlock(p); NativeMemory.Free((void*)p);")]
    [InlineData("cast to a pointer and freed by it", "var p = (byte*)Marshal.AllocHGlobal(8); *p = 3; Marshal.FreeHGlobal((IntPtr)p);")]
    [InlineData("walked by a second pointer", "var p = (byte*)NativeMemory.Alloc(8); var end = p + 8; for (var q = p; q < end; q++) *q = 0; NativeMemory.Free(p);")]
    [InlineData("seen through a span", "var p = NativeMemory.Alloc(8); new Span<byte>(p, 8).Clear(); NativeMemory.Free(p);")]
    [InlineData("grown in place", "var p = Marshal.AllocHGlobal(8); if (n > 8) p = Marshal.ReAllocHGlobal(p, (IntPtr)n); Native(p); Marshal.FreeHGlobal(p);")]
    [InlineData("grown in a loop", "var p = NativeMemory.Alloc(8); for (int i = 0; i < n; i++) { p = NativeMemory.Realloc(p, (nuint)i); } NativeMemory.Free(p);")]
    [InlineData("aligned block", "var p = NativeMemory.AlignedAlloc(64, 16); NativeMemory.AlignedFree(p);")]
    [InlineData("kept in a field", "_address = Marshal.AllocHGlobal(n);")]
    [InlineData("kept in a field as a pointer", "var p = Marshal.AllocHGlobal(n); _block = (void*)p;")]
    [InlineData("kept in a field, moved on", "var p = Marshal.AllocHGlobal(n + 16); _address = p + 8;")]
    [InlineData("kept in a field, aligned by arithmetic", "var p = Marshal.AllocHGlobal(n + 16); _address = (IntPtr)(((long)p + 15) & ~15L);")]
    [InlineData("given to a safe handle", "var p = Marshal.AllocHGlobal(n); var h = new SafeFileHandle(p, true); _safe = h; } public SafeFileHandle? _safe; void Other() {")]
    [InlineData("kept in a struct that is returned", "Make(n); } static Block Make(int n) => new Block { At = Marshal.AllocHGlobal(n), Length = n }; struct Block { public IntPtr At; public int Length; } void Other() {")]
    [InlineData("given to the constructor of its owner", "_own = new Owner(Marshal.AllocHGlobal(n)); } Owner? _own; sealed class Owner { readonly IntPtr _p; public Owner(IntPtr p) => _p = p; } void Other() {")]
    [InlineData("written through a pointer", "var pp = (IntPtr*)_block; *pp = Marshal.AllocHGlobal(n);", true)]
    [InlineData("written into native memory", "Marshal.WriteIntPtr(_address, Marshal.AllocHGlobal(n));", true)]
    [InlineData("freed by native code", "var p = Marshal.AllocHGlobal(n); DestroyIt(p);", true)]
    [InlineData("put into a list of a field", "_all.Add(Marshal.AllocHGlobal(n));")]
    [InlineData("freed by a helper", "var p = Marshal.StringToHGlobalAnsi(s); Native(p); Free(p); } static void Free(IntPtr p) { if (p != IntPtr.Zero) Marshal.FreeHGlobal(p); } void Other() {")]
    [InlineData("string, wiped and freed", "var p = Marshal.SecureStringToGlobalAllocUnicode(_secret); try { Native(p); } finally { Marshal.ZeroFreeGlobalAllocUnicode(p); } } public System.Security.SecureString _secret = new(); void Other() {")]
    [InlineData("COM task memory", "var p = Marshal.StringToCoTaskMemUTF8(s); try { Native(p); } finally { Marshal.FreeCoTaskMem(p); }")]
    [InlineData("COM string", "var p = Marshal.StringToBSTR(s); Native(p); Marshal.FreeBSTR(p);")]
    [InlineData("out parameter", "Make(out var p, n); Marshal.FreeHGlobal(p); } static void Make(out IntPtr p, int n) => p = Marshal.AllocHGlobal(n); void Other() {")]
    [InlineData("its address is given away", "var p = Marshal.AllocHGlobal(n); Swap(&p); } static void Swap(IntPtr* p) { } void Other() {", true)]
    [InlineData("handle in a finally", "var h = GCHandle.Alloc(o, GCHandleType.Pinned); try { Native(h.AddrOfPinnedObject()); } finally { h.Free(); }")]
    [InlineData("handle that may not be allocated", "GCHandle h = default; try { if (n > 3) h = GCHandle.Alloc(o); Log(s); } finally { if (h.IsAllocated) h.Free(); }")]
    [InlineData("handle made empty", "var h = new GCHandle(); if (n > 3) h = GCHandle.Alloc(o); if (!h.IsAllocated) return; h.Free();")]
    [InlineData("nullable handle", "GCHandle? h = null; if (n > 3) h = GCHandle.Alloc(o); Log(s); h?.Free();")]
    [InlineData("nullable handle, asked", "GCHandle? h = n > 3 ? GCHandle.Alloc(o) : null; if (h.HasValue) h.Value.Free();")]
    [InlineData("handle copied", "var h = GCHandle.Alloc(o); var copy = h; copy.Free();")]
    [InlineData("handle kept in a field", "_handle = GCHandle.Alloc(this);")]
    [InlineData("handle that native code keeps", "var h = GCHandle.Alloc(o); Native(GCHandle.ToIntPtr(h));", true)]
    [InlineData("handle that native code keeps, by a cast", "Native((IntPtr)GCHandle.Alloc(o));", true)]
    [InlineData("handle kept in a field as an address", "_address = GCHandle.ToIntPtr(GCHandle.Alloc(o));")]
    [InlineData("handle back from its address", "var p = GCHandle.ToIntPtr(GCHandle.Alloc(o)); Log(s); GCHandle.FromIntPtr(p).Free();")]
    [InlineData("handle back from its address by a cast", "var p = (IntPtr)GCHandle.Alloc(o); ((GCHandle)p).Free();")]
    [InlineData("handle returned inside its owner", "_memory = Pin(o, this); } public MemoryHandle _memory; static MemoryHandle Pin(object o, C c) { var h = GCHandle.Alloc(o, GCHandleType.Pinned); return new MemoryHandle((void*)h.AddrOfPinnedObject(), h, null); } void Other() {", true)]
    [InlineData("address of what it pins is kept", "var h = GCHandle.Alloc(o, GCHandleType.Pinned); _address = h.AddrOfPinnedObject();")]
    [InlineData("catch frees and rethrows", "var h = GCHandle.Alloc(o); try { Log(s); } catch { h.Free(); throw; } _handle = h;")]
    [InlineData("pooled memory in a using", "using var m = MemoryPool<byte>.Shared.Rent(n); if (n > 2) return; m.Memory.Span.Clear();")]
    [InlineData("pooled memory, disposed under a null test", "IMemoryOwner<byte>? m = null; if (n > 64) m = MemoryPool<byte>.Shared.Rent(n); Log(s); m?.Dispose();")]
    [InlineData("pooled memory returned", "Rent(n).Dispose(); } static IMemoryOwner<byte> Rent(int n) { var m = MemoryPool<byte>.Shared.Rent(n); m.Memory.Span.Clear(); return m; } void Other() {")]
    [InlineData("registration in a using", "using (token.Register(() => Log(s))) { Log(s); }")]
    [InlineData("registration disposed later", "var r = token.Register(static () => { }); try { Log(s); } finally { r.Dispose(); }")]
    [InlineData("registration unregistered", "var r = token.UnsafeRegister(static _ => { }, null); r.Unregister();")]
    [InlineData("registration that may not be there", "CancellationTokenRegistration r = default; if (token.CanBeCanceled) r = token.Register(static () => { }); Log(s); r.Dispose();")]
    [InlineData("nullable registration", "CancellationTokenRegistration? r = null; if (n > 3) r = token.Register(static () => { }); Log(s); r?.Dispose();")]
    [InlineData("registration kept in a field", "_registration = token.Register(static () => { });")]
    [InlineData("registration disposed by what it ends with", "var r = token.Register(static () => { }); Task.Delay(n).ContinueWith(_ => r.Dispose());", true)]
    [InlineData("registration on a source of its own", "using var c = new CancellationTokenSource(); c.Token.Register(static () => { }); var r = c.Token.Register(static () => { }); Log(s);")]
    [InlineData("dropped registration", "token.Register(static () => { });", true)]
    public Task Native_value_is_fine_when(string idiom, string body, bool undecided = false) => RunNativeAsync(UnsafeMethod(body), idiom, undecided);

    [Theory]
    [InlineData("block lost by a return", "var p = {|LEAK301:Marshal.AllocHGlobal(n)|}; if (n > 3) return; Marshal.FreeHGlobal(p);")]
    [InlineData("block only lent to native code", "var p = {|LEAK301:Marshal.AllocHGlobal(n)|}; Native(p);")]
    [InlineData("block of pointers lost by a return", "var p = (byte*){|LEAK301:NativeMemory.Alloc((nuint)n)|}; if (*p == 0) return; NativeMemory.Free(p);")]
    [InlineData("block freed by the wrong half", "var p = Marshal.AllocHGlobal(n); {|LEAK309:Marshal.FreeCoTaskMem(p)|};")]
    [InlineData("aligned block freed as a plain one", "var p = NativeMemory.AlignedAlloc(64, 16); {|LEAK309:NativeMemory.Free(p)|};")]
    [InlineData("grown block lost", "var p = Marshal.AllocHGlobal(8); p = {|LEAK301:Marshal.ReAllocHGlobal(p, (IntPtr)n)|}; Native(p);")]
    [InlineData("string lost by a throw", "var p = {|LEAK301:Marshal.StringToHGlobalUni(s)|}; if (Native(p) != 0) throw new InvalidOperationException(); Marshal.FreeHGlobal(p);")]
    [InlineData("block that its factory hands out", "var p = {|LEAK301:Make(n)|}; if (n > 3) return; Marshal.FreeHGlobal(p); } static IntPtr Make(int n) { var p = Marshal.AllocHGlobal(n); Native(p); return p; } void Other() {")]
    [InlineData("pointer that its factory hands out", "var p = {|LEAK301:Make(n)|}; *p = 0; } static byte* Make(int n) => (byte*)NativeMemory.Alloc((nuint)n); void Other() {")]
    [InlineData("zero test of another", "var p = {|LEAK301:Marshal.AllocHGlobal(n)|}; if (_address != IntPtr.Zero) Marshal.FreeHGlobal(p);")]
    [InlineData("handle lost by a return", "var h = {|LEAK301:GCHandle.Alloc(o)|}; if (n > 3) return; h.Free();")]
    [InlineData("handle freed under another condition", "GCHandle h = default; try { h = {|LEAK301:GCHandle.Alloc(o)|}; Native(h.AddrOfPinnedObject()); } finally { if (n > 3) h.Free(); }")]
    [InlineData("handle that is not used but for its address", "var p = {|LEAK301:GCHandle.Alloc(o, GCHandleType.Pinned)|}.AddrOfPinnedObject(); Native(p);")]
    [InlineData("pooled memory lost by a return", "var m = {|LEAK301:MemoryPool<byte>.Shared.Rent(n)|}; if (m.Memory.Length < n) return; m.Dispose();")]
    [InlineData("only a view of pooled memory is kept", "_view = {|LEAK301:MemoryPool<byte>.Shared.Rent(n)|}.Memory; } Memory<byte> _view; void Other() {")]
    [InlineData("registration lost by a return", "var r = {|LEAK301:token.Register(static () => { })|}; if (n > 3) return; r.Dispose();")]
    public Task Native_value_leaks_when(string idiom, string body) => RunNativeAsync(UnsafeMethod(body), idiom, undecided: false);

    private static Task RunNativeAsync(string source, string idiom, bool undecided)
    {
        Assert.NotEmpty(idiom);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = source,
            DisabledDiagnostics = { "LEAK302", "LEAK313" },
        };
        test.SolutionTransforms.Add(static (solution, id) => solution.WithProjectCompilationOptions(
            id, ((Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!).WithAllowUnsafe(true)));
        if (undecided)
        {
            test.DisabledDiagnostics.Add("LEAK002");
        }

        return test.RunAsync();
    }
}

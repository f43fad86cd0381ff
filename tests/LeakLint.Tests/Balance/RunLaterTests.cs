using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>What .NET keeps for later, only looks at, or was told not to own; and what comes out of a registry key without holding it.</summary>
public sealed class RunLaterTests
{
    private static string Around(string body) => $$"""
        #nullable enable
        using System; using System.IO; using System.Runtime.InteropServices; using System.Threading; using Microsoft.Win32; using Microsoft.Win32.SafeHandles;
        static class C
        {
            static void Close(object? state) => ((Stream)state!).Dispose();
            static int Fail() => throw new IOException("no");
            static int Ask(SafeHandle handle) { if (handle.DangerousGetHandle() == 42) throw new IOException(); return 1; }
            static int Once(Func<int> ask) => ask();
            {{body}}
        }
        sealed class Ending(string path) : IThreadPoolWorkItem, IDisposable { readonly FileStream _file = File.OpenRead(path); public void Execute() { _file.ReadByte(); Dispose(); } public void Dispose() => _file.Dispose(); }
        sealed class Handing(string path) : IThreadPoolWorkItem, IDisposable { public static Action<Handing>? Done; readonly FileStream _file = File.OpenRead(path); public void Execute() { _file.ReadByte(); Done?.Invoke(this); } public void Dispose() => _file.Dispose(); }
        class Reading(string path) : IThreadPoolWorkItem, IDisposable { readonly FileStream _file = File.OpenRead(path); public virtual void Execute() => _file.ReadByte(); public void Dispose() => _file.Dispose(); }
        abstract class Native : SafeHandleZeroOrMinusOneIsInvalid { protected Native(nint at, bool owned) : base(owned) => SetHandle(at); [DllImport("x")] protected static extern void free(nint at); protected override bool ReleaseHandle() { free(handle); return true; } }
        sealed class Repository : Native { public Repository(nint at, bool owned) : base(at, owned) { } public Repository(nint at) : this(at, false) { } }
        sealed class Index(nint at, bool owned) : Native(at, owned);
        """;

    [Theory]
    [InlineData("work item that disposes itself", "static void M(string p) { var item = new Ending(p); ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true); }")]
    [InlineData("work item that hands itself on", "static void M(string p) { var item = new Handing(p); ThreadPool.UnsafeQueueUserWorkItem(item, false); }")]
    [InlineData("state of a timer", "static Timer M(string p) { var f = File.OpenRead(p); return new Timer(Close, f, 10, -1); }")]
    [InlineData("state of a timer that nobody keeps", "static void M(string p) { var f = File.OpenRead(p); _ = new Timer(Close, f, 10, -1); }")]
    [InlineData("address of a delegate", "static void M() { var m = Marshal.AllocHGlobal(4); var at = Marshal.GetFunctionPointerForDelegate<Func<int>>(Fail); Marshal.FreeHGlobal(m); Console.WriteLine(at); }")]
    [InlineData("address of a delegate, untyped", "static void M(Delegate d) { var m = Marshal.AllocHGlobal(4); var at = Marshal.GetFunctionPointerForDelegate(d); Marshal.FreeHGlobal(m); Console.WriteLine(at); }")]
    [InlineData("weakly held delegate", "static void M(WeakReference<Func<int>> weak) { var m = Marshal.AllocHGlobal(4); weak.SetTarget(Fail); Marshal.FreeHGlobal(m); }")]
    [InlineData("safe handle that owns nothing", "static int M(nint at) => Ask(new Repository(at, owned: false));")]
    [InlineData("safe handle that owns nothing, by another constructor", "static int M(nint at) => Ask(new Repository(at));")]
    [InlineData("safe handle that owns nothing, by a primary constructor", "static int M(nint at) { var index = new Index(at, false); return Ask(index); }")]
    [InlineData("registry keys, all released", "static object? M() { using var root = Registry.LocalMachine.OpenSubKey(\"A\"); using var leaf = root?.OpenSubKey(\"b\"); return leaf?.GetValue(\"x\"); }")]
    [InlineData("registry key that is closed", "static object? M() { var root = Registry.LocalMachine.OpenSubKey(\"A\"); try { return root?.GetValue(\"x\"); } finally { root?.Close(); } }")]
    [InlineData("registry key that is returned", "static RegistryKey? M() { var root = Registry.LocalMachine.OpenSubKey(\"A\"); return root; }")]
    public Task Nothing_is_lost(string name, string body) => BalanceProgram.RunAsync(name, Around(body));

    [Theory]
    [InlineData("work item that ends nothing", "static void M(string p) { var item = {|LEAK301:new Reading(p)|}; ThreadPool.UnsafeQueueUserWorkItem(item, false); }")]
    [InlineData("delegate that runs now", "static void M(int[] all) { var m = {|LEAK302:Marshal.AllocHGlobal(4)|}; Array.ForEach(all, _ => Fail()); Marshal.FreeHGlobal(m); }")]
    [InlineData("safe handle that owns", "static int M(nint at) { var r = {|LEAK301:new Repository(at, owned: true)|}; return Ask(r); }")]
    [InlineData("registry key that only a value came out of", "static object? M() { var root = {|LEAK301:Registry.LocalMachine.OpenSubKey(\"A\")|}; return root!.GetValue(\"x\"); }")]
    [InlineData("registry key below which another was opened", "static RegistryKey? M() { var root = {|LEAK301:Registry.LocalMachine.OpenSubKey(\"A\")|}; return root!.OpenSubKey(\"b\"); }")]
    [InlineData("registry key lent to a method that opens another", "static void M() { var root = {|LEAK301:Registry.LocalMachine.OpenSubKey(\"A\")|}; using var leaf = Of(root!); Console.WriteLine(leaf); } static RegistryKey? Of(RegistryKey root) => root.OpenSubKey(\"v\");")]
    public Task Is_lost(string name, string body) => BalanceProgram.RunAsync(name, Around(body));
}

using System.Collections.Generic;

namespace LeakLint.Tests.Protocols;

/// <content>The cases of each row, by its name.</content>
public sealed partial class ProtocolTableTests
{
    private const string Usings = """
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Runtime.InteropServices; using System.Text; using System.Threading;
        #nullable enable

        """;

    // Types of packages, as far as the table knows them.
    private const string Others = """

        partial class C
        {
            readonly object _gate = new(); int _n; nint _p;
            void Look(nint address) => _n = (int)address;
            static void Risk(string s) => int.Parse(s);
        }
        sealed class Releaser(SemaphoreSlim semaphore) : IDisposable { bool _isDisposed; public void Dispose() { if (!_isDisposed) { _isDisposed = true; semaphore.Release(); } } }
        sealed class Shared
        {
            int _users = 1; nint _memory;
            public void AddUser() => Interlocked.Increment(ref _users);
            public void RemoveUser() { if (Interlocked.Decrement(ref _users) == 0) _memory = 0; }
        }
        public interface IReferenceCounted { int ReferenceCount { get; } IReferenceCounted Retain(); bool Release(); }
        public interface IByteBuffer : IReferenceCounted { IByteBuffer WriteByte(int value); }
        public interface IByteBufferAllocator { IByteBuffer Buffer(int size); }
        namespace Microsoft.Extensions.ObjectPool { public abstract class ObjectPool<T> where T : class { public abstract T Get(); public abstract void Return(T value); } }
        namespace System.Drawing
        {
            public sealed class BitmapData { public nint Scan0; }
            public sealed class Bitmap : IDisposable { public extern BitmapData LockBits(int mode); public extern void UnlockBits(BitmapData data); public void Dispose() { } }
        }
        """;

    private static readonly Dictionary<string, Row> Cases = new()
    {
        ["ArrayPool"] = new(
            "",
            "var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; a[0] = 1;",
            "var a = ArrayPool<byte>.Shared.Rent(n); try { a[0] = 1; Risk(s); } finally { ArrayPool<byte>.Shared.Return(a); }",
            "var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; if (n > 1) return; a[0] = 1; ArrayPool<byte>.Shared.Return(a);",
            "var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; ArrayPool<byte>.Shared.Return(a); {|LEAK303:ArrayPool<byte>.Shared.Return(a)|};"),
        ["MemoryPool"] = new(
            "",
            "var a = {|LEAK301:MemoryPool<byte>.Shared.Rent(n)|}; a.Memory.Span[0] = 1;",
            "var a = MemoryPool<byte>.Shared.Rent(n); try { a.Memory.Span[0] = 1; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:MemoryPool<byte>.Shared.Rent(n)|}; if (n > 1) return; a.Memory.Span[0] = 1; a.Dispose();",
            "var a = MemoryPool<byte>.Shared.Rent(n); a.Memory.Span[0] = 1; a.Dispose(); a.Dispose();"),
        ["ObjectPool"] = new(
            "partial class C { Microsoft.Extensions.ObjectPool.ObjectPool<StringBuilder> _pool = null!; }",
            "var a = {|LEAK301:_pool.Get()|}; a.Append(n);",
            "var a = _pool.Get(); try { a.Append(n); Risk(s); } finally { _pool.Return(a); }",
            "var a = {|LEAK301:_pool.Get()|}; if (n > 1) return; a.Append(n); _pool.Return(a);",
            "var a = _pool.Get(); a.Append(n); _pool.Return(a); {|LEAK303:_pool.Return(a)|};"),
        ["SharedHandle"] = new(
            "",
            "var a = {|LEAK301:LeakLint.SharedHandle.Create(bytes, static b => { })|}; _n = a.Value.Length;",
            "var a = LeakLint.SharedHandle.Create(bytes, static b => { }); try { _n = a.Value.Length; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:LeakLint.SharedHandle.Create(bytes, static b => { })|}; if (n > 1) return; _n = a.Value.Length; a.Dispose();",
            "var a = LeakLint.SharedHandle.Create(bytes, static b => { }); _n = a.Value.Length; a.Dispose(); a.Dispose();"),
        ["Monitor"] = new(
            "",
            "foreach (var b in bytes) { {|LEAK301:Monitor.Enter(_gate)|}; if (b == n) break; _n++; Monitor.Exit(_gate); }",
            "Monitor.Enter(_gate); try { _n++; Risk(s); } finally { Monitor.Exit(_gate); }",
            "{|LEAK301:Monitor.Enter(_gate)|}; if (n > 1) return; _n++; Monitor.Exit(_gate);",
            "Monitor.Enter(_gate); _n++; Monitor.Exit(_gate); {|LEAK303:Monitor.Exit(_gate)|};"),
        ["Lock"] = new(
            "partial class C { readonly Lock _lock = new(); }",
            "foreach (var b in bytes) { {|LEAK301:_lock.Enter()|}; if (b == n) break; _n++; _lock.Exit(); }",
            "_lock.Enter(); try { _n++; Risk(s); } finally { _lock.Exit(); }",
            "{|LEAK301:_lock.Enter()|}; if (n > 1) return; _n++; _lock.Exit();",
            "_lock.Enter(); _n++; _lock.Exit(); {|LEAK303:_lock.Exit()|};"),
        ["SpinLock"] = new(
            "partial class C { SpinLock _spin; }",
            "foreach (var b in bytes) { var taken = false; {|LEAK301:_spin.Enter(ref taken)|}; if (b == n) break; _n++; _spin.Exit(); }",
            "var taken = false; _spin.Enter(ref taken); try { _n++; Risk(s); } finally { _spin.Exit(); }",
            "var taken = false; {|LEAK301:_spin.Enter(ref taken)|}; if (n > 1) return; _n++; _spin.Exit();",
            "var taken = false; _spin.Enter(ref taken); _n++; _spin.Exit(); {|LEAK303:_spin.Exit()|};"),
        ["Mutex"] = new(
            "partial class C { readonly Mutex _mutex = new(); }",
            "foreach (var b in bytes) { {|LEAK301:_mutex.WaitOne()|}; if (b == n) break; _n++; _mutex.ReleaseMutex(); }",
            "_mutex.WaitOne(); try { _n++; Risk(s); } finally { _mutex.ReleaseMutex(); }",
            "{|LEAK301:_mutex.WaitOne()|}; if (n > 1) return; _n++; _mutex.ReleaseMutex();",
            "_mutex.WaitOne(); _n++; _mutex.ReleaseMutex(); {|LEAK303:_mutex.ReleaseMutex()|};"),
        ["Semaphore"] = new(
            "partial class C { readonly Semaphore _semaphore = new(1, 1); }",
            "foreach (var b in bytes) { {|LEAK301:_semaphore.WaitOne()|}; if (b == n) break; _n++; _semaphore.Release(); }",
            "_semaphore.WaitOne(); try { _n++; Risk(s); } finally { _semaphore.Release(); }",
            "{|LEAK301:_semaphore.WaitOne()|}; if (n > 1) return; _n++; _semaphore.Release();",
            "_semaphore.WaitOne(); _n++; _semaphore.Release(); {|LEAK303:_semaphore.Release()|};"),
        ["SemaphoreSlim"] = new(
            "partial class C { readonly SemaphoreSlim _semaphore = new(1, 1); }",
            "foreach (var b in bytes) { {|LEAK301:_semaphore.Wait()|}; if (b == n) break; _n++; _semaphore.Release(); }",
            "_semaphore.Wait(); try { _n++; Risk(s); } finally { _semaphore.Release(); }",
            "{|LEAK301:_semaphore.Wait()|}; if (n > 1) return; _n++; _semaphore.Release();",
            "_semaphore.Wait(); _n++; _semaphore.Release(); {|LEAK303:_semaphore.Release()|};"),
        ["ReadLock"] = new(
            "partial class C { readonly ReaderWriterLockSlim _rw = new(); }",
            "foreach (var b in bytes) { {|LEAK301:_rw.EnterReadLock()|}; if (b == n) break; _n++; _rw.ExitReadLock(); }",
            "_rw.EnterReadLock(); try { _n++; Risk(s); } finally { _rw.ExitReadLock(); }",
            "{|LEAK301:_rw.EnterReadLock()|}; if (n > 1) return; _n++; _rw.ExitReadLock();",
            "_rw.EnterReadLock(); _n++; _rw.ExitReadLock(); {|LEAK303:_rw.ExitReadLock()|};"),
        ["WriteLock"] = new(
            "partial class C { readonly ReaderWriterLockSlim _rw = new(); }",
            "foreach (var b in bytes) { {|LEAK301:_rw.EnterWriteLock()|}; if (b == n) break; _n++; _rw.ExitWriteLock(); }",
            "_rw.EnterWriteLock(); try { _n++; Risk(s); } finally { _rw.ExitWriteLock(); }",
            "{|LEAK301:_rw.EnterWriteLock()|}; if (n > 1) return; _n++; _rw.ExitWriteLock();",
            "_rw.EnterWriteLock(); _n++; _rw.ExitWriteLock(); {|LEAK303:_rw.ExitWriteLock()|};"),
        ["UpgradeableReadLock"] = new(
            "partial class C { readonly ReaderWriterLockSlim _rw = new(); }",
            "foreach (var b in bytes) { {|LEAK301:_rw.EnterUpgradeableReadLock()|}; if (b == n) break; _n++; _rw.ExitUpgradeableReadLock(); }",
            "_rw.EnterUpgradeableReadLock(); try { _n++; Risk(s); } finally { _rw.ExitUpgradeableReadLock(); }",
            "{|LEAK301:_rw.EnterUpgradeableReadLock()|}; if (n > 1) return; _n++; _rw.ExitUpgradeableReadLock();",
            "_rw.EnterUpgradeableReadLock(); _n++; _rw.ExitUpgradeableReadLock(); {|LEAK303:_rw.ExitUpgradeableReadLock()|};"),
        ["ReaderLock"] = new(
            "partial class C { readonly ReaderWriterLock _rw = new(); }",
            "foreach (var b in bytes) { {|LEAK301:_rw.AcquireReaderLock(10)|}; if (b == n) break; _n++; _rw.ReleaseReaderLock(); }",
            "_rw.AcquireReaderLock(10); try { _n++; Risk(s); } finally { _rw.ReleaseReaderLock(); }",
            "{|LEAK301:_rw.AcquireReaderLock(10)|}; if (n > 1) return; _n++; _rw.ReleaseReaderLock();",
            "_rw.AcquireReaderLock(10); _n++; _rw.ReleaseReaderLock(); {|LEAK303:_rw.ReleaseReaderLock()|};"),
        ["WriterLock"] = new(
            "partial class C { readonly ReaderWriterLock _rw = new(); }",
            "foreach (var b in bytes) { {|LEAK301:_rw.AcquireWriterLock(10)|}; if (b == n) break; _n++; _rw.ReleaseWriterLock(); }",
            "_rw.AcquireWriterLock(10); try { _n++; Risk(s); } finally { _rw.ReleaseWriterLock(); }",
            "{|LEAK301:_rw.AcquireWriterLock(10)|}; if (n > 1) return; _n++; _rw.ReleaseWriterLock();",
            "_rw.AcquireWriterLock(10); _n++; _rw.ReleaseWriterLock(); {|LEAK303:_rw.ReleaseWriterLock()|};"),
        ["UpgradedLock"] = new(
            "partial class C { readonly ReaderWriterLock _rw = new(); }",
            "foreach (var b in bytes) { var cookie = {|LEAK301:_rw.UpgradeToWriterLock(10)|}; if (b == n) break; _n++; _rw.DowngradeFromWriterLock(ref cookie); }",
            "var cookie = _rw.UpgradeToWriterLock(10); try { _n++; Risk(s); } finally { _rw.DowngradeFromWriterLock(ref cookie); }",
            "var cookie = {|LEAK301:_rw.UpgradeToWriterLock(10)|}; if (n > 1) return; _n++; _rw.DowngradeFromWriterLock(ref cookie);",
            "var cookie = _rw.UpgradeToWriterLock(10); _n++; _rw.DowngradeFromWriterLock(ref cookie); {|LEAK303:_rw.DowngradeFromWriterLock(ref cookie)|};"),
        ["Guard"] = new(
            "partial class C { readonly SemaphoreSlim _semaphore = new(1, 1); }",
            "_semaphore.Wait(); var a = {|LEAK301:new Releaser(_semaphore)|}; _n++;",
            "_semaphore.Wait(); var a = new Releaser(_semaphore); try { _n++; Risk(s); } finally { a.Dispose(); }",
            "_semaphore.Wait(); var a = {|LEAK301:new Releaser(_semaphore)|}; if (n > 1) return; _n++; a.Dispose();",
            "_semaphore.Wait(); var a = new Releaser(_semaphore); _n++; a.Dispose(); a.Dispose();"),
        ["SafeHandle"] = new(
            "partial class C { SafeHandle _handle = null!; }",
            "foreach (var b in bytes) { var added = false; {|LEAK301:_handle.DangerousAddRef(ref added)|}; if (b == n) break; _p = _handle.DangerousGetHandle(); _handle.DangerousRelease(); }",
            "var added = false; _handle.DangerousAddRef(ref added); try { _p = _handle.DangerousGetHandle(); Risk(s); } finally { _handle.DangerousRelease(); }",
            "var added = false; {|LEAK301:_handle.DangerousAddRef(ref added)|}; if (n > 1) return; _p = _handle.DangerousGetHandle(); _handle.DangerousRelease();",
            "var added = false; _handle.DangerousAddRef(ref added); _p = _handle.DangerousGetHandle(); _handle.DangerousRelease(); {|LEAK303:_handle.DangerousRelease()|};"),
        ["SafeBuffer"] = new(
            "unsafe partial class C { SafeBuffer _view = null!; byte* _at; }",
            "foreach (var b in bytes) { unsafe { {|LEAK301:_view.AcquirePointer(ref _at)|}; if (b == n) break; _n += *_at; _view.ReleasePointer(); } }",
            "unsafe { byte* at = null; _view.AcquirePointer(ref at); try { _n += *at; Risk(s); } finally { _view.ReleasePointer(); } }",
            "unsafe { byte* at = null; {|LEAK301:_view.AcquirePointer(ref at)|}; if (n > 1) return; _n += *at; _view.ReleasePointer(); }",
            "unsafe { byte* at = null; _view.AcquirePointer(ref at); _n += *at; _view.ReleasePointer(); {|LEAK303:_view.ReleasePointer()|}; }"),
        ["GCHandle"] = new(
            "",
            "var a = {|LEAK301:GCHandle.Alloc(bytes, GCHandleType.Pinned)|}; Look(a.AddrOfPinnedObject());",
            "var a = GCHandle.Alloc(bytes, GCHandleType.Pinned); try { Look(a.AddrOfPinnedObject()); Risk(s); } finally { a.Free(); }",
            "var a = {|LEAK301:GCHandle.Alloc(bytes, GCHandleType.Pinned)|}; if (n > 1) return; Look(a.AddrOfPinnedObject()); a.Free();",
            "var a = GCHandle.Alloc(bytes, GCHandleType.Pinned); Look(a.AddrOfPinnedObject()); a.Free(); {|LEAK303:a.Free()|};"),
        ["GCHandle<T>"] = new(
            "",
            "var a = {|LEAK301:new GCHandle<byte[]>(bytes)|}; _n = a.IsAllocated ? 1 : 2;",
            "var a = new GCHandle<byte[]>(bytes); try { _n = a.IsAllocated ? 1 : 2; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:new GCHandle<byte[]>(bytes)|}; if (n > 1) return; _n = a.IsAllocated ? 1 : 2; a.Dispose();",
            "var a = new GCHandle<byte[]>(bytes); _n = a.IsAllocated ? 1 : 2; a.Dispose(); a.Dispose();"),
        ["PinnedGCHandle<T>"] = new(
            "",
            "var a = {|LEAK301:new PinnedGCHandle<byte[]>(bytes)|}; _n = a.IsAllocated ? 1 : 2;",
            "var a = new PinnedGCHandle<byte[]>(bytes); try { _n = a.IsAllocated ? 1 : 2; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:new PinnedGCHandle<byte[]>(bytes)|}; if (n > 1) return; _n = a.IsAllocated ? 1 : 2; a.Dispose();",
            "var a = new PinnedGCHandle<byte[]>(bytes); _n = a.IsAllocated ? 1 : 2; a.Dispose(); a.Dispose();"),
        ["WeakGCHandle<T>"] = new(
            "",
            "var a = {|LEAK301:new WeakGCHandle<byte[]>(bytes)|}; _n = a.IsAllocated ? 1 : 2;",
            "var a = new WeakGCHandle<byte[]>(bytes); try { _n = a.IsAllocated ? 1 : 2; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:new WeakGCHandle<byte[]>(bytes)|}; if (n > 1) return; _n = a.IsAllocated ? 1 : 2; a.Dispose();",
            "var a = new WeakGCHandle<byte[]>(bytes); _n = a.IsAllocated ? 1 : 2; a.Dispose(); a.Dispose();"),
        ["MemoryHandle"] = new(
            "partial class C { Memory<byte> _memory; }",
            "var a = {|LEAK301:_memory.Pin()|}; Look((nint)a.Pointer);",
            "var a = _memory.Pin(); try { Look((nint)a.Pointer); Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:_memory.Pin()|}; if (n > 1) return; Look((nint)a.Pointer); a.Dispose();",
            "var a = _memory.Pin(); Look((nint)a.Pointer); a.Dispose(); a.Dispose();"),
        ["Pin"] = new(
            "partial class C { MemoryManager<byte> _owner = null!; }",
            "foreach (var b in bytes) { var a = {|LEAK301:_owner.Pin()|}; if (b == n) break; Look((nint)a.Pointer); _owner.Unpin(); }",
            "var a = _owner.Pin(); try { Look((nint)a.Pointer); Risk(s); } finally { _owner.Unpin(); }",
            "var a = {|LEAK301:_owner.Pin()|}; if (n > 1) return; Look((nint)a.Pointer); _owner.Unpin();",
            "var a = _owner.Pin(); Look((nint)a.Pointer); _owner.Unpin(); {|LEAK303:_owner.Unpin()|};"),
        ["HGlobal"] = new(
            "",
            "var a = {|LEAK301:Marshal.AllocHGlobal(n)|}; Look(a);",
            "var a = Marshal.AllocHGlobal(n); try { Look(a); Risk(s); } finally { Marshal.FreeHGlobal(a); }",
            "var a = {|LEAK301:Marshal.AllocHGlobal(n)|}; if (n > 1) return; Look(a); Marshal.FreeHGlobal(a);",
            "var a = Marshal.AllocHGlobal(n); Look(a); Marshal.FreeHGlobal(a); {|LEAK303:Marshal.FreeHGlobal(a)|};"),
        ["CoTaskMem"] = new(
            "",
            "var a = {|LEAK301:Marshal.StringToCoTaskMemUTF8(s)|}; Look(a);",
            "var a = Marshal.StringToCoTaskMemUTF8(s); try { Look(a); Risk(s); } finally { Marshal.FreeCoTaskMem(a); }",
            "var a = {|LEAK301:Marshal.StringToCoTaskMemUTF8(s)|}; if (n > 1) return; Look(a); Marshal.FreeCoTaskMem(a);",
            "var a = Marshal.StringToCoTaskMemUTF8(s); Look(a); Marshal.FreeCoTaskMem(a); {|LEAK303:Marshal.FreeCoTaskMem(a)|};"),
        ["BSTR"] = new(
            "",
            "var a = {|LEAK301:Marshal.StringToBSTR(s)|}; Look(a);",
            "var a = Marshal.StringToBSTR(s); try { Look(a); Risk(s); } finally { Marshal.FreeBSTR(a); }",
            "var a = {|LEAK301:Marshal.StringToBSTR(s)|}; if (n > 1) return; Look(a); Marshal.FreeBSTR(a);",
            "var a = Marshal.StringToBSTR(s); Look(a); Marshal.FreeBSTR(a); {|LEAK303:Marshal.FreeBSTR(a)|};"),
        ["NativeMemory"] = new(
            "",
            "var a = {|LEAK301:NativeMemory.Alloc((nuint)n)|}; Look((nint)a);",
            "var a = NativeMemory.Alloc((nuint)n); try { Look((nint)a); Risk(s); } finally { NativeMemory.Free(a); }",
            "var a = {|LEAK301:NativeMemory.Alloc((nuint)n)|}; if (n > 1) return; Look((nint)a); NativeMemory.Free(a);",
            "var a = NativeMemory.Alloc((nuint)n); Look((nint)a); NativeMemory.Free(a); {|LEAK303:NativeMemory.Free(a)|};"),
        ["AlignedMemory"] = new(
            "",
            "var a = {|LEAK301:NativeMemory.AlignedAlloc((nuint)n, 64)|}; Look((nint)a);",
            "var a = NativeMemory.AlignedAlloc((nuint)n, 64); try { Look((nint)a); Risk(s); } finally { NativeMemory.AlignedFree(a); }",
            "var a = {|LEAK301:NativeMemory.AlignedAlloc((nuint)n, 64)|}; if (n > 1) return; Look((nint)a); NativeMemory.AlignedFree(a);",
            "var a = NativeMemory.AlignedAlloc((nuint)n, 64); Look((nint)a); NativeMemory.AlignedFree(a); {|LEAK303:NativeMemory.AlignedFree(a)|};"),
        ["ComReference"] = new(
            "",
            "var a = {|LEAK301:Marshal.GetIUnknownForObject(o)|}; Look(a);",
            "var a = Marshal.GetIUnknownForObject(o); try { Look(a); Risk(s); } finally { Marshal.Release(a); }",
            "var a = {|LEAK301:Marshal.GetIUnknownForObject(o)|}; if (n > 1) return; Look(a); Marshal.Release(a);",
            "var a = Marshal.GetIUnknownForObject(o); Look(a); Marshal.Release(a); {|LEAK303:Marshal.Release(a)|};"),
        ["ComObject"] = new(
            "",
            "foreach (var b in bytes) { var a = {|LEAK301:Marshal.GetObjectForIUnknown(_p)|}; if (b == n) break; Marshal.ReleaseComObject(a); }",
            "var a = Marshal.GetObjectForIUnknown(_p); try { _n = a.GetHashCode(); Risk(s); } finally { Marshal.ReleaseComObject(a); }",
            "var a = {|LEAK301:Marshal.GetObjectForIUnknown(_p)|}; if (n > 1) return; _n = a.GetHashCode(); Marshal.ReleaseComObject(a);",
            "var a = Marshal.GetObjectForIUnknown(_p); _n = a.GetHashCode(); Marshal.ReleaseComObject(a); Marshal.ReleaseComObject(a);"),
        ["CountedBuffer"] = new(
            "partial class C { IByteBufferAllocator _allocator = null!; }",
            "var a = {|LEAK301:_allocator.Buffer(n)|}; a.WriteByte(1);",
            "var a = _allocator.Buffer(n); try { a.WriteByte(1); Risk(s); } finally { a.Release(); }",
            "var a = {|LEAK301:_allocator.Buffer(n)|}; if (n > 1) return; a.WriteByte(1); a.Release();",
            "var a = _allocator.Buffer(n); a.WriteByte(1); a.Release(); {|LEAK303:a.Release()|};"),
        ["ReferenceCount"] = new(
            "partial class C { readonly Shared _shared = new(); }",
            "foreach (var b in bytes) { {|LEAK301:_shared.AddUser()|}; if (b == n) break; _n++; _shared.RemoveUser(); }",
            "_shared.AddUser(); try { _n++; Risk(s); } finally { _shared.RemoveUser(); }",
            "{|LEAK301:_shared.AddUser()|}; if (n > 1) return; _n++; _shared.RemoveUser();",
            "var a = new Shared(); _n++; a.RemoveUser(); {|LEAK303:a.RemoveUser()|};"),
        ["LockBits"] = new(
            "partial class C { System.Drawing.Bitmap _bitmap = null!; }",
            "var a = {|LEAK301:_bitmap.LockBits(n)|}; Look(a.Scan0);",
            "var a = _bitmap.LockBits(n); try { Look(a.Scan0); Risk(s); } finally { _bitmap.UnlockBits(a); }",
            "var a = {|LEAK301:_bitmap.LockBits(n)|}; if (n > 1) return; Look(a.Scan0); _bitmap.UnlockBits(a);",
            "var a = _bitmap.LockBits(n); Look(a.Scan0); _bitmap.UnlockBits(a); {|LEAK303:_bitmap.UnlockBits(a)|};"),
        ["CancellationTokenRegistration"] = new(
            "partial class C { CancellationToken _token; }",
            "var a = {|LEAK301:_token.Register(static () => { })|}; _n++;",
            "var a = _token.Register(static () => { }); try { _n++; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:_token.Register(static () => { })|}; if (n > 1) return; _n++; a.Dispose();",
            "var a = _token.Register(static () => { }); _n++; a.Dispose(); a.Dispose();"),
        ["RegisteredWait"] = new(
            "",
            "var w = new ManualResetEvent(false); var a = {|LEAK301:ThreadPool.RegisterWaitForSingleObject(w, static (_, _) => { }, null, n, executeOnlyOnce: false)|}; _n++; w.Close();",
            "var w = new ManualResetEvent(false); var a = ThreadPool.RegisterWaitForSingleObject(w, static (_, _) => { }, null, n, false); try { _n++; Risk(s); } finally { a.Unregister(w); w.Close(); }",
            "using var w = new ManualResetEvent(false); var a = {|LEAK301:ThreadPool.RegisterWaitForSingleObject(w, static (_, _) => { }, null, n, false)|}; if (n > 1) return; _n++; a.Unregister(null);",
            "using var w = new ManualResetEvent(false); var a = ThreadPool.RegisterWaitForSingleObject(w, static (_, _) => { }, null, n, false); _n++; a.Unregister(null); a.Unregister(null);"),
        ["EventHandler"] = new(
            "sealed class Feed { public event EventHandler? Changed; public void Raise() => Changed?.Invoke(this, EventArgs.Empty); } partial class C { readonly Feed _feed = null!; void OnChanged(object? sender, EventArgs e) => _n++; }",
            "foreach (var b in bytes) { {|LEAK301:_feed.Changed += OnChanged|}; if (b == n) break; _n++; _feed.Changed -= OnChanged; }",
            "_feed.Changed += OnChanged; try { _n++; Risk(s); } finally { _feed.Changed -= OnChanged; }",
            "{|LEAK301:_feed.Changed += OnChanged|}; if (n > 1) return; _n++; _feed.Changed -= OnChanged;",
            "_feed.Changed += OnChanged; _n++; _feed.Changed -= OnChanged; _feed.Changed -= OnChanged;"),
        ["Enumeration"] = new(
            "partial class C { System.Collections.Generic.IEnumerable<int> _rows = null!; }",
            "foreach (var b in bytes) { var a = {|LEAK301:_rows.GetEnumerator()|}; if (b == n) break; a.Dispose(); }",
            "var a = _rows.GetEnumerator(); try { _n = a.MoveNext() ? a.Current : 0; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:_rows.GetEnumerator()|}; if (!a.MoveNext()) return; _n = a.Current; a.Dispose();",
            "var a = _rows.GetEnumerator(); a.MoveNext(); a.Dispose(); a.Dispose();"),
        ["AsyncEnumeration"] = new(
            "partial class C { System.Collections.Generic.IAsyncEnumerable<int> _rows = null!; }",
            "var a = {|LEAK301:_rows.GetAsyncEnumerator()|}; _n = a.MoveNextAsync().AsTask().Result ? a.Current : 0;",
            "var a = _rows.GetAsyncEnumerator(); try { _n = a.MoveNextAsync().AsTask().Result ? a.Current : 0; Risk(s); } finally { a.DisposeAsync().AsTask().Wait(); }",
            "var a = {|LEAK301:_rows.GetAsyncEnumerator()|}; if (!a.MoveNextAsync().AsTask().Result) return; _n = a.Current; a.DisposeAsync().AsTask().Wait();",
            "var a = _rows.GetAsyncEnumerator(); _n = a.Current; a.DisposeAsync().AsTask().Wait(); a.DisposeAsync().AsTask().Wait();"),
        ["Subscription"] = new(
            "partial class C { IObservable<int> _source = null!; IObserver<int> _observer = null!; }",
            "foreach (var b in bytes) { var a = {|LEAK301:_source.Subscribe(_observer)|}; if (b == n) break; a.Dispose(); }",
            "var a = _source.Subscribe(_observer); try { _n++; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:_source.Subscribe(_observer)|}; if (n > 1) return; _n++; a.Dispose();",
            "var a = _source.Subscribe(_observer); _n++; a.Dispose(); a.Dispose();"),
        ["Timer"] = new(
            "",
            "foreach (var b in bytes) { var a = {|LEAK301:new Timer(static _ => { }, null, 10, 10)|}; if (b == n) break; a.Dispose(); }",
            "var a = new Timer(static _ => { }, null, 10, 10); try { _n++; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:new Timer(static _ => { }, null, 10, 10)|}; if (n > 1) return; _n++; a.Dispose();",
            "var a = new Timer(static _ => { }, null, 10, 10); _n++; a.Dispose(); a.Dispose();"),
        ["Disposable"] = new(
            "",
            "var a = {|LEAK301:File.OpenRead(s)|}; _n++;",
            "var a = File.OpenRead(s); try { _n++; Risk(s); } finally { a.Dispose(); }",
            "var a = {|LEAK301:File.OpenRead(s)|}; if (n > 1) return; _n++; a.Dispose();",
            "var a = File.OpenRead(s); _n++; a.Dispose(); a.Dispose();"),
    };
}

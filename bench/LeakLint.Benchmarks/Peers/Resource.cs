using System;
using Microsoft.Win32.SafeHandles;

namespace LeakLint.Benchmarks.Peers;

/// <summary>A disposable that costs nothing.</summary>
internal sealed class Resource : IDisposable
{
    public void Dispose()
    {
    }
}

/// <summary>A SafeHandle over nothing: what the platform's own counted handle costs.</summary>
internal sealed class EmptySafeHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public EmptySafeHandle()
        : base(ownsHandle: true) => SetHandle(1);

    protected override bool ReleaseHandle() => true;
}

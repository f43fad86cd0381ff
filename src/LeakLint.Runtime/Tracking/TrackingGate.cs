using System.Threading;

namespace LeakLint;

/// <summary>The one flag that an acquire looks at: while nothing is tracked, tracking costs this test.</summary>
internal static class TrackingGate
{
    // Zero is "look closer", so that the class needs no initialiser, and with it no check whether it ran: the first acquire of
    // the process looks, reads the configuration, and closes the gate if nothing is tracked.
    private static int _closed;

    /// <summary>Whether no handle of any kind is tracked now.</summary>
    public static bool IsClosed => _closed != 0;

    public static void Set(bool closed) => Volatile.Write(ref _closed, closed ? 1 : 0);
}

using System;

namespace LeakLint.Analyzers.Balance;

/// <summary>Names by which programs end things, where no protocol says it. Only ever a reason to be silent.</summary>
internal static class ReleaseNames
{
    private static readonly string[] Endings =
    [
        "Abort", "Cleanup", "CleanUp", "Close", "Complete", "Deinit", "Destroy", "Detach", "Disconnect", "Dispose", "Exit", "Finali", "Finish", "Free", "Kill", "Leave", "Quit", "Release",
        "Return", "Safe", "Shutdown", "ShutDown", "Stop", "TearDown", "Teardown", "Terminate", "Uninit", "Unload", "Unregister", "Unsubscribe",
    ];

    private static readonly string[] OfTheFramework = ["Abort", "Close", "Dispose", "Stop"];

    /// <summary>Whether a method of that name, declared by the program or a library, ends what it is called on; of .NET's own little is left to guess.</summary>
    public static bool End(string name, bool isFramework)
    {
        if (isFramework)
        {
            return Array.IndexOf(OfTheFramework, name) >= 0;
        }

        foreach (var ending in Endings)
        {
            if (name.StartsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

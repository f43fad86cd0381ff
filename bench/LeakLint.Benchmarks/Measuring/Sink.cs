namespace LeakLint.Benchmarks.Measuring;

/// <summary>Where results go, so that no loop is empty.</summary>
internal static class Sink
{
    public static object? Object;

    public static long Number;
}

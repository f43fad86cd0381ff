using System.IO;
using System.Linq;
using System.Reflection;

namespace LeakLint.PackageTests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static data => data.Key == "RepositoryRoot").Value!;

    public static string Samples => Path.Combine(Root, "tests", "LeakLint.PackageTests", "Samples");
}

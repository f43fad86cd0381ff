using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>What is in the packages: nothing missing, and nothing that has no business there.</summary>
public sealed class PackageContentsTests(PackedPackages packages)
{
    [Fact]
    public async Task Both_packages_contain_exactly_what_the_list_says()
    {
        var expected = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "LeakLint.PackageTests", "PackageContents.txt"));

        Assert.Equal(expected, Describe("LeakLint", packages.LeakLint) + Describe("LeakLint.Runtime", packages.Runtime));
    }

    [Fact]
    public async Task LeakLint_is_a_development_dependency_that_depends_on_nothing()
    {
        var metadata = await Metadata(packages.LeakLint);

        Assert.Equal("true", Value(metadata, "developmentDependency"));
        Assert.DoesNotContain(metadata.Descendants(), static element => element.Name.LocalName == "dependency");
    }

    [Fact]
    public async Task The_runtime_is_an_ordinary_package_that_depends_on_nothing()
    {
        var metadata = await Metadata(packages.Runtime);

        Assert.Null(Value(metadata, "developmentDependency"));
        Assert.DoesNotContain(metadata.Descendants(), static element => element.Name.LocalName == "dependency");
    }

    private static string Describe(string id, string package)
    {
        using var zip = ZipFile.OpenRead(package);
        var paths = zip.Entries.Select(static entry => entry.FullName).Where(IsContent).Order(StringComparer.Ordinal);
        return string.Concat(paths.Select(static path => $"  {path}\n").Prepend(id + "\n"));
    }

    // The container's own parts are named at random, or say nothing.
    private static bool IsContent(string path) =>
        path != "[Content_Types].xml" && !path.StartsWith("_rels/", StringComparison.Ordinal) && !path.StartsWith("package/", StringComparison.Ordinal);

    private static async Task<XElement> Metadata(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        await using var nuspec = zip.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XElement.Load(nuspec).Elements().Single(static element => element.Name.LocalName == "metadata");
    }

    private static string? Value(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}

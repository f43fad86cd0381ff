using System;
using System.IO;
using LeakLint.Catalog;
using Xunit;

namespace LeakLint.HouseTests.Catalog;

/// <summary>A copy of what the catalog reads, to break in one place.</summary>
internal sealed class TreeCopy : IDisposable
{
    private readonly string _whole;

    public TreeCopy()
    {
        Tree = new Tree(Path.Combine(Path.GetTempPath(), "leaklint-catalog-" + Guid.NewGuid().ToString("N")));
        foreach (var (folder, pattern) in new[]
        {
            ("src/LeakLint.Analyzers", "*"), ("src/LeakLint.CodeFixes", "*.cs"), ("src/LeakLint.Package/presets", "*"),
            ("tests/LeakLint.Tests", "*.cs"), ("docs/rules", "*.md"), ("docs", "protocols.md"), ("docs", "exemptions.md"), (".", "README.md"),
        })
        {
            foreach (var path in House.Tree.Find(folder, pattern, deep: folder != "."))
            {
                Tree.Write(path, House.Tree.Read(path)!);
            }
        }

        _whole = Run(check: true).Output;
    }

    public Tree Tree { get; }

    public void Edit(string path, Func<string, string> edit)
    {
        var before = Tree.Read(path)!;
        var after = edit(before);
        Assert.NotEqual(before, after);
        Tree.Write(path, after);
    }

    public void Delete(string path) => File.Delete(Path.Combine(Tree.Root, path));

    public (int Exit, string Output) Run(bool check)
    {
        var output = new StringWriter();
        return (CatalogRun.Execute(Tree, check, output), output.ToString());
    }

    /// <summary>That the check fails for these reasons, and had none of them before the copy was broken.</summary>
    public void AssertCheckFails(params string[] reasons)
    {
        var (exit, output) = Run(check: true);
        Assert.Equal(1, exit);
        Assert.All(reasons, reason =>
        {
            Assert.DoesNotContain(reason, _whole, StringComparison.Ordinal);
            Assert.Contains(reason, output, StringComparison.Ordinal);
        });
    }

    public void Dispose() => Directory.Delete(Tree.Root, recursive: true);
}

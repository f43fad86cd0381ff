// Writes everything that repeats a rule's descriptor; --check writes nothing and fails when something is stale.
using System;
using System.IO;
using LeakLint.Catalog;

var check = false;
var root = FindRoot(Directory.GetCurrentDirectory());
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--check":
            check = true;
            break;
        case "--root" when i + 1 < args.Length:
            root = Path.GetFullPath(args[++i]);
            break;
        default:
            Console.Error.WriteLine("usage: LeakLint.Catalog [--check] [--root <directory>]");
            return 2;
    }
}

if (root is null)
{
    Console.Error.WriteLine("No LeakLint.sln in this directory or above it; say where with --root <directory>.");
    return 2;
}

return CatalogRun.Execute(new Tree(root), check, Console.Out);

static string? FindRoot(string start)
{
    for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
    {
        if (File.Exists(Path.Combine(directory.FullName, "LeakLint.sln")))
        {
            return directory.FullName;
        }
    }

    return null;
}

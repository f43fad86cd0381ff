using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LeakLint.Catalog;

/// <summary>The files of a checkout, by paths relative to its root, always with '/' and '\n'.</summary>
internal sealed class Tree(string root)
{
    public string Root { get; } = root;

    public bool Has(string path) => File.Exists(Full(path));

    public string? Read(string path) => Has(path) ? File.ReadAllText(Full(path)).ReplaceLineEndings("\n") : null;

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
        File.WriteAllText(Full(path), text);
    }

    /// <summary>The files below a folder, in ordinal order, so that output does not depend on the file system.</summary>
    public IReadOnlyList<string> Find(string folder, string pattern, bool deep = false)
        => !Directory.Exists(Full(folder))
            ? []
            : Directory.EnumerateFiles(Full(folder), pattern, deep ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(static path => !path.Contains("/obj/") && !path.Contains("/bin/"))
                .Order(StringComparer.Ordinal)
                .ToList();

    private string Full(string path) => Path.Combine(Root, path);
}

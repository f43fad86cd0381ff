using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace LeakLint.Cost;

/// <summary>
/// One method of 5,000 statements that acquires 50, 100, 200 or 500 times: shows whether the cost grows with the
/// acquisitions or faster. And 5,000 or 20,000 types in one object graph: shows whether it grows with the types or faster.
/// </summary>
internal static class Generated
{
    private const int Statements = 5_000;
    private const int TypesOfFile = 500;

    /// <summary>Writes the sources, with a command line for each, into the folder.</summary>
    public static IEnumerable<Input> Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var acquisitions in new[] { 50, 100, 200, 500 })
        {
            var name = "generated-" + acquisitions.ToString(CultureInfo.InvariantCulture);
            var source = Path.GetFullPath(Path.Combine(folder, name + ".cs"));
            var commands = Path.GetFullPath(Path.Combine(folder, name + ".rsp"));
            File.WriteAllText(source, Source(acquisitions));
            File.WriteAllText(commands, CommandLine(source));
            yield return new Input(name, commands);
        }
    }

    /// <summary>Writes the object graphs, with a command line for each, into the folder.</summary>
    public static IEnumerable<Input> WriteTypes(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var types in new[] { 5_000, 20_000 })
        {
            var name = "types-" + types.ToString(CultureInfo.InvariantCulture);
            var sources = new List<string>();
            for (var from = 0; from < types; from += TypesOfFile)
            {
                var source = Path.GetFullPath(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{from}.cs")));
                File.WriteAllText(source, Types(from, Math.Min(from + TypesOfFile, types), types));
                sources.Add(source);
            }

            var commands = Path.GetFullPath(Path.Combine(folder, name + ".rsp"));
            File.WriteAllText(commands, CommandLine([.. sources]));
            yield return new Input(name, commands);
        }
    }

    // Each type holds the next and one far away, takes the one and is given the other, and so all of them lie on one circle. Every
    // hundredth has a finalizer, every tenth is disposable and passes it on.
    private static string Types(int from, int to, int all)
    {
        var text = new StringBuilder("using System;\n");
        for (var i = from; i < to; i++)
        {
            var next = (i + 1) % all;
            var far = (int)(i * 7919L % all);
            var isDisposable = i % 10 == 0;
            text.Append(CultureInfo.InvariantCulture, $"public sealed class T{i}{(isDisposable ? " : IDisposable" : "")}\n{{\n");
            text.Append(CultureInfo.InvariantCulture, $"private readonly T{next} _next; private T{far} _far; private bool _isClosed;\n");
            text.Append(CultureInfo.InvariantCulture, $"public T{i}(T{next} next) {{ _next = next; }}\n");
            text.Append(CultureInfo.InvariantCulture, $"public T{far} Far {{ get => _far; set => _far = value; }}\n");
            text.Append("public int Depth(int depth) { if (_isClosed || depth > 10) { return depth; } return _next.Depth(depth + 1); }\n");
            if (isDisposable)
            {
                text.Append("public void Dispose() { _isClosed = true; (_far as IDisposable)?.Dispose(); }\n");
            }

            if (i % 100 == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"~T{i}() {{ _isClosed = true; }}\n");
            }

            text.Append("}\n");
        }

        return text.ToString();
    }

    private static string Source(int acquisitions)
    {
        var text = new StringBuilder("using System.Buffers; public static class Generated { public static int Sum(int n) { var sum = 0;\n");
        for (var i = 0; i < acquisitions; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"var a{i} = ArrayPool<byte>.Shared.Rent(n + {i});\ntry\n{{\n");
            for (var j = 0; j < (Statements / acquisitions) - 3; j++)
            {
                text.Append(CultureInfo.InvariantCulture, $"sum += a{i}[{j}] * {j};\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"}}\nfinally {{ ArrayPool<byte>.Shared.Return(a{i}); }}\n");
        }

        return text.Append("return sum; } }\n").ToString();
    }

    private static string CommandLine(params string[] sources)
    {
        var text = new StringBuilder("/target:library\n");
        foreach (var reference in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator))
        {
            if (Path.GetFileName(reference).StartsWith("System.", StringComparison.Ordinal))
            {
                text.Append("/reference:\"").Append(reference).Append("\"\n");
            }
        }

        foreach (var source in sources)
        {
            text.Append('"').Append(source).Append("\"\n");
        }

        return text.ToString();
    }
}

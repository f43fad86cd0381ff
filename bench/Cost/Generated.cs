using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace LeakLint.Cost;

/// <summary>
/// One method of 5,000 statements that acquires 50, 100, 200 or 500 times: shows whether the cost grows with the
/// acquisitions or faster.
/// </summary>
internal static class Generated
{
    private const int Statements = 5_000;

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

    private static string CommandLine(string source)
    {
        var text = new StringBuilder("/target:library\n");
        foreach (var reference in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator))
        {
            if (Path.GetFileName(reference).StartsWith("System.", StringComparison.Ordinal))
            {
                text.Append("/reference:\"").Append(reference).Append("\"\n");
            }
        }

        return text.Append('"').Append(source).Append("\"\n").ToString();
    }
}

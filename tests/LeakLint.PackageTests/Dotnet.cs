using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>What one run of a process said, and how it ended.</summary>
internal sealed record Outcome(string Command, int ExitCode, string Output)
{
    public Outcome Succeeded()
    {
        Assert.True(ExitCode == 0, ToString());
        return this;
    }

    /// <summary>The arguments that the compiler got for one assembly, out of a log of verbosity detailed.</summary>
    public string[] CompilerArguments(string assembly) =>
        Output.Split('\n')
            .Where(static line => line.Contains(" /noconfig ", StringComparison.Ordinal))
            .Select(static line => line.Replace('\\', '/').Trim().Split(' '))
            .Last(arguments => arguments.Any(argument => argument.StartsWith("/out:", StringComparison.Ordinal) && argument.EndsWith($"/{assembly}.dll", StringComparison.Ordinal)));

    public override string ToString() => $"{Command}\nended with {ExitCode} and said:\n{Gist()}";

    // A detailed log would bury the test that failed: what matters of it names an error or a warning.
    private string Gist()
    {
        var lines = Output.Split('\n');
        return lines.Length < 100
            ? Output
            : string.Join('\n', lines.Where(static line => line.Contains(": error", StringComparison.Ordinal) || line.Contains(": warning", StringComparison.Ordinal)));
    }
}

/// <summary>
/// Runs the dotnet command as a user would: nothing of the test run's own environment, no build server that outlives the test.
/// </summary>
internal static class Dotnet
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    // What a build that started this test run leaves in the environment, and what would steer a nested one.
    private static readonly string[] NotInherited =
        ["MSBUILD", "MSBuild", "DOTNET_HOST_PATH", "DOTNET_ROOT_", "VSTEST", "TESTINGPLATFORM", "COREHOST", "NUGET_PACKAGES"];

    public static Task<Outcome> Run(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        Run("dotnet", folder, environment, arguments);

    /// <summary>Runs a program that dotnet made.</summary>
    public static Task<Outcome> RunProgram(string file) => Run(file, Path.GetDirectoryName(file)!, environment: null, []);

    private static async Task<Outcome> Run(string file, string folder, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        var start = new ProcessStartInfo(file)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(static key => NotInherited.Any(key.StartsWith)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["UseSharedCompilation"] = "false";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var command = $"{folder}> {file} {string.Join(' ', arguments)}";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{command}\ndid not end within {Limit}.");
        }

        return new(command, process.ExitCode, await output + await errors);
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace LeakLint.Cost;

/// <summary>
/// A compiler server of its own for one set of analyzers, as builds keep one: what it loads and compiles of the analyzers' own code
/// it does once, before the first round that counts.
/// </summary>
internal sealed class Server : IDisposable
{
    private readonly string _compiler;
    private readonly string _pipe = $"leaklint-cost-{Guid.NewGuid():N}";
    private readonly Process _process;

    private Server(string compiler)
    {
        _compiler = compiler;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Path.Combine(Path.GetDirectoryName(compiler)!, "VBCSCompiler.dll"), "-pipename:" + _pipe])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
    }

    /// <summary>Starts a server and lets it compile the input twice, which is not counted.</summary>
    public static async Task<Server> Warm(string compiler, string rsp, IReadOnlyList<string> analyzers)
    {
        var server = new Server(compiler);
        await Task.Delay(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 2; i++)
        {
            await server.Run(rsp, analyzers);
        }

        return server;
    }

    /// <summary>Compiles the input once more; the CPU is the server's.</summary>
    public async Task<Run> Run(string rsp, IReadOnlyList<string> analyzers)
    {
        var before = Cpu();
        var client = await Compiler.Run(_compiler, rsp, analyzers, "/shared:" + _pipe);
        var cpu = Cpu() - before;
        return cpu > client.Cpu / 4
            ? new(cpu, _process.WorkingSet64)
            : throw new InvalidOperationException("The compile did not go to the server.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private TimeSpan Cpu()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }
}

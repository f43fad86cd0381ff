// What analyzers cost: compiles the same input with each set of analyzers in turn, interleaved over several rounds,
// and prints the least CPU of each (user + system, of the whole compiler process) as a ratio to the first.
// Interleaving and the least of the rounds are the answer to a noisy machine; the spread tells how noisy it was.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace LeakLint.Cost;

internal static class Program
{
    private const string Usage = """
        usage: Cost [--rounds 5] [--csc <csc.dll>] [--rsp [name=]<file.rsp>]... [--generated <folder>] [--types <folder>] [--process own|server] --with <name>[=<analyzer.dll | x.globalconfig>,...]...

          --rsp    a compiler command line without analyzers, e.g. taken from the build log (-v:detailed)
          --generated  methods of 5,000 statements that acquire 50 to 500 times, written into the folder
          --types  5,000 to 20,000 types in one object graph, written into the folder
          --process  each compile in a process of its own (as the first of a build), or in a compiler server that is warm (as all others)
          --with   one set of analyzers; a name alone is the compile without any. The first set is what the others are told against
        """;

    private static async Task<int> Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (Request.Parse(args) is not { } request)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        Console.WriteLine($"| input | set | least CPU s | ratio | spread | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var input in request.Inputs)
        {
            var runs = request.Sets.ToDictionary(set => set.Name, _ => new List<Run>());
            var servers = new Dictionary<string, Server>();
            try
            {
                foreach (var set in request.IsServed ? request.Sets : [])
                {
                    servers.Add(set.Name, await Server.Warm(request.Compiler, input.File, set.Files));
                }

                for (var round = 0; round < request.Rounds; round++)
                {
                    foreach (var set in request.Sets)
                    {
                        runs[set.Name].Add(await (servers.TryGetValue(set.Name, out var server)
                            ? server.Run(input.File, set.Files)
                            : Compiler.Run(request.Compiler, input.File, set.Files)));
                    }
                }
            }
            finally
            {
                foreach (var server in servers.Values)
                {
                    server.Dispose();
                }
            }

            var plain = runs[request.Sets[0].Name].Min(run => run.Cpu.TotalSeconds);
            foreach (var set in request.Sets)
            {
                var cpu = runs[set.Name].Select(run => run.Cpu.TotalSeconds).Order().ToArray();
                var peak = runs[set.Name].Min(run => run.PeakBytes) / (1024.0 * 1024.0);
                Console.WriteLine(
                    $"| {input.Name} | {set.Name} | {cpu[0]:F2} | {cpu[0] / plain:F2} | {cpu[0]:F2}-{cpu[^1]:F2} | {peak:F0} |");
            }
        }

        return 0;
    }
}

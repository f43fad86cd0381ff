using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LeakLint.HouseTests.Pages;

/// <summary>A block of code on a page with what it prints, which follows it as a block of text.</summary>
/// <param name="Name">The page, and the line of the block.</param>
/// <param name="Code">The block.</param>
/// <param name="Output">What it prints; null when no text follows.</param>
internal sealed partial record Snippet(string Name, string Code, string? Output)
{
    /// <summary>Takes the place of System.Console for one program, so that programs can run beside each other.</summary>
    private const string Console = """
        internal static class Console
        {
            private static readonly System.Text.StringBuilder Said = new();

            public static string Text() { lock (Said) { return Said.ToString(); } }

            public static void WriteLine(object? value) { lock (Said) { Said.Append(value).Append('\n'); } }
        }
        """;

    public static IReadOnlyList<Snippet> On(string page, string language)
    {
        var text = House.Tree.Read(page)!;
        return
        [
            .. Block().Matches(text)
                .Where(block => block.Groups["language"].Value == language)
                .Select(block => new Snippet(
                    $"{page}, line {text.AsSpan(0, block.Index).Count('\n') + 1}",
                    block.Groups["code"].Value,
                    block.Groups["output"] is { Success: true } output ? output.Value : null)),
        ];
    }

    /// <summary>The program, or the declarations, that the block is.</summary>
    public CSharpCompilation Compile(OptimizationLevel optimization = OptimizationLevel.Debug)
    {
        var compilation = Output is null
            ? Analysis.Compile([new PageExample(Name, Code).Source, Analysis.GlobalUsings])
            : Analysis.Compile([Code, Analysis.GlobalUsings, Console]);
        return compilation.WithOptions(compilation.Options
            .WithOutputKind(Output is null ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication)
            .WithOptimizationLevel(optimization));
    }

    /// <summary>Runs the program with a LeakLint.Runtime of its own: nobody else's handles are in it.</summary>
    public static string Run(CSharpCompilation program)
    {
        using var image = new MemoryStream();
        var emitted = program.Emit(image);
        if (!emitted.Success)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, emitted.Diagnostics));
        }

        image.Position = 0;
        var context = new OwnRuntime();
        try
        {
            var assembly = context.LoadFromStream(image);
            var entry = assembly.EntryPoint!;
            entry.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()], culture: null);
            return (string)assembly.GetType("Console")!.GetMethod("Text")!.Invoke(null, [])!;
        }
        finally
        {
            context.Unload();
        }
    }

    [GeneratedRegex("^```(?<language>\\w+) *\n(?<code>.*?)^```\n(\n```text\n(?<output>.*?)^```\n)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    private sealed class OwnRuntime() : AssemblyLoadContext("snippet", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName name)
            => name.Name == "LeakLint.Runtime" ? LoadFromAssemblyPath(Assembly.Load("LeakLint.Runtime").Location) : null;
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using LeakLint.HouseTests.Pages;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.HouseTests.Live;

/// <summary>
/// One site, one verdict: where rules of two families could speak of one place, one of them does, the same for the compiler, for
/// one document and for one line. The order of precedence is in docs/how-it-decides.md.
/// </summary>
public sealed class OneVerdictTests
{
    private const string Clock = """
        public static class Clock
        {
            public static event EventHandler? Tick;

            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }
        """;

    public static TheoryData<string, string, string> Sites => new()
    {
        {
            "LEAK203", "Clock.Tick += OnTick", Clock + """
                public class Journal
                {
                    public static Journal Open() => new();

                    public Journal() => Clock.Tick += OnTick;

                    ~Journal() => Clock.Tick -= OnTick;

                    private void OnTick(object? sender, EventArgs e) { }
                }
                """
        },
        {
            "LEAK203", "s_open.Add(this)", """
                public class Window
                {
                    private static readonly List<Window> s_open = new();

                    public Window() => s_open.Add(this);

                    ~Window() => s_open.Remove(this);
                }
                """
        },
        {
            "LEAK101", "s_open.Add(window)", """
                public class Window
                {
                    private static readonly List<Window> s_open = new();

                    public Window() => Keep(this);

                    ~Window() => s_open.Remove(this);

                    private static void Keep(Window window) => s_open.Add(window);
                }
                """
        },
        {
            "LEAK311", "Clock.Tick += OnTick; // again", Clock + """
                public class Journal : IDisposable
                {
                    public Journal() => Clock.Tick += OnTick;

                    public void Dispose()
                    {
                        Clock.Tick += OnTick; // again
                    }

                    private void OnTick(object? sender, EventArgs e) { }
                }
                """
        },
        {
            "LEAK103", "Clock.Tick += OnTick", Clock + """
                public class Journal : IDisposable
                {
                    public Journal() => Clock.Tick += OnTick;

                    public void Dispose() { }

                    private void OnTick(object? sender, EventArgs e) { }
                }
                """
        },
    };

    [Theory]
    [MemberData(nameof(Sites))]
    public async Task The_stronger_rule_speaks_and_the_other_is_silent(string id, string site, string source)
    {
        using var open = OpenDocument.Open(source, id);
        var text = await open.Document.GetTextAsync();
        var line = text.Lines.GetLineFromPosition(source.IndexOf(site, System.StringComparison.Ordinal));

        var whole = await Analysis.AnalyzeAsync((await open.Document.Project.GetCompilationAsync())!);
        var document = await OpenDocument.DiagnosticsAsync(open.Document);
        var lineOnly = await OpenDocument.DiagnosticsAsync(open.Document, line.Span);

        Assert.Equal([id], At(line.LineNumber, whole));
        Assert.Equal([id], At(line.LineNumber, document));
        Assert.Equal([id], At(line.LineNumber, lineOnly));
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public async Task No_example_of_a_page_has_two_verdicts_on_one_place(string id)
    {
        foreach (var example in RulePage.Examples(id, "Flagged"))
        {
            using var open = OpenDocument.Open(example.Source, id);
            var found = await Analysis.AnalyzeAsync((await open.Document.Project.GetCompilationAsync())!);

            var doubles = found.Where(static d => d.Id != "LEAK002").GroupBy(static d => d.Location.SourceSpan).Where(static g => g.Select(static d => d.Id).Distinct().Count() > 1);

            Assert.Empty(doubles.Select(static g => string.Join(", ", g)));
        }
    }

    private static string[] At(int line, IEnumerable<Diagnostic> diagnostics)
        => [.. diagnostics.Where(d => d.Id != "LEAK002" && d.Location.GetLineSpan().StartLinePosition.Line == line).Select(static d => d.Id)];
}

using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using LeakLint.HouseTests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LeakLint.HouseTests.Live;

/// <summary>
/// What an editor shows while one types comes from a query of one document. A live rule answers it, with and without
/// a span; a rule tagged CompilationEnd does not, and answers the compiler.
/// </summary>
public sealed class LiveTests
{
    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public async Task A_document_query_returns_the_rule_if_it_is_live(string id)
    {
        foreach (var example in RulePage.Examples(id, "Flagged"))
        {
            using var open = OpenDocument.Open(example.Source, id);

            var inDocument = Lines(id, await OpenDocument.DiagnosticsAsync(open.Document));

            Assert.Equal(House.Rule(id).IsBuildOnly ? [] : Wanted(id, example), inDocument);
        }
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public async Task A_query_of_one_line_returns_the_rule_if_it_is_live(string id)
    {
        foreach (var example in RulePage.Examples(id, "Flagged"))
        {
            using var open = OpenDocument.Open(example.Source, id);
            foreach (var line in (await open.Document.GetTextAsync()).Lines)
            {
                var wanted = House.Rule(id).IsBuildOnly ? [] : Wanted(id, example).Where(w => w == PageExample.Finding(id, line.LineNumber));

                var found = (await OpenDocument.DiagnosticsAsync(open.Document, line.Span))
                    .Where(d => d.Location.GetLineSpan().StartLinePosition.Line == line.LineNumber);

                Assert.Equal(wanted, Lines(id, found));
            }
        }
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public async Task The_compiler_gets_every_rule(string id)
    {
        foreach (var example in RulePage.Examples(id, "Flagged"))
        {
            using var open = OpenDocument.Open(example.Source, id);
            var compilation = await open.Document.Project.GetCompilationAsync();

            var crashes = new ConcurrentQueue<string>();
            var all = await Analysis.Attach(compilation!, crashes).GetAnalyzerDiagnosticsAsync();

            Assert.Empty(crashes);
            Assert.Equal(Wanted(id, example), Lines(id, all));
        }
    }

    private static string[] Wanted(string id, PageExample example)
        => [.. example.Expected.Where(e => e.EndsWith(id, System.StringComparison.Ordinal)).Order()];

    private static string[] Lines(string id, IEnumerable<Diagnostic> diagnostics)
        => [.. diagnostics.Where(d => d.Id == id).Select(static d => PageExample.Finding(d.Id, d.Location.GetLineSpan().StartLinePosition.Line)).Order()];

}

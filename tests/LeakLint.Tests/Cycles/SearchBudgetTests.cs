using System;
using System.Linq;
using System.Text;
using System.Threading;
using LeakLint.Analyzers.Cycles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>The search for circles ends after a number of steps that no program can raise.</summary>
public sealed class SearchBudgetTests
{
    // Three readings of bodies and two searches of what they tie; the last step of each may go a little past its end.
    private const long Most = (3 * (Shapes.MostSteps + 10_000)) + (2 * (RingFinder.MostSteps + 10_000));

    [Theory]
    [InlineData(3_000, 6)]
    [InlineData(200, 60)]
    public void Types_that_all_lead_to_each_other(int types, int edges)
    {
        var search = SearchIn(Dense(types, edges));
        Assert.InRange(search.Steps, types, Most);
    }

    [Theory]
    [InlineData(400, 120, true)]
    [InlineData(3, 1, false)]
    public void Past_the_budget_it_says_that_it_has_not_looked(int types, int edges, bool isOut)
    {
        var compilation = Compile(Dense(types, edges));
        var search = CycleSearch.For(compilation);

        var told = compilation.Assembly.TypeNames.Any(name => search.In(compilation.GetTypeByMetadataName(name)!, CancellationToken.None)?.IsOutOfBudget == true);

        Assert.Equal(isOut, told);
    }

    [Fact]
    public void Twice_the_calls_at_each_level_are_not_twice_the_uses()
    {
        // Each level calls the next one twice: two to the power of sixty uses, if they were all written down.
        var code = new StringBuilder("class Part { public void Stop() { } ~Part() { } } class Owner { Part _part = new Part(); ~Owner() { M0(_part); }");
        for (var i = 0; i < 60; i++)
        {
            code.Append($" void M{i}(Part p) {{ p.Stop(); M{i + 1}(p); M{i + 1}(p); }}");
        }

        var search = SearchIn(code.Append(" void M60(Part p) { p.Stop(); } }").ToString());
        Assert.InRange(search.Steps, 1, 1_000_000);
    }

    [Fact]
    public void A_search_that_is_cancelled_stops()
    {
        var compilation = Compile(Dense(200, 60));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => CycleSearch.For(compilation).In(compilation.GetTypeByMetadataName("T0")!, cancelled.Token));
    }

    private static CycleSearch SearchIn(string code)
    {
        var compilation = Compile(code);
        var search = CycleSearch.For(compilation);
        search.In(compilation.GetTypeByMetadataName(compilation.Assembly.TypeNames.First())!, CancellationToken.None);
        return search;
    }

    private static CSharpCompilation Compile(string code) => CSharpCompilation.Create(
        "dense",
        [CSharpSyntaxTree.ParseText(code)],
        [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static string Dense(int types, int edges)
    {
        var code = new StringBuilder();
        for (var i = 0; i < types; i++)
        {
            code.Append($"class T{i} {{ public T{i}(T0 first) {{ ");
            for (var e = 0; e < edges; e++)
            {
                code.Append($"F{e} = new T{Next(i, e)}(first); F{e}.Tie(first, this); ");
            }

            code.Append($"}} public object Up; public void Tie(T0 first, object up) {{ Up = up; ");
            for (var e = 0; e < edges; e++)
            {
                code.Append($"if (first != null) F{e}.Tie(first, this); ");
            }

            code.Append("} ");
            for (var e = 0; e < edges; e++)
            {
                code.Append($"public T{Next(i, e)} F{e}; ");
            }

            code.Append($"~T{i}() {{ F0.Tie(null, null); F1.Up.ToString(); }} }}\n");
        }

        return code.ToString();

        int Next(int from, int edge) => ((from * 7) + (edge * edge * 31) + 1) % types;
    }
}

using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LeakLint.Tests.Testing;

public sealed class TestFileMarkupParserTests
{
    private static (string Code, ImmutableArray<int> Positions, ImmutableDictionary<string, ImmutableArray<TextSpan>> Spans) Parse(string markup)
    {
        TestFileMarkupParser.GetPositionsAndSpans(markup, out var code, out var positions, out var spans);
        return (code, positions, spans);
    }

    private static TextSpan At(int start, int end) => TextSpan.FromBounds(start, end);

    [Fact]
    public void Leaves_code_without_markup_alone()
    {
        const string Code = "class C { int[] a = [1 | 2]; int b = a[0] | 3; object P => this is { A: 1 }; bool Q() { return x || y; } }";
        var parsed = Parse(Code);
        Assert.Equal(Code, parsed.Code);
        Assert.Empty(parsed.Positions);
        Assert.Empty(parsed.Spans);
    }

    [Fact]
    public void Reads_spans_without_a_name_under_the_empty_name()
    {
        var parsed = Parse("a [|b|] c [|d|]");
        Assert.Equal("a b c d", parsed.Code);
        Assert.Equal([At(2, 3), At(6, 7)], parsed.Spans[""]);
    }

    [Fact]
    public void Reads_named_spans()
    {
        var parsed = Parse("a {|LEAK101:b|} {|#0:c|} {|LEAK101:d|}");
        Assert.Equal("a b c d", parsed.Code);
        Assert.Equal([At(2, 3), At(6, 7)], parsed.Spans["LEAK101"]);
        Assert.Equal([At(4, 5)], parsed.Spans["#0"]);
    }

    [Fact]
    public void Reads_nested_spans()
    {
        var parsed = Parse("{|#0:{|LEAK101:a|} [|b|]|}");
        Assert.Equal("a b", parsed.Code);
        Assert.Equal([At(0, 3)], parsed.Spans["#0"]);
        Assert.Equal([At(0, 1)], parsed.Spans["LEAK101"]);
        Assert.Equal([At(2, 3)], parsed.Spans[""]);
    }

    [Fact]
    public void Reads_spans_over_lines_and_empty_ones()
    {
        var parsed = Parse("a {|A:b\r\nc|} {|B:|}d");
        Assert.Equal("a b\r\nc d", parsed.Code);
        Assert.Equal([At(2, 6)], parsed.Spans["A"]);
        Assert.Equal([At(7, 7)], parsed.Spans["B"]);
    }

    [Fact]
    public void Reads_positions()
    {
        var parsed = Parse("a$$ b$$");
        Assert.Equal("a b", parsed.Code);
        Assert.Equal([1, 3], parsed.Positions);
    }

    [Fact]
    public void Leaves_position_signs_alone_when_they_are_code()
    {
        TestFileMarkupParser.GetSpans("$$\"\"\"{{[|x|]}}\"\"\"", treatPositionIndicatorsAsCode: true, out var code, out var spans);
        Assert.Equal("$$\"\"\"{{x}}\"\"\"", code);
        Assert.Equal([At(7, 8)], spans[""]);
    }

    [Fact]
    public void Reads_one_position_and_one_span()
    {
        TestFileMarkupParser.GetPositionAndSpan("a $$[|b|]", out var code, out var position, out var span);
        Assert.Equal(("a b", 2, At(2, 3)), (code, position, span));
    }

    [Theory]
    [InlineData("a [|b", "'[|' is not closed")]
    [InlineData("a {|A:b|]", "'|]' closes nothing")]
    [InlineData("a b|}", "'|}' closes nothing")]
    [InlineData("a {|A:[|b|}|]", "'|}' closes nothing")]
    public void Refuses_markup_that_does_not_pair(string markup, string message)
        => Assert.Contains(message, Assert.Throws<ArgumentException>(() => Parse(markup)).Message);

    [Fact]
    public void Refuses_another_number_of_positions_than_asked_for()
        => Assert.Throws<ArgumentException>(() => TestFileMarkupParser.GetPosition("a $$ b $$", out _, out _));
}

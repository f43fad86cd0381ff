using System.Linq;
using System.Reflection;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace LeakLint.HouseTests.Conventions;

/// <summary>A misspelt type name is a rule that never speaks.</summary>
public sealed class KnownTypesConventions
{
    public static TheoryData<string> Names() =>
    [
        .. typeof(KnownTypes).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(static p => p.PropertyType == typeof(INamedTypeSymbol))
            .Select(static p => p.Name),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_is_a_type_of_the_framework_or_of_the_runtime(string name)
    {
        var types = KnownTypes.For(CSharpCompilation.Create("Empty", references: References.Everything));

        Assert.NotNull(typeof(KnownTypes).GetProperty(name)!.GetValue(types));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_type_is_asked_about(string name)
        => Assert.True(
            SourceFiles.All.Any(f => !f.Path.EndsWith("/KnownTypes.cs", System.StringComparison.Ordinal)
                && f.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(m => m.Name.Identifier.ValueText == name)),
            $"KnownTypes.{name} is read by nobody.");

    [Fact]
    public void Properties_are_in_alphabetical_order()
        => Assert.Equal(Names().Select(static row => row.Data).Order(System.StringComparer.Ordinal), Names().Select(static row => row.Data));
}

using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LeakLint.HouseTests.Conventions;

/// <summary>The annotations' file is made to be copied: it compiles alone, in old projects too.</summary>
public sealed class AnnotationsCopyTests
{
    private const string Use = """
        [assembly: LeakLint.Releases("p", Member = "M:Acme.Pool.Put(Acme.Item)", Parameter = "item")]
        class C
        {
            [LeakLint.Acquires] object Get() { return new object(); }
            void Put([LeakLint.Releases] object o) { }
            void Keep([LeakLint.TakesOwnership] object o, [LeakLint.Borrows] object p) { }
            [return: LeakLint.ReturnsOwned] object Make() { return new object(); }
            [LeakLint.ReturnsBorrowed] object Current { get { return this; } }
        }
        """;

    [Theory]
    [InlineData("public sealed class", NullableContextOptions.Disable)]
    [InlineData("internal sealed class", NullableContextOptions.Disable)]
    [InlineData("internal sealed class", NullableContextOptions.Enable)]
    public void A_copy_compiles_alone_public_or_internal(string declaration, NullableContextOptions nullable)
    {
        var copy = House.Tree.Read("src/LeakLint.Runtime/Annotations.cs")!.Replace("public sealed class", declaration, StringComparison.Ordinal);
        var old = new CSharpParseOptions(LanguageVersion.CSharp8, DocumentationMode.Diagnose);
        var compilation = CSharpCompilation.Create(
            "Copy",
            [CSharpSyntaxTree.ParseText(copy, old), CSharpSyntaxTree.ParseText(Use, old)],
            References.Own,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable));

        Assert.Empty(compilation.GetDiagnostics());
    }
}

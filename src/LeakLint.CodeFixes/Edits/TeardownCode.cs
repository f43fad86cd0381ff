using System.Collections.Generic;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Writes a release into the teardown of a type: into the one that it has, of whatever kind, else into one that is made:
/// an override of the base class's, or <c>IDisposable</c>.
/// </summary>
internal static class TeardownCode
{
    /// <summary>Adds the statement to what <paramref name="edit"/> does; the teardown's name, or null where none can be written.</summary>
    public static string? Add(SolutionEdit edit, Document document, TypeDeclarationSyntax declaration, INamedTypeSymbol type, string statement, Compilation compilation, CancellationToken cancellation)
    {
        var members = TeardownProof.For(compilation).Members;
        var lineEnd = LineEnds.Of(declaration.SyntaxTree.GetRoot(cancellation));
        if (Existing(type, members, cancellation) is { } existing)
        {
            if (edit.Original.GetDocument(existing.SyntaxTree) is not { } home || GeneratedDocuments.Is(home, existing.SyntaxTree.GetRoot(cancellation)))
            {
                return null;
            }

            lineEnd = LineEnds.Of(existing.SyntaxTree.GetRoot(cancellation));
            edit.Replace(home.Id, existing, n => With((MethodDeclarationSyntax)n, LineEnds.Statement(statement, lineEnd), lineEnd));
            return existing.Identifier.ValueText;
        }

        if (Made(type, statement, members, compilation, out var name) is not { } made)
        {
            return null;
        }

        // A project that documents its public members is told that this one is its interface's, or its base class's.
        if (declaration.SyntaxTree.Options.DocumentationMode == DocumentationMode.Diagnose)
        {
            made = "/// <inheritdoc/>\n" + made;
        }

        var needsInterface = name == "Dispose" && !members.IsDisposable(type);
        var face = needsInterface ? IsNamed(declaration, "IDisposable", compilation, cancellation) ? "IDisposable" : "System.IDisposable" : null;
        edit.Replace(document.Id, declaration, n => WithMember((TypeDeclarationSyntax)n, made, face, lineEnd));
        return name;
    }

    private static MethodDeclarationSyntax? Existing(INamedTypeSymbol type, TeardownMembers members, CancellationToken cancellation)
    {
        MethodDeclarationSyntax? best = null;
        var bestRank = int.MaxValue;
        foreach (var method in members.Of(type, cancellation))
        {
            var rank = Rank(method);
            if (rank < bestRank && method.DeclaringSyntaxReferences.Length == 1
                && method.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is MethodDeclarationSyntax syntax
                && (syntax.Body is not null || syntax.ExpressionBody is not null))
            {
                best = syntax;
                bestRank = rank;
            }
        }

        return best;
    }

    // What an owner is surest to call comes first.
    private static int Rank(IMethodSymbol method) => method.Name switch
    {
        "Dispose" when TeardownMembers.IsDisposeOfBool(method) => 0,
        "Dispose" or "System.IDisposable.Dispose" => 1,
        "DisposeAsyncCore" => 2,
        "DisposeAsync" or "System.IAsyncDisposable.DisposeAsync" => 3,
        "OnClosed" => 4,
        "StopAsync" => 5,
        _ => 6,
    };

    /// <summary>The method with one more statement, before everything else that it does.</summary>
    public static MethodDeclarationSyntax With(MethodDeclarationSyntax teardown, StatementSyntax first, SyntaxTrivia lineEnd)
    {
        first = first.WithLeadingTrivia(ElasticMarker).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
        if (teardown.Body is null)
        {
            var only = teardown.ExpressionBody!.Expression.WithoutTrivia();
            var isVoid = teardown.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
                || teardown.Modifiers.Any(SyntaxKind.AsyncKeyword);
            StatementSyntax rest = isVoid
                ? ExpressionStatement(only)
                : ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), only, Token(SyntaxKind.SemicolonToken));
            return teardown
                .WithExpressionBody(null)
                .WithSemicolonToken(default)
                .WithParameterList(teardown.ParameterList.WithTrailingTrivia(lineEnd))
                .WithBody(Block(first, rest.WithTrailingTrivia(lineEnd)).WithTrailingTrivia(teardown.SemicolonToken.TrailingTrivia).WithAdditionalAnnotations(Formatter.Annotation));
        }

        if (teardown.ParameterList.Parameters.Count == 1 && teardown.Identifier.ValueText == "Dispose"
            && teardown.ParameterList.Parameters[0] is { Type: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.BoolKeyword }, Identifier.ValueText: var disposing })
        {
            foreach (var branch in teardown.Body.Statements.OfType<IfStatementSyntax>())
            {
                if (branch.Condition is IdentifierNameSyntax condition && condition.Identifier.ValueText == disposing)
                {
                    var block = branch.Statement as BlockSyntax ?? Block(branch.Statement.WithoutLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
                    return teardown.ReplaceNode(branch, branch.WithStatement(Insert(block, 0, first)));
                }
            }

            first = IfStatement(IdentifierName(disposing), Block(first)).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
        }

        return teardown.WithBody(Insert(teardown.Body, 0, first));
    }

    private static BlockSyntax Insert(BlockSyntax block, int at, StatementSyntax statement)
        => block.Statements.Count == 0
            ? block.WithStatements([statement]).WithAdditionalAnnotations(Formatter.Annotation)
            : block.WithStatements(block.Statements.Insert(at, statement));

    private static string? Made(INamedTypeSymbol type, string statement, TeardownMembers members, Compilation compilation, out string? name)
    {
        name = null;
        if (type is not { TypeKind: TypeKind.Class, IsStatic: false })
        {
            return null;
        }

        foreach (var overridden in Overridable(type, compilation))
        {
            name = overridden.Name;
            var access = overridden.DeclaredAccessibility == Accessibility.Public ? "public" : "protected";
            var parameters = string.Join(", ", overridden.Parameters.Select(static p => p.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) + " " + p.Name));
            var call = "base." + overridden.Name + "(" + string.Join(", ", overridden.Parameters.Select(static p => p.Name)) + ");";
            var body = TeardownMembers.IsDisposeOfBool(overridden) ? "if (" + overridden.Parameters[0].Name + ")\n{\n" + statement + "\n}\n\n" + call : statement + "\n" + call;
            return access + " override void " + overridden.Name + "(" + parameters + ")\n{\n" + body + "\n}";
        }

        // A teardown that a base class has and that cannot be overridden, or one that is only asynchronous, stays as it is.
        if (members.IsDisposable(type) || type.GetMembers("Dispose").Length > 0)
        {
            return null;
        }

        name = "Dispose";
        return statement.StartsWith("if ", System.StringComparison.Ordinal)
            ? "public void Dispose()\n{\n" + statement + "\n}"
            : "public void Dispose() => " + statement;
    }

    private static IEnumerable<IMethodSymbol> Overridable(INamedTypeSymbol type, Compilation compilation)
    {
        IMethodSymbol? best = null;
        for (var at = type.BaseType; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            foreach (var method in at.GetMembers().OfType<IMethodSymbol>())
            {
                if ((method.IsVirtual || method.IsOverride) && !method.IsSealed && method.ReturnsVoid && compilation.IsSymbolAccessibleWithin(method, type)
                    && (TeardownMembers.IsDisposeOfBool(method) || method is { Name: "Dispose", Parameters.IsEmpty: true } or { Name: "OnClosed", Parameters.Length: 1 })
                    && (best is null || Rank(method) < Rank(best)))
                {
                    best = method;
                }
            }
        }

        if (best is not null)
        {
            yield return best;
        }
    }

    private static bool IsNamed(TypeDeclarationSyntax declaration, string name, Compilation compilation, CancellationToken cancellation)
    {
        var model = compilation.GetSemanticModel(declaration.SyntaxTree);
        cancellation.ThrowIfCancellationRequested();
        return model.LookupNamespacesAndTypes(declaration.SpanStart, name: name).Length > 0;
    }

    /// <summary>The type with one more method at its end, and one more interface.</summary>
    public static TypeDeclarationSyntax WithMember(TypeDeclarationSyntax type, string text, string? face, SyntaxTrivia lineEnd)
    {
        var member = LineEnds.Member("\n" + text, lineEnd).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
        type = type.WithMembers(type.Members.Add(member));
        if (face is null)
        {
            return type;
        }

        var added = SimpleBaseType(ParseTypeName(face));
        if (type.BaseList is { } list)
        {
            return type.WithBaseList(list.WithTypes(list.Types.Replace(list.Types.Last(), list.Types.Last().WithoutTrailingTrivia()).Add(added.WithLeadingTrivia(Space)))
                .WithTrailingTrivia(list.GetTrailingTrivia()));
        }

        // class C<T>(int n) : IDisposable where T : class
        var after = type.ParameterList is { } parameters ? parameters.GetLastToken() : type.TypeParameterList is { } generics ? generics.GetLastToken() : type.Identifier;
        var trailing = after.TrailingTrivia;
        type = type.ReplaceToken(after, after.WithTrailingTrivia(Space));
        return type.WithBaseList(BaseList(Token(SyntaxKind.ColonToken).WithTrailingTrivia(Space), [added]).WithTrailingTrivia(trailing));
    }
}

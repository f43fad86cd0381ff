using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Cycles;

/// <summary>
/// What a finalizer releases, given a <c>Dispose</c> that releases it too, or instead. Only for a type that is not
/// disposable yet, so that nobody's contract changes.
/// </summary>
internal sealed class FinalizerRelease
{
    private readonly Document _document;
    private readonly TypeDeclarationSyntax _type;
    private readonly DestructorDeclarationSyntax _finalizer;
    private readonly INamedTypeSymbol _symbol;

    private FinalizerRelease(Document document, TypeDeclarationSyntax type, DestructorDeclarationSyntax finalizer, INamedTypeSymbol symbol)
    {
        _document = document;
        _type = type;
        _finalizer = finalizer;
        _symbol = symbol;
    }

    private SyntaxList<StatementSyntax> Statements => _finalizer.Body is { } body
        ? body.Statements
        : [ExpressionStatement(_finalizer.ExpressionBody!.Expression.WithoutTrivia())];

    /// <summary>The finalizer of the type around a node; null when the type is disposable already, or the finalizer is elsewhere.</summary>
    public static async Task<FinalizerRelease?> OfAsync(Document document, SyntaxNode node, CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not ClassDeclarationSyntax type
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(type, cancellation) is not { } symbol
            || model.Compilation.GetSpecialType(SpecialType.System_IDisposable) is not { } disposable
            || symbol.AllInterfaces.Contains(disposable, SymbolEqualityComparer.Default)
            || symbol.GetMembers("Dispose").Length > 0
            || type.Members.OfType<DestructorDeclarationSyntax>().SingleOrDefault() is not { } finalizer
            || (finalizer.Body is null && finalizer.ExpressionBody is null))
        {
            return null;
        }

        return new FinalizerRelease(document, type, finalizer, symbol);
    }

    /// <summary><c>Dispose</c> does what the finalizer does, and the finalizer stays as the last resort.</summary>
    public Task<Solution?> ShareAsync(CancellationToken cancellation)
    {
        var members = new List<string>();
        DestructorDeclarationSyntax? changed = null;
        string release;
        if (Statements.Count == 1 && OwnCall(Statements[0]) is { } call)
        {
            release = call;
        }
        else
        {
            var name = _symbol.GetMembers("Release").Length == 0 ? "Release" : "ReleaseAll";
            release = name + "();";
            members.Add("private void " + name + "()\n{\n" + Text(Statements) + "}");
            changed = WithBody("{\n" + release + "\n}", cancellation);
        }

        members.Insert(0, "public void Dispose()\n{\n" + release + "\nSystem.GC.SuppressFinalize(this);\n}");
        return ApplyAsync(members, changed ?? _finalizer, cancellation);
    }

    /// <summary><c>Dispose</c> does one statement of the finalizer instead of it, and the rest too.</summary>
    public Task<Solution?> MoveAsync(StatementSyntax moved, CancellationToken cancellation)
    {
        if (!Statements.Any(s => s.IsEquivalentTo(moved)))
        {
            return Task.FromResult<Solution?>(null);
        }

        var rest = Statements.Where(s => !s.IsEquivalentTo(moved)).ToList();
        if (rest.Count == 0)
        {
            return ApplyAsync(["public void Dispose()\n{\n" + Text([moved]) + "}"], null, cancellation);
        }

        var access = _symbol.IsSealed ? "private" : "protected virtual";
        return ApplyAsync(
            [
                "public void Dispose()\n{\nDispose(true);\nSystem.GC.SuppressFinalize(this);\n}",
                access + " void Dispose(bool disposing)\n{\nif (disposing)\n{\n" + Text([moved]) + "}\n\n" + Text(rest) + "}",
            ],
            WithBody("{\nDispose(false);\n}", cancellation),
            cancellation);
    }

    // Release();   Cleanup();
    private static string? OwnCall(StatementSyntax statement)
        => statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: IdentifierNameSyntax, ArgumentList.Arguments.Count: 0 } call } ? call.WithoutTrivia() + ";" : null;

    private static string Text(IEnumerable<StatementSyntax> statements)
        => string.Concat(statements.Select(static s => s.ToFullString().Trim() + (s is ExpressionStatementSyntax { SemicolonToken.IsMissing: true } ? ";" : string.Empty) + "\n"));

    private DestructorDeclarationSyntax WithBody(string body, CancellationToken cancellation)
        => _finalizer
            .WithExpressionBody(null)
            .WithSemicolonToken(default)
            .WithBody((BlockSyntax)LineEnds.Statement(body, LineEnds.Of(_type.SyntaxTree.GetRoot(cancellation))))
            .WithTrailingTrivia(_finalizer.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);

    private async Task<Solution?> ApplyAsync(List<string> members, DestructorDeclarationSyntax? finalizer, CancellationToken cancellation)
    {
        var lineEnd = LineEnds.Of(_type.SyntaxTree.GetRoot(cancellation));
        var index = _type.Members.IndexOf(_finalizer);
        var all = _type.Members.RemoveAt(index);
        var added = members.Select(m => (MemberDeclarationSyntax)LineEnds.Member((index == 0 && m == members[0] ? string.Empty : "\n") + m, lineEnd)
            .WithTrailingTrivia(lineEnd)
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation));
        all = all.InsertRange(index, finalizer is null ? added : added.Append(finalizer));
        var edit = new SolutionEdit(_document.Project.Solution);
        edit.Replace(_document.Id, _type, _ => WithDisposable(_type, lineEnd).WithMembers(all));
        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false);
    }

    private static TypeDeclarationSyntax WithDisposable(TypeDeclarationSyntax type, SyntaxTrivia lineEnd)
    {
        var disposable = SimpleBaseType(ParseTypeName("System.IDisposable").WithAdditionalAnnotations(Simplifier.Annotation));
        if (type.BaseList is { } bases)
        {
            var last = bases.Types.Last();
            var list = bases.Types.Replace(last, last.WithoutTrailingTrivia()).Add(disposable.WithLeadingTrivia(Space).WithTrailingTrivia(last.GetTrailingTrivia()));
            return type.WithBaseList(bases.WithTypes(list));
        }

        var before = type.ParameterList is { } parameters ? parameters.GetLastToken() : type.TypeParameterList is { } typeParameters ? typeParameters.GetLastToken() : type.Identifier;
        var trailing = before.TrailingTrivia;
        type = type.ReplaceToken(before, before.WithTrailingTrivia(Space));
        return type.WithBaseList(BaseList(Token(SyntaxKind.ColonToken).WithTrailingTrivia(Space), SingletonSeparatedList<BaseTypeSyntax>(disposable)).WithTrailingTrivia(trailing.Count == 0 ? [lineEnd] : trailing));
    }
}

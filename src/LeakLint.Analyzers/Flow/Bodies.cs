using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// The code of members that lie elsewhere in the compilation, as operation trees. The one place that asks for the
/// semantic model of a tree other than the one under analysis. Nothing that comes out of here may be kept past the
/// question it answers: summaries keep small values, never operations, models or syntax.
/// </summary>
internal sealed class Bodies
{
    private static readonly ConditionalWeakTable<Compilation, Bodies> Cache = new();

    private Bodies(Compilation compilation) => Compilation = compilation;

    /// <summary>The compilation whose members these are.</summary>
    public Compilation Compilation { get; }

    /// <summary>The bodies of one compilation.</summary>
    public static Bodies For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>
    /// The root operations of a member: a method's, constructor's or accessor's body, a field's or property's
    /// initializer. Empty for what has no source here, is abstract, or does not bind.
    /// </summary>
    public ImmutableArray<IOperation> Of(ISymbol member, CancellationToken cancellation)
    {
        // The implementing part of a partial method holds the body.
        if (member is IMethodSymbol { PartialImplementationPart: { } implementation })
        {
            member = implementation;
        }

        var found = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            if (!Compilation.ContainsSyntaxTree(syntax.SyntaxTree))
            {
                continue;
            }

            // The driver has the models of the trees it analyses and hands out the same ones here; a summary asks
            // for each body once per compilation, so the cost that RS1030 warns of does not arise.
#pragma warning disable RS1030
            var model = Compilation.GetSemanticModel(syntax.SyntaxTree);
#pragma warning restore RS1030
            var operation = model.GetOperation(syntax, cancellation);
            if (operation is null && Initializer(syntax) is { } initializer)
            {
                operation = model.GetOperation(initializer, cancellation);
            }

            if (operation is not null)
            {
                found.Add(operation);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The operation of one piece of syntax, wherever it lies, with its surroundings above it; null where it has none.</summary>
    public IOperation? At(SyntaxNode syntax, CancellationToken cancellation)
        => ModelOf(syntax)?.GetOperation(syntax, cancellation);

    /// <summary>What a name refers to, wherever it lies; null where it does not bind.</summary>
    public ISymbol? SymbolAt(SyntaxNode name, CancellationToken cancellation)
        => ModelOf(name)?.GetSymbolInfo(name, cancellation).Symbol;

    /// <summary>Whether a name refers to <paramref name="symbol"/>, or might if the code around it did bind.</summary>
    public bool MayBeAt(SyntaxNode name, ISymbol symbol, CancellationToken cancellation)
    {
        var info = ModelOf(name)?.GetSymbolInfo(name, cancellation) ?? default;
        if (SymbolEqualityComparer.Default.Equals(info.Symbol?.OriginalDefinition, symbol.OriginalDefinition))
        {
            return true;
        }

        foreach (var candidate in info.CandidateSymbols)
        {
            if (SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, symbol.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The member whose code a piece of syntax is: a method, an accessor, a field with an initializer; null outside of any.</summary>
    public ISymbol? MemberAround(SyntaxNode syntax, CancellationToken cancellation)
    {
        for (var at = syntax; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case AccessorDeclarationSyntax or BaseMethodDeclarationSyntax:
                case VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax }:
                    return ModelOf(at)?.GetDeclaredSymbol(at, cancellation);
                case ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax property }:
                    return (ModelOf(at)?.GetDeclaredSymbol(property, cancellation) as IPropertySymbol)?.GetMethod;
                case PropertyDeclarationSyntax property:
                    return ModelOf(at)?.GetDeclaredSymbol(property, cancellation);
                case GlobalStatementSyntax:
                    return Compilation.GetEntryPoint(cancellation);
                case BaseTypeDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    private SemanticModel? ModelOf(SyntaxNode syntax)
    {
        if (!Compilation.ContainsSyntaxTree(syntax.SyntaxTree))
        {
            return null;
        }

#pragma warning disable RS1030 // as above: asked rarely, of few places
        return Compilation.GetSemanticModel(syntax.SyntaxTree);
#pragma warning restore RS1030
    }

    // "int _x = F();" and "int X { get; } = F();": the declaration has no operation of its own, its "= F()" has.
    private static EqualsValueClauseSyntax? Initializer(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax variable => variable.Initializer,
        PropertyDeclarationSyntax property => property.Initializer,
        _ => null,
    };
}

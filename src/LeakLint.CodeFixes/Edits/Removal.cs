using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// The statement that undoes a growth: <c>nodes.Remove(this);</c>. It must take out what was put in and nothing else, so
/// a key must be known at the teardown, and an entry that another object may have replaced is looked at first.
/// </summary>
internal static class Removal
{
    /// <summary>The text of the statement; null when the collection cannot take out one entry, or the key is lost.</summary>
    public static string? Write(UseSite site, ISymbol field, INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation)
    {
        var collection = site.Collection.WithoutTrivia().ToString();
        var held = (INamedTypeSymbol)(field is IFieldSymbol f ? f.Type : ((IPropertySymbol)field).Type);
        if (site.Use is CollectionUse.Put or CollectionUse.PutIfNew)
        {
            if (!held.GetMembers("Remove").Concat(held.AllInterfaces.SelectMany(static i => i.GetMembers("Remove"))).Any(static m => m is IMethodSymbol { Parameters.Length: 1 }))
            {
                return null; // a queue, a stack, a bag
            }

            return site.Update is null ? collection + ".Remove(this);" : collection + " = " + collection + ".Remove(this);";
        }

        if (site.Key is null || KeyAtTeardown(site, type, model, cancellation) is not { } key)
        {
            return null;
        }

        var concurrent = held.GetMembers("TryRemove").OfType<IMethodSymbol>().ToList();
        if (concurrent.Count > 0)
        {
            // TryRemove(pair) looks and removes in one step.
            return concurrent.Any(static m => m.Parameters.Length == 1)
                ? collection + ".TryRemove(new(" + key + ", this));"
                : null;
        }

        switch (site.Use)
        {
            case CollectionUse.AddPair:
                return site.Update is null ? collection + ".Remove(" + key + ");" : collection + " = " + collection + ".Remove(" + key + ");";

            case CollectionUse.TryAddPair or CollectionUse.SetPair when site.Update is null:
                return "if (" + collection + ".TryGetValue(" + key + ", out var registered) && ReferenceEquals(registered, this))\n{\n" + collection + ".Remove(" + key + ");\n}";

            default:
                return null;
        }
    }

    // The key as the teardown can write it: the same expression where it cannot have changed, or the member that the
    // constructor keeps its parameter in.
    private static string? KeyAtTeardown(UseSite site, INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation)
    {
        var symbol = model.GetSymbolInfo(site.Key!, cancellation).Symbol;
        if (site.Key is LiteralExpressionSyntax || IsFixed(symbol))
        {
            return site.Key!.WithoutTrivia().ToString();
        }

        if (symbol is not IParameterSymbol { RefKind: RefKind.None } parameter
            || site.Node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not { } constructor
            || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, model.GetDeclaredSymbol(constructor, cancellation)))
        {
            return null;
        }

        string? kept = null;
        foreach (var assignment in constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Left, cancellation).Symbol, parameter))
            {
                return null; // the key is not what was passed
            }

            if (assignment is { Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } }
                && block.Parent == constructor
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Right, cancellation).Symbol, parameter)
                && model.GetSymbolInfo(assignment.Left, cancellation).Symbol is { } member
                && IsFixed(member)
                && SymbolEqualityComparer.Default.Equals(member.ContainingType, type))
            {
                kept = assignment.Left.WithoutTrivia().ToString();
            }
        }

        return kept;
    }

    private static bool IsFixed(ISymbol? symbol) => symbol switch
    {
        IFieldSymbol field => field.IsReadOnly || field.IsConst,
        IPropertySymbol { SetMethod: null or { IsInitOnly: true } } property => property.ContainingType.GetMembers().Any(m => m is IFieldSymbol { AssociatedSymbol: { } of } && SymbolEqualityComparer.Default.Equals(of, property)),
        _ => false,
    };
}

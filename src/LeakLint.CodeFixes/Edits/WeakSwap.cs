using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Swaps a collection for one that holds weakly, at its declaration and at every use, in every document of every
/// project that compiles it. All of it or nothing: one use without an equivalent refuses the whole.
/// </summary>
internal sealed class WeakSwap
{
    private readonly Solution _solution;
    private readonly WeakForm _form;
    private readonly ImmutableArray<SharedField> _fields;
    private readonly Abilities _abilities;

    private WeakSwap(Solution solution, WeakForm form, ImmutableArray<SharedField> fields, Abilities abilities)
    {
        _solution = solution;
        _form = form;
        _fields = fields;
        _abilities = abilities;
    }

    /// <summary>
    /// The solution with the field swapped for <paramref name="form"/>, or the refusal. <paramref name="fields"/> is the
    /// field in each project that compiles it; the edits use at most <paramref name="allowed"/> of what these offer.
    /// </summary>
    public static async Task<SwapPlan> PlanAsync(
        Solution solution, ImmutableArray<SharedField> fields, WeakForm form, CancellationToken cancellation, Abilities allowed = Abilities.All)
    {
        var abilities = fields.Aggregate(allowed, static (all, next) => all & next.Abilities);
        try
        {
            return new SwapPlan(await new WeakSwap(solution, form, fields, abilities).ApplyAsync(cancellation).ConfigureAwait(false));
        }
        catch (RefusedException refused)
        {
            return new SwapPlan(refused.Reason, refused.Detail);
        }
    }

    private async Task<Solution> ApplyAsync(CancellationToken cancellation)
    {
        var changed = new Dictionary<DocumentId, SyntaxNode>();
        foreach (var shared in _fields)
        {
            var registry = await DescribeAsync(shared, cancellation).ConfigureAwait(false);
            if (!_form.Fits(registry, _abilities))
            {
                throw new RefusedException(Refusal.NoWeakForm);
            }

            // The declaring document last: which members the form needs there is known after all uses are rewritten.
            foreach (var (document, references) in await shared.ReferencesAsync(_solution, cancellation).ConfigureAwait(false))
            {
                changed[document.Id] = await EditAsync(document, registry, references, cancellation).ConfigureAwait(false);
            }
        }

        var solution = _solution;
        foreach (var (id, root) in changed.Select(static pair => (pair.Key, pair.Value)))
        {
            solution = solution.WithDocumentSyntaxRoot(id, root);
            var document = await Layout.FormatAsync(solution.GetDocument(id)!, cancellation).ConfigureAwait(false);
            solution = document.Project.Solution;
        }

        await Outcome.CheckAsync(_solution, solution, [.. changed.Keys], cancellation).ConfigureAwait(false);
        return solution;
    }

    private async Task<Registry> DescribeAsync(SharedField shared, CancellationToken cancellation)
    {
        if (shared.Field is not (IFieldSymbol or IPropertySymbol) || shared.Field.DeclaringSyntaxReferences.Length != 1)
        {
            throw new RefusedException(Refusal.NotInTable);
        }

        var declaration = await shared.Field.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellation).ConfigureAwait(false);
        var type = declaration switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } variables } => variables.Type,
            VariableDeclaratorSyntax => throw new RefusedException(Refusal.SharedDeclaration),
            PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors } property
                when accessors.Accessors.All(static a => a.Body is null && a.ExpressionBody is null) => property.Type,
            _ => throw new RefusedException(Refusal.NotInTable),
        };
        var held = shared.Field is IFieldSymbol f ? f.Type : ((IPropertySymbol)shared.Field).Type;
        var source = SourceCollection.Find(held, shared.Types) ?? throw new RefusedException(Refusal.NotInTable);
        var registry = new Registry(shared.Field, source, type, shared.Types);
        if (!_form.HoldsStrongly && !registry.Held.IsReferenceType)
        {
            throw new RefusedException(Refusal.ValueType);
        }

        if (!_form.HoldsStrongly && (registry.Held.TypeKind == TypeKind.Delegate || registry.Held.SpecialType is SpecialType.System_Delegate or SpecialType.System_MulticastDelegate))
        {
            throw new RefusedException(Refusal.Delegate);
        }

        // Every use must be in sight: those of other projects are not.
        if (RegistryShapes.ReachOf(shared.Field) == Reach.Everybody
            || (shared.Field.DeclaredAccessibility != Accessibility.Private && RegistryShapes.HasFriends(shared.Field.ContainingAssembly)))
        {
            throw new RefusedException(Refusal.Exposed);
        }

        return registry;
    }

    private async Task<SyntaxNode> EditAsync(Document document, Registry registry, ImmutableArray<SimpleNameSyntax> references, CancellationToken cancellation)
    {
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        if (document is SourceGeneratedDocument || GeneratedDocuments.Is(document, root))
        {
            throw new RefusedException(Refusal.Generated);
        }

        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var surroundings = new Surroundings(model, _abilities);
        var sites = new UseSites(registry.Source, registry.Field, model, cancellation);
        var stored = new StoredValues(registry, model, cancellation);
        var found = new List<UseSite>();
        foreach (var name in references)
        {
            // A cref needs no change.
            if (!name.IsPartOfStructuredTrivia())
            {
                found.Add(sites.Read(name, out var refusal) ?? throw new RefusedException(refusal));
            }
        }

        var declares = registry.DeclaredType.SyntaxTree == root.SyntaxTree;
        if (declares && Initializer(registry.DeclaredType.Parent!) is { } value)
        {
            found.Add(sites.ReadCreation(registry.DeclaredType, value, out var refusal) ?? throw new RefusedException(refusal));
        }

        if (!CheckThenGet.Join(found, registry, surroundings))
        {
            throw new RefusedException(Refusal.EntryMayVanish);
        }

        var edits = new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>();
        foreach (var site in found)
        {
            var refusal = Refusal.MemberWithoutEquivalent;
            if ((!_form.HoldsStrongly && stored.Refuses(site, out refusal)) || _form.Rewrite(site, registry, surroundings, out refusal) is not { } edit)
            {
                throw new RefusedException(refusal);
            }

            if (edits.ContainsKey(site.Node))
            {
                throw new RefusedException(Refusal.MemberWithoutEquivalent);
            }

            edits.Add(site.Node, edit);
        }

        if (declares)
        {
            edits.Add(registry.DeclaredType, TypeEdit(registry, surroundings));
            var home = registry.DeclaredType.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
            var place = registry.DeclaredType.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
            if (_form.Members(registry, surroundings) is { } members)
            {
                edits.Add(home, current => members.AddTo((TypeDeclarationSyntax)current, home.Members.IndexOf(place)));
            }
        }

        root = root.ReplaceNodes(edits.Keys, (old, current) => edits[old](current));
        return Usings.Add(root, surroundings.MissingUsings);
    }

    private Func<SyntaxNode, SyntaxNode> TypeEdit(Registry registry, Surroundings surroundings)
    {
        var type = _form.TypeAt(registry, registry.DeclaredType, surroundings).WithoutTrivia();
        return current => current is NullableTypeSyntax nullable
            ? nullable.WithElementType(type.WithTriviaFrom(nullable.ElementType))
            : type.WithTriviaFrom(current);
    }

    private static ExpressionSyntax? Initializer(SyntaxNode declaration) => declaration switch
    {
        VariableDeclarationSyntax variables => variables.Variables[0].Initializer?.Value,
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        _ => null,
    };
}

/// <summary>What came of planning a swap: the changed solution, or why there is none.</summary>
internal sealed class SwapPlan
{
    public SwapPlan(Solution solution) => Solution = solution;

    public SwapPlan(Refusal refusal, string? detail)
    {
        Refusal = refusal;
        Detail = detail;
    }

    public Solution? Solution { get; }

    public Refusal? Refusal { get; }

    /// <summary>What the compiler would say, where that is the reason.</summary>
    public string? Detail { get; }
}

/// <summary>Ends the planning of an edit from wherever the reason is found; never leaves the method that plans.</summary>
internal sealed class RefusedException(Refusal reason, string? detail = null) : Exception
{
    public Refusal Reason { get; } = reason;

    public string? Detail { get; } = detail;
}

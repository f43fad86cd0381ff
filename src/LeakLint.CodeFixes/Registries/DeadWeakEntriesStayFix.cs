using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Registries;

/// <summary>
/// Repairs LEAK106: before an entry is added, the dead ones are taken out, whenever the number of entries has doubled, so that an add
/// costs no more than before on average. Nothing else of the program changes.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeadWeakEntriesStayFix)), Shared]
public sealed class DeadWeakEntriesStayFix() : LeakFix(DeadWeakEntriesStay.Rule.Id)
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (await RegistryRepairs.FieldAsync(document, diagnostic, cancellation).ConfigureAwait(false) is not { } field
            || (field is IFieldSymbol f ? f.Type : (field as IPropertySymbol)?.Type) is not INamedTypeSymbol type
            || flagged.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is not null
            || Prune(field.Name, type, model, out var needsLinq) is not { } prune)
        {
            return [];
        }

        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var check = LineEnds.Statement(prune, LineEnds.Of(root)).WithTrailingTrivia(LineEnds.Of(root), LineEnds.Of(root)).WithAdditionalAnnotations(Formatter.Annotation);
        var edit = new SolutionEdit(document.Project.Solution);
        if (!StatementBefore.Plan(edit, document.Id, flagged, check))
        {
            return [];
        }

        var surroundings = new Surroundings(model, AbilitiesOf.Project(model.Compilation));
        if (needsLinq)
        {
            surroundings.NeedsLinq(flagged);
        }

        if (surroundings.MissingUsings.Count > 0)
        {
            edit.Replace(document.Id, root, current => Usings.Add(current, surroundings.MissingUsings));
        }

        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false) is { } solution
            ? [new Repair("release", "Take dead entries out of '" + field.Name + "'", _ => Task.FromResult(solution))]
            : [];
    }

    // if ((all.Count & (all.Count - 1)) == 0) { all.RemoveAll(static weak => !weak.TryGetTarget(out _)); }
    private static string? Prune(string field, INamedTypeSymbol type, SemanticModel model, out bool needsLinq)
    {
        var types = KnownTypes.For(model.Compilation);
        var isMap = type.TypeArguments.Length == 2;
        needsLinq = false;
        if (type.TypeKind != TypeKind.Class || type.TypeArguments.IsEmpty || Death(type.TypeArguments[type.TypeArguments.Length - 1], types) is not { } death)
        {
            return null;
        }

        var isStatic = (AbilitiesOf.Project(model.Compilation) & Abilities.StaticLambdas) != 0 ? "static " : "";
        string? remove = null;
        if (!isMap && (Has(type, "RemoveAll", 1) ? "RemoveAll" : Has(type, "RemoveWhere", 1) ? "RemoveWhere" : null) is { } inPlace)
        {
            remove = field + "." + inPlace + "(" + isStatic + "weak => " + string.Format(System.Globalization.CultureInfo.InvariantCulture, death, "weak") + ");";
        }
        else if (isMap && (Has(type, "TryRemove", 1) ? "TryRemove(dead)" : Has(type, "TryRemove", 2) ? null : Has(type, "Remove", 1) ? "Remove(dead.Key)" : null) is { } byKey)
        {
            needsLinq = true;
            remove = "foreach (var dead in " + field + ".Where(" + isStatic + "entry => " + string.Format(System.Globalization.CultureInfo.InvariantCulture, death, "entry.Value") + ").ToList())\n{\n" + field + "." + byKey + ";\n}";
        }

        return remove is null || !Has(type, "Count") ? null
            : "// Whenever the number has doubled.\nif ((" + field + ".Count & (" + field + ".Count - 1)) == 0)\n{\n" + remove + "\n}";
    }

    private static string? Death(ITypeSymbol entry, KnownTypes types) =>
        entry.Is(types.WeakReferenceOfT) ? "!{0}.TryGetTarget(out _)"
        : entry.Is(types.WeakReference) ? "!{0}.IsAlive"
        : null;

    private static bool Has(INamedTypeSymbol type, string member, int parameters = -1)
        => type.GetMembers(member).Any(m => m.DeclaredAccessibility == Accessibility.Public && (m is IMethodSymbol method ? method.Parameters.Length == parameters : parameters < 0));
}

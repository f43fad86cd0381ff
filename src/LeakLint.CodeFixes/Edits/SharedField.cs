using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// A field in one project. A file that several projects compile (a linked file, or a project with several target
/// frameworks) declares the field once in each, so an edit must be right in all of them.
/// </summary>
internal sealed class SharedField(Project project, Compilation compilation, ISymbol field)
{
    private ImmutableArray<(Document Document, ImmutableArray<SimpleNameSyntax> Names)> _references;

    public ISymbol Field { get; } = field;

    public KnownTypes Types { get; } = KnownTypes.For(compilation);

    public Abilities Abilities { get; } = AbilitiesOf.Project(compilation);

    /// <summary>The field in its project first, then in each project that shares its file.</summary>
    public static async Task<ImmutableArray<SharedField>> FindAsync(Project project, ISymbol field, CancellationToken cancellation)
    {
        var solution = project.Solution;
        var projects = new List<Project> { project };
        foreach (var reference in field.DeclaringSyntaxReferences)
        {
            if (solution.GetDocument(reference.SyntaxTree) is { } declaring and not SourceGeneratedDocument)
            {
                projects.AddRange(declaring.GetLinkedDocumentIds().Select(id => solution.GetProject(id.ProjectId)!).Where(p => !projects.Contains(p)));
            }
        }

        var id = field.GetDocumentationCommentId()!;
        var fields = ImmutableArray.CreateBuilder<SharedField>();
        foreach (var sharing in projects)
        {
            if (await sharing.GetCompilationAsync(cancellation).ConfigureAwait(false) is { } compilation
                && Resolve(id, compilation) is { } same)
            {
                fields.Add(new SharedField(sharing, compilation, same));
            }
        }

        return fields.ToImmutable();
    }

    /// <summary>Every name in the project that binds to the field, by document; the declaring document is there in any case, as the last.</summary>
    public async Task<ImmutableArray<(Document Document, ImmutableArray<SimpleNameSyntax> Names)>> ReferencesAsync(Solution solution, CancellationToken cancellation)
    {
        if (!_references.IsDefault)
        {
            return _references;
        }

        var names = new Dictionary<DocumentId, List<SimpleNameSyntax>>();
        foreach (var declaration in Field.DeclaringSyntaxReferences)
        {
            names[project.GetDocument(declaration.SyntaxTree) is { } declaring and not SourceGeneratedDocument ? declaring.Id : throw new RefusedException(Refusal.Generated)] = [];
        }

        var generated = await project.GetSourceGeneratedDocumentsAsync(cancellation).ConfigureAwait(false);
        var documents = project.Documents.Concat(generated).ToImmutableHashSet();
        foreach (var found in await SymbolFinder.FindReferencesAsync(Field, solution, documents, cancellation).ConfigureAwait(false))
        {
            foreach (var reference in found.Locations)
            {
                if (reference.Document.Project.Id != project.Id || reference.IsImplicit)
                {
                    continue;
                }

                if (reference.Document is SourceGeneratedDocument)
                {
                    throw new RefusedException(Refusal.Generated);
                }

                var root = (await reference.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
                var node = root.FindNode(reference.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true);
                if (node is not SimpleNameSyntax name)
                {
                    throw new RefusedException(Refusal.MemberWithoutEquivalent);
                }

                if (!names.TryGetValue(reference.Document.Id, out var inDocument))
                {
                    names.Add(reference.Document.Id, inDocument = []);
                }

                if (!inDocument.Contains(name))
                {
                    inDocument.Add(name);
                }
            }
        }

        return _references = [.. names
            .Select(pair => (project.GetDocument(pair.Key)!, pair.Value.ToImmutableArray()))
            .OrderBy(pair => Field.DeclaringSyntaxReferences.Any(d => solution.GetDocumentId(d.SyntaxTree) == pair.Item1.Id))];
    }

    /// <summary>The member that has the documentation-comment id in the compilation's own source.</summary>
    public static ISymbol? Resolve(string id, Compilation compilation)
        => DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation)
            .FirstOrDefault(symbol => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly));
}

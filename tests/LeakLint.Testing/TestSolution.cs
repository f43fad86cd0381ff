using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Makes the solution of a state, in memory.</summary>
internal static class TestSolution
{
    // Composed once: it costs far more than a test.
    private static readonly MefHostServices Host = MefHostServices.Create(MefHostServices.DefaultAssemblies);

    public static Workspace CreateWorkspace() => new AdhocWorkspace(Host);

    public static async Task<(Solution Solution, ProjectId Primary)> AddAsync(
        Solution solution,
        SolutionState state,
        CompilationOptions compilationOptions,
        ParseOptions parseOptions,
        ReferenceAssemblies framework,
        CancellationToken cancellation)
    {
        var ids = new Dictionary<string, ProjectId>();
        foreach (var project in state.AdditionalProjects.Values.Prepend(state))
        {
            var id = ids[project.Name] = ProjectId.CreateNewId(project.Name);
            var references = await (project.ReferenceAssemblies ?? framework).ResolveAsync(project.Language, cancellation).ConfigureAwait(false);
            solution = solution
                .AddProject(id, project.Name, project.AssemblyName, project.Language)
                .WithProjectCompilationOptions(id, compilationOptions.WithOutputKind(project.OutputKind ?? OutputKind.DynamicallyLinkedLibrary))
                .WithProjectParseOptions(id, project.DocumentationMode is { } mode ? parseOptions.WithDocumentationMode(mode) : parseOptions)
                .AddMetadataReferences(id, references)
                .AddMetadataReferences(id, project.AdditionalReferences);
            solution = AddFiles(solution, id, project);
        }

        foreach (var project in state.AdditionalProjects.Values.Prepend(state))
        {
            solution = solution.AddProjectReferences(
                ids[project.Name], project.AdditionalProjectReferences.Select(name => new ProjectReference(ids[name])));
        }

        return (solution, ids[state.Name]);
    }

    /// <summary>The name and the folders of a file: those below the folder of the project's own files.</summary>
    public static (string Name, string[] Folders) Place(string prefix, string path)
    {
        path = path.Replace('\\', '/');
        var root = prefix[..(prefix.LastIndexOf('/') + 1)];
        if (path.StartsWith(root, System.StringComparison.Ordinal))
        {
            var parts = path[root.Length..].Split('/');
            return (parts[^1], parts[..^1]);
        }

        return (Path.IsPathRooted(path) ? path : Path.GetFileName(path), []);
    }

    private static Solution AddFiles(Solution solution, ProjectId project, ProjectState state)
    {
        foreach (var (path, text) in state.Sources)
        {
            var (id, name, folders) = New(path);
            solution = solution.AddDocument(id, name, text, folders, path);
        }

        foreach (var (path, text) in state.AdditionalFiles)
        {
            var (id, name, folders) = New(path);
            solution = solution.AddAdditionalDocument(id, name, text, folders, path);
        }

        foreach (var (path, text) in state.AnalyzerConfigFiles)
        {
            var (id, name, folders) = New(path);
            solution = solution.AddAnalyzerConfigDocument(id, name, text, folders, path);
        }

        return solution;

        (DocumentId Id, string Name, string[] Folders) New(string path)
        {
            var (name, folders) = Place(state.DefaultPrefix, path);
            return (DocumentId.CreateNewId(project, path), name, folders);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Files with their names.</summary>
public class SourceFileCollection : List<(string filename, SourceText content)>
{
    /// <summary>Adds a file.</summary>
    public void Add((string filename, string content) file) => Add((file.filename, SourceText.From(file.content, Encoding.UTF8)));
}

/// <summary>Source files; one added without a name is called <c>Test0.cs</c>, <c>Test1.cs</c>, …</summary>
public class SourceFileList(string defaultPrefix, string defaultExtension) : SourceFileCollection
{
    /// <summary>Adds a file.</summary>
    public void Add(string content) => Add((NextName, content));

    /// <summary>Adds a file.</summary>
    public void Add(SourceText content) => Add((NextName, content));

    private string NextName => $"{defaultPrefix}{Count}.{defaultExtension}";
}

/// <summary>References beyond the framework.</summary>
public class MetadataReferenceCollection : List<MetadataReference>
{
    /// <summary>Adds an assembly by the path of its file.</summary>
    public void Add(string path) => Add(ReferenceAssemblies.FromFile(path));

    /// <summary>Adds an assembly that is loaded.</summary>
    public void Add(Assembly assembly) => Add(assembly.Location);
}

/// <summary>Further projects; asking for a name that is not there creates the project.</summary>
public class ProjectCollection(string defaultLanguage, string defaultExtension) : Dictionary<string, ProjectState>
{
    /// <summary>The project with that name.</summary>
    public new ProjectState this[string projectName]
    {
        get
        {
            if (!TryGetValue(projectName, out var project))
            {
                Add(projectName, project = new ProjectState(projectName, defaultLanguage, $"/{projectName}/Test", defaultExtension));
            }

            return project;
        }
    }

    /// <summary>The project with that name.</summary>
    public ProjectState this[string projectName, string language] => language == defaultLanguage
        ? this[projectName]
        : throw new NotSupportedException($"Projects are in {defaultLanguage} here.");
}

/// <summary>One project of a test.</summary>
public class ProjectState(string name, string language, string defaultPrefix, string defaultExtension)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The name of its assembly.</summary>
    public string AssemblyName => Name;

    /// <summary>Its language.</summary>
    public string Language { get; } = language;

    /// <summary>The framework, where it is not the test's.</summary>
    public ReferenceAssemblies? ReferenceAssemblies { get; set; }

    /// <summary>Library, unless said otherwise.</summary>
    public OutputKind? OutputKind { get; set; }

    /// <summary>How documentation comments are read; the parse options of the test say, unless this does.</summary>
    public DocumentationMode? DocumentationMode { get; set; }

    /// <summary>The source files; one named <c>*.g.cs</c> is taken for generated code.</summary>
    public SourceFileList Sources { get; } = new(defaultPrefix, defaultExtension);

    /// <summary>Additional files.</summary>
    public SourceFileCollection AdditionalFiles { get; } = [];

    /// <summary>Files like <c>/.editorconfig</c>; a rooted name is needed for them to apply.</summary>
    public SourceFileCollection AnalyzerConfigFiles { get; } = [];

    /// <summary>Makers of additional files.</summary>
    public List<Func<IEnumerable<(string filename, SourceText content)>>> AdditionalFilesFactories { get; } = [];

    /// <summary>The names of the projects that this one references.</summary>
    public List<string> AdditionalProjectReferences { get; } = [];

    /// <summary>References beyond the framework.</summary>
    public MetadataReferenceCollection AdditionalReferences { get; } = [];

    internal string DefaultPrefix { get; } = defaultPrefix;

    internal string DefaultExtension { get; } = defaultExtension;

    internal IEnumerable<SourceFileCollection> FileLists => [Sources, AdditionalFiles, AnalyzerConfigFiles];

    internal bool HasFiles => FileLists.Any(static list => list.Count > 0) || AdditionalFilesFactories.Count > 0;
}

/// <summary>What a test starts with, or ends with: a project, its further projects, the diagnostics expected there.</summary>
public class SolutionState(string name, string language, string defaultPrefix, string defaultExtension)
    : ProjectState(name, language, defaultPrefix, defaultExtension)
{
    /// <summary>What this state takes from the one before it.</summary>
    public StateInheritanceMode? InheritanceMode { get; set; }

    /// <summary>What markup is used for.</summary>
    public MarkupMode? MarkupHandling { get; set; }

    /// <summary>Further projects.</summary>
    public ProjectCollection AdditionalProjects { get; } = new(language, defaultExtension);

    /// <summary>The diagnostics expected beyond those that markup names.</summary>
    public List<DiagnosticResult> ExpectedDiagnostics { get; } = [];
}

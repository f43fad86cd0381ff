using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Makes of a state as a test wrote it the state that is compared: what it left out is taken from the state before,
/// then markup is removed from the files and becomes expected diagnostics.
/// </summary>
internal sealed class ExpectedState(MarkupOptions options, DiagnosticDescriptor? unnamed, ImmutableArray<DiagnosticDescriptor> supported, ImmutableArray<string> fixable)
{
    // A state with other files than the one before it is a fixed one: what the fix can fix is not expected there. A
    // state without other files is the same again, with everything that was expected.
    public SolutionState Inherit(SolutionState state, SolutionState? before)
    {
        var changed = before is not null && HasOtherFiles(state, before);
        var mode = state.InheritanceMode
            ?? (before is null ? StateInheritanceMode.Explicit : changed ? StateInheritanceMode.AutoInherit : StateInheritanceMode.AutoInheritAll);
        var result = Empty(state);
        result.MarkupHandling = state.MarkupHandling ?? (changed ? MarkupMode.IgnoreFixable : before?.MarkupHandling ?? MarkupMode.Allow);
        result.InheritanceMode = StateInheritanceMode.Explicit;
        Copy(state, result);
        foreach (var factory in state.AdditionalFilesFactories)
        {
            result.AdditionalFiles.AddRange(factory());
        }

        result.ExpectedDiagnostics.AddRange(state.ExpectedDiagnostics);
        foreach (var (name, project) in state.AdditionalProjects)
        {
            result.AdditionalProjects.Add(name, project);
        }

        if (before is null || mode == StateInheritanceMode.Explicit)
        {
            return result;
        }

        result.ReferenceAssemblies ??= before.ReferenceAssemblies;
        result.OutputKind ??= before.OutputKind;
        result.DocumentationMode ??= before.DocumentationMode;
        foreach (var (own, inherited) in result.FileLists.Zip(before.FileLists))
        {
            TakeIfEmpty(own, inherited);
        }

        TakeIfEmpty(result.AdditionalReferences, before.AdditionalReferences);
        TakeIfEmpty(result.AdditionalProjectReferences, before.AdditionalProjectReferences);
        TakeIfEmpty(
            result.ExpectedDiagnostics,
            before.ExpectedDiagnostics.Where(d => mode == StateInheritanceMode.AutoInheritAll || !fixable.Contains(d.Id)));
        if (result.AdditionalProjects.Count == 0)
        {
            foreach (var (name, project) in before.AdditionalProjects)
            {
                result.AdditionalProjects.Add(name, project);
            }
        }

        return result;
    }

    public SolutionState ReadMarkup(SolutionState state, string defaultPath)
    {
        var expected = state.ExpectedDiagnostics.Select(d => d.WithDefaultPath(defaultPath)).ToList();
        var numbered = ImmutableDictionary.CreateBuilder<string, FileLinePositionSpan>();
        var mode = state.MarkupHandling ?? MarkupMode.Allow;
        var result = Empty(state);
        result.MarkupHandling = MarkupMode.None;
        result.InheritanceMode = StateInheritanceMode.Explicit;
        Copy(state, result);
        ReadFiles(result, mode, expected, numbered);
        foreach (var (name, project) in state.AdditionalProjects)
        {
            var copy = result.AdditionalProjects[name];
            Copy(project, copy);
            ReadFiles(copy, mode, expected, numbered);
        }

        var locations = numbered.ToImmutable();
        result.ExpectedDiagnostics.AddRange(expected.Select(d => d.WithMarkupLocations(locations)));
        return result;
    }

    private void ReadFiles(
        ProjectState project, MarkupMode mode, List<DiagnosticResult> expected, ImmutableDictionary<string, FileLinePositionSpan>.Builder numbered)
    {
        if (mode == MarkupMode.None)
        {
            return;
        }

        foreach (var files in project.FileLists)
        {
            for (var i = 0; i < files.Count; i++)
            {
                files[i] = (files[i].filename, ReadFile(files[i].filename, files[i].content, mode, expected, numbered));
            }
        }
    }

    private SourceText ReadFile(
        string path, SourceText text, MarkupMode mode, List<DiagnosticResult> expected, ImmutableDictionary<string, FileLinePositionSpan>.Builder numbered)
    {
        var positions = ImmutableArray<int>.Empty;
        string code;
        ImmutableDictionary<string, ImmutableArray<TextSpan>> spans;
        if (options.HasFlag(MarkupOptions.TreatPositionIndicatorsAsCode))
        {
            TestFileMarkupParser.GetSpans(text.ToString(), treatPositionIndicatorsAsCode: true, out code, out spans);
        }
        else
        {
            TestFileMarkupParser.GetPositionsAndSpans(text.ToString(), out code, out positions, out spans);
        }

        var clean = SourceText.From(code, text.Encoding, text.ChecksumAlgorithm);
        if (mode == MarkupMode.Ignore)
        {
            return clean;
        }

        foreach (var position in positions)
        {
            if (Expect(string.Empty, mode) is { } diagnostic)
            {
                expected.Add(diagnostic.WithLocation(path, clean.Lines.GetLinePosition(position)));
            }
        }

        foreach (var (name, named) in spans.OrderBy(static s => s.Key, StringComparer.Ordinal))
        {
            foreach (var span in named)
            {
                var place = new FileLinePositionSpan(path, clean.Lines.GetLinePositionSpan(span));
                if (name.StartsWith('#'))
                {
                    if (!numbered.TryAdd(name, place))
                    {
                        throw new InvalidOperationException($"The test's files have more than one markup location '{name}'.");
                    }
                }
                else if (Expect(name, mode) is { } diagnostic)
                {
                    expected.Add(diagnostic.WithSpan(place));
                }
            }
        }

        return clean;
    }

    // Markup says where and what, not the message and not the severity.
    private DiagnosticResult? Expect(string id, MarkupMode mode)
    {
        var descriptor = unnamed;
        if (id.Length > 0)
        {
            var matching = supported.Where(d => d.Id == id).ToList();
            if (matching.Count > 1 && !options.HasFlag(MarkupOptions.UseFirstDescriptor))
            {
                throw new InvalidOperationException($"The analyzers have several descriptors with the id {id}: expect the diagnostic by its descriptor, or set MarkupOptions.UseFirstDescriptor.");
            }

            descriptor = matching.FirstOrDefault();
        }
        else if (descriptor is null)
        {
            throw new InvalidOperationException("[|…|] needs an analyzer with one rule: write {|ID:…|}, or set MarkupOptions.UseFirstDescriptor.");
        }

        if (mode == MarkupMode.IgnoreFixable && fixable.Contains(descriptor?.Id ?? id))
        {
            return null;
        }

        // An id that no analyzer knows is the compiler's.
        var result = descriptor is null ? DiagnosticResult.CompilerError(id) : new DiagnosticResult(descriptor);
        return result.WithMessage(null).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations | DiagnosticOptions.IgnoreSeverity);
    }

    private static bool HasOtherFiles(SolutionState state, SolutionState before)
    {
        var inherits = state.InheritanceMode != StateInheritanceMode.Explicit;
        return state.FileLists.Zip(before.FileLists).Any(lists => !(inherits && lists.First.Count == 0) && !SameFiles(lists.First, lists.Second))
            || (!(inherits && state.AdditionalReferences.Count == 0) && !state.AdditionalReferences.SequenceEqual(before.AdditionalReferences));
    }

    internal static bool SameFiles(SourceFileCollection left, SourceFileCollection right)
        => left.Count == right.Count
            && left.Zip(right).All(static pair => pair.First.filename == pair.Second.filename && pair.First.content.ContentEquals(pair.Second.content));

    private static SolutionState Empty(SolutionState like) => new(like.Name, like.Language, like.DefaultPrefix, like.DefaultExtension);

    private static void Copy(ProjectState from, ProjectState to)
    {
        to.ReferenceAssemblies = from.ReferenceAssemblies;
        to.OutputKind = from.OutputKind;
        to.DocumentationMode = from.DocumentationMode;
        to.AdditionalReferences.AddRange(from.AdditionalReferences);
        to.AdditionalProjectReferences.AddRange(from.AdditionalProjectReferences);
        foreach (var (target, source) in to.FileLists.Zip(from.FileLists))
        {
            target.AddRange(source);
        }
    }

    private static void TakeIfEmpty<T>(List<T> own, IEnumerable<T> inherited)
    {
        if (own.Count == 0)
        {
            own.AddRange(inherited);
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Tests.CodeFixes.Registries;

internal static class FixRun
{
    public static async Task<string> FixedAsync(string source, bool runtime)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("P", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .WithMetadataReferences(await ReferenceAssemblies.Default.ResolveAsync(null, default));
        var document = project.AddDocument("Test0.cs", SourceText.From(source), filePath: "/0/Test0.cs");
        if (runtime)
        {
            document = document.Project.AddDocument("R.cs", RuntimeStub.Source).Project.GetDocument(document.Id)!;
        }

        var errors = (await document.Project.GetCompilationAsync())!.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            return string.Join("\n", errors);
        }

        for (var round = 0; round < 10; round++)
        {
            var compilation = (await document.Project.GetCompilationAsync())!;
            var diagnostics = await compilation.WithAnalyzers([new StubRegistryAnalyzer()]).GetAnalyzerDiagnosticsAsync();
            var actions = new List<CodeAction>();
            foreach (var diagnostic in diagnostics)
            {
                await new StaticRegistryHoldsHandlesFix().RegisterCodeFixesAsync(
                    new CodeFixContext(document.Project.Solution.GetDocument(diagnostic.Location.SourceTree)!, diagnostic, (a, _) => actions.Add(a), CancellationToken.None));
            }

            foreach (var diagnostic in diagnostics)
            {
                var id = diagnostic.Properties["field"]!;
                foreach (var form in (LeakLint.CodeFixes.Edits.WeakForm[])[new LeakLint.CodeFixes.Edits.WeakValueDictionaryForm(), new LeakLint.CodeFixes.Edits.WeakTableForm(), new LeakLint.CodeFixes.Edits.WeakReferenceValuesForm()])
                {
                    var plan = await LeakLint.CodeFixes.Edits.WeakSwap.PlanAsync(document.Project, DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation)!, form, default);
                    System.Console.WriteLine(id + " " + form.Name + " " + plan.Refusal + plan.Detail);
                }
            }

            if (actions.Count == 0)
            {
                break;
            }

            var operations = await actions[0].GetOperationsAsync(CancellationToken.None);
            document = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        }

        return (await document.GetTextAsync()).ToString();
    }
}

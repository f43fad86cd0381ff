using System;
using System.Linq;
using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>Plans the swap of the field <c>_nodes</c> without asking whether it leaks.</summary>
internal static class Swap
{
    public static WeakForm WeakValueDictionary { get; } = new WeakValueDictionaryForm();

    public static WeakForm WeakSet { get; } = new WeakSetForm();

    public static WeakForm WeakTable { get; } = new WeakTableForm();

    public static WeakForm WeakReferences { get; } = new WeakValuesForm(WeakEntry.Reference);

    public static WeakForm WeakHandles { get; } = new WeakValuesForm(WeakEntry.Handle);

    public static WeakForm HandleRegistry { get; } = new HandleRegistryForm();

    public static WeakForm WeakList { get; } = new WeakListForm(WeakEntry.Reference);

    public static WeakForm WeakHandleList { get; } = new WeakListForm(WeakEntry.Handle);

    /// <summary>Checks that swapping turns <paramref name="before"/> into <paramref name="after"/>.</summary>
    public static async Task GivesAsync(WeakForm form, string before, string after, Abilities allowed = Abilities.All)
    {
        var (plan, document) = await PlanAsync(form, before, allowed);
        Assert.True(plan.Solution is not null, plan.Refusal + " " + plan.Detail);
        var swapped = plan.Solution.GetDocument(document.Id)!;
        Assert.Equal(after, (await swapped.GetTextAsync()).ToString());
        Assert.Empty((await swapped.Project.GetCompilationAsync())!.GetDiagnostics().Where(static d => d.Severity is DiagnosticSeverity.Error));
    }

    /// <summary>Checks that swapping is refused, for that reason.</summary>
    public static async Task IsRefusedAsync(WeakForm form, string reason, string before, Abilities allowed = Abilities.All)
    {
        var (plan, document) = await PlanAsync(form, before, allowed);
        var made = plan.Solution is null ? plan.Detail : (await plan.Solution.GetDocument(document.Id)!.GetTextAsync()).ToString();
        Assert.True(plan.Refusal.ToString() == reason, $"Expected {reason}, was {plan.Refusal} {made}");
    }

    /// <summary>The project after the swap; before it, without a form.</summary>
    public static async Task<Project> ProjectAsync(WeakForm? form, string source)
    {
        var (plan, document) = await PlanAsync(form ?? WeakTable, source, Abilities.All);
        return form is null ? document.Project : plan.Solution!.GetProject(document.Project.Id)!;
    }

    private static async Task<(SwapPlan Plan, Document Document)> PlanAsync(WeakForm form, string source, Abilities allowed)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("P", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true))
            .WithMetadataReferences(await ReferenceAssemblies.Default.ResolveAsync(null, default))
            .AddMetadataReference(MetadataReference.CreateFromFile(typeof(SharedHandle<>).Assembly.Location));
        var document = project.AddDocument("Test0.cs", SourceText.From(source), filePath: "/0/Test0.cs");
        var compilation = (await document.Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity is DiagnosticSeverity.Error));
        var field = compilation.GetSymbolsWithName("_nodes", SymbolFilter.Member).Single(static s => s is IFieldSymbol or IPropertySymbol);
        var fields = await SharedField.FindAsync(document.Project, field, default);
        return (await WeakSwap.PlanAsync(document.Project.Solution, fields, form, default, allowed), document);
    }
}

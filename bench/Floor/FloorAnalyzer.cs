using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.Floor;

/// <summary>
/// What any analyzer of LeakLint's shape must pay before it does anything: one empty operation-block callback per
/// body, one empty symbol start and end per type with an empty field-reference callback. LeakLint's cost is told as a
/// ratio to this. Frozen: a change here makes every number that was ever written down incomparable.
/// <c>leaklint_floor.symbols = false</c> in a global analyzer config leaves the symbol part out, to know its share.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FloorAnalyzer : DiagnosticAnalyzer
{
    // A descriptor that is enabled and a warning: the driver skips analyzers whose rules are all off.
    private static readonly DiagnosticDescriptor Nothing = new(
        id: "FLOOR001",
        title: "Nothing",
        messageFormat: "Nothing",
        category: "Floor",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Nothing);

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            start.RegisterOperationBlockAction(static _ => { });
            if (start.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("leaklint_floor.symbols", out var symbols)
                && symbols == "false")
            {
                return;
            }

            start.RegisterSymbolStartAction(
                static type =>
                {
                    type.RegisterOperationAction(static _ => { }, OperationKind.FieldReference);
                    type.RegisterSymbolEndAction(static _ => { });
                },
                SymbolKind.NamedType);
        });
    }
}

using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.Tests.Testing;

/// <summary>Reports the field names "bad" and "badge" as T001, and any name that begins with "unsure" as T002, which is off by default.</summary>
#pragma warning disable RS1001, RS1036, RS1037, RS1038, RS1041, RS2008 // Nothing that is shipped.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BadNames : DiagnosticAnalyzer
{
    public static readonly DiagnosticDescriptor Rule = new("T001", "Bad name", "The name '{0}' is bad", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);
    public static readonly DiagnosticDescriptor OffByDefault = new("T002", "Unsure name", "The name '{0}' is unsure", "Tests", DiagnosticSeverity.Info, isEnabledByDefault: false);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule, OffByDefault];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(
            static node =>
            {
                var name = ((VariableDeclaratorSyntax)node.Node).Identifier;
                if (name.Text.StartsWith("bad", StringComparison.Ordinal))
                {
                    node.ReportDiagnostic(Diagnostic.Create(Rule, name.GetLocation(), name.Text));
                }
                else if (name.Text.StartsWith("unsure", StringComparison.Ordinal))
                {
                    node.ReportDiagnostic(Diagnostic.Create(OffByDefault, name.GetLocation(), name.Text));
                }
            },
            SyntaxKind.VariableDeclarator);
    }
}

/// <summary>Reports every type as T003, with the place of its members as additional locations.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EveryType : DiagnosticAnalyzer
{
    public static readonly DiagnosticDescriptor Rule = new("T003", "Type", "A type", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(
            static symbol => symbol.ReportDiagnostic(Diagnostic.Create(
                Rule, symbol.Symbol.Locations[0], ((INamedTypeSymbol)symbol.Symbol).GetMembers("Member").SelectLocations())),
            SymbolKind.NamedType);
    }
}

/// <summary>Throws in every file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Throwing : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [EveryType.Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxTreeAction(static _ => throw new NotSupportedException("thrown on purpose"));
    }
}

/// <summary>Reports every field called "bad" when the compilation is complete.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BadNamesAtEnd : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [BadNames.Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationAction(static compilation =>
        {
            foreach (var symbol in compilation.Compilation.GetSymbolsWithName("bad", SymbolFilter.Member))
            {
                compilation.ReportDiagnostic(Diagnostic.Create(BadNames.Rule, symbol.Locations[0], symbol.Name));
            }
        });
    }
}

internal static class Places
{
    public static System.Collections.Generic.IEnumerable<Location> SelectLocations(this ImmutableArray<ISymbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            yield return symbol.Locations[0];
        }
    }
}

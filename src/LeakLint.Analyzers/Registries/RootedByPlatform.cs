using System;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK110: an API of the table in <see cref="PlatformRoots"/> keeps what it is given until the process ends, is called again
/// and again, and what it keeps is neither taken back nor made once and kept.
/// </summary>
internal sealed class RootedByPlatform
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK110",
        title: "The platform keeps what this call gives it",
        messageFormat: "'{0}' keeps {1}, and '{2}' calls it again and again: {3}",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Some APIs of the platform hold what they are given, or what they generate, in static tables until the process ends. Called once that is their purpose; called for each instance or each request it is a leak.");

    private readonly PlatformRoots _roots;
    private readonly Guards _guards;
    private readonly KnownTypes _types;

    private RootedByPlatform(KnownTypes types, PlatformRoots roots)
    {
        _types = types;
        _roots = roots;
        _guards = new Guards(types);
    }

    /// <summary>Null where the compilation references none of those APIs.</summary>
    internal static RootedByPlatform? In(KnownTypes types) => new PlatformRoots(types) is { AreReferenced: true } roots ? new(types, roots) : null;

    /// <summary>Judges a call or a creation.</summary>
    internal void Read(OperationAnalysisContext context)
    {
        var method = context.Operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation { Constructor: { } constructor } => constructor,
            _ => null,
        };
        if (method is null || _roots.Find(method) is not { } root)
        {
            return;
        }

        var member = context.ContainingSymbol;
        if (Occasions.Of(member, context.Operation, _types) is Occasion.Once or Occasion.Unknown
            || _guards.Around(context.Operation, registry: null) == Guard.Once
            || (context.Operation is IObjectCreationOperation creation && !IsUsedHereOnly(creation))
            || (root.Undo is { } undo && Mentions(member, undo, context)))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            context.Operation.Syntax.GetLocation(),
            method.ContainingType.Name + (method.MethodKind == MethodKind.Constructor ? string.Empty : "." + method.Name),
            root.Roots,
            member.ContainingType is { } type ? type.Name + (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } ? "." + member.Name : string.Empty) : member.Name,
            root.Answer));
    }

    // new XmlSerializer(...).Serialize(...), or a local on which only methods are called: nobody keeps it for the next time.
    private static bool IsUsedHereOnly(IObjectCreationOperation creation)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        if (value.Parent is IInvocationOperation call && call.Instance == value)
        {
            return !IsInFactory(creation);
        }

        if (value.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
        {
            return false;
        }

        foreach (var operation in Values.RootOf(creation).Descendants())
        {
            if (operation is ILocalReferenceOperation reference
                && SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && !(reference.Parent is IInvocationOperation used && used.Instance == reference)
                && reference.Parent is not IEventReferenceOperation)
            {
                return false;
            }
        }

        return !IsInFactory(creation);
    }

    private static bool IsInFactory(IOperation creation)
    {
        for (var outer = creation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "EnsureInitialized" })
            {
                return true;
            }
        }

        return false;
    }

    // Taken back somewhere in the type: when, is another question.
    private static bool Mentions(ISymbol member, string name, OperationAnalysisContext context)
    {
        if (member.ContainingType is not { } type)
        {
            return false;
        }

        foreach (var declaration in Nesting.Outermost(type).DeclaringSyntaxReferences)
        {
            foreach (var token in declaration.GetSyntax(context.CancellationToken).DescendantTokens())
            {
                if (token.ValueText == name)
                {
                    return true;
                }
            }
        }

        return false;
    }
}

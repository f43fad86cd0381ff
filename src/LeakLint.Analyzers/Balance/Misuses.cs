using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// The other side of the balance: releases of what is not there (any more), and uses of what is gone. Looked for body by
/// body, in those that name a releasing member at all; a body's callback is asked for whatever stands in it, so that an
/// editor gets each finding where it stands.
/// </summary>
internal sealed class Misuses(Compilation compilation, Ownership ownership)
{
    private readonly ReleaseWords _words = new([.. ProtocolTable.For(compilation).ReleaseNames, "Close"]);
    private readonly Afterlife _afterlife = new(compilation, ownership);
    private readonly HandedOut _handedOut = new(DisposedMembers.For(compilation), new LastingUses(KnownTypes.For(compilation)));

    public void OnBody(OperationAnalysisContext context)
    {
        var root = context.Operation;
        if (context.IsGeneratedCode || root.Parent is not null || !_words.StandIn(root.Syntax.SyntaxTree, root.Syntax.Span, context.CancellationToken))
        {
            return;
        }

        var bodies = new List<FunctionBody>();
        var followed = new Dictionary<SyntaxNode, Release>();
        foreach (var function in FunctionsOf(root))
        {
            var body = FunctionBody.Read(function, ownership, context.CancellationToken);
            _handedOut.Report(body, context.ReportDiagnostic);
            if (body.Releases.Count > 0)
            {
                bodies.Add(body);
                foreach (var release in body.Releases)
                {
                    if (CanBeFollowed(release, body))
                    {
                        followed[release.Call.Syntax] = release;
                    }
                }
            }
        }

        foreach (var body in bodies)
        {
            foreach (var release in body.Releases)
            {
                ReleasedWithoutAcquire.Report(release, body, context.ReportDiagnostic);
                ReleasedToWrongOwner.Report(release, body, context.ReportDiagnostic);
            }

            _afterlife.Report(context, body, followed);
        }
    }

    // On a place with a name. A lock may be entered and exited several times by turns: one pair is taken to belong together.
    private static bool CanBeFollowed(Release release, FunctionBody body)
    {
        if (release.Key is null || Values.Unwrap(release.Subject) is IPropertyReferenceOperation { Property: var property } && !IsAutomatic(property))
        {
            return false;
        }

        if (!release.IsOfPlace)
        {
            return true;
        }

        var entries = 0;
        foreach (var entry in body.Entries)
        {
            entries += entry.Acquisition.Kind == release.Protocol && entry.Key == release.Key ? 1 : 0;
        }

        return (entries == 1 || entries == 0 && IsAcquiredOnce(release, body)) && !IsGivenCount(release.Call);
    }

    // Marshal.Release(what GetIUnknownForObject gave), and no Marshal.AddRef
    private static bool IsAcquiredOnce(Release release, FunctionBody body)
    {
        var acquired = 0;
        foreach (var origin in body.OriginsOf(release.Subject) ?? [])
        {
            acquired += origin is IInvocationOperation call && body.AcquiredBy(call) == release.Protocol ? 1 : 0;
        }

        return acquired == 1;
    }

    // gate.Release(2)
    private static bool IsGivenCount(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.SpecialType == SpecialType.System_Int32)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAutomatic(IPropertySymbol property)
    {
        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: { } owner } && SymbolEqualityComparer.Default.Equals(owner, property))
            {
                return true;
            }
        }

        return false;
    }

    // The body itself, and every lambda and local function in it.
    private static List<IOperation> FunctionsOf(IOperation root)
    {
        var functions = new List<IOperation> { root };
        for (var i = 0; i < functions.Count; i++)
        {
            foreach (var operation in Functions.Operations(functions[i]))
            {
                if (operation.Kind is OperationKind.AnonymousFunction or OperationKind.LocalFunction)
                {
                    functions.Add(operation);
                }
            }
        }

        return functions;
    }
}

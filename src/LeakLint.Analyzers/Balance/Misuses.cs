using System;
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
    private readonly Lazy<ReleaseWords> _words = new(() => new([.. ProtocolTable.For(compilation).ReleaseNames, "Close", .. ownership.TaughtReleaseNames]));
    private readonly Afterlife _afterlife = new(compilation, ownership);
    private readonly SecondDispose _seconds = new(compilation, ownership);
    private readonly HandedOut _handedOut = new(DisposedMembers.For(compilation), new LastingUses(KnownTypes.For(compilation)));
    private readonly ClosedAbove _closed = new(KnownTypes.For(compilation), new HarmfulUses(DisposedMembers.For(compilation), new NativeValues(KnownTypes.For(compilation))));

    public void OnBody(OperationAnalysisContext context)
    {
        var root = context.Operation;
        if (context.IsGeneratedCode || root.Parent is not null
            || !_words.Value.StandIn(root.Syntax.SyntaxTree, root.Syntax.Span, context.CancellationToken) && !ownership.MayPairHalvesIn(root.Syntax, context.CancellationToken))
        {
            return;
        }

        var bodies = new List<FunctionBody>();
        var followed = new FollowedReleases();
        foreach (var function in FunctionsOf(root))
        {
            var body = FunctionBody.Read(function, ownership, context.CancellationToken);
            _handedOut.Report(body, context.ReportDiagnostic);
            _closed.Report(body, context.ReportDiagnostic);
            if (body.Releases.Count > 0)
            {
                bodies.Add(body);
                foreach (var release in body.Releases)
                {
                    followed.Add(release, body);
                }
            }
        }

        foreach (var body in bodies)
        {
            foreach (var release in body.Releases)
            {
                ReleasedWithoutAcquire.Report(release, body, context.ReportDiagnostic);
                ReleasedToWrongOwner.Report(release, body, context.ReportDiagnostic);
                if (_seconds.UsingAround(release, body) is { } used)
                {
                    ReleasedTwice.ReportBeforeUsing(release, used, context.ReportDiagnostic);
                }
            }

            _afterlife.Report(context, body, followed);
        }
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

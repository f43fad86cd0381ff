using System.Collections.Concurrent;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which methods of the program run a delegate that they are given, and keep nothing of it: <c>gate.Locked(() => count++)</c>. Their code
/// calls it, asks whether it is there, or passes it on to another of the kind.
/// </summary>
internal sealed class RunDelegates(Ownership ownership, KnownTypes types, Bodies bodies)
{
    private readonly ConcurrentDictionary<IParameterSymbol, DelegateRun> _known = new(SymbolEqualityComparer.Default);

    /// <summary>When <paramref name="callee"/> runs what it is given for <paramref name="parameter"/>.</summary>
    public DelegateRun Of(IMethodSymbol callee, IParameterSymbol parameter, CancellationToken cancellation)
    {
        var method = (callee.ReducedFrom ?? callee).OriginalDefinition;
        var ordinal = callee.ReducedFrom is null ? parameter.Ordinal : parameter.Ordinal + 1;
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || method.IsExtern || method.DeclaringSyntaxReferences.IsEmpty || method.Parameters[ordinal] is not { RefKind: RefKind.None, IsParams: false } own)
        {
            return DelegateRun.Unknown;
        }

        if (!_known.TryGetValue(own, out var run))
        {
            // Who calls itself meets this answer.
            _known[own] = DelegateRun.Unknown;
            _known[own] = run = Search(method, own, cancellation);
        }

        return run;
    }

    private DelegateRun Search(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellation)
    {
        var comesBackLater = method.ReturnType.IsTask(types);
        if (method.IsAsync && !comesBackLater)
        {
            return DelegateRun.Unknown;
        }

        var runs = DelegateRun.Unknown;
        foreach (var root in bodies.Of(method, cancellation))
        {
            foreach (var operation in root.Descendants())
            {
                switch (operation)
                {
                    case IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak }:
                        return DelegateRun.Unknown;
                    case IParameterReferenceOperation named when SymbolEqualityComparer.Default.Equals(named.Parameter, parameter):
                        if (!OnlyRuns(named, root, cancellation))
                        {
                            return DelegateRun.Unknown;
                        }

                        runs = comesBackLater ? DelegateRun.UntilAwaited : DelegateRun.Now;
                        break;
                }
            }
        }

        return runs;
    }

    private bool OnlyRuns(IOperation named, IOperation root, CancellationToken cancellation)
    {
        // Retry(() => action()): the lambda around it is run now as well
        for (var around = Functions.Around(named); around != root; around = Functions.Around(around))
        {
            if (around is not IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation given } } || !IsRun(given, cancellation))
            {
                return false;
            }
        }

        switch (named.Parent)
        {
            case IInvocationOperation call when call.Instance == named:
                return IsAll(call);
            case IConditionalAccessOperation access when access.Operation == named:
                return access.WhenNotNull is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } run && IsAll(run);
            case IBinaryOperation or IIsPatternOperation or INameOfOperation:
                return true;
            case IConversionOperation { Parent: IArgumentOperation { Parent: IInvocationOperation check } }:
                return check.TargetMethod is { Name: "ThrowIfNull", ContainingType.Name: "ArgumentNullException" };
            case IConversionOperation { Parent: IBinaryOperation or IIsPatternOperation }:
                return true;
            case IArgumentOperation argument:
                return IsRun(argument, cancellation);
            default:
                return false;
        }
    }

    private bool IsRun(IArgumentOperation argument, CancellationToken cancellation)
        => argument is { Parameter: { } parameter, Parent: IInvocationOperation call }
            && ownership.OnDelegate(call.TargetMethod, parameter, cancellation) switch
            {
                DelegateRun.Now => true,
                DelegateRun.UntilAwaited => IsAll(call),
                _ => false,
            };

    // await action(), return action(), action().Wait(): it is over before the method is
    private bool IsAll(IInvocationOperation call)
        => call.TargetMethod.MethodKind is MethodKind.DelegateInvoke or MethodKind.Ordinary or MethodKind.ReducedExtension
            && (call.Type is not { } result || !result.IsTask(types) || Tasks.IsWaitedFor(call.Syntax) || call.Syntax.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax);
}

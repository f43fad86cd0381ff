using System;
using System.Globalization;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK307: a <c>finally</c> or <c>catch</c> releases a lock that its own <c>try</c> was to take: where the wait fails, is
/// cancelled or gives up, or something before it throws, nothing was taken. And a wait whose time-out nobody looks at.
/// </summary>
internal static partial class ReleasedWithoutAcquire
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK307",
        title: "Resource is released without having been acquired",
        messageFormat: "'{0}' is {1} here though {2}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A path leads to the release on which the resource was never acquired: a semaphore then lets in one too many, a lock throws, and a pool takes what is not its own.");

    internal static void Report(Release release, FunctionBody body, Action<Diagnostic> report)
    {
        if (NeverAcquired.Reason(release, body) is var (why, where))
        {
            report(Diagnostic.Create(Rule, release.Call.Syntax.GetLocation(), [where.Syntax.GetLocation()], release.Name, release.Protocol.Released, why));
            return;
        }

        if (!release.IsOfPlace || release.Key is not { } key || ReleasesAsCounted(release.Call))
        {
            return;
        }

        Entry? only = null;
        foreach (var entry in body.Entries)
        {
            if (entry.Acquisition.Kind == release.Protocol && entry.Key == key)
            {
                if (only is not null)
                {
                    return;
                }

                only = entry;
            }
        }

        if (only is null || only.Operation.Syntax.SpanStart > release.Call.Syntax.SpanStart)
        {
            return;
        }

        if (Attempt(release.Call) is { } attempt && attempt.Body.Syntax.Span.Contains(only.Operation.Syntax.Span))
        {
            if (Reason(attempt, only, release, body) is { } reason)
            {
                Report(release, only, reason, report);
            }
        }
        else if ((IsIgnored(only) || IsNotAsked(only, release, body)) && MayGiveUp(only) && !IsGuarded(release.Call))
        {
            Report(release, only, NotAcquired(release.Protocol, only, "gives up"), report);
        }
    }

    // gate.Release(taken): as often as somebody counted
    private static bool ReleasesAsCounted(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Type.SpecialType: SpecialType.System_Int32, Value.ConstantValue.HasValue: false })
            {
                return true;
            }
        }

        return false;
    }

    private static void Report(Release release, Entry entry, string reason, Action<Diagnostic> report)
        => report(Diagnostic.Create(Rule, release.Call.Syntax.GetLocation(), [entry.Operation.Syntax.GetLocation()], release.Name, release.Protocol.Released, reason));

    // The try whose finally or catch makes the call whatever happened before; null for any other place.
    private static Attempt? Attempt(IOperation call)
    {
        if (call.Parent is not IExpressionStatementOperation)
        {
            return null;
        }

        for (var at = call.Parent; at is not null; at = at.Parent)
        {
            switch (at.Parent)
            {
                case ITryOperation attempt when attempt.Finally == at:
                    return new Attempt(attempt.Body, CatchesAll: true);
                case ICatchClauseOperation { Filter: null, Parent: ITryOperation attempt } handler when handler.Handler == at:
                    return Catches(handler) is { } all ? new Attempt(attempt.Body, all) : null;
                case IBlockOperation or IUsingOperation or ILockOperation:
                    break;
                case ITryOperation attempt when attempt.Body == at:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    // catch, catch (Exception): true; catch (OperationCanceledException): false; anything else: null
    private static bool? Catches(ICatchClauseOperation handler) => handler.ExceptionType switch
    {
        null or { SpecialType: SpecialType.System_Object } => true,
        { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => true,
        { Name: "OperationCanceledException" or "TaskCanceledException" } => false,
        _ => null,
    };

    // Why the release may be reached without the acquisition; null where it cannot.
    private static string? Reason(Attempt attempt, Entry entry, Release release, FunctionBody body)
    {
        var protocol = (Protocol)entry.Acquisition.Kind;
        if (body.Throws(entry.Operation) && !IsCaughtInside(entry.Operation, attempt.Body))
        {
            return NotAcquired(protocol, entry, "throws");
        }

        foreach (var operation in Functions.Operations(attempt.Body))
        {
            if (operation.Syntax.Span.End > entry.Operation.Syntax.SpanStart)
            {
                if (operation.Syntax.SpanStart > entry.Operation.Syntax.Span.End)
                {
                    break;
                }

                continue;
            }

            if (body.Throws(operation) && (attempt.CatchesAll || Facts.LikelyThrows.CanBeCancelled(operation)) && !IsCaughtInside(operation, attempt.Body))
            {
                return "it was not " + protocol.Acquired + " when " + Name(operation) + " throws at line " + Line(operation);
            }
        }

        return attempt.CatchesAll && MayGiveUp(entry) && !IsRepeated(entry, attempt.Body) && (LeavesWithout(entry, attempt.Body) || IsNotAsked(entry, release, body)) ? NotAcquired(protocol, entry, "gives up") : null;
    }

    private static string NotAcquired(Protocol protocol, Entry entry, string how)
        => "it was not " + protocol.Acquired + " when '" + entry.Call.TargetMethod.Name + "' " + how + " at line " + Line(entry.Operation);

    // TryEnter(o, 100), WaitAsync(timeout): false when the time is over
    private static bool MayGiveUp(Entry entry)
    {
        if (!entry.Acquisition.OnlyWhenTrue)
        {
            return false;
        }

        foreach (var argument in entry.Call.Arguments)
        {
            var value = Values.Unwrap(argument.Value);
            if (value.ConstantValue is { HasValue: true, Value: -1 } or { HasValue: true, Value: -1L } || value is IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" })
            {
                return false;
            }
        }

        return true;
    }

    // if (!gate.Wait(0)) return;   gate.Wait(0);   the try is left, or gone through, without the lock
    private static bool LeavesWithout(Entry entry, IOperation body)
    {
        if (IsIgnored(entry))
        {
            return true;
        }

        // The answer is asked at once, by an if of the try itself.
        var at = entry.Operation.Parent;
        while (at is IConversionOperation or IParenthesizedOperation or IUnaryOperation or IAwaitOperation)
        {
            at = at.Parent;
        }

        return at is IConditionalOperation { Parent: { } around } choice && (around == body || around.Parent == body)
            && choice.Condition.Syntax.Span.Contains(entry.Operation.Syntax.Span);
    }

    // while (!gate.Wait(100)) { ... }: goes on until it is entered
    private static bool IsRepeated(Entry entry, IOperation body)
    {
        for (var at = entry.Operation.Parent; at is not null && at != body; at = at.Parent)
        {
            if (at is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    // try { try { Prepare(); } catch { } gate.Wait(); } finally { gate.Release(); }
    private static bool IsCaughtInside(IOperation operation, IOperation body)
    {
        for (var at = operation; at.Parent is { } parent && at != body; at = parent)
        {
            if (parent is ITryOperation attempt && attempt.Body == at)
            {
                foreach (var handler in attempt.Catches)
                {
                    if (handler.Filter is null && Catches(handler) == true)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // A condition decides whether the release is made.
    private static bool IsGuarded(IOperation call)
    {
        for (var at = call.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case IConditionalOperation or ILoopOperation or ISwitchOperation or ISwitchExpressionOperation or IConditionalAccessOperation or ICatchClauseOperation:
                    return true;
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }
        }

        return false;
    }

    private static string Name(IOperation operation) => operation switch
    {
        IAwaitOperation wait when Resource.Awaited(wait) is IInvocationOperation awaited => "'" + awaited.TargetMethod.Name + "'",
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } => "the callback",
        IInvocationOperation call => "'" + call.TargetMethod.Name + "'",
        IObjectCreationOperation { Type: { } type } => "'new " + type.Name + "'",
        IPropertyReferenceOperation { Property: { IsIndexer: false, Name: var name } } => "'" + name + "'",
        IAwaitOperation => "what is awaited",
        IThrowOperation => "the 'throw' statement",
        _ => "the call",
    };

    private static string Line(IOperation operation)
        => (operation.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
}

/// <summary>The body of a <c>try</c>, and whether what it throws comes through whatever it is.</summary>
internal sealed record Attempt(IOperation Body, bool CatchesAll);

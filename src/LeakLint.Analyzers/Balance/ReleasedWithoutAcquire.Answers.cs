using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <content>Whether somebody looks at the answer of a wait that may give up.</content>
internal static partial class ReleasedWithoutAcquire
{
    // await gate.WaitAsync(timeout);   _ = gate.Wait(0);   the answer is dropped. TryEnter(gate, ref taken) answers by its flag.
    private static bool IsIgnored(Entry entry)
    {
        if (entry.Acquisition.FlagParameter >= 0)
        {
            return false;
        }

        var at = entry.Operation.Parent;
        while (at is IConversionOperation or IParenthesizedOperation or IAwaitOperation)
        {
            at = at.Parent;
        }

        return at is IExpressionStatementOperation || at is ISimpleAssignmentOperation { Target: IDiscardOperation };
    }

    // var taken = Monitor.TryEnter(_gate, 100); … Monitor.Exit(_gate);   no question about 'taken' decides whether the release is reached
    private static bool IsNotAsked(Entry entry, Release release, FunctionBody body)
    {
        if (Answer(entry) is not { } answer)
        {
            return IsAskedInVain(entry, release, body);
        }

        foreach (var operation in body.Root.Descendants())
        {
            if (operation is not ILocalReferenceOperation { Local: var local } || !SymbolEqualityComparer.Default.Equals(local, answer))
            {
                continue;
            }

            if (operation.Syntax.SpanStart <= entry.Operation.Syntax.Span.End)
            {
                if (IsAskedByLoop(operation, entry))
                {
                    return false;
                }

                continue;
            }

            for (var at = operation; ; at = at.Parent)
            {
                switch (at.Parent)
                {
                    case IConditionalOperation choice when choice.Condition == at:
                        if (choice.Syntax.Span.Contains(release.Call.Syntax.Span) || WayToWrite.Leaves(choice))
                        {
                            return false;
                        }

                        break;
                    case IArgumentOperation { Parameter.RefKind: RefKind.None } or IInterpolationOperation or IExpressionStatementOperation:
                        break;
                    case IParenthesizedOperation or IUnaryOperation or IConversionOperation:
                        continue;
                    default:
                        return false;
                }

                break;
            }
        }

        return true;
    }

    // while (!taken) _spin.TryEnter(5, ref taken);
    private static bool IsAskedByLoop(IOperation answer, Entry entry)
    {
        while (answer.Parent is IConversionOperation or IParenthesizedOperation or IUnaryOperation or IBinaryOperation)
        {
            answer = answer.Parent;
        }

        return answer.Parent is IWhileLoopOperation loop && loop.Condition == answer && loop.Syntax.Span.Contains(entry.Operation.Syntax.Span);
    }

    // if (!await gate.WaitAsync(100)) { Log(); } … gate.Release();
    private static bool IsAskedInVain(Entry entry, Release release, FunctionBody body)
    {
        var at = entry.Operation;
        while (at.Parent is IConversionOperation or IParenthesizedOperation or IUnaryOperation or IAwaitOperation)
        {
            at = at.Parent;
        }

        return at.Parent is IConditionalOperation { WhenFalse: null, Parent: IBlockOperation } choice && choice.Condition == at
            && !choice.Syntax.Span.Contains(release.Call.Syntax.Span) && !WayToWrite.Leaves(choice) && !NeverReturns(choice.WhenTrue, body) && !EntersAgain(choice, entry, release);
    }

    // if (!gate.Wait(100)) Throws.Timeout();
    private static bool NeverReturns(IOperation branch, FunctionBody body)
    {
        foreach (var operation in Functions.Operations(branch))
        {
            if (operation is IInvocationOperation call && body.NeverReturns(call))
            {
                return true;
            }
        }

        return false;
    }

    // if (!gate.Wait(0)) { gate.Wait(); }   if (gate.Wait(0)) { entered = true; }
    private static bool EntersAgain(IConditionalOperation choice, Entry entry, Release release)
    {
        foreach (var operation in choice.WhenTrue.Descendants())
        {
            if (operation is IAssignmentOperation or IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAsync" or "WaitOne" or "Enter" } || operation is IInvocationOperation call && StablePlaces.Key(call.Instance ?? call) == release.Key && call != entry.Call)
            {
                return true;
            }
        }

        return false;
    }

    // The local that tells whether the lock was taken.
    private static ILocalSymbol? Answer(Entry entry)
    {
        if (entry.Acquisition.FlagParameter >= 0)
        {
            return Ownership.ArgumentFor(entry.Call, entry.Acquisition.FlagParameter) is ILocalReferenceOperation { Local: var flag } ? flag : null;
        }

        var at = entry.Operation;
        while (at.Parent is IConversionOperation or IParenthesizedOperation)
        {
            at = at.Parent;
        }

        return at.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Parent: IExpressionStatementOperation } => local,
            _ => null,
        };
    }
}

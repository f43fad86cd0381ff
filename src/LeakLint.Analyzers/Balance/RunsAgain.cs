using System;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Whether code of an object runs more than once in the object's life, as the code itself says: a setter, a handler of an event or a
/// timer, a method that the type calls in a loop or from such code, and one whose name says that it does something again.
/// </summary>
internal sealed class RunsAgain(FieldState state, KnownTypes types)
{
    private const int Deepest = 4;

    /// <summary>
    /// What is done again, or to something that is there: <c>Reload</c>, <c>Restart</c>. A method of such a name may run any number of times.
    /// The convention <c>again-names</c>.
    /// </summary>
    private static readonly string[] Again =
    [
        "Change", "Reacquire", "Reallocate", "Rearm", "Rebind", "Rebuild", "Reconfigure", "Reconnect", "Recreate", "Refresh", "Regenerate", "Reinit", "Reload", "Renew", "Reopen",
        "Replace", "Reschedule", "Reset", "Resize", "Restart", "Rotate", "Switch", "Swap", "Update",
    ];

    // Such events come once in an object's life.
    private static readonly string[] Once =
    [
        "Activated", "Closed", "Closing", "Disposed", "Disposing", "Exit", "Exited", "HandleCreated", "HandleDestroyed", "Initialized", "Load", "Loaded", "Opened", "ProcessExit", "Shown", "SourceInitialized", "Started", "Starting",
        "Startup", "Stopped", "Unloaded",
    ];

    /// <summary>Whether the function around <paramref name="at"/>, code of <paramref name="member"/>, runs more than once.</summary>
    public bool Does(ISymbol member, IOperation at, int depth = 0)
    {
        var function = Functions.Around(at);
        if (function is IAnonymousFunctionOperation lambda)
        {
            return IsHandler(lambda);
        }

        return function is ILocalFunctionOperation { Symbol: var local } ? IsWired(local, depth) : member is IMethodSymbol method && Does(method, depth);
    }

    private bool Does(IMethodSymbol method, int depth)
    {
        switch (method.MethodKind)
        {
            case MethodKind.PropertySet:
                return !method.IsInitOnly;
            case MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation:
                return SaysAgain(method) || IsWired(method, depth);
            default:
                return false;
        }
    }

    // void Reload()   void SetImage(string path)   void OnPathChanged(object sender, EventArgs e)
    private static bool SaysAgain(IMethodSymbol method)
    {
        foreach (var word in Again)
        {
            if (Begins(method.Name, word) || Begins(method.Name, "On" + word))
            {
                return true;
            }
        }

        return method.Parameters.Length > 0 && (Begins(method.Name, "Set") && !Begins(method.Name, "SetUp") || method.Name.EndsWith("Changed", StringComparison.Ordinal));
    }

    private static bool Begins(string name, string word)
        => name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length ? word != "Set" : !char.IsLower(name[word.Length]));

    // Called in a loop, from code that runs again, or handed to an event or a timer.
    private bool IsWired(IMethodSymbol method, int depth)
    {
        if (depth > Deepest)
        {
            return false;
        }

        foreach (var (caller, at) in state.CallsOf(method))
        {
            if (at is IMethodReferenceOperation ? IsHandler(at) : !IsPrepared(caller, at) && (IsInLoop(at) || !FieldState.Same(caller, method) && Does(caller, at, depth + 1)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the caller has released the field before, or asks about it, or the call is one of its way out of trouble.</summary>
    public bool IsPrepared(ISymbol caller, IOperation call)
    {
        var way = WayToWrite.Read(call, Functions.Around(call), state);
        return way.IsSettled || way.IsGuarded || way.AsksState || way.IsInCatch
            || state.Field.Releases.Exists(r => SymbolEqualityComparer.Default.Equals(r.Member.OriginalDefinition, caller.OriginalDefinition));
    }

    private static bool IsInLoop(IOperation at)
    {
        for (var child = at; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
                case IForEachLoopOperation each when each.Collection != child:
                    return true;
                case IWhileLoopOperation or IForLoopOperation when !EndsRound(child):
                    return true;
            }
        }

        return false;
    }

    // while (true) { Open(); break; }
    private static bool EndsRound(IOperation child)
    {
        return child is IBlockOperation { Operations: { Length: > 0 } statements } && WayToWrite.Leaves(statements[statements.Length - 1]) && statements[statements.Length - 1] is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break };
    }

    // _watcher.Changed += (_, _) => …   new Timer(_ => …)   ChangeToken.OnChange(…, () => …)
    private bool IsHandler(IOperation function)
    {
        for (var at = function.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation:
                    break;
                case IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event.Name: var name } }:
                    return Array.IndexOf(Once, name) < 0;
                case IArgumentOperation { Parent: IObjectCreationOperation { Type: var made } }:
                    return made.Is(types.Timer);
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "OnChange" } called } }:
                    return Framework.Declares(called.ContainingType);
                default:
                    return false;
            }
        }

        return false;
    }
}

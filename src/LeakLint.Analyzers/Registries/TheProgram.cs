using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Objects that are the program: what the code that runs once keeps in a static for good, or hands to the platform's message loop,
/// which returns when the program ends. They have a teardown often, and nothing is left when it runs.
/// </summary>
internal sealed class TheProgram(Sight sight)
{
    /// <summary>Their <c>Run</c> returns when the program ends.</summary>
    private static readonly string[] Loops = { "System.Windows.Forms.Application", "System.Windows.Application", "Terminal.Gui.Application" };

    /// <summary>Whether <paramref name="creation"/>, in code that runs once, makes an object that is there until the program ends.</summary>
    public bool Includes(IObjectCreationOperation creation, CancellationToken cancellation)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => IsLoop(call.TargetMethod),
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: { IsStatic: true } kept } } assignment when assignment.Value == value => StaysIn(kept, cancellation),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "MainWindow" or "MainForm" or "MainPage", DeclaringSyntaxReferences.IsEmpty: true } } } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => IsRun(local, creation),
            _ => false,
        };
    }

    private bool IsLoop(IMethodSymbol method)
    {
        if (method.Name != "Run")
        {
            return false;
        }

        foreach (var name in Loops)
        {
            if (method.ContainingType.Is(sight.Types.Get(name)))
            {
                return true;
            }
        }

        return false;
    }

    // var window = new MainForm(); Application.Run(window);
    private bool IsRun(ILocalSymbol local, IOperation creation)
    {
        foreach (var operation in Values.RootOf(creation).Descendants())
        {
            if (operation is IInvocationOperation call && IsLoop(call.TargetMethod))
            {
                foreach (var argument in call.Arguments)
                {
                    if (Handler.Unwrap(argument.Value) is ILocalReferenceOperation { Local: var run } && SymbolEqualityComparer.Default.Equals(run, local))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // Nobody puts another into it, empties it or disposes what it holds.
    private bool StaysIn(ISymbol kept, CancellationToken cancellation)
    {
        var writes = 0;
        foreach (var use in sight.UsesOf(kept, cancellation))
        {
            var at = use;
            while (at.Parent is IConversionOperation or IConditionalAccessOperation)
            {
                at = at.Parent;
            }

            switch (at.Parent)
            {
                case IAssignmentOperation assignment when assignment.Target == use:
                    writes++;
                    break;
                case IArgumentOperation { Parameter.RefKind: not RefKind.None }:
                    return false;
            }

            var called = use.Parent as IInvocationOperation ?? (use.Parent as IConditionalAccessOperation)?.WhenNotNull as IInvocationOperation;
            if (called is { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" })
            {
                return false;
            }
        }

        return writes == 1;
    }
}

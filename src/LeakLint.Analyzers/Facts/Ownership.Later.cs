using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What .NET keeps until it runs the program's code: the state of a timer's callback, and a work item, which is its own
/// owner once it is queued and may end itself when it is run.
/// </summary>
internal sealed partial class Ownership
{
    private bool RunsLater(IOperation call, IMethodSymbol callee, IParameterSymbol parameter, CancellationToken cancellation)
    {
        if (!Framework.Declares(callee.ContainingType) || (_settings.ConventionsOff(call.Syntax.SyntaxTree) & Convention.StateWithDelegate) != 0)
        {
            return false;
        }

        // new Timer(Close, stream, 10, -1)
        if (callee.MethodKind == MethodKind.Constructor && parameter.OriginalDefinition.Type.SpecialType == SpecialType.System_Object)
        {
            return Conventions.TakesDelegate(callee);
        }

        return parameter.OriginalDefinition.Type is INamedTypeSymbol { TypeKind: TypeKind.Interface } && ArgumentOf(call, parameter) is { } item && EndsItself(item, (INamedTypeSymbol)parameter.Type, cancellation);
    }

    // ThreadPool.UnsafeQueueUserWorkItem(job, true), where void IThreadPoolWorkItem.Execute() { …; Pool.Return(this); }
    private bool EndsItself(INamedTypeSymbol item, INamedTypeSymbol face, CancellationToken cancellation)
    {
        foreach (var member in face.GetMembers())
        {
            if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary, Name: not ("Dispose" or "DisposeAsync") }
                || item.FindImplementationForInterfaceMember(member) is not IMethodSymbol { DeclaringSyntaxReferences.IsEmpty: false } implementation)
            {
                continue;
            }

            if (!Implementations.MayVary(implementation))
            {
                if (_publication.HappensIn(implementation, cancellation))
                {
                    return true;
                }

                continue;
            }

            foreach (var each in _implementations.Of(implementation, cancellation))
            {
                if (_publication.HappensIn(each, cancellation))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The type of what is passed, before it became the interface.
    private static INamedTypeSymbol? ArgumentOf(IOperation call, IParameterSymbol parameter)
    {
        var arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        foreach (var argument in arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(argument.Parameter, parameter))
            {
                return Values.Unwrap(argument.Value).Type as INamedTypeSymbol;
            }
        }

        return null;
    }
}

using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which methods of .NET run a delegate before they come back: those of its collections, arrays, spans and texts, loops
/// in parallel, and what ends a query. Others may keep it. Methods of the program are asked themselves (<see cref="RunDelegates"/>).
/// </summary>
internal sealed partial class Ownership
{
    /// <inheritdoc/>
    public DelegateRun OnDelegate(IMethodSymbol callee, IParameterSymbol parameter, CancellationToken cancellation)
    {
        var type = callee.ContainingType;
        if (callee.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension))
        {
            return DelegateRun.Unknown;
        }

        if (!Framework.Declares(type))
        {
            return _running.Of(callee, parameter, cancellation);
        }

        return type.Name switch
        {
            "Enumerable" when type.ContainingNamespace is { Name: "Linq" } => callee.ReturnType.Name is "IEnumerable" or "IOrderedEnumerable" ? DelegateRun.WithResult : DelegateRun.Now,
            "Parallel" when callee.ReturnsVoid || callee.ReturnType.Name == "ParallelLoopResult" => DelegateRun.Now,
            "Array" or "MemoryExtensions" => DelegateRun.Now,
            _ when type.SpecialType == SpecialType.System_String => DelegateRun.Now,

            // Comparer<T>.Create(…) keeps it; members of a collection do not.
            _ when !callee.IsStatic && IsOfCollections(type.ContainingNamespace) => DelegateRun.Now,
            _ => DelegateRun.Unknown,
        };
    }

    private static bool IsOfCollections(INamespaceSymbol? space)
    {
        while (space is { IsGlobalNamespace: false })
        {
            if (space is { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }

            space = space.ContainingNamespace;
        }

        return false;
    }
}

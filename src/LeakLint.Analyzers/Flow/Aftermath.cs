using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What is done with resources after their release. To find it the analysis is turned round: a release is what
/// "acquires", what was released is "held" on the place that it was released from, and whoever meets it there is noted.
/// <see cref="ResourceStatus.Held"/> then means: released, and on this path nobody could have known better;
/// <see cref="ResourceStatus.HeldAfterThrow"/>: released, and a condition since then, or a throw that nobody expects,
/// may hang together with that.
/// </summary>
/// <param name="views">The locals that are views or second names of what a variable holds: <c>var span = rented.AsSpan();</c></param>
/// <param name="isHarmful">Whether the operation does to what the variable held what must not be done after its release.</param>
/// <param name="mentions">Whether a method of the given type reaches a member by its name.</param>
internal sealed class Aftermath(
    Dictionary<ISymbol, List<ISymbol>> views, Func<IOperation, ResourceKind, bool> isHarmful, Func<IMethodSymbol, ISymbol, bool> mentions)
{
    private static readonly List<ISymbol> None = [];

    /// <summary>What was done, by where it stands and what it was done to.</summary>
    public Dictionary<(SyntaxNode Where, Resource What), bool> Found { get; } = [];

    /// <summary>The locals that are views of what <paramref name="variable"/> holds, or second names of it.</summary>
    public List<ISymbol> ViewsOf(ISymbol variable) => views.TryGetValue(variable, out var found) ? found : None;

    /// <summary>Notes a second release.</summary>
    public void Released(IOperation call, Resource resource) => Found[(call.Syntax, resource)] = true;

    /// <summary>Notes a use, if it is one that harms.</summary>
    public void Used(IOperation variable, Resource resource)
    {
        if (!Found.ContainsKey((variable.Syntax, resource)) && isHarmful(variable, resource.Kind))
        {
            Found[(variable.Syntax, resource)] = false;
        }
    }

    /// <summary>Whether a call to <paramref name="callee"/> may give <paramref name="member"/> another value.</summary>
    public bool MayChange(IMethodSymbol callee, ISymbol member) => mentions(callee, member);
}

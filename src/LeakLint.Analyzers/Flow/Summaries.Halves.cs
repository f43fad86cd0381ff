using System.Collections.Concurrent;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <content>
/// Methods that are one half of a pair: they leave something held on an object that their caller knows, each time or
/// when they say so. To call one is to acquire. <c>void BeginWrite() => _lock.EnterWriteLock();</c>
/// </content>
internal sealed partial class Summaries
{
    private readonly ConcurrentDictionary<ISymbol, object?> _halves = new(SymbolEqualityComparer.Default);

    /// <summary>What a call to <paramref name="callee"/> leaves held; null for nothing, or when nobody can say.</summary>
    public Acquisition? Half(IMethodSymbol callee, IOwnership ownership, CancellationToken cancellation)
    {
        var method = callee.OriginalDefinition;
        if (!_halves.TryGetValue(method, out var half))
        {
            half = Ask(
                new(method, null),
                () => Graph(method, cancellation) is { } graph ? Half(method, graph, ownership, cancellation) : null,
                null,
                out var keep);
            if (keep)
            {
                _halves[method] = half;
            }
        }

        return (Acquisition?)half;
    }

    private static Acquisition? Half(IMethodSymbol method, ControlFlowGraph graph, IOwnership ownership, CancellationToken cancellation)
    {
        if (FlowAnalysis.Run(graph, ownership, cancellation) is not { GaveUp: GaveUp.No } result)
        {
            return null;
        }

        Acquisition? half = null;
        foreach (var history in result.Resources)
        {
            if (!history.Resource.Acquisition.IsOfPlace || (history.AtReturn & ResourceStatus.Held) == 0)
            {
                continue;
            }

            // Of two that it leaves held neither is followed.
            if (half is not null || !IsTold(method, history, out var onlyWhenTrue) || Place(method, history.Resource) is not { } place)
            {
                return null;
            }

            var flag = Flag(history.Resource);
            half = place with { OnlyWhenTrue = onlyWhenTrue || (flag >= 0 && history.Resource.Acquisition.OnlyWhenTrue), FlagParameter = flag };
        }

        return half;
    }

    // Held on every way out, or exactly where the method says true.
    private static bool IsTold(IMethodSymbol method, ResourceHistory history, out bool onlyWhenTrue)
    {
        onlyWhenTrue = false;
        var always = true;
        var told = SaysWhether(method.ReturnType);
        foreach (var exit in history.Exits)
        {
            if (exit.Kind != ExitKind.Return)
            {
                continue;
            }

            always &= exit.Status == ResourceStatus.Held;
            var value = (exit.Location.SourceTree?.GetRoot().FindNode(exit.Location.SourceSpan) as ReturnStatementSyntax)?.Expression;
            var isNo = value.IsKind(SyntaxKind.FalseLiteralExpression);
            told &= exit.Status switch
            {
                ResourceStatus.Held => !isNo,
                ResourceStatus.Held | ResourceStatus.NotAcquired => value is null or not LiteralExpressionSyntax,
                _ => (exit.Status & ResourceStatus.Held) == 0 && isNo,
            };
        }

        // void TryTake(ref bool taken): the flag says it
        onlyWhenTrue = !always && told;
        return always || told || (history.Resource.Acquisition.FlagParameter >= 0 && Flag(history.Resource) >= 0 && method.ReturnsVoid);
    }

    private static bool SaysWhether(ITypeSymbol type)
        => type.SpecialType == SpecialType.System_Boolean || type is INamedTypeSymbol { TypeArguments: { Length: 1 } inside, ContainingNamespace.Name: "Tasks" } && inside[0].SpecialType == SpecialType.System_Boolean;

    private static Acquisition? Place(IMethodSymbol method, Resource resource)
    {
        switch (resource.StandsIn)
        {
            // _gate of this object, or a static one
            case { Member: { } member, Root: var root } when root == "this" || (root is null && member.IsStatic):
                return new Acquisition(resource.Kind, Place: Acquisition.Receiver, Member: member.OriginalDefinition);
            case { Key: "this" }:
                return new Acquisition(resource.Kind, Place: Acquisition.Receiver);
        }

        // static void Lock(object gate): on what it is given
        var given = resource.Acquisition.Place == Acquisition.Receiver ? resource.Call?.Instance : resource.Call is { } call ? GivenFor(call, resource.Acquisition.Place) : null;
        while (given is IConversionOperation { OperatorMethod: null } conversion)
        {
            given = conversion.Operand;
        }

        return resource.Acquisition.Member is null && given is IParameterReferenceOperation { Parameter: { RefKind: RefKind.None or RefKind.Ref } parameter } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)
            ? new Acquisition(resource.Kind, Place: parameter.Ordinal)
            : null;
    }

    // void TakeLock(ref bool taken) => Monitor.Enter(_gate, ref taken);
    private static int Flag(Resource resource)
        => resource is { Acquisition.FlagParameter: >= 0 and var ordinal, Call: { } call } && GivenFor(call, ordinal) is IParameterReferenceOperation { Parameter: { RefKind: RefKind.Ref } parameter }
            ? parameter.Ordinal
            : -1;

    private static IOperation? GivenFor(IInvocationOperation call, int ordinal)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
            {
                return argument.Value;
            }
        }

        return null;
    }
}

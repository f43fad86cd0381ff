using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Semaphores that are signals: made with nothing to give, <c>new SemaphoreSlim(0)</c>, so that one side waits and
/// the other releases. Whoever waits on one owes nothing.
/// </summary>
internal sealed class Signals
{
    private static readonly ConditionalWeakTable<Compilation, Signals> Cache = new();

    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public static Signals For(Compilation compilation) => Cache.GetValue(compilation, static _ => new());

    /// <summary>Whether what <paramref name="call"/> waits for is such a one.</summary>
    public bool Is(IInvocationOperation call, in Acquisition acquisition) => Is(PlaceOf(call, acquisition));

    /// <summary>Whether the field, property or local that <paramref name="place"/> reads is ever given a semaphore that starts at zero.</summary>
    public bool Is(IOperation? place) => (place is null ? null : Values.Unwrap(place)) switch
    {
        IMemberReferenceOperation { Member: var member } => IsSignal(member.OriginalDefinition),
        ILocalReferenceOperation { Local: var local } => IsSignal(local),
        _ => false,
    };

    private static IOperation? PlaceOf(IInvocationOperation call, in Acquisition acquisition)
    {
        if (acquisition.Place == Acquisition.Receiver)
        {
            return call.Instance;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == acquisition.Place)
            {
                return argument.Value;
            }
        }

        return null;
    }

    private bool IsSignal(ISymbol symbol)
    {
        if (!_known.TryGetValue(symbol, out var signal))
        {
            _known[symbol] = signal = Search(symbol);
        }

        return signal;
    }

    // The initializer, and every assignment to the name in the type or method that declares it.
    private static bool Search(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            if (declaration is VariableDeclaratorSyntax { Initializer.Value: var value } && StartsAtZero(value)
                || declaration is PropertyDeclarationSyntax { Initializer.Value: var given } && StartsAtZero(given))
            {
                return true;
            }
        }

        var scopes = symbol is ILocalSymbol ? symbol.ContainingSymbol.DeclaringSyntaxReferences : symbol.ContainingType.DeclaringSyntaxReferences;
        foreach (var reference in scopes)
        {
            foreach (var node in reference.GetSyntax().DescendantNodes())
            {
                if (node is AssignmentExpressionSyntax { Right: var value } assignment && StartsAtZero(value) && Names(assignment.Left, symbol.Name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Names(ExpressionSyntax target, string name) => target switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText == name,
        _ => false,
    };

    // new SemaphoreSlim(0, 1), new(0)
    private static bool StartsAtZero(ExpressionSyntax value)
        => value is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
            && arguments[0].Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression, Token.Value: 0 };
}

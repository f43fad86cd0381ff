using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Gives each variable that matters a bit: locals, parameters, captures that the compiler made, results of calls
/// that say whether they acquired, and comparisons of unchanging operands. A variable gets its bit when something
/// is first known of it.
/// </summary>
internal sealed class VariableTable
{
    private const int Most = 64;

    // Each variable's bit by its number: a table of numbers is code that the framework brings compiled.
    private readonly Dictionary<object, int> _bits = [];
    private readonly Dictionary<object, IOperation> _targets = [];
    private readonly Dictionary<ISymbol, object> _comparisonsOf = new(SymbolEqualityComparer.Default);

    /// <summary>Variables that a lambda, or a local function that is not just called, can see.</summary>
    public HashSet<ISymbol> Captured { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Of those, the ones that nobody else sees before a place in the text is reached: where the first lambda that captures them is made.</summary>
    public Dictionary<ISymbol, int> CapturedFrom { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The variable is seen by others from the start.</summary>
    public void Capture(ISymbol variable)
    {
        Captured.Add(variable);
        CapturedFrom.Remove(variable);
    }

    /// <summary>Whether someone else sees <paramref name="variable"/> when it is given something at <paramref name="place"/>.</summary>
    public bool IsCapturedAt(ISymbol variable, SyntaxNode place)
        => Captured.Contains(variable) && !(CapturedFrom.TryGetValue(variable, out var from) && Capturing.GivenAt(place) <= from);

    /// <summary>The bits of what the program has no name for, captures above all: it cannot release by way of them later.</summary>
    public ulong Unnamed { get; private set; }

    /// <summary>The bits of locals and captures: each lives in a part of the method.</summary>
    public ulong Scoped { get; private set; }

    /// <summary>The bits of numbers that say whether a call succeeded, as an HRESULT does, and of the variables that were given one.</summary>
    public ulong Answers { get; set; }

    /// <summary>The fields of the object under construction are variables too.</summary>
    public bool FollowsFields { get; set; }

    /// <summary>The bits of such fields.</summary>
    public ulong Fields { get; private set; }

    /// <summary>More variables matter than there are bits.</summary>
    public bool IsFull { get; private set; }

    /// <summary>The bit of what <paramref name="operation"/> reads or returns; 0 when nothing is known of it.</summary>
    public ulong Find(IOperation operation) => Key(operation) is { } key && _bits.TryGetValue(key, out var number) ? 1UL << number : 0;

    public ulong Find(object key) => _bits.TryGetValue(key, out var number) ? 1UL << number : 0;

    /// <summary>The bits of places that have a name.</summary>
    public IEnumerable<(string Key, ulong Bit)> Places
    {
        get
        {
            foreach (var pair in _bits)
            {
                if (pair.Key is string key && key.StartsWith(Transfer.PlacePrefix, System.StringComparison.Ordinal))
                {
                    yield return (key, 1UL << pair.Value);
                }
            }
        }
    }

    /// <summary>The bit of a comparison or place; 0 when nothing is known of it.</summary>
    public ulong FindKey(string key) => Find((object)key);

    /// <summary>The bit of what <paramref name="operation"/> reads, made if need be; 0 when it cannot be tracked.</summary>
    public ulong FindOrAdd(IOperation operation) => Key(operation) is { } key ? FindOrAdd(key) : 0;

    /// <summary>The bit of a flag that is tested; 0 for calls, whose outcome only matters when they acquire, and for captured variables.</summary>
    public ulong FindOrAddFlag(IOperation condition)
        => condition is IInvocationOperation or IAwaitOperation or IFlowCaptureReferenceOperation || Symbol(condition) is { } symbol && Captured.Contains(symbol)
            ? Find(condition)
            : FindOrAdd(condition);

    public ulong FindOrAdd(object key)
    {
        if (_bits.TryGetValue(key, out var number))
        {
            return 1UL << number;
        }

        if (_bits.Count == Most)
        {
            IsFull = true;
            return 0;
        }

        var bit = 1UL << _bits.Count;
        _bits.Add(key, _bits.Count);
        Unnamed |= key is ISymbol or string ? 0 : bit;
        Fields |= FollowsFields && key is IFieldSymbol { IsStatic: false } ? bit : 0;
        Scoped |= key is ILocalSymbol or CaptureId ? bit : 0;
        return bit;
    }

    /// <summary>The bit of a comparison whose outcome stays the same while <paramref name="operands"/> do.</summary>
    public ulong OfComparison(string key, List<ISymbol> operands)
    {
        var bit = FindOrAdd(key);
        foreach (var operand in operands)
        {
            _comparisonsOf[operand] = ComparisonsOf(operand) | bit;
        }

        return bit;
    }

    /// <summary>The comparisons that an assignment to <paramref name="symbol"/> makes unknown.</summary>
    public ulong ComparisonsOf(ISymbol symbol) => _comparisonsOf.TryGetValue(symbol, out var bits) ? (ulong)bits : 0;

    /// <summary>A capture stands for a place that is assigned later: <c>x ??= y</c> captures 'x'.</summary>
    public void AddTarget(CaptureId capture, IOperation target) => _targets[capture] = target;

    /// <summary>What an assignment to <paramref name="target"/> really assigns to.</summary>
    public IOperation Resolve(IOperation target)
    {
        for (var i = 0; i < Most; i++)
        {
            switch (target)
            {
                case IFlowCaptureReferenceOperation capture when _targets.TryGetValue(capture.Id, out var captured):
                    target = captured;
                    break;
                case IParenthesizedOperation parenthesized:
                    target = parenthesized.Operand;
                    break;
                case IDeclarationExpressionOperation declaration:
                    target = declaration.Expression;
                    break;
                default:
                    return target;
            }
        }

        return target;
    }

    /// <summary>The symbol of a local or parameter; null for anything else.</summary>
    public static ISymbol? Symbol(IOperation operation) => operation switch
    {
        // A ref local or ref parameter is another name for a place that this table does not know.
        ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        _ => null,
    };

    private object? Key(IOperation operation) => operation switch
    {
        IFlowCaptureReferenceOperation capture => capture.Id,
        IFlowCaptureOperation capture => capture.Id,
        IInvocationOperation call => call,
        IAwaitOperation wait => wait,

        // A readonly field of this object: nobody changes it between two tests.
        IFieldReferenceOperation { Field: { IsReadOnly: true } field, Instance: null or IInstanceReferenceOperation } => field,
        IFieldReferenceOperation { Field: var field, Instance: IInstanceReferenceOperation } when FollowsFields => field,
        _ => Symbol(operation),
    };
}

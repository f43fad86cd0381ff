namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What the analysis knows of a value: which resources it is (provided that they are held), which it may be or
/// contain, whether it is a known constant, or which variable it was read from.
/// </summary>
internal readonly struct FlowValue
{
    /// <summary>A value that has nothing to do with any resource.</summary>
    public static readonly FlowValue Unknown;

    /// <summary><c>true</c>, or an object that was just made.</summary>
    public static readonly FlowValue True = new(0, 0, 0, 0, true);

    /// <summary><c>false</c> or <c>null</c>.</summary>
    public static readonly FlowValue False = new(0, 0, 0, 0, false);

    private readonly bool? _constant;
    private readonly bool _isNegated;

    private FlowValue(ulong held, ulong heldAfterThrow, ulong may, ulong variable, bool? constant, bool isNegated = false)
    {
        _isNegated = isNegated;
        Is = held;
        IsAfterThrow = heldAfterThrow;
        May = may | held | heldAfterThrow;
        Variable = variable;
        _constant = constant;
    }

    /// <summary>The resources that this value is, where they are held and nothing threw since.</summary>
    public ulong Is { get; }

    /// <summary>The resources that this value is, where they are held after a throw.</summary>
    public ulong IsAfterThrow { get; }

    /// <summary>The resources that it is, may be, or may contain.</summary>
    public ulong May { get; }

    /// <summary>The variable it was read from, as a bit; 0 when from none.</summary>
    public ulong Variable { get; }

    /// <summary>The value of a variable.</summary>
    public static FlowValue Of(ulong variable, ulong held, ulong heldAfterThrow, ulong may) => new(held, heldAfterThrow, may, variable, null);

    /// <summary>The value of a variable that carries nothing; only its truth is known.</summary>
    public static FlowValue Of(ulong variable) => new(0, 0, 0, variable, null);

    /// <summary>A resource just acquired; not null for certain, or only where it is held.</summary>
    public static FlowValue Resource(ulong resource, bool certainly) => new(resource, resource, resource, 0, certainly ? true : null);

    /// <summary>The same value, which contains others as well.</summary>
    public FlowValue Around(ulong contents) => new(Is, IsAfterThrow, May | contents, Variable, _constant);

    /// <summary>Something that may contain resources: a tuple, a lease, a view.</summary>
    public static FlowValue Containing(ulong may) => new(0, 0, may, 0, null);

    /// <summary>The same value as far as one resource is concerned.</summary>
    public FlowValue Only(ulong resource) => new(Is & resource, IsAfterThrow & resource, May & resource, Variable, _constant);

    /// <summary>Whether it is known to be true, false, null or not null wherever it goes.</summary>
    public bool IsConstant => _constant is not null;

    /// <summary>The opposite of an answer.</summary>
    public FlowValue Not() => May != 0 ? Containing(May) : new(0, 0, 0, Variable, !_constant, !_isNegated);

    /// <summary>Whether it is true, or not null, under the given facts.</summary>
    public bool IsTrueIn(in HeldFacts facts) => _constant ?? (Variable != 0 && ((_isNegated ? facts.IsFalse : facts.IsTrue | facts.Carriers) & Variable) != 0);

    /// <summary>Whether it is false, or null, under the given facts.</summary>
    public bool IsFalseIn(in HeldFacts facts) => !(_constant ?? true) || (_constant is null && Variable != 0 && ((_isNegated ? facts.IsTrue | facts.Carriers : facts.IsFalse) & Variable) != 0);
}

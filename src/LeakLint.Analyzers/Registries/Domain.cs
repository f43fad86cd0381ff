using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>Of how many values a key or an element may be, from few to endless.</summary>
internal enum DomainKind
{
    /// <summary>Few: a constant, a type, an enum, what is computed from such.</summary>
    Bounded,

    /// <summary>Names of things of which there are few: of types, of members, of loggers.</summary>
    Named,

    /// <summary>Keys that another collection knows.</summary>
    Known,

    /// <summary>Nothing tells.</summary>
    Unknown,

    /// <summary>State of the instance: as many as there are instances that differ.</summary>
    Instance,

    /// <summary>What a caller hands over, or what is computed from it.</summary>
    Parameter,

    /// <summary>Another one each time: a new object, a new <c>Guid</c>, the next number, the time, a line of input.</summary>
    Fresh,
}

/// <summary>The domain of one key or element.</summary>
/// <param name="Kind">How large it is.</param>
/// <param name="Parameter">The parameter it comes from, if it does.</param>
/// <param name="HasInput">Whether a new object carries something of the caller, the instance or the moment.</param>
/// <param name="IsMoment">Whether it carries the time or a new number.</param>
/// <param name="NeverEqual">Whether it is compared by reference and made anew each time: no lookup ever finds it.</param>
internal readonly record struct Domain(DomainKind Kind, IParameterSymbol? Parameter = null, bool NeverEqual = false, bool HasInput = false, bool IsMoment = false)
{
    public static readonly Domain Bounded = new(DomainKind.Bounded);

    public static readonly Domain Unknown = new(DomainKind.Unknown);

    /// <summary>The domain of what is made of both.</summary>
    public Domain Join(Domain other)
    {
        var larger = other.Kind > Kind ? other : this;
        return larger with { NeverEqual = NeverEqual || other.NeverEqual, HasInput = HasInput || other.HasInput, IsMoment = IsMoment || other.IsMoment, Parameter = larger.Parameter ?? Parameter ?? other.Parameter };
    }
}

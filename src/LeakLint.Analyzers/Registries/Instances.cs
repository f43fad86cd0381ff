using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Whether the instances of a type come and go. A singleton that registers itself holds itself, and instances made
/// only in static initializers are the program's constants: neither lets a registry grow.
/// </summary>
internal static class Instances
{
    /// <summary>Whether every instance of <paramref name="type"/> is made once, in static initializers or under a once-guard.</summary>
    public static bool AreMadeOnce(INamedTypeSymbol type, RegistriesFacts facts) =>
        OnlyItselfCreates(type) && CreationsOf(type, facts) == Occasion.Once;

    /// <summary>Whether the whole program makes its instances of <paramref name="type"/> once. Their constructors run once then; what their methods do, they may do often.</summary>
    public static bool AreConstructedOnce(INamedTypeSymbol type, RegistriesFacts facts) =>
        AreMadeOnce(type, facts) || (facts.AreOfCompilation && facts.Shapes.IsClosed(type) && CreationsOf(type, facts) == Occasion.Once);

    /// <summary><c>static void Main() => new Program().Run();</c>: what its methods do, they do once.</summary>
    public static bool AreTheProgram(INamedTypeSymbol type, RegistriesFacts facts)
    {
        foreach (var member in type.GetMembers(WellKnownMemberNames.EntryPointMethodName))
        {
            if (member is IMethodSymbol { IsStatic: true })
            {
                return CreationsOf(type, facts) == Occasion.Once;
            }
        }

        return false;
    }

    /// <summary>Why a table of instances of <paramref name="type"/> may be meant to stay, or null.</summary>
    public static UndecidedReason? MayBeMeantToStay(INamedTypeSymbol type, bool isKeyed, RegistriesFacts facts) =>
        CreationsInSight(type, facts) switch
        {
            // abstract class Color { protected Color() { _all.Add(this); } }  class Red : Color { public static readonly Red Instance = new(); }
            Occasion.PerCall or null when facts.Constants.Include(type) => Reasons.MaybeConstants,
            // public Color(string name) { _all.Add(this); }  public static readonly Color Red = new("red");
            Occasion.Once => Reasons.MaybeConstants,
            // private Name(string text) { _all[text] = this; }  public static Name Get(string text) => ... new Name(text)
            Occasion.PerCall when isKeyed && OnlyItselfCreates(type) => Reasons.Interned,
            _ => null,
        };

    // They come and go when no creation is in sight.
    private static Occasion CreationsOf(INamedTypeSymbol type, RegistriesFacts facts) => CreationsInSight(type, facts) ?? Occasion.PerInstance;

    // The loosest occasion of all creations in the outermost type; null when it makes none.
    private static Occasion? CreationsInSight(INamedTypeSymbol type, RegistriesFacts facts)
    {
        var seen = false;
        var loosest = Occasion.Once;
        foreach (var creation in facts.Creations)
        {
            if (!IsOrDerives(creation.Type, type))
            {
                continue;
            }

            seen = true;
            switch (facts.OccasionOf(creation.Member, creation.Occasion))
            {
                case Occasion.PerInstance or Occasion.Unknown:
                    return Occasion.PerInstance;
                case Occasion.PerCall:
                    loosest = Occasion.PerCall;
                    break;
            }
        }

        return seen ? loosest
            : facts.IsMadeOnce(type) switch { true => Occasion.Once, false => Occasion.PerInstance, null => null };
    }

    /// <summary>Whether no code outside of <paramref name="type"/> can make an instance of it.</summary>
    public static bool OnlyItselfCreates(INamedTypeSymbol type)
    {
        if (type.ContainingType is not null && type.DeclaredAccessibility == Accessibility.Private)
        {
            return true;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            // A record's copy constructor is called by its own 'with'.
            if (constructor.DeclaredAccessibility != Accessibility.Private && !(type.IsRecord && constructor.IsImplicitlyDeclared && constructor.Parameters.Length == 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <paramref name="created"/> is <paramref name="type"/>, or derives from it.</summary>
    public static bool IsOrDerives(INamedTypeSymbol created, INamedTypeSymbol type)
    {
        for (var t = created; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, type))
            {
                return true;
            }
        }

        return false;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which keys come from a domain that a program cannot make larger while it runs: types and members, enums,
/// cultures, encodings, constants. A registry keyed by them stops growing by itself.
/// </summary>
internal sealed class BoundedDomains
{
    private static readonly string[] Names =
    {
        "System.Type",
        "System.RuntimeTypeHandle",
        "System.RuntimeMethodHandle",
        "System.RuntimeFieldHandle",
        "System.TimeZoneInfo",
        "System.Globalization.CultureInfo",
        "System.Globalization.RegionInfo",
        "System.Reflection.Assembly",
        "System.Reflection.MemberInfo",
        "System.Reflection.Module",
        "System.Reflection.ParameterInfo",
        "System.Text.Encoding",
        "Microsoft.CodeAnalysis.DiagnosticDescriptor",
    };

    /// <summary>What a program gives a name to, once for each name: sources of events and measurements, loggers.</summary>
    private static readonly string[] NamedOnce =
    {
        "System.Diagnostics.ActivitySource",
        "System.Diagnostics.DiagnosticListener",
        "System.Diagnostics.PerformanceCounter",
        "System.Diagnostics.TraceSource",
        "System.Diagnostics.Metrics.Instrument",
        "System.Diagnostics.Metrics.Meter",
        "System.Diagnostics.Tracing.EventSource",
        "Microsoft.Extensions.Logging.ILogger",
    };

    private readonly KnownTypes _types;

    public BoundedDomains(KnownTypes types) => _types = types;

    /// <summary>Whether all values of <paramref name="type"/> together are few: <c>Type</c>, an enum, a tuple of such.</summary>
    public bool Includes(ITypeSymbol? type)
    {
        switch (type)
        {
            case null:
                return false;
            case { SpecialType: SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Char }:
            case { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_Enum }:
                return true;
            // where T : struct, Enum
            case ITypeParameterSymbol { ConstraintTypes: { IsEmpty: false } constraints }:
                return constraints[0].SpecialType == SpecialType.System_Enum;
            case INamedTypeSymbol { IsTupleType: true } tuple:
                foreach (var element in tuple.TupleElements)
                {
                    if (!Includes(element.Type))
                    {
                        return false;
                    }
                }

                return true;
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable:
                return Includes(nullable.TypeArguments[0]);
        }

        for (var t = type; t is { SpecialType: not SpecialType.System_Object }; t = t.BaseType)
        {
            foreach (var name in Names)
            {
                if (SymbolEqualityComparer.Default.Equals(t, _types.Get(name)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a program has few objects of the reference type <paramref name="type"/>: a cache of them by name has as few entries that are found.</summary>
    public bool IncludesObjectsOf(ITypeSymbol? type)
    {
        if (type is not { IsReferenceType: true })
        {
            return false;
        }

        for (var t = type; t is { SpecialType: not SpecialType.System_Object }; t = t.BaseType)
        {
            foreach (var name in NamedOnce)
            {
                if (t.Is(_types.Get(name)))
                {
                    return true;
                }
            }
        }

        return Includes(type) || type is INamedTypeSymbol own && IsMadeOfSuch(own);
    }

    // class Target { public Type Type; public MethodInfo Method; }: as few as what it is made of
    private bool IsMadeOfSuch(INamedTypeSymbol type)
    {
        var parts = 0;
        if (type.DeclaringSyntaxReferences.IsEmpty || type.BaseType is not { SpecialType: SpecialType.System_Object })
        {
            return false;
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false } part)
            {
                if (!Includes(part.Type))
                {
                    return false;
                }

                parts += part.Type is { IsReferenceType: true } ? 1 : 0;
            }
        }

        return parts > 0;
    }

    /// <summary>Whether <paramref name="key"/> can take few values only, by its type or by what it is made of.</summary>
    public bool Includes(IOperation key)
    {
        key = Values.Unwrap(key);
        if (key.ConstantValue.HasValue || Includes(key.Type))
        {
            return true;
        }

        switch (key)
        {
            // Keys.Default, made once
            case IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } }:
                return true;
            // type.FullName, culture.Name
            case IPropertyReferenceOperation { Instance: { } instance }:
                return Includes(instance);
            // kind.ToString(), type.GetGenericTypeDefinition()
            case IInvocationOperation { Instance: { } instance, Arguments.IsEmpty: true } call:
                return (Includes(instance) && !IsState(instance)) || (call.TargetMethod.Name == nameof(GetType) && call.TargetMethod.ContainingType.SpecialType == SpecialType.System_Object);
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    if (!Includes(element))
                    {
                        return false;
                    }
                }

                return true;
            case ILocalReferenceOperation local:
                return Values.LastGiven(local) is { } given && given is not ILocalReferenceOperation && Includes(given);
            default:
                return false;
        }
    }

    // s_random.Next(): the generator is one, what it gives is not.
    private static bool IsState(IOperation instance) => Values.Unwrap(instance) is IFieldReferenceOperation { ConstantValue.HasValue: false, Type.TypeKind: not TypeKind.Enum };
}

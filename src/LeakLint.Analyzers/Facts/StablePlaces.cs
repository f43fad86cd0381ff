using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// The name of a place that can be told from another by its text: a local, a parameter, <c>this</c>, a type, a field or
/// property of one of these. Two places with one key are one; two with different keys are two, or two names of one.
/// </summary>
internal static class StablePlaces
{
    /// <summary>The key of the place that <paramref name="operation"/> reads; null for what has none: a call, an element.</summary>
    public static string? Key(IOperation operation)
    {
        operation = Values.Unwrap(operation);
        return operation switch
        {
            IInstanceReferenceOperation => "this",
            ITypeOfOperation type => "typeof " + type.TypeOperand.ToDisplayString(),
            ILocalReferenceOperation { Local: var local } => Key(local),
            IParameterReferenceOperation { Parameter: var parameter } => Key(parameter),
            IMemberReferenceOperation { Instance: null, Member: var member } when IsPlain(operation) => member.ContainingType.ToDisplayString() + "." + member.Name,
            IMemberReferenceOperation { Instance: { } instance, Member: var member } when IsPlain(operation) && Key(instance) is { } whole => whole + "." + member.Name,
            _ => null,
        };
    }

    /// <summary>The key of a member of what <paramref name="operation"/> reads, or of a static one; null where there is none.</summary>
    public static string? Key(IOperation operation, ISymbol member)
        => member.IsStatic ? member.ContainingType.ToDisplayString() + "." + member.Name : Key(operation) is { } whole ? whole + "." + member.Name : null;

    /// <summary>The key of a local or parameter.</summary>
    public static string Key(ISymbol variable)
        => variable.Name + "@" + (variable.Locations.Length > 0 ? variable.Locations[0].SourceSpan.Start : 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>The field, property, local or parameter at the end of the name; null for anything else.</summary>
    public static ISymbol? Symbol(IOperation operation) => Values.Unwrap(operation) switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        IMemberReferenceOperation { Member: var member } reference when IsPlain(reference) => member,
        _ => null,
    };

    private static bool IsPlain(IOperation operation) => operation is IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true };
}

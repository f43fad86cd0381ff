using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LeakLint.HouseTests.Api;

/// <summary>What a user of an assembly can see, one line a member: names, types, nullability, default values, constraints,
/// and the attributes that a compiler reads.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat Name = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeDefaultValue,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat NameAndConstraints =
        Name.AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    public static IReadOnlyList<string> Lines(MetadataReference assembly, IEnumerable<MetadataReference> framework)
    {
        var compilation = CSharpCompilation.Create("Api", references: framework.Append(assembly));
        var symbol = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(assembly)!;
        return [.. Types(symbol.GlobalNamespace).SelectMany(OfType).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .SelectMany(static member => member is INamedTypeSymbol type
            ? IsVisible(type) ? Types(type).Prepend(type) : []
            : Types(member));

    private static IEnumerable<string> OfType(INamedTypeSymbol type)
    {
        yield return $"{type.ToDisplayString(Name)} : {Kind(type)}{Constraints(type)}{Attributes(type)}";
        if (type.TypeKind is TypeKind.Delegate)
        {
            yield return Member(type.DelegateInvokeMethod!);
            yield break;
        }

        foreach (var member in type.GetMembers().Where(static m => m is not INamedTypeSymbol && IsVisible(m)))
        {
            if (member is not IMethodSymbol { AssociatedSymbol: not null })
            {
                yield return Member(member);
            }
        }
    }

    private static string Kind(INamedTypeSymbol type)
    {
        var kind = type.TypeKind switch
        {
            TypeKind.Class when type.IsStatic => "static class",
            TypeKind.Class => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (type.IsRecord ? "record" : "class"),
            TypeKind.Struct => (type.IsReadOnly ? "readonly " : "") + (type.IsRefLikeType ? "ref " : "") + "struct",
            TypeKind.Enum => $"enum : {type.EnumUnderlyingType!.ToDisplayString(Name)}",
            var other => other.ToString().ToLowerInvariant(),
        };
        // Of internal interfaces a user sees nothing.
        var bases = type.Interfaces.Where(static i => i.DeclaredAccessibility == Accessibility.Public);
        if (type is { TypeKind: TypeKind.Class, BaseType.SpecialType: not SpecialType.System_Object })
        {
            bases = bases.Prepend(type.BaseType!);
        }

        return string.Join(", ", bases.Select(static b => b.ToDisplayString(Name)).Prepend(kind));
    }

    private static string Member(ISymbol member)
    {
        var type = member switch
        {
            IMethodSymbol method => Returned(method),
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            IEventSymbol @event => @event.Type,
            _ => null,
        };
        var words = new[]
        {
            member is IFieldSymbol { IsConst: true } ? "const" : member.IsStatic ? "static" : "",
            member.DeclaredAccessibility == Accessibility.Public ? "" : "protected",
            member is IFieldSymbol { IsReadOnly: true } ? "readonly" : "",
            member.ContainingType.TypeKind == TypeKind.Interface ? "" : member.IsAbstract ? "abstract" : member.IsVirtual ? "virtual" : member.IsOverride ? "override" : "",
            member is IEventSymbol ? "event" : "",
        };
        return member.ToDisplayString(Name)
            + (type is null ? "" : $" -> {type.ToDisplayString(Name)}")
            + string.Concat(words.Where(static w => w.Length > 0).Select(static w => ", " + w))
            + Constraints(member)
            + Attributes(member)
            + (member is IMethodSymbol with ? string.Concat(with.Parameters.Select(static p => Attributes(p, p.Name + ": "))) : "");

        static ITypeSymbol? Returned(IMethodSymbol method)
            => method.MethodKind == MethodKind.Constructor ? null : method.ReturnType;
    }

    // Constraints stand at the end of what is displayed with them.
    private static string Constraints(ISymbol symbol)
        => symbol is IMethodSymbol or INamedTypeSymbol
            ? symbol.ToDisplayString(NameAndConstraints)[symbol.ToDisplayString(Name).Length..]
            : "";

    private static string Attributes(ISymbol symbol, string where = "") => string.Concat(symbol.GetAttributes()
        .Where(static a => IsRead(a.AttributeClass!))
        .Select(a => $" [{where}{a.ToString()!.Replace("Attribute", "").Split('.')[^1]}]")
        .Order(StringComparer.Ordinal));

    /// <summary>Whether a compiler or an editor acts on it; the rest is what the compiler itself wrote down.</summary>
    private static bool IsRead(INamedTypeSymbol attribute) => attribute.ContainingNamespace.ToDisplayString() switch
    {
        "System.Diagnostics.CodeAnalysis" or "System.ComponentModel" or "System" or "LeakLint" => true,
        "System.Runtime.CompilerServices" => attribute.Name.StartsWith("Caller", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsVisible(ISymbol symbol)
        => symbol.DeclaredAccessibility is Accessibility.Public
            || (symbol.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal && !symbol.ContainingType.IsSealed);
}

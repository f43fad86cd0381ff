using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Edits;

/// <summary>How a type is written at a place: as short as it can be, and with question marks only where the file knows them.</summary>
internal static class TypeText
{
    public static string Of(ITypeSymbol type, SemanticModel model, int position)
    {
        var format = SymbolDisplayFormat.MinimallyQualifiedFormat;
        var knowsNull = (model.GetNullableContext(position) & NullableContext.AnnotationsEnabled) != 0;
        format = knowsNull
            ? format.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier)
            : format.RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);
        return type.ToMinimalDisplayString(model, position, format);
    }
}

using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Balance;

/// <summary>The statement that releases what a field holds, as the field's type and protocol have it.</summary>
internal static class FieldRelease
{
    /// <summary>The text of the statement; null where none can be written.</summary>
    /// <param name="field">The field.</param>
    /// <param name="compilation">Its compilation.</param>
    /// <param name="ownership">Who releases what.</param>
    /// <param name="isAsync">Whether it may await.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static string? Of(KeptField field, Compilation compilation, Ownership ownership, bool isAsync, CancellationToken cancellation)
    {
        var type = field.Member is IFieldSymbol plain ? plain.Type : ((IPropertySymbol)field.Member).Type;
        return field.Protocol.IsDisposable || field.Protocol.Releases.Any(static r => r.Name == "Dispose")
            ? Disposing(field, type, compilation, isAsync)
            : ByProtocol(field, type, compilation, ownership, cancellation);
    }

    // _file.Dispose();   _file?.Dispose();   (_store as IDisposable)?.Dispose();   await _file.DisposeAsync().ConfigureAwait(false);
    private static string? Disposing(KeptField field, ITypeSymbol type, Compilation compilation, bool isAsync)
    {
        var types = KnownTypes.For(compilation);
        var name = Name(field.Member);
        var link = MayBeNull(field.Member, type) ? "?." : ".";
        if (isAsync && Is(type, types.AsyncDisposable) && HasMember(type, "DisposeAsync"))
        {
            return link == "." ? $"await {name}.DisposeAsync().ConfigureAwait(false);" : $"if ({name} is not null)\n{{\nawait {name}.DisposeAsync().ConfigureAwait(false);\n}}";
        }

        if (Is(type, types.Disposable))
        {
            return HasMember(type, "Dispose") ? $"{name}{link}Dispose();" : $"((System.IDisposable{(link == "." ? "" : "?")}){name}){link}Dispose();";
        }

        return Is(type, types.AsyncDisposable) ? null : $"({name} as System.IDisposable)?.Dispose();";
    }

    private static string? ByProtocol(KeptField field, ITypeSymbol type, Compilation compilation, Ownership ownership, CancellationToken cancellation)
    {
        if (field.Site.SourceTree is not { } tree)
        {
            return null;
        }

        var model = compilation.GetSemanticModel(tree);
        var node = tree.GetRoot(cancellation).FindNode(field.Site.SourceSpan, getInnermostNodeForTie: true);
        if (model.GetOperation(node, cancellation) is not { } operation
            || Resource.Awaited(operation) is not IInvocationOperation call
            || ReleaseCode.Of(new ReleaseTarget(model, field.Protocol, call.TargetMethod, call.Syntax, Name(field.Member), type, ownership), cancellation) is not { } release)
        {
            return null;
        }

        // A struct that was never filled, a buffer that was never rented.
        return release.Statement(onlyIfHeld: MayBeNull(field.Member, type) || type.IsValueType).NormalizeWhitespace(eol: "\n").ToString();
    }

    // Filled from the start, and by its type never null.
    private static bool MayBeNull(ISymbol member, ITypeSymbol type)
    {
        if (type.IsValueType)
        {
            return type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        }

        if (type.NullableAnnotation == NullableAnnotation.Annotated)
        {
            return true;
        }

        return type.NullableAnnotation != NullableAnnotation.NotAnnotated && member is not (IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null });
    }

    private static string Name(ISymbol member) => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(member.Name) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? member.Name : "@" + member.Name;

    private static bool Is(ITypeSymbol type, INamedTypeSymbol? face)
        => type.Is(face) || type.AllInterfaces.Any(i => i.Is(face)) || (type is ITypeParameterSymbol parameter && parameter.ConstraintTypes.Any(c => Is(c, face)));

    private static bool HasMember(ITypeSymbol type, string name)
    {
        if (type.TypeKind is TypeKind.Interface or TypeKind.TypeParameter)
        {
            return true;
        }

        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.GetMembers(name).Any(static m => m is IMethodSymbol { Parameters.IsEmpty: true, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>What an attribute says.</summary>
internal enum Meaning
{
    /// <summary><c>[Acquires]</c>: the caller must release it by the same protocol.</summary>
    Acquires,

    /// <summary><c>[Releases]</c>: releases what was acquired by the same protocol.</summary>
    Releases,

    /// <summary><c>[TakesOwnership]</c>, JetBrains' <c>[HandlesResourceDisposal]</c> on a parameter: whoever is called is the owner now.</summary>
    Takes,

    /// <summary><c>[Borrows]</c>: the caller stays the owner.</summary>
    Borrows,

    /// <summary><c>[ReturnsOwned]</c>, JetBrains' <c>[MustDisposeResource]</c>: the caller is the owner of what it gets.</summary>
    GivesOwned,

    /// <summary><c>[ReturnsBorrowed]</c>: what the caller gets is somebody else's.</summary>
    GivesBorrowed,

    /// <summary>JetBrains' <c>[MustDisposeResource(false)]</c>: the caller need not release what it gets, and may.</summary>
    GivesOptional,

    /// <summary>JetBrains' <c>[HandlesResourceDisposal]</c> on a method: the object that it is called on is disposed.</summary>
    Disposes,
}

/// <summary>One attribute, understood.</summary>
/// <param name="Meaning">What it says.</param>
/// <param name="Position">The ordinal of the parameter that it speaks about; <see cref="Itself"/> for the result or the object.</param>
/// <param name="Protocol">The protocol's name, or else the type that declares the member: the protocol is its own.</param>
internal readonly record struct Annotation(Meaning Meaning, int Position, object Protocol)
{
    public const int Itself = -1;
}

/// <summary>What attributes say about one method. Few speak, and about few: a short list is the quickest table.</summary>
internal sealed class Annotated(ImmutableArray<Annotation> annotations)
{
    /// <summary>Nobody says anything.</summary>
    public static readonly Annotated Nothing = new([]);

    public ImmutableArray<Annotation> All => annotations;

    public bool IsEmpty => annotations.IsEmpty;

    /// <summary>Whether some attribute says this about that position.</summary>
    public bool Says(Meaning meaning, int position)
    {
        foreach (var annotation in annotations)
        {
            if (annotation.Meaning == meaning && annotation.Position == position)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The attributes that are understood, by their full names: who carries a copy of his own means the same.</summary>
internal static class AnnotationNames
{
    public static readonly ImmutableArray<string> All =
    [
        "LeakLint.AcquiresAttribute",
        "LeakLint.ReleasesAttribute",
        "LeakLint.TakesOwnershipAttribute",
        "LeakLint.BorrowsAttribute",
        "LeakLint.ReturnsOwnedAttribute",
        "LeakLint.ReturnsBorrowedAttribute",
        "JetBrains.Annotations.MustDisposeResourceAttribute",
        "JetBrains.Annotations.HandlesResourceDisposalAttribute",
    ];

    /// <summary>What <paramref name="attribute"/> says where it stands; null for any other attribute.</summary>
    /// <param name="isOnParameter">It stands on a parameter, or at an assembly with the name of one.</param>
    public static Meaning? MeaningOf(AttributeData attribute, bool isOnParameter)
    {
        if (attribute.AttributeClass is not { Arity: 0, ContainingType: null } type)
        {
            return null;
        }

        return type.Name switch
        {
            "AcquiresAttribute" when IsOurs(type) => Meaning.Acquires,
            "ReleasesAttribute" when IsOurs(type) => Meaning.Releases,
            "TakesOwnershipAttribute" when IsOurs(type) => isOnParameter ? Meaning.Takes : null,
            "BorrowsAttribute" when IsOurs(type) => isOnParameter ? Meaning.Borrows : null,
            "ReturnsOwnedAttribute" when IsOurs(type) => Meaning.GivesOwned,
            "ReturnsBorrowedAttribute" when IsOurs(type) => Meaning.GivesBorrowed,
            "MustDisposeResourceAttribute" when IsJetBrains(type) => attribute.ConstructorArguments is { Length: 1 } given && given[0].Value is false ? Meaning.GivesOptional : Meaning.GivesOwned,
            "HandlesResourceDisposalAttribute" when IsJetBrains(type) => isOnParameter ? Meaning.Takes : Meaning.Disposes,
            _ => null,
        };
    }

    private static bool IsOurs(INamedTypeSymbol type)
        => type.ContainingNamespace is { Name: "LeakLint", ContainingNamespace.IsGlobalNamespace: true };

    private static bool IsJetBrains(INamedTypeSymbol type)
        => type.ContainingNamespace is { Name: "Annotations", ContainingNamespace: { Name: "JetBrains", ContainingNamespace.IsGlobalNamespace: true } };
}

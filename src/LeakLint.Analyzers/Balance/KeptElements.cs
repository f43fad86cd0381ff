using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>What goes into a collection of the object and is never released there.</summary>
/// <param name="Collection">The field.</param>
/// <param name="Protocol">How its elements are released.</param>
/// <param name="Site">Where the element is acquired.</param>
/// <param name="Teardown">The method that should release them.</param>
internal sealed record KeptElement(IFieldSymbol Collection, Protocol Protocol, Location Site, IMethodSymbol Teardown);

/// <summary>
/// Collections that own what is put into them: each element is acquired by the call that adds it, and all that the type's code ever does
/// with the collection is to add, to count, to clear and to use what is in it. Nothing takes an element out, so nobody can release it.
/// </summary>
internal sealed class KeptElements(Compilation compilation, KnownTypes types, Ownership ownership)
{
    private readonly Bodies _bodies = Bodies.For(compilation);
    private readonly OwnerTypes _owners = new(types, ownership);

    /// <summary>The element that the call adds and nobody releases; null where that is not proved.</summary>
    public KeptElement? At(IInvocationOperation call, CancellationToken cancellation)
    {
        if (!Adds(call) || call.Instance is not IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { DeclaredAccessibility: Accessibility.Private, IsStatic: false, ContainingType: { } type } field }
            || !IsOfFramework(field.Type) || Acquired(call.Arguments[call.Arguments.Length - 1].Value, cancellation) is not var (protocol, site)
            || !_owners.IsTornDown(type) || OwnerTypes.Teardown(type) is not { } teardown)
        {
            return null;
        }

        foreach (var (_, root) in new TypeCode(Nesting.Outermost(type), _bodies, cancellation).Mentioning([field.Name]))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field.OriginalDefinition, field.OriginalDefinition) && !OnlyKeeps(reference, cancellation))
                {
                    return null;
                }
            }
        }

        return new KeptElement(field, protocol, site.Syntax.GetLocation(), teardown);
    }

    private static bool Adds(IInvocationOperation call) => call.TargetMethod.Name is "Add" or "Enqueue" or "Push" or "AddLast" or "AddFirst" or "TryAdd" && call.Arguments.Length > 0;

    private static bool IsOfFramework(ITypeSymbol type) => type is INamedTypeSymbol { Arity: 1 or 2 } collection && Framework.Declares(collection) && collection.AllInterfaces.Length > 0;

    // File.OpenRead(path); or a local that got it and is given to nobody else
    private (Protocol Protocol, IOperation Site)? Acquired(IOperation value, CancellationToken cancellation)
    {
        value = Values.Unwrap(value);
        return value is IObjectCreationOperation or IInvocationOperation or IAwaitOperation && ownership.AcquiredToKeep(value, cancellation) is { Doubt: null, IsOptional: false } protocol
            ? (protocol, value)
            : null;
    }

    // _files.Add(x), _files.Count, _files.Clear(), foreach (var f in _files) f.Flush(), _files[0].Length
    private bool OnlyKeeps(IOperation collection, CancellationToken cancellation)
    {
        switch (collection.Parent)
        {
            case IInvocationOperation call when call.Instance == collection:
                return call.TargetMethod.Name is "Clear" or "TrimExcess" or "EnsureCapacity" || Adds(call) && Acquired(call.Arguments[call.Arguments.Length - 1].Value, cancellation) is not null;
            case IPropertyReferenceOperation { Property: { IsIndexer: false, Name: "Count" or "Capacity" or "IsEmpty" } } property:
                return property.Instance == collection;
            case IPropertyReferenceOperation { Property.IsIndexer: true } element when element.Instance == collection:
                return OnlyUses(element);
            case IConversionOperation { IsImplicit: true, Parent: IForEachLoopOperation each }:
                return OnlyUsesEach(each);
            case IForEachLoopOperation each:
                return OnlyUsesEach(each);
            case IAssignmentOperation { Value: var value } assignment when assignment.Target == collection:
                return Values.Unwrap(value) is IObjectCreationOperation { Arguments.IsEmpty: true } or ICollectionExpressionOperation { Elements.IsEmpty: true };
            case IFieldInitializerOperation or IBinaryOperation or ILockOperation or INameOfOperation:
                return true;
            default:
                return false;
        }
    }

    private bool OnlyUsesEach(IForEachLoopOperation each)
    {
        foreach (var operation in each.Body.Descendants())
        {
            if (operation is ILocalReferenceOperation { Local: var local } && each.Locals.Contains(local) && !OnlyUses(operation))
            {
                return false;
            }
        }

        return true;
    }

    // file.Flush(), file.Length, await file.FlushAsync(): nothing that could end it or hand it on
    private bool OnlyUses(IOperation element) => element.Parent switch
    {
        IInvocationOperation call => call.Instance == element && !ReleaseNames.End(call.TargetMethod.Name, Framework.Declares(call.TargetMethod.ContainingType)) && ownership.ReleaseOf(call) is null,
        IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Instance == element && property.Parent is not IMemberReferenceOperation and not IInvocationOperation,
        IBinaryOperation => true,
        _ => false,
    };
}

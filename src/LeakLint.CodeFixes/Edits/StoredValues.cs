using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Judges what each growing use puts in, and who releases it: only what somebody else owns may be held weakly.
/// </summary>
internal sealed class StoredValues(Registry registry, SemanticModel model, CancellationToken cancellation)
{
    private readonly StrongOwner _owner = new(registry.Field, cancellation);
    private readonly KnownTypes _types = KnownTypes.For(model.Compilation);

    /// <summary>Whether the use stores something that must not be held weakly.</summary>
    public bool Refuses(UseSite site, out Refusal refusal)
    {
        refusal = Refusal.NoOtherOwner;
        switch (site.Use)
        {
            case CollectionUse.AddPair or CollectionUse.TryAddPair or CollectionUse.SetPair or CollectionUse.Put or CollectionUse.PutIfNew:
                return RefusesValue(site.Value!, out refusal);

            // The handle that the factory makes is the map's; whoever adds a reference of its own needs that one no more.
            case CollectionUse.GetOrAdd when registry.HoldsHandles:
                return Handles.OwnCountOf(site.Node) is null || Handles.MadeBy(site.Value) is null;

            case CollectionUse.GetOrAdd or CollectionUse.GetOrAddWithArgument:
                // What the factory makes is owned by whoever gets the result.
                return model.GetOperation(site.Node, cancellation) is not { } call
                    || !_owner.Keeps(call) && (IsFactory(site.Value!) || RefusesValue(site.Value!, out refusal));

            case CollectionUse.Each or CollectionUse.Values when site.Loop is { } loop && Loops.Releases(loop):
                refusal = Refusal.OwnedByRegistry;
                return true;

            default:
                return false;
        }
    }

    private bool RefusesValue(ExpressionSyntax value, out Refusal refusal)
    {
        refusal = Refusal.ValueType;
        var type = model.GetTypeInfo(value, cancellation).Type;
        if (type is not { IsReferenceType: true })
        {
            return true;
        }

        refusal = Refusal.Delegate;
        if (type.TypeKind == TypeKind.Delegate)
        {
            return true;
        }

        refusal = Refusal.NoOtherOwner;
        if (registry.HoldsHandles)
        {
            return !IsCountedElsewhere(value);
        }

        return model.GetOperation(value, cancellation) is not { } operation
            || !_owner.Remains(operation)
            || value is not ThisExpressionSyntax && IsDisposable(type);
    }

    // nodes.Add(handle.AddReference()): without the registry's own count, the handle's owner still has one. A handle that
    // is put in as it is may have been given away with its count; only a field's stays the field's.
    private bool IsCountedElsewhere(ExpressionSyntax value)
        => model.GetOperation(Handles.CountedOf(value), cancellation) is { } counted
            && (Handles.CountedOf(value) != value
                ? _owner.Remains(counted)
                : counted is IFieldReferenceOperation or IPropertyReferenceOperation && _owner.Remains(counted));

    private bool IsFactory(ExpressionSyntax value) => model.GetTypeInfo(value, cancellation).ConvertedType?.TypeKind == TypeKind.Delegate;

    // That somebody else holds a disposable does not mean that somebody else disposes it.
    private bool IsDisposable(ITypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(contract, _types.Disposable) || SymbolEqualityComparer.Default.Equals(contract, _types.AsyncDisposable))
            {
                return true;
            }
        }

        return SymbolEqualityComparer.Default.Equals(type, _types.Disposable) || SymbolEqualityComparer.Default.Equals(type, _types.AsyncDisposable);
    }
}

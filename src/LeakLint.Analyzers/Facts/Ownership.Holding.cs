using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <content>What could hold on to what.</content>
internal sealed partial class Ownership
{
    public bool CanHold(ITypeSymbol? type, ResourceKind kind)
    {
        if (((Protocol)kind).IsNative)
        {
            return _native.CanHold(type);
        }

        if (((Protocol)kind).IsDisposable)
        {
            return _disposing.CanHold(type);
        }

        switch (type)
        {
            case null or { SpecialType: not (SpecialType.None or SpecialType.System_Object or SpecialType.System_IDisposable) } or { TypeKind: TypeKind.Enum or TypeKind.Pointer }:
                return type is { SpecialType: SpecialType.System_Array or SpecialType.System_Collections_IEnumerable or SpecialType.System_Collections_IEnumerator };
            // A span is a view: nobody gets the array back out of it, but what lies in its elements.
            case INamedTypeSymbol { Arity: 1 } span when span.Is(_types.Span) || span.Is(_types.ReadOnlySpan):
                return CanHold(span.TypeArguments[0], kind);
            case INamedTypeSymbol { IsUnmanagedType: true }:
                return false;
            case INamedTypeSymbol { Arity: 0 } named when named.Is(_types.Task) || named.Is(_types.ValueTask):
                return false;
            case INamedTypeSymbol { Arity: 1 } task when task.Is(_types.TaskOfT) || task.Is(_types.ValueTaskOfT):
                return CanHold(task.TypeArguments[0], kind);
            default:
                return true;
        }
    }
}

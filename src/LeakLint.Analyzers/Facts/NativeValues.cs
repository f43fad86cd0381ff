using System;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Addresses and <c>GCHandle</c>s: numbers, so that whatever is calculated from one may still stand for the resource,
/// and whatever is read through one is something else. Native code borrows an address; a <c>GCHandle</c> that becomes
/// an address is meant to be kept by it and to come back some day.
/// </summary>
internal sealed class NativeValues(KnownTypes types)
{
    /// <summary>What a call on such a value, or on something that contains it, does; false when nothing special is known.</summary>
    public static bool TryOnReceiver(IInvocationOperation call, out Passing passing)
    {
        // address.ToPointer(), address.ToInt64(): the same in another form
        var type = call.TargetMethod.ContainingType;
        passing = IsAddress(type) && call.TargetMethod.Name is "ToPointer" or "ToInt64" or "ToUInt64" or "ToInt32" or "ToUInt32" ? Passing.Returns
            : IsAddress(type) ? Passing.Borrows
            : Passing.Unknown;
        return IsAddress(type);
    }

    /// <summary>What a callee without source does with such a value; false when nothing special is known.</summary>
    public bool TryOnArgument(IMethodSymbol callee, IParameterSymbol parameter, Protocol protocol, out Passing passing)
    {
        var type = callee.ContainingType;
        if (IsHandle(type))
        {
            // GCHandle.ToIntPtr(handle), GCHandle.FromIntPtr(address), (IntPtr)handle
            passing = callee.ReturnType.SpecialType == SpecialType.System_Boolean ? Passing.Uses : Passing.Returns;
            return true;
        }

        if (IsAddress(type))
        {
            // (IntPtr)pointer, new IntPtr(pointer): the same;  IntPtr.Add(address, 4): may stand for it
            var isSame = callee.MethodKind is MethodKind.Conversion or MethodKind.Constructor && IsAddressType(parameter.Type) && (callee.MethodKind == MethodKind.Constructor || IsAddressType(callee.ReturnType));
            passing = isSame ? Passing.Returns : Passing.Borrows;
            return true;
        }

        // new SafeBufferHandle(address), SetHandle(address): the handle frees it
        if (DerivesFromSafeHandle(type) && (callee.MethodKind == MethodKind.Constructor || callee.Name is "SetHandle" or "InitHandle"))
        {
            passing = Passing.Takes;
            return true;
        }

        // Marshal.InitHandle(safeHandle, address)
        if (Framework.Declares(type) && type.Name == "Marshal" && callee.Name == "InitHandle")
        {
            passing = Passing.Takes;
            return true;
        }

        if (Framework.Declares(type) && type.Name is "Marshal" or "NativeMemory" or "Unsafe" or "Buffer" or "MemoryMarshal")
        {
            passing = IsCopiedToMemory(callee, parameter) ? Passing.Unknown : Passing.Uses;
            return true;
        }

        if (IsNative(callee))
        {
            passing = IsHandle(protocol) || NamesAnEnd(callee.Name) ? Passing.Unknown
                : CanHold(callee.ReturnType) ? Passing.Borrows
                : Passing.Uses;
            return true;
        }

        // new Span<byte>(address, 8), new UnmanagedMemoryStream(address, 8): views
        if (!IsHandle(protocol) && callee.MethodKind == MethodKind.Constructor && Framework.Declares(type))
        {
            passing = CanHold(type) ? Passing.Borrows : Passing.Uses;
            return true;
        }

        // Whoever is given a GCHandle may free his copy; a list only keeps it.
        passing = Passing.Unknown;
        return IsHandle(protocol) && !(Framework.Declares(type) && type.ContainingNamespace is { Name: "Generic" or "Concurrent", ContainingNamespace.Name: "Collections" });
    }

    /// <summary>What is written to native memory is kept there: <c>Marshal.WriteIntPtr(block, address)</c>, <c>Marshal.StructureToPtr(buffer, block, false)</c>.</summary>
    public static bool IsCopiedToMemory(IMethodSymbol callee, IParameterSymbol parameter)
        => callee.ContainingType.Name is "Marshal" or "Unsafe" or "MemoryMarshal" or "NativeMemory" && Framework.Declares(callee.ContainingType)
            && (callee.Name == "StructureToPtr" ? parameter.Ordinal == 0 : callee.Name.StartsWith("Write", StringComparison.Ordinal) && parameter.Ordinal > 0);

    /// <summary>Whether something of this type could stand for an address or handle, or contain one.</summary>
    public bool CanHold(ITypeSymbol? type, int depth = 0)
    {
        switch (type)
        {
            case null or { TypeKind: TypeKind.Enum }:
                return false;
            case { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.TypeParameter }:
            case { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr or SpecialType.System_Int64 or SpecialType.System_UInt64 }:
                return true;
            case { SpecialType: not (SpecialType.None or SpecialType.System_Object or SpecialType.System_Array or SpecialType.System_Collections_IEnumerable or SpecialType.System_Collections_IEnumerator or SpecialType.System_IDisposable) }:
                return false;
            // Whoever has a span over a block has its address: fixed (byte* p = span).
            case INamedTypeSymbol span when span.Is(types.Span) || span.Is(types.ReadOnlySpan):
                return true;
            case INamedTypeSymbol task when task.Is(types.Task) || task.Is(types.ValueTask):
                return false;
            case INamedTypeSymbol { Arity: 1 } result when result.Is(types.TaskOfT) || result.Is(types.ValueTaskOfT):
                return CanHold(result.TypeArguments[0], depth + 1);
            case INamedTypeSymbol handle when IsHandle(handle) || handle.Is(types.MemoryHandle):
                return true;
            case INamedTypeSymbol { IsUnmanagedType: true, TypeKind: TypeKind.Struct } unmanaged:
                return depth < 4 && HasSuchField(unmanaged, depth);
            default:
                return true;
        }
    }

    /// <summary>Whether the body of the method lies in another language.</summary>
    public bool IsNative(IMethodSymbol method)
    {
        if (method.IsExtern)
        {
            return true;
        }

        // [LibraryImport]: the generator writes the body, and what it calls is native.
        if (types.LibraryImportAttribute is { } import)
        {
            foreach (var attribute in (method.PartialDefinitionPart ?? method).GetAttributes())
            {
                if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, import))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool HasSuchField(INamedTypeSymbol type, int depth)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, Type: { SpecialType: not (SpecialType.System_Int64 or SpecialType.System_UInt64) } field } && CanHold(field, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private bool DerivesFromSafeHandle(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.Is(types.SafeHandle) || at.Is(types.CriticalHandle))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsHandle(ITypeSymbol? type) => type.Is(types.GCHandle) || type.Is(types.GCHandleOfT) || type.Is(types.PinnedGCHandle) || type.Is(types.WeakGCHandle);

    // A handle may be freed by whoever has it; an address only by those who know where it came from.
    private static bool IsHandle(Protocol protocol) => protocol.IsNative && protocol.PartsNeedIt;

    private static bool NamesAnEnd(string name)
    {
        foreach (var end in Ends)
        {
            if (name.IndexOf(end, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAddress(INamedTypeSymbol? type) => type is { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };

    private static bool IsAddressType(ITypeSymbol type) => type.TypeKind == TypeKind.Pointer || IsAddress(type as INamedTypeSymbol);

    private static readonly string[] Ends = ["free", "release", "destroy", "delete", "close", "dispose", "unref", "cleanup", "term", "ownership", "adopt", "steal", "consume", "donate"];
}

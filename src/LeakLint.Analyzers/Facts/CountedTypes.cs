using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Objects that carry a count of their users. Known by an interface that says so (<c>IReferenceCounted</c> with
/// <c>Retain</c> and <c>Release</c>), whatever library declares it; or by the code: one method raises a field by
/// <c>Interlocked</c>, another lowers it and asks whether that was the last.
/// </summary>
internal sealed class CountedTypes
{
    private static readonly ConditionalWeakTable<Compilation, CountedTypes> Cache = new();

    private readonly ConcurrentDictionary<ITypeSymbol, bool> _byName = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, CountedField?> _byCode = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<SyntaxTree, bool> _trees = new();
    private readonly Compilation _compilation;
    private readonly Bodies _bodies;
    private readonly KnownTypes _types;

    private CountedTypes(Compilation compilation)
    {
        _compilation = compilation;
        _bodies = Bodies.For(compilation);
        _types = KnownTypes.For(compilation);
    }

    public static CountedTypes For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>Whether a call raises a count, or hands out an object with a count of its own.</summary>
    public bool TryAcquire(IInvocationOperation call, CancellationToken cancellation, out Acquisition acquisition)
    {
        var method = call.TargetMethod;
        acquisition = default;
        if (method.IsStatic)
        {
            // ReferenceCountUtil.Retain(message), Unpooled.Buffer(8)
            if (IsUtility(method, "Retain") && method.Parameters.Length == 1)
            {
                acquisition = new Acquisition(BuiltInProtocols.CountedBuffer, Place: 0, AlsoResult: !method.ReturnsVoid);
                return true;
            }

            return method.ContainingType.Name == "Unpooled" && TryAllocate(method, out acquisition);
        }

        if (call.Instance?.Type is not { } type || method.ContainingType.SpecialType != SpecialType.None)
        {
            return false;
        }

        if (IsByName(type))
        {
            if (IsRetain(method))
            {
                acquisition = new Acquisition(BuiltInProtocols.CountedBuffer, Place: Acquisition.Receiver, AlsoResult: !method.ReturnsVoid);
                return true;
            }

            // buffer.RetainedSlice(0, 4), buffer.ReadRetainedSlice(4), buffer.Copy(), buffer.ReadBytes(4): a count of their own
            if (HandsOutOwned(method) && IsByName(method.ReturnType))
            {
                acquisition = new Acquisition(BuiltInProtocols.CountedBuffer);
                return true;
            }

            return false;
        }

        if (method.ContainingType.Name.EndsWith("Allocator", StringComparison.Ordinal) && TryAllocate(method, out acquisition))
        {
            return true;
        }

        if (ByCode(method.ContainingType, cancellation) is { } field && field.Raises.Contains(method.OriginalDefinition))
        {
            acquisition = new Acquisition(
                BuiltInProtocols.ReferenceCount,
                OnlyWhenTrue: method.ReturnType.SpecialType == SpecialType.System_Boolean,
                Place: Acquisition.Receiver,
                AlsoResult: SymbolEqualityComparer.Default.Equals(method.ReturnType, method.ContainingType));
            return true;
        }

        return false;
    }

    /// <summary>Whether <c>new</c> makes an object whose count is one from the start.</summary>
    public bool IsBornCounted(INamedTypeSymbol type, CancellationToken cancellation) => ByCode(type, cancellation) is { StartsAtOne: true };

    /// <summary>The member that adds a user to an object of the type; null where none is known.</summary>
    public string? RaisedBy(ITypeSymbol type, CancellationToken cancellation)
    {
        if (IsByName(type))
        {
            return "Retain";
        }

        foreach (var raising in type is INamedTypeSymbol named && ByCode(named, cancellation) is { } field ? field.Raises : [])
        {
            if (raising is IMethodSymbol { Parameters.IsEmpty: true })
            {
                return raising.Name;
            }
        }

        return null;
    }

    /// <summary>Whether an object of the type has a count, as far as its name and its interfaces tell.</summary>
    public bool IsByName(ITypeSymbol? type)
    {
        if (type is not { TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.Struct, SpecialType: SpecialType.None })
        {
            return false;
        }

        if (!_byName.TryGetValue(type, out var isCounted))
        {
            isCounted = IsCountedInterface(type);
            foreach (var face in type.AllInterfaces)
            {
                isCounted |= IsCountedInterface(face);
            }

            _byName[type] = isCounted;
        }

        return isCounted;
    }

    /// <summary>Whether <paramref name="method"/> lowers the count of the object it is called on (-1), or of what is given for a parameter.</summary>
    public bool IsRelease(IMethodSymbol method, int parameter, ResourceKind kind)
    {
        if (kind == BuiltInProtocols.CountedBuffer)
        {
            return parameter < 0 ? !method.IsStatic && method.Name == "Release" && IsByName(method.ContainingType)
                : parameter == 0 && (IsUtility(method, "Release") || IsUtility(method, "SafeRelease"));
        }

        return kind == BuiltInProtocols.ReferenceCount && parameter < 0 && ByCode(method.ContainingType, default) is { } field && field.Lowers.Contains(method.OriginalDefinition);
    }

    /// <summary>What a call of <paramref name="method"/> lowers the count of, by which protocol, and in which place; null when it is no such call.</summary>
    public (Protocol Protocol, int Parameter)? ReleaseBy(IMethodSymbol method)
        => IsRelease(method, -1, BuiltInProtocols.CountedBuffer) ? (BuiltInProtocols.CountedBuffer, -1)
            : method.IsStatic && IsRelease(method, 0, BuiltInProtocols.CountedBuffer) ? (BuiltInProtocols.CountedBuffer, 0)
            : !method.IsStatic && IsRelease(method, -1, BuiltInProtocols.ReferenceCount) ? (BuiltInProtocols.ReferenceCount, -1)
            : null;

    /// <summary>What a call on a counted object, or on something that contains one, does with it.</summary>
    public Passing OnReceiver(IInvocationOperation call, ResourceKind kind, Conventions conventions)
    {
        var method = call.TargetMethod;
        if (kind == BuiltInProtocols.ReferenceCount)
        {
            // node.Complete(): a method of the type that may lower its count on the way
            return ByCode(method.ContainingType, default) is not { } field ? conventions.OnReceiver(call, kind)
                : field.Raises.Contains(method.OriginalDefinition) || !field.MayLower(method) ? Passing.Uses
                : Passing.Unknown;
        }

        // buffer.Retain(), buffer.RetainedSlice(0, 4): a count of its own
        return IsByName(call.Instance?.Type) && (IsRetain(method) || HandsOutOwned(method)) ? Passing.Uses : conventions.OnReceiver(call, kind);
    }

    /// <summary>Whether a factory in source could hand out such a thing.</summary>
    public bool CouldCarry(ITypeSymbol? type) => IsByName(type) || (type is INamedTypeSymbol named && ByCode(named, default) is not null);

    /// <summary>Whether a call on a counted buffer only puts something into it, or moves a mark: it fails when the program is wrong.</summary>
    public bool OnlyFills(IOperation operation)
        => operation is IInvocationOperation { Instance.Type: { } type, TargetMethod.Name: var name } && IsByName(type)
            && FrameworkThrows.StartsWithAny(name, "Write", "Set", "Ensure", "Clear", "Mark", "Reset", "Discard", "Skip", "Retain", "Touch");

    private static bool IsRetain(IMethodSymbol method) => method.Name is "Retain" or "AddRef" or "AddReference" && method.Parameters.IsEmpty;

    private static bool HandsOutOwned(IMethodSymbol method)
        => method.Name.IndexOf("Retained", StringComparison.Ordinal) >= 0 || method.Name == "Copy" || (method.Name == "ReadBytes" && method.Parameters.Length == 1);

    private bool TryAllocate(IMethodSymbol method, out Acquisition acquisition)
    {
        acquisition = new Acquisition(BuiltInProtocols.CountedBuffer);
        return method.Name.EndsWith("Buffer", StringComparison.Ordinal)
            && !method.Name.StartsWith("Wrapped", StringComparison.Ordinal) && !method.Name.StartsWith("Unmodifiable", StringComparison.Ordinal) && !method.Name.StartsWith("Unreleasable", StringComparison.Ordinal)
            && IsByName(method.ReturnType);
    }

    private static bool IsUtility(IMethodSymbol method, string name) => method.IsStatic && method.Name == name && method.ContainingType.Name == "ReferenceCountUtil";

    // interface IReferenceCounted { int ReferenceCount { get; } IReferenceCounted Retain(); bool Release(); }
    private static bool IsCountedInterface(ITypeSymbol type)
    {
        if (type is not { TypeKind: TypeKind.Interface, Name: "IReferenceCounted" or "IRefCounted" })
        {
            return false;
        }

        var raises = false;
        var lowers = false;
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { Parameters.IsEmpty: true } method)
            {
                raises |= IsRetain(method);
                lowers |= method.Name == "Release";
            }
        }

        return raises && lowers;
    }

    private CountedField? ByCode(INamedTypeSymbol type, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        if (type.DeclaringSyntaxReferences.IsEmpty || type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
        {
            return null;
        }

        if (!_byCode.TryGetValue(type, out var field))
        {
            _byCode[type] = field = Search(type, cancellation) ?? (type.BaseType is { } parent ? ByCode(parent, cancellation) : null);
        }

        return field;
    }

    // A field of a number, lowered by Interlocked somewhere in the files of the type: cheaper things are asked first.
    private CountedField? Search(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var hasNumber = false;
        foreach (var member in type.GetMembers())
        {
            hasNumber |= member is IFieldSymbol { IsStatic: false, IsConst: false, DeclaredAccessibility: Accessibility.Private or Accessibility.Protected, Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 };
        }

        return hasNumber && Lowers(type) ? CountedField.Find(type, _bodies, _types, cancellation) : null;
    }

    private bool Lowers(INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (Lowers(reference.SyntaxTree))
            {
                return true;
            }
        }

        return false;
    }

    private bool Lowers(SyntaxTree tree)
    {
        if (!_trees.TryGetValue(tree, out var lowers))
        {
            _trees[tree] = lowers = _compilation.ContainsSyntaxTree(tree) && tree.GetText().ToString().Contains("Interlocked.Decrement");
        }

        return lowers;
    }

    /// <summary>The names of the members that lower a count by <c>Interlocked</c>.</summary>
    public IEnumerable<string> ReleaseNames
    {
        get
        {
            foreach (var tree in _compilation.SyntaxTrees)
            {
                foreach (var node in Lowers(tree) ? tree.GetRoot().DescendantNodes() : [])
                {
                    if (node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Decrement" } && node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method)
                    {
                        yield return method.Identifier.ValueText;
                    }
                }
            }
        }
    }
}

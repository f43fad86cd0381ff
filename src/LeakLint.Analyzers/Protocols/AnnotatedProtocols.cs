using System.Collections.Concurrent;
using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Protocols;

/// <summary>
/// The protocols that users teach by attributes. An attribute is believed: what the callee's code says is not asked,
/// nor is the built-in table. A pair that gives no name is the protocol of the type that declares it; a name may also be
/// that of a built-in protocol.
/// </summary>
internal sealed class AnnotatedProtocols
{
    // What somebody hands over to be disposed, whatever it is.
    private static readonly Protocol Disposable = new("Disposable", "acquired", "disposed")
    {
        IsDisposable = true,
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        Releases = [new("System.IDisposable", "Dispose"), new("System.IAsyncDisposable", "DisposeAsync")],
    };

    private readonly Annotations _annotations;
    private readonly ProtocolTable _table;
    private readonly KnownTypes _types;

    // By name, or by declaring type.
    private readonly ConcurrentDictionary<object, Protocol> _protocols = new();

    public AnnotatedProtocols(Compilation compilation)
    {
        _annotations = Annotations.For(compilation);
        _table = ProtocolTable.For(compilation);
        _types = KnownTypes.For(compilation);
        foreach (var known in BuiltInProtocols.All)
        {
            _protocols[known.Name] = known;
        }
    }

    /// <summary>Whether an attribute stands at the method, its result or a parameter.</summary>
    public bool Speaks(IMethodSymbol callee) => _annotations.AreInSight && !_annotations.Of(callee).All.IsDefaultOrEmpty;

    /// <summary>Whether attributes say what a call hands out; then whether that must be released, and how it comes out.</summary>
    /// <returns><c>true</c> when they say so; null when they say that nothing has to be released; <c>false</c> when they say nothing.</returns>
    public bool? TryAcquire(IOperation operation, out Acquisition acquisition)
    {
        acquisition = default;
        if (!_annotations.AreInSight || Callee(operation) is not { } callee)
        {
            return false;
        }

        bool? said = false;
        foreach (var annotation in _annotations.Of(callee).All)
        {
            switch (annotation.Meaning)
            {
                case Meaning.Acquires or Meaning.GivesOwned when TryComeOut(annotation, callee, operation, out acquisition):
                    return true;
                case Meaning.Acquires or Meaning.GivesOwned or Meaning.GivesBorrowed or Meaning.GivesOptional:
                    said = null;
                    break;
            }
        }

        return said;
    }

    /// <summary>What attributes say that a call does with the object that it is made on; null when they say nothing.</summary>
    public Passing? OnReceiver(IInvocationOperation call, ResourceKind kind)
    {
        if (!_annotations.AreInSight)
        {
            return null;
        }

        Passing? passing = null;
        foreach (var annotation in _annotations.Of(Implementation(call)).All)
        {
            switch (annotation.Meaning)
            {
                case Meaning.Disposes when annotation.Position == Annotation.Itself:
                case Meaning.Releases when annotation.Position == Annotation.Itself && Named(annotation.Protocol) == kind:
                    return Passing.Releases;
                case Meaning.Releases when annotation.Position == Annotation.Itself:
                    passing = Other(annotation, kind);
                    break;
            }
        }

        return passing;
    }

    /// <summary>What attributes say that <paramref name="callee"/> does with an argument; null when they say nothing.</summary>
    public Passing? OnArgument(IMethodSymbol callee, int ordinal, ResourceKind kind)
    {
        if (!_annotations.AreInSight)
        {
            return null;
        }

        Passing? passing = null;
        foreach (var annotation in _annotations.Of(callee).All)
        {
            if (annotation.Position != ordinal)
            {
                continue;
            }

            switch (annotation.Meaning)
            {
                case Meaning.Releases when Named(annotation.Protocol) == kind:
                    return Passing.Releases;
                case Meaning.Takes:
                    return Passing.Takes;
                case Meaning.Borrows:
                    return Passing.Borrows;
                case Meaning.Releases:
                    passing = Other(annotation, kind);
                    break;
            }
        }

        return passing;
    }

    /// <summary>Whether attributes say that <paramref name="method"/> releases such a resource in the given parameter, or the object it is called on (-1).</summary>
    public bool IsRelease(IMethodSymbol method, int position, ResourceKind kind)
    {
        foreach (var annotation in _annotations.Of(method).All)
        {
            if (annotation.Meaning == Meaning.Releases && annotation.Position == position && Named(annotation.Protocol) == kind)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any attribute is in sight at all.</summary>
    public bool AreInSight => _annotations.AreInSight;

    /// <summary>Whether the parameter is <c>[Borrows]</c>.</summary>
    public bool Lends(IMethodSymbol method, int ordinal) => _annotations.AreInSight && _annotations.Of(method).Says(Meaning.Borrows, ordinal);

    /// <summary>Whether the method <c>[ReturnsBorrowed]</c>.</summary>
    public bool GivesBorrowed(IMethodSymbol method) => _annotations.Of(method).Says(Meaning.GivesBorrowed, Annotation.Itself);

    /// <summary>The names of the members of this compilation that attributes say to release something.</summary>
    public IEnumerable<string> ReleaseNames => _annotations.AreInSight ? _annotations.ReleaseNames : [];

    /// <summary>By which protocol a call of <paramref name="method"/> releases, and in which place, as attributes say; null when they do not.</summary>
    public (Protocol Protocol, int Parameter)? ReleaseBy(IMethodSymbol method)
    {
        if (_annotations.AreInSight)
        {
            foreach (var annotation in _annotations.Of(method).All)
            {
                if (annotation.Meaning == Meaning.Releases)
                {
                    return (Named(annotation.Protocol), annotation.Position);
                }
            }
        }

        return null;
    }

    /// <summary>By what something of this type is released, whoever acquired it; null when nothing is known that must be.</summary>
    public Protocol? KindOf(ITypeSymbol? type) => _table.CarriedBy(type) ?? (IsDisposable(type) ? Disposable : null);

    /// <summary>Whether what is assigned to <paramref name="property"/> stays its giver's: <c>[param: Borrows] set</c>.</summary>
    public bool IsLentTo(IPropertySymbol property)
        => _annotations.AreInSight && property.SetMethod is { } setter && _annotations.Of(setter).Says(Meaning.Borrows, setter.Parameters.Length - 1);

    // Something is released, though not by the protocol that acquired. Where the user gave both a name, he tells the two
    // apart: enter and exit for reading, enter and exit for writing. Else a name may be missing.
    private static Passing Other(Annotation annotation, ResourceKind kind)
        => annotation.Protocol is string && ((Protocol)kind).IsNamedByUser ? Passing.Borrows : Passing.Unknown;

    // A task is not the resource: what is acquired comes out of the await. Where a task goes nobody follows.
    private bool TryComeOut(Annotation annotation, IMethodSymbol callee, IOperation operation, out Acquisition acquisition)
    {
        acquisition = default;
        var result = callee.MethodKind == MethodKind.Constructor ? callee.ContainingType : callee.ReturnType;
        var task = result as INamedTypeSymbol;
        var isAwaitable = task.IsTask(_types);
        if (isAwaitable != operation is IAwaitOperation)
        {
            return false;
        }

        if (isAwaitable)
        {
            result = task!.Arity == 0 ? null : task.TypeArguments[0];
        }

        var onlyWhenTrue = result is { SpecialType: SpecialType.System_Boolean };
        var hasResult = result is not (null or { SpecialType: SpecialType.System_Void or SpecialType.System_Boolean });
        var parameter = annotation.Position == Annotation.Itself ? null : callee.Parameters[annotation.Position];
        Protocol? kind;
        if (parameter is { RefKind: RefKind.Out or RefKind.Ref })
        {
            // bool TryTake([Acquires] out Buffer buffer)
            kind = KindOf(annotation, parameter.Type);
            acquisition = new Acquisition(kind!, parameter.Ordinal, onlyWhenTrue);
        }
        else if (parameter is null && hasResult)
        {
            // [Acquires] Buffer Take()
            kind = KindOf(annotation, result!);
            acquisition = new Acquisition(kind!);
        }
        else
        {
            // void Enter([Acquires] object gate)   [Acquires] void Retain()   [Acquires] bool TryEnter()
            kind = annotation.Meaning == Meaning.Acquires && (parameter is not null || !callee.IsStatic) ? Named(annotation.Protocol) : null;
            acquisition = new Acquisition(kind!, OnlyWhenTrue: onlyWhenTrue, Place: parameter?.Ordinal ?? Acquisition.Receiver);
        }

        return kind is not null;
    }

    private Protocol? KindOf(Annotation annotation, ITypeSymbol type)
        => annotation.Meaning == Meaning.Acquires ? Named(annotation.Protocol) : KindOf(type);

    private Protocol Named(object key)
        => _protocols.GetOrAdd(key, static k => new Protocol(k as string ?? ((INamedTypeSymbol)k).Name, "acquired", "released") { IsNamedByUser = k is string });

    private static IMethodSymbol? Callee(IOperation operation) => Resource.Awaited(operation) switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation property => property.Property.GetMethod,
        _ => null,
    };

    // "using" calls IDisposable.Dispose, whatever stands in its way; the object's own type says which method that is.
    private static IMethodSymbol Implementation(IInvocationOperation call)
    {
        var called = call.TargetMethod;
        if (called.ContainingType is not { TypeKind: TypeKind.Interface })
        {
            return called;
        }

        var instance = call.Instance;
        while (instance is IConversionOperation { OperatorMethod: null } conversion)
        {
            instance = conversion.Operand;
        }

        return instance?.Type is { TypeKind: TypeKind.Class or TypeKind.Struct } type && type.FindImplementationForInterfaceMember(called) is IMethodSymbol own ? own : called;
    }

    private bool IsDisposable(ITypeSymbol? type)
    {
        if (type is null || type.Is(_types.Disposable) || type.Is(_types.AsyncDisposable))
        {
            return type is not null;
        }

        foreach (var face in type.AllInterfaces)
        {
            if (face.Is(_types.Disposable) || face.Is(_types.AsyncDisposable))
            {
                return true;
            }
        }

        return false;
    }
}

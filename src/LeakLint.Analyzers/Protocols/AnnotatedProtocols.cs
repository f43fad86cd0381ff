using System.Collections.Concurrent;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Protocols;

/// <summary>
/// The protocols that users teach by attributes. An attribute is believed: what the callee's code says is not asked,
/// nor is the built-in table. A pair that gives no name is the protocol of the type that declares it; a name may also be
/// that of a built-in protocol.
/// </summary>
internal sealed class AnnotatedProtocols
{
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
                case Meaning.Acquires or Meaning.GivesOwned or Meaning.GivesBorrowed:
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
                    // something is released, though not what was acquired here
                    passing = Passing.Unknown;
                    break;
            }
        }

        return passing;
    }

    /// <summary>
    /// What attributes say that <paramref name="callee"/> does with an argument; null when they say nothing.
    /// <see cref="Passing.Unknown"/> says: something is released there, though not what was acquired here.
    /// </summary>
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
                    passing = Passing.Unknown;
                    break;
            }
        }

        return passing;
    }

    private bool TryComeOut(Annotation annotation, IMethodSymbol callee, IOperation operation, out Acquisition acquisition)
    {
        acquisition = default;
        if (annotation.Position != Annotation.Itself)
        {
            var parameter = callee.Parameters[annotation.Position];
            if (parameter.RefKind is RefKind.None or RefKind.In || KindOf(annotation, parameter.Type) is not { } handedOut)
            {
                return false;
            }

            acquisition = new Acquisition(handedOut, parameter.Ordinal, OnlyWhenTrue: callee.ReturnType.SpecialType == SpecialType.System_Boolean);
            return true;
        }

        var result = callee.MethodKind == MethodKind.Constructor ? callee.ContainingType : callee.ReturnType;
        if (result is INamedTypeSymbol task && IsTask(task))
        {
            // var t = pool.TakeAsync(); ...: the task is not the resource, and where it goes nobody follows
            if (task.Arity == 0 || !IsAwaitedInPlace(operation.Syntax))
            {
                return false;
            }

            result = task.TypeArguments[0];
        }

        if (result.SpecialType is SpecialType.System_Void or SpecialType.System_Boolean || KindOf(annotation, result) is not { } kind)
        {
            return false;
        }

        acquisition = new Acquisition(kind);
        return true;
    }

    private Protocol? KindOf(Annotation annotation, ITypeSymbol type)
        => annotation.Meaning == Meaning.Acquires ? Named(annotation.Protocol) : _table.CarriedBy(type);

    private Protocol Named(object key)
        => _protocols.GetOrAdd(key, static k => new Protocol(k as string ?? ((INamedTypeSymbol)k).Name, "acquired", "released"));

    private static IMethodSymbol? Callee(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
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

    private bool IsTask(INamedTypeSymbol type)
        => Is(type, _types.Task) || Is(type, _types.ValueTask) || Is(type.OriginalDefinition, _types.TaskOfT) || Is(type.OriginalDefinition, _types.ValueTaskOfT);

    // await pool.TakeAsync(), await pool.TakeAsync().ConfigureAwait(false)
    private static bool IsAwaitedInPlace(SyntaxNode call)
    {
        while (call.Parent is ParenthesizedExpressionSyntax
            or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "AsTask", Parent: InvocationExpressionSyntax })
        {
            call = call.Parent is MemberAccessExpressionSyntax ? call.Parent.Parent! : call.Parent;
        }

        return call.Parent is AwaitExpressionSyntax;
    }

    private static bool Is(ITypeSymbol type, INamedTypeSymbol? known) => known is not null && SymbolEqualityComparer.Default.Equals(type, known);
}

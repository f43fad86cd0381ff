using System.Collections.Concurrent;
using System.Threading;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which creation of a disposable is an acquisition. The type must hold something: one of .NET's own that does, or one
/// of the program whose <c>Dispose</c> demonstrably lets go. And the object must be its creator's: a wrapper belongs to
/// what it wraps, and an object that hands itself on in its constructor has other friends.
/// </summary>
internal sealed partial class Disposables
{
    private readonly ConcurrentDictionary<ITypeSymbol, Protocol?> _ofType = new(SymbolEqualityComparer.Default);
    private readonly KnownTypes _types;
    private readonly NoReleaseNeeded _exempt;
    private readonly OtherForms _forms;
    private readonly DisposeEvidence _evidence;
    private readonly DisposeEvidence _keptEvidence;
    private readonly SelfPublication _publication;
    private readonly BorrowedHandles _borrowed;
    private readonly NothingOfItsOwn _nothing;

    public Disposables(Compilation compilation, Settings settings)
    {
        _types = KnownTypes.For(compilation);
        _exempt = settings.Exemptions(compilation);
        _forms = new OtherForms(_types);
        _evidence = DisposeEvidence.For(compilation);
        _keptEvidence = DisposeEvidence.OfKept(compilation);
        _publication = SelfPublication.For(compilation);
        _borrowed = new BorrowedHandles(compilation);
        _nothing = new NothingOfItsOwn(compilation, _types, _exempt);
    }

    /// <summary>What <c>new</c> acquires; null for nothing.</summary>
    public Protocol? Acquired(IObjectCreationOperation creation, CancellationToken cancellation)
    {
        if (creation is not { Type: INamedTypeSymbol type, Constructor: { } constructor } || OfType(type, cancellation) is not { } protocol)
        {
            return null;
        }

        foreach (var argument in creation.Arguments)
        {
            // new GZipStream(memory, mode): the state of the compression is its own, and what it wraps needs no release
            if (HasStateOfItsOwn(type) && argument.Value.Type is { } wrapped && (IsDisposable(wrapped) && (_exempt.IncludesCreated(Values.Unwrap(argument.Value).Type ?? wrapped) || LeavesOpen(creation))))
            {
                continue;
            }

            // new Lease(stream);  new SafeFileHandle(address, ownsHandle: false)
            if (IsOrHasDisposable(argument.Value) || argument.Parameter is { } parameter && (IsDisposable(parameter.Type) || OwnsNothing(parameter, argument.Value)))
            {
                return null;
            }
        }

        // new RepositoryHandle(address, owned: false), where the constructor says : base(owned)
        if (OtherForms.DerivesFrom(type, _types.SafeHandle) && _borrowed.Includes(creation, cancellation))
        {
            return null;
        }

        // new LevelSink(inner, level);  new Payload(bytes, isPooled: false)
        if (protocol == BuiltInProtocols.NothingInSight && _nothing.Includes(creation, cancellation))
        {
            return null;
        }

        if (type.Is(_types.CancellationTokenSource))
        {
            return HasTimer(creation) || !_exempt.Includes(type) ? BuiltInProtocols.Created : null;
        }

        // new GCHandle<T>(): nothing yet
        if (type.IsValueType && creation.Arguments.IsEmpty && constructor.IsImplicitlyDeclared)
        {
            return null;
        }

        return protocol.Doubt is null && _publication.HappensIn(constructor, cancellation) ? BuiltInProtocols.HandedOnByItself : protocol;
    }

    /// <summary>Whether what a row of the table acquires really is its caller's to release, and for certain.</summary>
    public Protocol? Acquired(IInvocationOperation call, Protocol protocol)
    {
        if (protocol == BuiltInProtocols.Registration)
        {
            // What is registered with a source in sight ends with it.
            return call.Instance is IPropertyReferenceOperation { Property.Name: "Token", Property.ContainingType: var source } && source.Is(_types.CancellationTokenSource) ? null
                : IsStatement(call) && !PerCallRegistrations.Includes(call, _types) ? BuiltInProtocols.DroppedRegistration
                : protocol;
        }

        if (protocol == BuiltInProtocols.RegisteredWait)
        {
            return RegisteredWaits.Acquired(call, IsStatement(call));
        }

        if (protocol != BuiltInProtocols.Opened && protocol != BuiltInProtocols.Created && protocol != BuiltInProtocols.Begun)
        {
            return protocol;
        }

        // bool Start()   XmlReader.Create(stream)   Process.Start("notepad");
        var made = _forms.Inside(call.Type);
        if (!IsDisposable(made is IArrayTypeSymbol all ? all.ElementType : made) || OpenedCalls.OwesNothing(call)
            || protocol == BuiltInProtocols.Opened && IsStatement(call) && call.TargetMethod is { Name: "Start", ContainingType: var type } && type.Is(_types.Process))
        {
            return null;
        }

        foreach (var argument in call.Arguments)
        {
            if ((IsOrHasDisposable(argument.Value) || argument.Parameter is { Type.Name: "StringBuilder" }) && !OpenedCalls.OnlyUses(argument))
            {
                return null;
            }
        }

        return protocol;
    }

    /// <summary>What nobody has to release, as the user has set it.</summary>
    public NoReleaseNeeded Exempt => _exempt;

    /// <summary>Whether a method that makes one and keeps it to itself need not release it.</summary>
    public bool IsExempt(ITypeSymbol? type) => type is not null && _exempt.IncludesCreated(type);

    /// <summary>Whether a factory in source could hand out such a thing.</summary>
    public bool CouldCarry(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_IDisposable } || type is INamedTypeSymbol named && IsDisposable(named) && !_exempt.IncludesCreated(named);

    /// <summary>Whether the <c>Dispose</c> of a type of the program demonstrably lets go of something.</summary>
    public bool Holds(INamedTypeSymbol type, CancellationToken cancellation) => OfType(type, cancellation) is { Doubt: null };

    /// <summary>Whether the type, or a base, is disposable, sync or async.</summary>
    public bool IsDisposable(ITypeSymbol? type)
    {
        if (type is null or { SpecialType: not SpecialType.None } || OtherForms.DerivesFrom(type, _types.Task))
        {
            return false;
        }

        if (type.Is(_types.Disposable) || type.Is(_types.AsyncDisposable))
        {
            return true;
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

    private Protocol? OfType(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (!_ofType.TryGetValue(type, out var protocol))
        {
            _ofType[type] = protocol = Judge(type, cancellation);
        }

        return protocol;
    }

    private Protocol? Judge(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (!IsDisposable(type) || (_exempt.IncludesCreated(type) && !type.Is(_types.CancellationTokenSource)))
        {
            return null;
        }

        if (type.DeclaringSyntaxReferences.IsEmpty)
        {
            return HoldsSomething(type) ? BuiltInProtocols.Created : BuiltInProtocols.CreatedElsewhere;
        }

        return OtherForms.DerivesFrom(type, _types.SafeHandle) || _evidence.Of(type, HoldsSomething, cancellation)
            ? BuiltInProtocols.Created
            : BuiltInProtocols.NothingInSight;
    }

    // A type without source that is known to hold more than memory, or an interface behind which anything may be.
    private bool HoldsSomething(ITypeSymbol type)
    {
        return IsDisposable(type) && !_exempt.IncludesCreated(type) && Holds(type);
    }

    private bool Holds(ITypeSymbol type)
    {
        if (Framework.Declares(type))
        {
            return IsOfResources(type.ContainingNamespace);
        }

        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.Is(_types.SafeHandle) || at.Is(_types.DbConnection) || at.Is(_types.WaitHandle) || at.Is(_types.FileStream))
            {
                return true;
            }
        }

        return false;
    }

    // Packages named System.* ship disposables of memory only (System.Reactive): these namespaces are about the machine.
    private static bool IsOfResources(INamespaceSymbol space)
    {
        var outer = space;
        while (outer.ContainingNamespace is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            outer = outer.ContainingNamespace;
        }

        return outer.ContainingNamespace is { IsGlobalNamespace: false, Name: var root }
            && (root == "System"
                ? outer.Name is "IO" or "Net" or "Diagnostics" or "Threading" or "Timers" or "Xml" or "Security" or "Runtime" or "Data" or "Drawing" or "Transactions" or "Resources"
                    or "Formats" or "Reflection" or "Buffers" or "Management" or "DirectoryServices"
                : root == "Microsoft" && outer.Name == "Win32");
    }

    /// <summary><c>new Lease(stream)</c> <c>new Group(streams)</c> <c>new Session(this)</c></summary>
    public bool IsOrHasDisposable(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion && !IsDisposable(value.Type))
        {
            value = conversion.Operand;
        }

        // new Lease(isOwned ? stream : null): the parameter's type tells
        return value.Type switch
        {
            IArrayTypeSymbol array => IsDisposable(array.ElementType),
            INamedTypeSymbol { TypeArguments: { Length: > 0 } inside } named when !IsDisposable(named) => IsDisposable(inside[inside.Length - 1]),
            var type => IsDisposable(type),
        };
    }

    private static bool HasStateOfItsOwn(INamedTypeSymbol type) => type.Name is "GZipStream" or "DeflateStream" or "ZLibStream" or "BrotliStream" && Framework.Declares(type);

    private static bool LeavesOpen(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (argument is { Parameter.Name: "leaveOpen", Value.ConstantValue: { HasValue: true, Value: true } })
            {
                return true;
            }
        }

        return false;
    }

    private static bool OwnsNothing(IParameterSymbol parameter, IOperation value)
        => parameter.Type.SpecialType == SpecialType.System_Boolean
            && (parameter.Name.IndexOf("owns", System.StringComparison.OrdinalIgnoreCase) >= 0 || parameter.Name.IndexOf("ownership", System.StringComparison.OrdinalIgnoreCase) >= 0)
            && value.ConstantValue is { HasValue: true, Value: false };

    /// <summary>Whether a call is given a disposable: what it makes may be a wrapper, as what a constructor makes would be.</summary>
    public bool IsGivenOne(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (IsOrHasDisposable(argument.Value) || IsDisposable(argument.Parameter?.Type))
            {
                return true;
            }
        }

        return false;
    }

    // new CancellationTokenSource(TimeSpan.FromSeconds(5)), not (Timeout.Infinite)
    private static bool HasTimer(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (argument.Value.ConstantValue is not { HasValue: true, Value: -1 } && argument.Value is not IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStatement(IOperation call)
    {
        var at = call.Syntax;
        while (at.Parent is ParenthesizedExpressionSyntax or ConditionalAccessExpressionSyntax)
        {
            at = at.Parent;
        }

        return at.Parent is ExpressionStatementSyntax
            or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } }
            || at.Parent is LambdaExpressionSyntax or ArrowExpressionClauseSyntax
                && call.Parent is IExpressionStatementOperation;
    }
}

using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Who acquires, who releases and who takes over, asked in this order: attributes; the user's text file; the table of protocols; the callee's
/// own code, when it is in the compilation; conventions; and last the default of the protocol.
/// </summary>
internal sealed partial class Ownership : IOwnership
{
    private static readonly ConditionalWeakTable<Compilation, Doors> Cache = new();

    private readonly IAssemblySymbol _assembly;
    private readonly Bodies _bodies;
    private readonly AnnotatedProtocols _annotated;
    private readonly ProtocolTable _table;
    private readonly Summaries _summaries;
    private readonly Implementations _implementations;
    private readonly LikelyThrows _throws;
    private readonly Signals _signals;
    private readonly ReleasingMembers _releasing = new();
    private readonly KnownTypes _types;
    private readonly Settings _settings;
    private readonly Conventions _conventions;
    private readonly NativeValues _native;
    private readonly OtherForms _forms;
    private readonly Disposables _disposables;
    private readonly DisposableConventions _disposing;
    private readonly CountedTypes _counted;
    private readonly HalfMethods _halves;
    private readonly HalfReleases _leaving;
    private readonly TakenBackHandlers _handlers;
    private readonly SelfPublication _publication;
    private readonly LockGuards _guards;
    private readonly RunDelegates _running;

    private Ownership(Compilation compilation, Settings settings, TaughtProtocols taught)
    {
        _assembly = compilation.Assembly;
        Taught = taught;
        _annotated = new AnnotatedProtocols(compilation);
        _table = ProtocolTable.For(compilation);
        _types = KnownTypes.For(compilation);
        _bodies = Bodies.For(compilation);
        _summaries = new Summaries(compilation);
        _implementations = Implementations.For(compilation);
        _throws = LikelyThrows.For(compilation);
        _signals = Signals.For(compilation);
        _conventions = new Conventions(_types, settings, this);
        _settings = settings;
        _native = new NativeValues(_types);
        _forms = new OtherForms(_types);
        _disposables = new Disposables(compilation, settings);
        _disposing = new DisposableConventions(compilation, _types, _disposables, settings);
        _counted = CountedTypes.For(compilation);
        _guards = new LockGuards(compilation, _table);
        _halves = new HalfMethods(_table, _types, _guards, _signals, Bodies.For(compilation));
        _leaving = new HalfReleases(compilation, _table, _summaries);
        _handlers = new TakenBackHandlers(_bodies);
        _publication = SelfPublication.For(compilation);
        _running = new RunDelegates(this, _types, _bodies);
        Origins = Origins.For(compilation);
    }

    public NoReleaseNeeded Exempt => _disposables.Exempt;

    /// <summary>What the user's text files teach.</summary>
    public TaughtProtocols Taught { get; }

    /// <summary>Where values come from.</summary>
    public Origins Origins { get; }

    /// <summary>
    /// The one door: analyzers, fixes and suppressors that ask about the same compilation under the same settings share
    /// what was found out. Without <paramref name="options"/> it is as if the user had set nothing.
    /// </summary>
    public static Ownership For(Compilation compilation, AnalyzerOptions? options = null)
        => Cache.GetValue(compilation, static _ => new()).Of(compilation, options);

    public bool TryAcquire(IOperation operation, CancellationToken cancellation, out Acquisition acquisition)
    {
        if (operation is IEventAssignmentOperation subscription)
        {
            return _handlers.TryAcquire(subscription, cancellation, out acquisition);
        }

        if (_annotated.TryAcquire(operation, out acquisition) is var said and not false)
        {
            return said == true;
        }

        if (Taught.TryAcquire(operation, _types, out acquisition))
        {
            return true;
        }

        if (operation is IObjectCreationOperation creation)
        {
            // var timer = new Timer(1000); timer.Elapsed += …; timer.Start(); and nobody can stop it
            if (creation.Type is { } timer && timer.Is(_types.TimersTimer) && _bodies.At(creation.Syntax, cancellation) is IObjectCreationOperation written && LocalTimers.RunsOn(written))
            {
                acquisition = new Acquisition(BuiltInProtocols.RunningTimer);
                return true;
            }

            // new Timer(…): nobody's duty, unless the user says otherwise
            if (creation.Constructor is { IsImplicitlyDeclared: false } constructor && _table.TryAcquire(constructor, null, out acquisition)
                && (acquisition.Kind is Protocol { IsOptional: false } || _disposables.IsExempt(creation.Type)))
            {
                return true;
            }

            if (creation is { Constructor.IsImplicitlyDeclared: false } && _guards.Includes(creation.Type, cancellation))
            {
                acquisition = new Acquisition(BuiltInProtocols.Guard);
                return true;
            }

            if (creation.Type is INamedTypeSymbol made && _counted.IsBornCounted(made, cancellation) && !_disposables.IsDisposable(made))
            {
                acquisition = new Acquisition(BuiltInProtocols.ReferenceCount);
                return true;
            }

            if (creation.Type is INamedTypeSymbol { IsComImport: true })
            {
                acquisition = new Acquisition(BuiltInProtocols.ComObject);
                return true;
            }

            var created = _disposables.Acquired(creation, cancellation);
            acquisition = created is null ? default : new Acquisition(created);
            return created is not null;
        }

        if (Resource.Awaited(operation) is not IInvocationOperation { TargetMethod: var method } call)
        {
            return false;
        }

        // A lock that is waited for is entered when the wait is over: not by the call, by its await.
        if (_table.TryAcquire(method, call, out acquisition))
        {
            if (acquisition.IsOfPlace)
            {
                return (operation is IAwaitOperation) == method.ReturnType.IsTask(_types) && !_signals.Is(call, acquisition) && !OwnersEnd.ComesFirst(call, acquisition);
            }

            var acquired = Tasks.Arises(operation, call, method.ReturnType.IsTask(_types)) && !OwnersEnd.ComesFirst(call, acquisition) ? _disposables.Acquired(call, (Protocol)acquisition.Kind) : null;
            acquisition = acquired is null ? default : acquisition with { Kind = acquired, Inside = acquired.IsDisposable && _forms.Inside(call.Type) is IArrayTypeSymbol ? Acquisition.Elements : Acquisition.Itself };
            return acquired is not null;
        }

        // books.Open(path): each object that comes out of COM is a wrapper of its own count
        if (operation == call && method is { ContainingType: { IsComImport: true, TypeKind: TypeKind.Interface }, ReturnType: INamedTypeSymbol { IsComImport: true } })
        {
            acquisition = new Acquisition(BuiltInProtocols.ComObject);
            return true;
        }

        if (_halves.TryAcquire(operation, call, _summaries, this, cancellation, out acquisition))
        {
            return true;
        }

        if (operation == call && _counted.TryAcquire(call, cancellation, out acquisition))
        {
            return true;
        }

        if (Delegated(call, cancellation) is { } opener)
        {
            acquisition = new Acquisition(opener);
            return true;
        }

        if (!Tasks.Arises(operation, call, method.ReturnType.IsTask(_types)) || !TryAcquireByFactory(method, call.Syntax.SyntaxTree, cancellation, out acquisition))
        {
            return false;
        }

        // Archive.Create(stream)
        return acquisition.Kind is not Protocol { IsDisposable: true } || acquisition.Kind == BuiltInProtocols.Guard || acquisition.OutParameter >= 0 || !_disposables.IsGivenOne(call);
    }

    /// <summary>By what something of this type is released, whoever acquired it; null when nothing is known that must be.</summary>
    public ResourceKind? KindOf(ITypeSymbol? type) => _annotated.KindOf(type);

    /// <summary>Whether <paramref name="method"/> releases such a resource by what it says of itself, in the given parameter or the object it is called on (-1).</summary>
    public bool IsRelease(IMethodSymbol method, int position, ResourceKind kind) => _annotated.IsRelease(method, position, kind) || IsKnownRelease(method, position, kind);

    public bool IsLentTo(IPropertySymbol property) => _annotated.IsLentTo(property);

    public bool IsRelease(IParameterSymbol parameter, ResourceKind kind)
    {
        var callee = (IMethodSymbol)parameter.ContainingSymbol;
        return _annotated.OnArgument(callee, parameter.Ordinal, kind) is { } said ? said == Passing.Releases : IsKnownRelease(callee, parameter.Ordinal, kind);
    }

    public bool MayRelease(IMethodSymbol callee, ResourceKind kind) => callee.DeclaringSyntaxReferences.IsEmpty || callee.IsAbstract || _releasing.MayInclude(callee, (Protocol)kind) || (((Protocol)kind).IsDisposable && ReleasingMembers.EndsByUsing(callee));

    public bool IsProgrammersFault(ITypeSymbol? exception) => _throws.IsProgrammersFault(exception);

    public bool SaysItself(IMethodSymbol callee) => _annotated.Speaks(callee);

    public bool IsNative(IMethodSymbol callee) => _native.IsNative(callee);

    public bool OnlyPointsInto(IOperation value) => Values.Unwrap(value) is IInvocationOperation { TargetMethod: { Name: "AddrOfPinnedObject", ContainingType: var type } } && type.Is(_types.GCHandle);

    public bool IsFramework(IMethodSymbol callee) => Framework.Declares(callee.ContainingType);

    public bool IsProbe(IOperation condition, ResourceKind kind) => condition switch
    {
        IInvocationOperation { TargetMethod: var method } => _table.IsProbe(method, (Protocol)kind),
        IPropertyReferenceOperation { Property: var property } => _table.IsProbe(property, (Protocol)kind),
        _ => false,
    };

    public bool IsOver(IPropertySymbol property, ResourceKind kind) => property.Name == "IsCancellationRequested" && property.ContainingType.Is(_types.CancellationToken) && (kind == BuiltInProtocols.Registration || kind == BuiltInProtocols.DroppedRegistration);

    public Passing OnMember(IInvocationOperation call, ISymbol member, ResourceKind kind, CancellationToken cancellation)
    {
        // Another type's code reaches a private lock through the methods of its type only.
        var callee = call.TargetMethod;
        if (callee.DeclaringSyntaxReferences.IsEmpty || (member.IsStatic && !SymbolEqualityComparer.Default.Equals(callee.ContainingType.OriginalDefinition, member.ContainingType.OriginalDefinition))
            || !_releasing.MayInclude(callee, (Protocol)kind))
        {
            return Passing.Uses;
        }

        if (!call.IsVirtual || !Implementations.MayVary(callee))
        {
            return _summaries.TryFollow(callee, member, kind, this, cancellation, out var one) ? one : Passing.Uses;
        }

        Passing? agreed = null;
        foreach (var implementation in _implementations.Of(callee, cancellation))
        {
            if (_summaries.TryFollow(implementation, member, kind, this, cancellation, out var one))
            {
                agreed = Agree(agreed, one);
            }
        }

        return agreed ?? Passing.Uses;
    }

    public Passing OnReceiver(IInvocationOperation call, ResourceKind kind)
    {
        if (_annotated.OnReceiver(call, kind) is { } said)
        {
            return said == Passing.Borrows ? _conventions.Lent(call, call.TargetMethod, kind) : said;
        }

        if (DisposableConventions.IsEndOfForEach(call))
        {
            return Passing.Uses;
        }

        // extension(IDisposable d) { public Later Later() => new(d); } what it is called on is an argument of a block that is not followed
        if (IsOfExtensionBlock(call.TargetMethod))
        {
            return Passing.Unknown;
        }

        // e.Dispose(), where not what is enumerated was acquired, but the enumeration
        if ((kind == BuiltInProtocols.Enumeration || kind == BuiltInProtocols.AsyncEnumeration) && call.TargetMethod is { Name: "Dispose" or "DisposeAsync", Parameters.IsEmpty: true })
        {
            return Passing.Releases;
        }

        if (IsKnownRelease(call.TargetMethod, -1, kind))
        {
            return Passing.Releases;
        }

        return _forms.Keeps(call.TargetMethod) ? Passing.Returns
            : ((Protocol)kind).GoesWithItsObject ? _counted.OnReceiver(call, kind, _conventions)
            : ((Protocol)kind).IsNative && NativeValues.TryOnReceiver(call, out var passing) ? passing
            : ((Protocol)kind).IsDisposable && _disposing.TryOnReceiver(call, out passing) ? passing
            : GivesItselfAway(call, (Protocol)kind) ? Passing.Unknown
            : _conventions.OnReceiver(call, kind);
    }

    public Passing OnArgument(IOperation call, IParameterSymbol parameter, ResourceKind kind, CancellationToken cancellation)
    {
        var callee = (IMethodSymbol)parameter.ContainingSymbol;
        if (_annotated.OnArgument(callee, parameter.Ordinal, kind) is { } said)
        {
            return said == Passing.Borrows ? _conventions.Lent(call, callee, kind) : said;
        }

        if (IsKnownRelease(callee, parameter.Ordinal, kind))
        {
            return Passing.Releases;
        }

        if (callee.MethodKind == MethodKind.DelegateInvoke)
        {
            // await step(source.Token): who has a token cannot end its source, and what is waited for is over
            return ((Protocol)kind).IsDisposable && parameter.Type.Is(_types.CancellationToken) && Tasks.IsWaitedFor(call.Syntax) ? Passing.Uses : Passing.Unknown;
        }

        // Marshal.FreeCoTaskMem(what AllocHGlobal gave): gone, though to the wrong owner, which is a finding of its own
        if (((Protocol)kind).IsNative && _table.TryRelease(callee, out var other, out var taken) && other.IsNative && taken == parameter.Ordinal)
        {
            return Passing.Releases;
        }

        if (_forms.Keeps(callee))
        {
            return Passing.Returns;
        }

        if (((Protocol)kind).IsNative && _native.TryOnArgument(callee, parameter, (Protocol)kind, out var native))
        {
            return native;
        }

        // base.M(a) and sealed types leave no choice
        var followed = Passing.Unknown;
        var isFollowed = call is IInvocationOperation { IsVirtual: true } && !callee.DeclaringSyntaxReferences.IsEmpty && Implementations.MayVary(callee)
            ? TryFollowAll(callee, parameter, kind, cancellation, out followed)
            : _summaries.TryFollow(callee, parameter, kind, this, cancellation, out followed);
        if (!isFollowed && RunsLater(call, callee, parameter, cancellation))
        {
            return Passing.Unknown;
        }

        if (((Protocol)kind).IsDisposable && _disposing.TryOnArgument(call, callee, parameter, isFollowed ? followed : null, out var special))
        {
            return special;
        }

        // : base(array): the type that derives reaches it through what it inherits
        var isOfBase = callee.MethodKind == MethodKind.Constructor && call is IInvocationOperation;
        return isFollowed ? followed
            : isOfBase || IsHidden(callee) ? Passing.Unknown
            : _conventions.OnArgument(call, parameter, kind);
    }

    // Where all exceptions count, a catch for some of them lets the others pass.
    public bool CanBeCancelled(IOperation thrower)
        => LikelyThrows.CanBeCancelled(thrower) || _settings.ExceptionPathsIn(thrower.Syntax.SyntaxTree) == ExceptionPaths.All;

    public bool HandsOutItself(IPropertySymbol property) => _forms.Keeps(property);

    public bool TryPresence(IOperation condition, out IOperation? subject, out bool whenTrue) => _forms.TryPresence(condition, out subject, out whenTrue);

    public bool ThrowsUnlessSuccess(IMethodSymbol callee) => callee is { Name: "ThrowExceptionForHR", ContainingType: { Name: "Marshal" } type } && Framework.Declares(type);

    public bool NeverReturns(IMethodSymbol callee) => Throwing.NeverReturns(callee, _types);

    // Declared here without a body to read: a primary constructor, an interface or abstract member that nothing in sight implements.
    // An editor shows the source of other projects; a build does not, and both must say the same.
    private bool IsHidden(IMethodSymbol callee)
        => SymbolEqualityComparer.Default.Equals(callee.ContainingAssembly, _assembly) && !callee.DeclaringSyntaxReferences.IsEmpty && !callee.IsExtern && !callee.IsImplicitlyDeclared;

    // ValueTask AsValueTask() => new(this, _version): an object of a pool that goes back there when it is done
    private bool GivesItselfAway(IInvocationOperation call, Protocol protocol)
        => !protocol.IsHeldOnAnObject && !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && _publication.HappensIn(call.TargetMethod, default);

    private bool IsKnownRelease(IMethodSymbol method, int position, ResourceKind kind) => Taught.IsRelease(method, position, kind) || _table.IsRelease(method, position, kind) || _counted.IsRelease(method, position, kind);

    // TypeKind.Extension, of a newer compiler than the one that this is built for
    private static bool IsOfExtensionBlock(IMethodSymbol method) => (int?)method.ContainingType?.TypeKind == 14;

    private static Passing Agree(Passing? agreed, Passing one) => agreed is null || agreed == one ? one : Passing.Unknown;

    // A virtual or interface member: what all implementations in sight agree on.
    private bool TryFollowAll(IMethodSymbol callee, IParameterSymbol parameter, ResourceKind kind, CancellationToken cancellation, out Passing passing)
    {
        Passing? agreed = null;
        foreach (var implementation in _implementations.Of(callee, cancellation))
        {
            if (_annotated.OnArgument(implementation, parameter.Ordinal, kind) is { } said)
            {
                agreed = Agree(agreed, said);
            }
            else if (_summaries.TryFollow(implementation, implementation.Parameters[parameter.Ordinal], kind, this, cancellation, out var one))
            {
                agreed = Agree(agreed, one);
            }
        }

        // Where others may implement it, what those in sight do with it is only what one may do.
        passing = agreed is Passing.Releases or Passing.Takes or Passing.EndsIfTrue or Passing.EndsIfFalse && Implementations.IsOpen(callee) ? Passing.Unknown : agreed ?? Passing.Unknown;
        return agreed is not null;
    }
}

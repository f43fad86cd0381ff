using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Judges one subscription where it stands. The cheap questions come first: what the handler keeps and where the publisher
/// comes from are asked of the code around; only a candidate is looked up in the rest of the compilation.
/// </summary>
internal sealed class Subscriptions
{
    private readonly Sight _sight;
    private readonly Handlers _handlers;
    private readonly Publishers _publishers;
    private readonly TeardownProof _proof;
    private readonly Comings _comings;
    private readonly WeakEvents _weak;
    private readonly Unsubscriptions _endings;
    private readonly Companions _companions;
    private readonly NoEffects _noEffects;
    private readonly RunningTimers _timers;
    private readonly SubscriptionCalls _calls;
    private readonly WeakHoldings _holdings;
    private readonly DroppedTokens _tokens;
    private readonly Repetitions _repetitions;

    private readonly Guards _guards;

    private readonly NoReleaseNeeded _exempt;

    public Subscriptions(Compilation compilation, Lifetimes lifetimes, NoReleaseNeeded exempt)
    {
        _exempt = exempt;
        _sight = Sight.For(compilation);
        _guards = new(_sight.Types);
        _handlers = new(_sight);
        _publishers = new(_sight);
        _proof = TeardownProof.For(compilation);
        _comings = new(_sight, lifetimes);
        _weak = new(_sight);
        _endings = new(_sight, _handlers, _publishers, _proof);
        _companions = new(_sight, _publishers, _comings);
        _noEffects = new(_sight, _handlers, _publishers, _endings);
        _timers = new(_sight, _proof);
        _calls = new(_sight);
        _holdings = new(_sight, _handlers, lifetimes);
        _tokens = new(_sight, _publishers);
        _repetitions = new(_sight, _handlers, _publishers, _proof);
    }

    /// <summary>What is wrong with the subscription that <paramref name="operation"/> of <paramref name="member"/> is; null if nothing is, or nothing is proved.</summary>
    public SubscriptionFacts? Judge(IOperation operation, ISymbol member, CancellationToken cancellation)
        => Find(operation, member, cancellation) is { } fault && !Precedence.For(_sight.Compilation).IsTold(fault.Location, member, cancellation) ? fault : null;

    private SubscriptionFacts? Find(IOperation operation, ISymbol member, CancellationToken cancellation)
    {
        switch (operation)
        {
            case IObjectCreationOperation creation:
                return _holdings.Judge(creation, member, cancellation);
            case IInvocationOperation call:
                return _holdings.Judge(call, member, cancellation) ?? OfCall(call, member, cancellation) ?? OfDropped(call, member, cancellation);
        }

        if (Subscription.Added(operation) is { } added)
        {
            return OfAdded(added, member, cancellation);
        }

        return Subscription.TakenOut(operation) is { } taken ? _noEffects.Judge(taken, member, cancellation) : null;
    }

    private SubscriptionFacts? OfAdded(Subscription added, ISymbol member, CancellationToken cancellation)
    {
        if (member.ContainingType is not { TypeKind: TypeKind.Class } type || IsOwnDelegate(added, type))
        {
            return null;
        }

        var publisher = added.Event.IsStatic ? new(PublisherKind.Static, added.Event, "") : _publishers.Of(added.Instance, cancellation);
        if (publisher.Kind == PublisherKind.Own && _timers.Runs(added, cancellation) && _comings.Of(type, cancellation) is Coming.Unknown or Coming.Repeatedly
            && _handlers.Of(added.Value, cancellation) is { KeepsThis: true } tick)
        {
            return Fault(false, added.Operation, added.Event, tick.Method?.Name, type.Name, new(Running.Nobody, null, "the timer runs, and nothing stops it"));
        }

        if (publisher.Kind is PublisherKind.Own or PublisherKind.Unknown)
        {
            return null;
        }

        var handler = _handlers.Of(added.Value, cancellation);
        return handler switch
        {
            _ when !_exempt.IsOff(Exemptions.WeakEvents) && _weak.Includes(added.Event, cancellation) => null,
            { KeepsThis: true } or { Kind: HandlerKind.Method, Target: IFieldSymbol { IsStatic: false } } => OfInstance(added, publisher, handler, type, member, cancellation),
            { IsTargetFresh: true, Method: { } method } => OfFresh(added, publisher, method, cancellation),
            { KeepsLocals: true } => OfClosure(added, publisher, handler, type, member, cancellation),
            _ => null,
        };
    }

    // LEAK101 watches a private static delegate; a delegate of this is the object's own.
    private static bool IsOwnDelegate(Subscription added, INamedTypeSymbol type)
        => added.Event is not IEventSymbol
            && (added.Event.DeclaredAccessibility == Accessibility.Private || SymbolEqualityComparer.Default.Equals(added.Event.ContainingType?.OriginalDefinition, type.OriginalDefinition) && !added.Event.IsStatic);

    private SubscriptionFacts? OfInstance(Subscription added, Publisher publisher, Handler handler, INamedTypeSymbol type, ISymbol member, CancellationToken cancellation)
    {
        // if (_isHooked) return; _isHooked = true; Clock.Tick += OnTick: one instance stays, of however many.
        // A handler of a part that the subscriber made belongs to the subscriber; any other part lives on its own.
        if (_guards.Around(added.Operation, registry: null) == Guard.Once
            || handler.Target is IFieldSymbol part && _publishers.OfMember(part, cancellation).Kind != PublisherKind.Own
            || !MayGoBefore(publisher, added.Operation, added.Instance, type, out var coming, out var hasTeardown, cancellation))
        {
            return null;
        }

        var ending = _endings.Of(added, handler, publisher, type, cancellation);
        if (Counts(ending, hasTeardown, member))
        {
            if (ending.At is null || _repetitions.Why(added, handler, publisher, member, cancellation) is not { } why)
            {
                return null;
            }

            var again = Fault(IsProved(publisher, coming, new(Running.Nobody, null, null), hasTeardown), added.Operation, added.Event, handler.Method?.Name, type.Name, new(Running.Nobody, ending.At, why));
            again.Properties = again.Properties.Add(SubscriptionFacts.AgainProperty, "yes");
            return again;
        }

        return _noEffects.AccountFor(added, cancellation)
            ? null
            : Fault(IsProved(publisher, coming, ending, hasTeardown), added.Operation, added.Event, handler.Method?.Name, type.Name, ending);
    }

    // Clock.Tick += new Watcher().OnTick; nobody can ever name that object again.
    private SubscriptionFacts? OfFresh(Subscription added, Publisher publisher, IMethodSymbol method, CancellationToken cancellation)
    {
        if (Handler.Unwrap(added.Value) is not IMethodReferenceOperation { Instance: { } instance } || Handler.Unwrap(instance) is not IObjectCreationOperation creation)
        {
            return null;
        }

        var often = _comings.HowOften(creation, cancellation);
        return often == Coming.Unknown || often == Coming.Repeatedly && publisher.Kind == PublisherKind.Static
            ? Fault(often == Coming.Repeatedly, added.Operation, added.Event, method.Name, method.ContainingType.Name, new(Running.Nobody, null, "its object is made on the spot, so no '-=' can name it"))
            : null;
    }

    // monitor.OnChange(Apply);  _ = source.Subscribe(this);
    private SubscriptionFacts? OfDropped(IInvocationOperation call, ISymbol member, CancellationToken cancellation)
    {
        if (member.ContainingType is not { TypeKind: TypeKind.Class } type
            || _tokens.Of(call, cancellation) is not var (publisher, instance)
            || publisher.Kind is PublisherKind.Own or PublisherKind.Unknown
            || (GivenSelf(call, cancellation) ?? GivenPart(call)) is not { } given
            || !MayGoBefore(publisher, call, instance, type, out var coming, out var hasTeardown, cancellation)
            || coming != Coming.Repeatedly && _tokens.IsOfTheHost(instance))
        {
            return null;
        }

        var ending = new Ending(Running.Nobody, null, "what would end it is dropped");
        var fault = Fault(IsProved(publisher, coming, ending, hasTeardown), call, call.TargetMethod, given.Method?.Name ?? "this", type.Name, ending);
        fault.Properties = fault.Properties.Add(SubscriptionFacts.TokenProperty, "yes");
        return fault;
    }

    // bus.Subscribe(this), hub.AddListener(OnMessage)
    private SubscriptionFacts? OfCall(IInvocationOperation call, ISymbol member, CancellationToken cancellation)
    {
        if (member.ContainingType is not { TypeKind: TypeKind.Class } type
            || call.Instance is IInstanceReferenceOperation
            || GivenSelf(call, cancellation) is not { } given
            || _calls.EndsOf(call.TargetMethod, cancellation) is not { Length: > 0 } ends)
        {
            return null;
        }

        var publisher = call.TargetMethod.IsStatic ? new(PublisherKind.Static, call.TargetMethod, "") : _publishers.Of(call.Instance, cancellation);
        if (publisher.Kind is PublisherKind.Own or PublisherKind.Unknown
            || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, type.OriginalDefinition)
            || !MayGoBefore(publisher, call, call.Instance, type, out var coming, out var hasTeardown, cancellation))
        {
            return null;
        }

        var ending = _endings.OfCalls(call, ends, given, publisher, type, cancellation);
        if (Counts(ending, hasTeardown, member))
        {
            return null;
        }

        var fault = Fault(IsProved(publisher, coming, ending, hasTeardown), call, call.TargetMethod, given.Method?.Name ?? "this", type.Name, ending);
        fault.Properties = fault.Properties.Add(SubscriptionFacts.ReleaseProperty, ends[0]!.Name);
        return fault;
    }

    // "this", or a delegate over it; null if the call is given neither
    private Handler? GivenSelf(IInvocationOperation call, CancellationToken cancellation)
    {
        foreach (var argument in call.Arguments)
        {
            switch (Handler.Unwrap(argument.Value))
            {
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                    return new() { KeepsThis = true };
                case IMethodReferenceOperation or IAnonymousFunctionOperation when argument.Value is IDelegateCreationOperation:
                    if (_handlers.Of(argument.Value, cancellation) is { KeepsThis: true } handler)
                    {
                        return handler;
                    }

                    break;
            }
        }

        return null;
    }

    // source.Subscribe(new Listener(this))
    private static Handler? GivenPart(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (Handler.Unwrap(argument.Value) is IObjectCreationOperation part)
            {
                foreach (var inner in part.Arguments)
                {
                    if (Handler.Unwrap(inner.Value) is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } && part.Type?.Name.IndexOf("Weak", System.StringComparison.Ordinal) < 0)
                    {
                        return new() { KeepsThis = true };
                    }
                }
            }
        }

        return null;
    }

    private bool MayGoBefore(Publisher publisher, IOperation operation, IOperation? instance, INamedTypeSymbol type, out Coming coming, out bool hasTeardown, CancellationToken cancellation)
    {
        hasTeardown = _proof.Members.AreIn(type);
        coming = _comings.Of(type, cancellation);
        return (_exempt.IsOff(Exemptions.ProcessLivedSubscribers)
                || !(coming == Coming.Once && !(_comings.IsHosted(type) && _proof.Members.DeclaredBy(type))) && !(coming == Coming.ByTheProgram && !hasTeardown))
            && (_exempt.IsOff(Exemptions.DieTogether) || !_companions.Include(operation, instance, publisher, type, cancellation));
    }

    private static bool Counts(Ending ending, bool hasTeardown, ISymbol member)
        => ending.Running >= Running.Alive || ending.Running == Running.Offered && !(hasTeardown && IsInBeginning(member));

    private static bool IsProved(Publisher publisher, Coming coming, Ending ending, bool hasTeardown)
        => publisher.Kind == PublisherKind.Static && coming != Coming.Once && ending.Running == Running.Nobody && (hasTeardown || coming == Coming.Repeatedly);

    // Every instance subscribes: in its constructor, in an initializer.
    private static bool IsInBeginning(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor } or IFieldSymbol or IPropertySymbol;

    // var done = new TaskCompletionSource(); bus.Changed += (s, e) => done.TrySetResult();
    private SubscriptionFacts? OfClosure(Subscription added, Publisher publisher, Handler handler, INamedTypeSymbol type, ISymbol member, CancellationToken cancellation)
    {
        if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            || Occasions.Of(member, added.Operation, _sight.Types) == Occasion.Once
            || !Waiters.Serves(handler, method)
            || _endings.Of(added, handler, publisher, type, cancellation) is var ending && ending.Running >= Running.Offered)
        {
            return null;
        }

        return Fault(publisher.Kind == PublisherKind.Static && _comings.Of(type, cancellation) == Coming.Repeatedly, added.Operation, added.Event, handler.Method?.Name, "closure", ending);
    }

    private static SubscriptionFacts Fault(bool isProved, IOperation operation, ISymbol published, string? handler, string subscriber, Ending ending) => new(
        isProved ? SubscriptionFault.StaticEvent : SubscriptionFault.LongLivedPublisher,
        operation.Syntax.GetLocation(),
        published.ContainingType.Name + "." + published.Name,
        subscriber,
        handler ?? "lambda",
        ending.Why ?? "nothing takes it out")
    {
        Others = ending.At is null ? [] : [ending.At.GetLocation()],
    };
}

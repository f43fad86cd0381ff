using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// The callbacks of the family: each turns one operation of a type that has a registry into facts, or into nothing.
/// One per compilation; what it remembers is remembered for the compilation.
/// </summary>
internal sealed class RegistriesReader
{
    private readonly KnownTypes _types;
    private readonly StoredValues _values;
    private readonly RegistryUses _uses;
    private readonly Domains _domains;
    private readonly ConcurrentDictionary<INamedTypeSymbol, RegistriesFacts> _stores = new(SymbolEqualityComparer.Default);
    private readonly Guards _guards;
    private readonly LongLived _longLived;
    private readonly Callers _callers;
    private readonly Precedence _precedence;

    public RegistriesReader(KnownTypes types, Compilation compilation, NoReleaseNeeded exempt)
    {
        Constants = new(compilation);
        _types = types;
        var bounded = new BoundedDomains(types);
        Shapes = new(types, bounded, compilation);
        Lifetimes = new(types);
        _values = new(types, exempt, bounded);
        _domains = new(types, bounded);
        _guards = new(types);
        _uses = new(types, Shapes, new(types, Shapes, _values, bounded, _domains), Bodies.For(compilation));
        _longLived = new(types, Shapes, Lifetimes);
        _precedence = Precedence.For(compilation);
        _callers = new(compilation, _domains);
        Whole = new(null, Shapes, types, Constants, _callers, Lifetimes, _precedence, _stores);
    }

    /// <summary>What the whole compilation does; complete at its end.</summary>
    public RegistriesFacts Whole { get; }

    public KnownTypes Types => _types;

    public Constants Constants { get; }

    public RegistryShapes Shapes { get; }

    public Lifetimes Lifetimes { get; }

    /// <summary>The facts of the outermost type that <paramref name="member"/> belongs to.</summary>
    public RegistriesFacts FactsOf(INamedTypeSymbol outermost) => _stores.GetOrAdd(outermost, o => new(o, Shapes, _types, Constants, _callers, Lifetimes, _precedence));

    public void ReadReference(OperationAnalysisContext context)
    {
        var reference = (IMemberReferenceOperation)context.Operation;
        var kind = Shapes.KindOf(reference.Member);
        if (kind == RegistryKind.None || Lifetimes.AreBounded(Nesting.Outermost(reference.Member.ContainingType)))
        {
            return;
        }

        var uses = new List<RegistryUse>();
        var registry = reference.Member.OriginalDefinition;
        _uses.Read(reference, registry, kind, uses);
        if (uses.Count > 0)
        {
            var occasion = Occasions.Of(context.ContainingSymbol, reference, _types);
            foreach (var use in uses)
            {
                use.Member = context.ContainingSymbol;
                use.Occasion = occasion;
            }

            Note(registry, reference.Syntax, uses);
        }
    }

    /// <summary><c>static readonly IList&lt;Node&gt; _nodes = new List&lt;Node&gt;();</c></summary>
    public void ReadInitializer(OperationAnalysisContext context)
    {
        switch (context.Operation)
        {
            case IFieldInitializerOperation field:
                foreach (var initialized in field.InitializedFields)
                {
                    Made(initialized, field);
                }

                break;
            case IPropertyInitializerOperation property:
                foreach (var initialized in property.InitializedProperties)
                {
                    Made(initialized, property);
                }

                break;
        }

        void Made(ISymbol initialized, ISymbolInitializerOperation initializer)
        {
            var kind = Shapes.KindOf(initialized);
            if (kind == RegistryKind.Cache && CacheEntries.HasLimit(initializer.Value))
            {
                Note(initialized.OriginalDefinition, initializer.Syntax, new() { RegistryUse.LetsGo() });
            }
            else if (kind is RegistryKind.Mutable or RegistryKind.Face)
            {
                Note(initialized.OriginalDefinition, initializer.Syntax, new() { _uses.Made(initializer.Value) });
            }
        }
    }

    /// <summary><c>Track(this)</c>: what a method of a type with a registry is given.</summary>
    public void ReadCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        var target = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        _longLived.ReadCall(call.TargetMethod);

        // ((IDisposable)this).Dispose()
        if (target.ContainingType is { TypeKind: TypeKind.Interface }
            && call.Instance is { } instance
            && Values.Unwrap(instance) is IInstanceReferenceOperation { Type: { } self }
            && self.FindImplementationForInterfaceMember(target) is IMethodSymbol own)
        {
            target = own;
        }

        if (target.ContainingType is not { } container)
        {
            return;
        }

        // Hub.Instance.Attach(this): what a long-lived object keeps in collections of its own is known at the end only.
        var outermost = Nesting.Outermost(container);
        if (!Shapes.HasRegistry(outermost)
            && !(call.Instance is { } publisher && Values.Unwrap(publisher) is IMemberReferenceOperation { Member.IsStatic: true } && _longLived.HasCollections(container.OriginalDefinition)))
        {
            return;
        }

        var occasion = OccasionOf(context, call, target is { IsStatic: true, DeclaredAccessibility: Accessibility.Private });
        var fact = new CallFact(target.OriginalDefinition, ArgumentsOf(call.Arguments, target), DomainsOf(call.Arguments, target), context.ContainingSymbol, occasion);
        Whole.Note(call.Syntax, fact);
        if (IsWithin(context.ContainingSymbol, outermost))
        {
            FactsOf(outermost).Note(call.Syntax, fact);
        }
    }

    /// <summary><c>new Timer(Sweep)</c>: a method that is named, to be called later.</summary>
    public void ReadMention(OperationAnalysisContext context)
    {
        var mention = (IMethodReferenceOperation)context.Operation;
        if (mention.Method.ContainingType is { } container && Nesting.Outermost(container) is var outermost && Shapes.HasRegistry(outermost))
        {
            Whole.Note(mention.Syntax, mention.Method.OriginalDefinition, context.ContainingSymbol);
            if (IsWithin(context.ContainingSymbol, outermost))
            {
                FactsOf(outermost).Note(mention.Syntax, mention.Method.OriginalDefinition, context.ContainingSymbol);
            }
        }
    }

    /// <summary><c>new Node()</c>: who makes instances, and how often.</summary>
    public void ReadCreation(OperationAnalysisContext context)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        _longLived.ReadCreation(creation, context.ContainingSymbol);
        if (creation.Type is not INamedTypeSymbol { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.IsEmpty: false } type)
        {
            return;
        }

        var outermost = Nesting.Outermost(type);
        if (!Shapes.HasRegistry(outermost))
        {
            NoteMade(context, creation, type);
        }
        else
        {
            var fact = new CreationFact(type.OriginalDefinition, context.ContainingSymbol, OccasionOf(context, creation, guardsMatter: true));
            Whole.Note(creation.Syntax, fact);
            if (IsWithin(context.ContainingSymbol, outermost))
            {
                FactsOf(outermost).Note(creation.Syntax, fact);
            }
        }
    }

    // Of each type it is asked until one creation is seen that runs again and again.
    private void NoteMade(OperationAnalysisContext context, IObjectCreationOperation creation, INamedTypeSymbol type)
    {
        for (var made = type; made is { DeclaringSyntaxReferences.IsEmpty: false }; made = made.BaseType)
        {
            if (Whole.IsMadeOnce(made.OriginalDefinition) != false)
            {
                Whole.NoteMade(made.OriginalDefinition, OccasionOf(context, creation, guardsMatter: true) == Occasion.Once);
            }
        }
    }

    /// <summary>Reads the types that live as long as the program, now that it is known which they are.</summary>
    public void Complete(CompilationAnalysisContext context) => _longLived.ReadInto(Whole, this, Bodies.For(context.Compilation), context.CancellationToken);

    /// <summary>What the code of a long-lived type does with its own collections, and which of its methods it calls.</summary>
    public void ReadOfLongLived(IOperation operation, INamedTypeSymbol type, ISymbol member)
    {
        switch (operation)
        {
            // of this, or of what a nested type was given: there is one
            case IMemberReferenceOperation reference when _longLived.KindOf(reference.Member.OriginalDefinition) is not RegistryKind.None and var kind
                && SymbolEqualityComparer.Default.Equals(reference.Member.ContainingType?.OriginalDefinition, type):
                var uses = new List<RegistryUse>();
                _uses.Read(reference, reference.Member.OriginalDefinition, kind, uses);
                foreach (var use in uses)
                {
                    use.Member = member;
                    use.Occasion = member is IMethodSymbol { MethodKind: not MethodKind.Constructor } ? Occasion.PerCall : Occasion.Once;
                }

                if (uses.Count > 0)
                {
                    Whole.Note(reference.Member.OriginalDefinition, reference.Syntax, uses);
                }

                break;
            case IInvocationOperation { TargetMethod: var target } call when SymbolEqualityComparer.Default.Equals(target.ContainingType?.OriginalDefinition, type):
                Whole.Note(call.Syntax, new CallFact(target.OriginalDefinition, ArgumentsOf(call.Arguments, target), DomainsOf(call.Arguments, target), member, Occasion.PerCall));
                break;
            case IMethodReferenceOperation { Method: var named } when SymbolEqualityComparer.Default.Equals(named.ContainingType?.OriginalDefinition, type):
                Whole.Note(operation.Syntax, named.OriginalDefinition, member);
                break;
        }
    }

    private void Note(ISymbol registry, SyntaxNode at, List<RegistryUse> uses)
    {
        Whole.Note(registry, at, uses);
        if (RegistryShapes.ReachOf(registry) == Reach.Outermost)
        {
            FactsOf(Nesting.Outermost(registry.ContainingType)).Note(registry, at, uses);
        }
    }

    private static bool IsWithin(ISymbol member, INamedTypeSymbol outermost) =>
        member.ContainingType is { } type && SymbolEqualityComparer.Default.Equals(Nesting.Outermost(type), outermost);

    private Occasion OccasionOf(OperationAnalysisContext context, IOperation operation, bool guardsMatter)
    {
        var occasion = Occasions.Of(context.ContainingSymbol, operation, _types);
        return guardsMatter && occasion != Occasion.Once && IsOnceGuarded(operation) ? Occasion.Once : occasion;
    }

    // s_instance ??= new App();  Interlocked.CompareExchange(ref s_instance, new App(), null);  if (s_instance == null) ...
    private bool IsOnceGuarded(IOperation operation)
    {
        for (var parent = operation.Parent; parent is IConversionOperation or IParenthesizedOperation or ICoalesceAssignmentOperation or IArgumentOperation; parent = parent.Parent)
        {
            switch (parent)
            {
                case ICoalesceAssignmentOperation { Target: IMemberReferenceOperation { Member.IsStatic: true } }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "CompareExchange" } exchange } } when exchange.ContainingType.Is(_types.Interlocked):
                    return true;
            }
        }

        return _guards.Around(operation, registry: null) == Guard.Once;
    }

    private ImmutableArray<StoredValue> ArgumentsOf(ImmutableArray<IArgumentOperation> arguments, IMethodSymbol target)
    {
        if (target.Parameters.IsEmpty)
        {
            return ImmutableArray<StoredValue>.Empty;
        }

        var stored = ImmutableArray.CreateBuilder<StoredValue>(target.Parameters.Length);
        stored.Count = target.Parameters.Length;
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < stored.Count)
            {
                stored[parameter.Ordinal] = _values.OfHandedOver(argument.Value);
            }
        }

        return stored.MoveToImmutable();
    }

    private ImmutableArray<Domain> DomainsOf(ImmutableArray<IArgumentOperation> arguments, IMethodSymbol target)
    {
        if (target.Parameters.IsEmpty)
        {
            return ImmutableArray<Domain>.Empty;
        }

        var domains = ImmutableArray.CreateBuilder<Domain>(target.Parameters.Length);
        domains.Count = target.Parameters.Length;
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < domains.Count)
            {
                domains[parameter.Ordinal] = _domains.Of(argument.Value);
            }
        }

        return domains.MoveToImmutable();
    }
}

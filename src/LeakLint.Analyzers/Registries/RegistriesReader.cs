using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
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

    public RegistriesReader(KnownTypes types, Compilation compilation, NoReleaseNeeded exempt)
    {
        Constants = new(compilation);
        _types = types;
        var bounded = new BoundedDomains(types);
        Shapes = new(types, bounded);
        Lifetimes = new(types);
        _values = new(types, exempt, bounded);
        _uses = new(Shapes, new(_values, bounded));
    }

    public KnownTypes Types => _types;

    public Constants Constants { get; }

    public RegistryShapes Shapes { get; }

    public Lifetimes Lifetimes { get; }

    public void ReadReference(OperationAnalysisContext context, RegistriesFacts facts)
    {
        var reference = (IMemberReferenceOperation)context.Operation;
        var kind = Shapes.KindOf(reference.Member);
        if (kind == RegistryKind.None)
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

            facts.Note(registry, reference.Syntax, uses);
        }
    }

    /// <summary><c>static readonly IList&lt;Node&gt; _nodes = new List&lt;Node&gt;();</c></summary>
    public void ReadInitializer(OperationAnalysisContext context, RegistriesFacts facts)
    {
        switch (context.Operation)
        {
            case IFieldInitializerOperation field:
                foreach (var initialized in field.InitializedFields)
                {
                    Note(initialized, field);
                }

                break;
            case IPropertyInitializerOperation property:
                foreach (var initialized in property.InitializedProperties)
                {
                    Note(initialized, property);
                }

                break;
        }

        void Note(ISymbol initialized, ISymbolInitializerOperation initializer)
        {
            if (Shapes.KindOf(initialized) is RegistryKind.Mutable or RegistryKind.Face)
            {
                facts.Note(initialized.OriginalDefinition, initializer.Syntax, new() { _uses.Made(initializer.Value) });
            }
        }
    }

    /// <summary><c>Track(this)</c>: what a helper of the same type is given.</summary>
    public void ReadCall(OperationAnalysisContext context, RegistriesFacts facts)
    {
        var call = (IInvocationOperation)context.Operation;
        var target = call.TargetMethod;
        if (target.ContainingType is not { } container
            || !SymbolEqualityComparer.Default.Equals(RegistryShapes.OutermostOf(container), facts.Outermost))
        {
            return;
        }

        facts.Note(call.Syntax, new CallFact(
            target.OriginalDefinition,
            ArgumentsOf(call.Arguments, target),
            context.ContainingSymbol,
            OccasionOf(context, call, target is { IsStatic: true, DeclaredAccessibility: Accessibility.Private })));
    }

    /// <summary><c>new Node()</c>: who makes instances, and how often.</summary>
    public void ReadCreation(OperationAnalysisContext context, RegistriesFacts facts)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Type is INamedTypeSymbol type
            && SymbolEqualityComparer.Default.Equals(RegistryShapes.OutermostOf(type), facts.Outermost))
        {
            facts.Note(creation.Syntax, new CreationFact(type.OriginalDefinition, context.ContainingSymbol, OccasionOf(context, creation, guardsMatter: true)));
        }
    }

    private Occasion OccasionOf(OperationAnalysisContext context, IOperation operation, bool guardsMatter)
    {
        var occasion = Occasions.Of(context.ContainingSymbol, operation, _types);
        return guardsMatter && occasion != Occasion.Once && IsOnceGuarded(operation) ? Occasion.Once : occasion;
    }

    // s_instance ??= new App();  Interlocked.CompareExchange(ref s_instance, new App(), null);  if (s_instance == null) ...
    private static bool IsOnceGuarded(IOperation operation)
    {
        for (var parent = operation.Parent; parent is IConversionOperation or IParenthesizedOperation or ICoalesceAssignmentOperation or IArgumentOperation; parent = parent.Parent)
        {
            switch (parent)
            {
                case ICoalesceAssignmentOperation { Target: IMemberReferenceOperation { Member.IsStatic: true } }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "CompareExchange", ContainingType.Name: "Interlocked" } } }:
                    return true;
            }
        }

        return Guards.Around(operation, registry: null) == Guard.Once;
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
}

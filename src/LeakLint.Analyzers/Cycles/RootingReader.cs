using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Finds what keeps an object alive until its finalizer has run. First what the finalizer releases; then whether any
/// other code of the type does too, and only then what was acquired under the same name, and whether that keeps the
/// object. Fields that other types can reach are theirs to release.
/// </summary>
internal sealed partial class RootingReader(Shapes shapes, CancellationToken cancellation)
{
    private readonly Compilation _compilation = shapes.Compilation;

    public ImmutableArray<Rooting> Of(INamedTypeSymbol type)
    {
        if (FinalizerOf(type) is not { } finalizer || shapes.AreNeverFinalized(type, cancellation))
        {
            return [];
        }

        var inFinalizer = new RunningCode(type, _compilation, cancellation);
        inFinalizer.Run(finalizer);
        var releases = Releases.In(inFinalizer.Operations);
        if (releases.Count == 0)
        {
            return [];
        }

        foreach (var elsewhere in Releases.In(OthersOf(type, inFinalizer)).Keys)
        {
            releases.Remove(elsewhere);
        }

        var left = new Dictionary<ISymbol, Location>(SymbolEqualityComparer.Default);
        foreach (var release in releases)
        {
            if (IsOwn(type, release.Key.Symbol) && !(type.IsAbstract && IsReachedFromOutside(type, inFinalizer)))
            {
                left[release.Key.Symbol] = release.Value;
            }
        }

        return left.Count == 0 || !LeaveDerived(type, finalizer, left) ? [] : Acquired(type, left);
    }

    // What a derived type of the program releases while its object is in use does not wait for the finalizer.
    private bool LeaveDerived(INamedTypeSymbol type, IMethodSymbol finalizer, Dictionary<ISymbol, Location> left)
    {
        if (type.IsSealed)
        {
            return true;
        }

        foreach (var derived in SourceTypes.Of(_compilation, cancellation))
        {
            if (SymbolEqualityComparer.Default.Equals(derived, type) || derived.TypeKind != TypeKind.Class || !Shapes.IsBelow(derived, type))
            {
                continue;
            }

            var inFinalizer = new RunningCode(derived, _compilation, cancellation);
            inFinalizer.Run(finalizer);
            foreach (var elsewhere in Releases.In(OthersOf(derived, inFinalizer)).Keys)
            {
                left.Remove(elsewhere.Symbol);
            }
        }

        return left.Count > 0;
    }

    // A base class for other programs: they may call what its finalizer calls.
    private static bool IsReachedFromOutside(INamedTypeSymbol type, RunningCode inFinalizer)
    {
        if (!IsVisibleOutside(type))
        {
            return false;
        }

        foreach (var method in inFinalizer.Methods)
        {
            if (method is IMethodSymbol { MethodKind: not MethodKind.Destructor, DeclaredAccessibility: not Accessibility.Private })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVisibleOutside(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (t.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    // The finalizer in source that runs first on an object of the type.
    private IMethodSymbol? FinalizerOf(INamedTypeSymbol type)
        => type is { TypeKind: TypeKind.Class } && Finalization.FindFinalizer(type) is { } finalizer && shapes.CanFollow(finalizer.OriginalDefinition)
            ? finalizer.OriginalDefinition
            : null;

    // What runs while the object is in use: whatever others can call, and what that calls.
    private List<IOperation> OthersOf(INamedTypeSymbol type, RunningCode inFinalizer)
    {
        var code = new RunningCode(type, _compilation, cancellation);
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
        {
            foreach (var member in t.GetMembers())
            {
                if (member is IMethodSymbol { MethodKind: not (MethodKind.Destructor or MethodKind.Constructor or MethodKind.StaticConstructor) } method
                    && (method.DeclaredAccessibility != Accessibility.Private || method.MethodKind == MethodKind.ExplicitInterfaceImplementation))
                {
                    // A protected method that the finalizer calls is the finalizer's, unless something public calls it too.
                    if (method.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedAndInternal && inFinalizer.Methods.Contains(method.OriginalDefinition) && !inFinalizer.Flagged.Contains(method.OriginalDefinition))
                    {
                        continue;
                    }

                    if (!inFinalizer.Flagged.Contains(method.OriginalDefinition))
                    {
                        code.Run(method);
                    }
                    else if (method.IsOverride && t.BaseType is { DeclaringSyntaxReferences.IsEmpty: true })
                    {
                        // Stream.Dispose() => Dispose(true)
                        code.Run(method, 1, 1);
                    }
                }
                else if (member is INamedTypeSymbol nested)
                {
                    foreach (var inner in nested.GetMembers())
                    {
                        if (inner is IMethodSymbol { MethodKind: not MethodKind.Destructor } nestedMethod)
                        {
                            code.Run(nestedMethod);
                        }
                    }
                }
            }
        }

        return code.Operations;
    }

    // Nobody else can release it: a private field; a static of anybody's, by an entry of the object's own.
    private static bool IsOwn(INamedTypeSymbol type, ISymbol held) => held switch
    {
        INamedTypeSymbol or IEventSymbol => true,
        { IsStatic: true } => true,
        { DeclaredAccessibility: Accessibility.Private } => Shapes.IsBelow(type, held.ContainingType),
        { DeclaredAccessibility: Accessibility.Protected or Accessibility.ProtectedAndInternal } => (type.IsSealed || !IsVisibleOutside(type)) && Shapes.IsBelow(type, held.ContainingType),
        _ => false,
    };

    private ImmutableArray<Rooting> Acquired(INamedTypeSymbol type, Dictionary<ISymbol, Location> releases)
    {
        var rootings = ImmutableArray.CreateBuilder<Rooting>();
        var told = new HashSet<Location>();
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol { IsStatic: false, MethodKind: not MethodKind.Destructor } method || !shapes.CanFollow(method))
            {
                continue;
            }

            Shape? shape = null;
            foreach (var body in Bodies.For(_compilation).Of(method, cancellation))
            {
                foreach (var operation in body.Descendants())
                {
                    if (Acquisition(operation) is not var (kind, held, what) || !releases.TryGetValue(held, out var release))
                    {
                        continue;
                    }

                    shape ??= shapes.Of(new ShapeKey(method.OriginalDefinition, type.IsAbstract ? null : type.OriginalDefinition, 0, 0, inFinalizer: false), cancellation);
                    if (KeepsObject(kind, operation, held, type, shape) && told.Add(operation.Syntax.GetLocation()))
                    {
                        rootings.Add(new Rooting(what, held, operation.Syntax.GetLocation(), release));
                    }
                }
            }
        }

        foreach (var loop in LoopsOf(type))
        {
            if (ReleaseOf(loop, releases) is var (held, release) && told.Add(loop.At))
            {
                rootings.Add(new Rooting(loop.What, held, loop.At, release));
            }
        }

        return rootings.ToImmutable();
    }

    private enum Kind
    {
        /// <summary>The platform keeps what it is given.</summary>
        Handed,

        /// <summary>A timer, while it runs.</summary>
        Timer,

        /// <summary>An event or registry of somebody else.</summary>
        Publisher,
    }

    // What an operation acquires, and under which name; KeepsObject says whether that keeps the object alive.
    private static (Kind Kind, ISymbol Held, string What)? Acquisition(IOperation operation)
    {
        switch (operation)
        {
            case IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: var @event } reference }:
                // _timer.Elapsed += OnElapsed: what is released is the timer
                return Releases.FieldOf(reference.Instance) is { } timer && IsTimer(reference.Instance!.Type)
                    ? (Kind.Timer, timer, "The running timer '" + timer.Name + "'")
                    : (Kind.Publisher, @event.OriginalDefinition, "The event '" + @event.Name + "'");
            case IInvocationOperation call when call.TargetMethod is { DeclaringSyntaxReferences.Length: > 0 } source && call.Arguments.Length > 0:
                return call.Instance is null || call.Instance.Type is not null
                    ? (Kind.Publisher, (call.Instance is null ? null : InstanceFieldOf(call.Instance)) ?? source.ContainingType.OriginalDefinition, "'" + source.ContainingType.Name + "'")
                    : null;
            case IInvocationOperation { Instance: { } instance } add when Releases.FieldOf(instance) is { IsStatic: true } registry && Containers.IsContainer(add.TargetMethod.ContainingType) && Containers.Adds(add.TargetMethod.Name):
                return (Kind.Publisher, registry, "The static '" + registry.Name + "'");
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } instance } target } when Releases.FieldOf(instance) is { IsStatic: true } map && Containers.IsContainer(target.Property.ContainingType):
                return (Kind.Publisher, map, "The static '" + map.Name + "'");
            case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var array } } when Releases.FieldOf(array) is { IsStatic: true } slots:
                return (Kind.Publisher, slots, "The static '" + slots.Name + "'");
            case IInvocationOperation or IObjectCreationOperation when TargetOf(operation) is { } field:
                var made = operation is IInvocationOperation invoked ? invoked.TargetMethod.Name : operation.Type?.Name;
                return operation is IObjectCreationOperation { Type.Name: "Timer" } creation && Framework.Declares(creation.Type)
                    ? (Kind.Timer, field, "The running timer '" + field.Name + "'")
                    : (Kind.Handed, field, "'" + field.Name + "' (" + made + ")");
            default:
                return null;
        }
    }

    private static ISymbol? InstanceFieldOf(IOperation instance) => Releases.FieldOf(instance) is { IsStatic: false } field and IFieldSymbol ? field : null;

    // _handle = GCHandle.Alloc(this);   _registration = token.Register(OnCancel);
    private static ISymbol? TargetOf(IOperation value)
    {
        var at = value.Parent;
        while (at is IConversionOperation or IParenthesizedOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ToIntPtr", ContainingType.Name: "GCHandle" } } })
        {
            at = at is IArgumentOperation ? at.Parent!.Parent : at.Parent;
        }

        return at is ISimpleAssignmentOperation assignment ? Releases.FieldOf(assignment.Target) : null;
    }

    private static bool IsTimer(ITypeSymbol? type)
        => type is { Name: "Timer" or "DispatcherTimer" } && type.DeclaringSyntaxReferences.IsEmpty;
}

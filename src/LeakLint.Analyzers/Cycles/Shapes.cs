using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// The shapes of one compilation, each read when it is asked for and once. A body whose callees have not been read
/// yet waits on an explicit stack, so that a chain of thousands of constructors costs memory, not the thread's stack;
/// a body that leads back to itself counts as empty there.
/// </summary>
internal sealed partial class Shapes(Compilation compilation, ICollection<INamedTypeSymbol> types)
{
    // Past either, what a body says is not asked any more: facts are missed, none is invented.
    private const int MostShapes = 5_000;
    private const int MostFacts = 150_000;
    private const int MostWaiting = 8_192;
    internal const long MostSteps = 6_000_000;

    // One question alone: a body whose callees lead through half of the program is left unread, the next ones are not.
    private const long MostStepsOfQuestion = 500_000;

    private readonly KnownTypes _known = KnownTypes.For(compilation);
    private readonly Dictionary<ShapeKey, Shape> _read = [];
    private readonly List<ShapeKey> _missing = [];
    private readonly HashSet<ShapeKey> _open = [];
    private readonly Dictionary<ISymbol, bool> _automatic = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> _captured = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> _primary = new(SymbolEqualityComparer.Default);
    private HashSet<ISymbol>? _overridden;
    private int _branches;
    private int _facts;
    private long _end = MostSteps;

    public Compilation Compilation { get; } = compilation;

    public Manners Manners { get; } = new(compilation);

    /// <summary>All shapes read so far, in the order in which they were finished.</summary>
    public List<Shape> InOrder { get; } = [];

    /// <summary>The fields of safe handles of which a finalizer holds a count.</summary>
    public HashSet<ISymbol> Counted { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Whether so much was read that no more will be.</summary>
    public bool IsSpent => _read.Count >= MostShapes || _facts >= MostFacts || Steps >= MostSteps;

    /// <summary>What reading has cost so far: operations read, facts put in the place of a call, facts looked through.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether the question that is being answered has cost too much, or all of them together have.</summary>
    public bool IsAtEnd => Steps >= _end;

    public void Spend(int steps) => Steps += steps;

    public int NextBranch() => _branches++;

    public Shape Of(ShapeKey key, CancellationToken cancellation)
    {
        if (_read.TryGetValue(key, out var known))
        {
            return known;
        }

        if (IsSpent)
        {
            return Shape.Empty;
        }

        _end = System.Math.Min(MostSteps, Steps + MostStepsOfQuestion);
        var stack = new Stack<ShapeKey>();
        stack.Push(key);
        while (stack.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = stack.Peek();
            if (_read.ContainsKey(next))
            {
                stack.Pop();
                continue;
            }

            // Half of what a body says may be the half that ties, without the one that unties.
            if (IsAtEnd)
            {
                Finish(stack.Pop(), Shape.Empty);
                continue;
            }

            _open.Add(next);
            _missing.Clear();
            var shape = ShapeReader.Read(this, next, cancellation);
            if (IsAtEnd)
            {
                continue;
            }

            if (_missing.Count > 0 && stack.Count < MostWaiting && !IsSpent)
            {
                foreach (var missing in _missing)
                {
                    stack.Push(missing);
                }

                continue;
            }

            Finish(stack.Pop(), shape);
        }

        return _read[key];
    }

    private void Finish(ShapeKey key, Shape shape)
    {
        _open.Remove(key);
        _read[key] = shape;
        _facts += shape.Stores.Count;
        InOrder.Add(shape);
    }

    /// <summary>A callee's shape; empty while it is still to be read, in which case the caller is read again after it.</summary>
    public Shape Callee(ShapeKey key)
    {
        if (_read.TryGetValue(key, out var shape))
        {
            return shape;
        }

        if (!_open.Contains(key))
        {
            _missing.Add(key);
        }

        return Shape.Empty;
    }

    /// <summary>The slot of an edge: the property of an automatic property's field, the field, the parameter; by definition.</summary>
    public static ISymbol SlotOf(ISymbol member) => member switch
    {
        IFieldSymbol { AssociatedSymbol: IPropertySymbol property } => property.OriginalDefinition,
        IFieldSymbol { CorrespondingTupleField: { } element } => element.OriginalDefinition,
        _ => member.OriginalDefinition,
    };

    public static bool IsBelow(INamedTypeSymbol type, INamedTypeSymbol above)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, above.OriginalDefinition))
            {
                return true;
            }
        }

        if (above.TypeKind == TypeKind.Interface)
        {
            foreach (var implemented in type.AllInterfaces)
            {
                if (SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, above.OriginalDefinition))
                {
                    return true;
                }
            }
        }

        return false;
    }

    public bool CanFollow(IMethodSymbol method)
        => !method.IsAbstract
            && !method.IsExtern
            && method.ContainingType is { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface, DeclaringSyntaxReferences.Length: > 0 }
            && !IsWeak(method.ContainingType);

    /// <summary>Whether every constructor of a type takes its objects off the finalization queue.</summary>
    public bool AreNeverFinalized(ITypeSymbol type, CancellationToken cancellation)
    {
        if (type is not INamedTypeSymbol { OriginalDefinition: { TypeKind: TypeKind.Class, InstanceConstructors.Length: > 0 } definition })
        {
            return false;
        }

        foreach (var constructor in definition.InstanceConstructors)
        {
            if (!CanFollow(constructor))
            {
                return false;
            }

            var shape = Of(new ShapeKey(constructor, definition.IsAbstract ? null : definition, 0, 0, inFinalizer: false), cancellation);
            if (!shape.NeverFinalized.Contains(shape.This))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a property is its own field: its accessors store and load, and do nothing else.</summary>
    public bool IsAutomatic(ISymbol? member)
    {
        if (member is not IPropertySymbol { OriginalDefinition: var property })
        {
            return false;
        }

        if (!_automatic.TryGetValue(property, out var automatic))
        {
            foreach (var sibling in property.ContainingType.GetMembers())
            {
                if (sibling is IFieldSymbol { AssociatedSymbol: { } of } && SymbolEqualityComparer.Default.Equals(of, property))
                {
                    automatic = HasNoAccessorBody(property);
                    break;
                }
            }

            _automatic[property] = automatic;
        }

        return automatic;
    }

    /// <summary>
    /// The code that a call runs: the override that the receiver's exact type has; else the one in sight, if nothing
    /// in the compilation overrides it. Null when that cannot be said.
    /// </summary>
    public IMethodSymbol? Dispatch(IMethodSymbol method, Node? receiver, IOperation? instance)
    {
        var target = method.OriginalDefinition;
        var isInterface = target.ContainingType.TypeKind == TypeKind.Interface;
        if (receiver is null)
        {
            return null;
        }

        if ((!isInterface && !target.IsVirtual && !target.IsAbstract && !target.IsOverride) || instance?.Syntax is BaseExpressionSyntax)
        {
            return target;
        }

        var found = receiver.Type is INamedTypeSymbol { TypeKind: TypeKind.Class } type ? Implementation(type, target) : null;
        found ??= isInterface ? null : target;
        if (found is null || found.IsAbstract)
        {
            return null;
        }

        return receiver.Exact || found.IsSealed || found.ContainingType.IsSealed || !(found.IsVirtual || found.IsOverride) || !IsOverridden(found) ? found : null;
    }

    /// <summary>Whether a parameter is one of a primary constructor, so that members may use it.</summary>
    public bool IsPrimary(IParameterSymbol parameter)
    {
        if (!_primary.TryGetValue(parameter.ContainingSymbol, out var primary))
        {
            primary = parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: { Length: > 0 } of }
                && of[0].GetSyntax() is TypeDeclarationSyntax;
            _primary[parameter.ContainingSymbol] = primary;
        }

        return primary;
    }

    /// <summary>Whether a member other than an initializer uses the parameter of a primary constructor, which keeps it.</summary>
    public bool IsCaptured(IParameterSymbol parameter, CancellationToken cancellation)
    {
        if (_captured.TryGetValue(parameter, out var captured))
        {
            return captured;
        }

        foreach (var member in parameter.ContainingType.GetMembers())
        {
            if (captured)
            {
                break;
            }

            if (member is not IMethodSymbol { IsStatic: false, IsImplicitlyDeclared: false } || SymbolEqualityComparer.Default.Equals(member, parameter.ContainingSymbol))
            {
                continue;
            }

            foreach (var body in Bodies.For(Compilation).Of(member, cancellation))
            {
                foreach (var operation in body.DescendantsAndSelf())
                {
                    captured |= operation is IParameterReferenceOperation reference
                        && SymbolEqualityComparer.Default.Equals(reference.Parameter.OriginalDefinition, parameter.OriginalDefinition);
                }
            }
        }

        _captured[parameter] = captured;
        return captured;
    }

    private static bool HasNoAccessorBody(IPropertySymbol property)
    {
        foreach (var reference in property.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is PropertyDeclarationSyntax { AccessorList: { } list })
            {
                foreach (var accessor in list.Accessors)
                {
                    if (accessor.Body is not null || accessor.ExpressionBody is not null)
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private static IMethodSymbol? Implementation(INamedTypeSymbol type, IMethodSymbol target)
    {
        if (target.ContainingType.TypeKind == TypeKind.Interface)
        {
            foreach (var implemented in type.AllInterfaces)
            {
                if (!SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, target.ContainingType))
                {
                    continue;
                }

                foreach (var member in implemented.GetMembers(target.Name))
                {
                    if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, target)
                        && type.FindImplementationForInterfaceMember(member) is IMethodSymbol implementation)
                    {
                        return implementation.OriginalDefinition;
                    }
                }
            }

            return null;
        }

        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            foreach (var member in t.GetMembers(target.Name))
            {
                for (var m = member as IMethodSymbol; m is not null; m = m.OverriddenMethod)
                {
                    if (SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, target))
                    {
                        return ((IMethodSymbol)member).OriginalDefinition;
                    }
                }
            }
        }

        return null;
    }

    private bool IsOverridden(IMethodSymbol method)
    {
        if (_overridden is null)
        {
            _overridden = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            foreach (var type in types)
            {
                foreach (var member in type.GetMembers())
                {
                    if (member is IMethodSymbol { OverriddenMethod: { } overridden })
                    {
                        _overridden.Add(overridden.OriginalDefinition);
                    }
                }
            }
        }

        return _overridden.Contains(method);
    }
}

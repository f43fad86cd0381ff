using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// The bodies that run when the collector finalizes an object of a type: its own finalizer, the inherited ones, and the
/// <c>Dispose(bool)</c> that a finalizer of the framework calls with false.
/// </summary>
internal sealed class FinalizerShapes(Shapes shapes, CancellationToken cancellation)
{
    private readonly Dictionary<ISymbol, bool> _complains = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, Dictionary<ISymbol, List<Node>>> _stored = new(SymbolEqualityComparer.Default);

    public Shapes Shapes { get; } = shapes;

    /// <summary>The finalizer's bodies, read as they run on an object of exactly this type.</summary>
    public List<Shape> Of(INamedTypeSymbol type)
    {
        var found = new List<Shape>();
        IMethodSymbol? teardown = null;
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
        {
            teardown ??= TeardownOf(t);
            foreach (var member in t.GetMembers(WellKnownMemberNames.DestructorName))
            {
                if (member is not IMethodSymbol { MethodKind: MethodKind.Destructor, OriginalDefinition: var finalizer })
                {
                    continue;
                }

                if (Shapes.CanFollow(finalizer))
                {
                    found.Add(Read(type, finalizer, knownFlags: 0));
                }
                else if (teardown is not null)
                {
                    // Component, FileStream: ~Component() => Dispose(false);   SafeHandle: its finalizer calls ReleaseHandle()
                    found.Add(Read(type, teardown, knownFlags: (uint)teardown.Parameters.Length));
                    return found;
                }
            }
        }

        return found;
    }

    /// <summary>The objects that the constructors of a type store in one of its members.</summary>
    public List<Node> StoredByConstructors(INamedTypeSymbol type, ISymbol member)
    {
        if (!_stored.TryGetValue(type, out var stored))
        {
            _stored[type] = stored = new Dictionary<ISymbol, List<Node>>(SymbolEqualityComparer.Default);
            foreach (var constructor in type.InstanceConstructors)
            {
                if (!Shapes.CanFollow(constructor))
                {
                    continue;
                }

                var shape = Shapes.Of(new ShapeKey(constructor.OriginalDefinition, type.IsAbstract ? null : type.OriginalDefinition, 0, 0, inFinalizer: false), cancellation);
                foreach (var store in shape.Stores)
                {
                    if (!store.IsRead && store is { Kind: EdgeKind.Field, Member: { } slot, To: { } to } && ReferenceEquals(store.From, shape.This))
                    {
                        if (!stored.TryGetValue(slot, out var nodes))
                        {
                            stored[slot] = nodes = [];
                        }

                        nodes.Add(to);
                    }
                }
            }
        }

        return stored.TryGetValue(member, out var known) ? known : [];
    }

    /// <summary>Whether all that is ever stored in a field is read from a static member, which keeps it alive.</summary>
    public bool IsKeptByStatic(INamedTypeSymbol type, ISymbol member)
    {
        var isKept = false;
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
        {
            foreach (var of in t.GetMembers())
            {
                foreach (var body in Bodies.For(Shapes.Compilation).Of(of, cancellation))
                {
                    foreach (var operation in body.DescendantsAndSelf())
                    {
                        var stored = operation switch
                        {
                            IFieldInitializerOperation { InitializedFields: { Length: 1 } fields } initializer when SymbolEqualityComparer.Default.Equals(Shapes.SlotOf(fields[0]), member) => initializer.Value,
                            ISimpleAssignmentOperation assignment when SymbolEqualityComparer.Default.Equals(Releases.FieldOf(assignment.Target), member) => assignment.Value,
                            _ => null,
                        };
                        if (stored is null || stored.ConstantValue is { HasValue: true, Value: null })
                        {
                            continue;
                        }

                        if (!IsStatic(stored))
                        {
                            return false;
                        }

                        isKept = true;
                    }
                }
            }
        }

        return isKept;
    }

    /// <summary>
    /// What a writer in a field writes to when it is disposed, if that has a finalizer: <c>_log = new StreamWriter(path)</c> is over a file, which
    /// may be closed already. Null for what is over memory, or comes from elsewhere.
    /// </summary>
    public ITypeSymbol? WrittenBy(INamedTypeSymbol type, ISymbol member)
    {
        ITypeSymbol? below = null;
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
        {
            foreach (var of in t.GetMembers())
            {
                foreach (var body in Bodies.For(Shapes.Compilation).Of(of, cancellation))
                {
                    foreach (var operation in body.DescendantsAndSelf())
                    {
                        var stored = operation switch
                        {
                            IFieldInitializerOperation { InitializedFields: { Length: 1 } fields } initializer when SymbolEqualityComparer.Default.Equals(Shapes.SlotOf(fields[0]), member) => initializer.Value,
                            ISimpleAssignmentOperation assignment when SymbolEqualityComparer.Default.Equals(Releases.FieldOf(assignment.Target), member) => assignment.Value,
                            _ => null,
                        };
                        if (stored is null || stored.ConstantValue is { HasValue: true, Value: null })
                        {
                            continue;
                        }

                        if (Below(Values.Unwrap(stored)) is not { } finalizable)
                        {
                            return null;
                        }

                        below = finalizable;
                    }
                }
            }
        }

        return below;
    }

    // new StreamWriter(path)   new StreamWriter(File.OpenWrite(path))   new BinaryWriter(new GZipStream(new FileStream(…), …))   File.CreateText(path)
    private ITypeSymbol? Below(IOperation value)
    {
        switch (value)
        {
            case IObjectCreationOperation { Type.Name: "StreamWriter" or "BinaryWriter" or "BufferedStream" or "GZipStream" or "DeflateStream" or "BrotliStream" or "ZLibStream" or "CryptoStream", Arguments: { Length: > 0 } arguments } writer when Framework.Declares(writer.Type):
                var over = Values.Unwrap(arguments[0].Value);
                return over.Type is { SpecialType: SpecialType.System_String } ? File
                    : over.Type is { } stream && Finalization.IsFinalizable(stream) ? stream
                    : Below(over);
            case IInvocationOperation { TargetMethod: { Name: "CreateText" or "AppendText", ContainingType.Name: "File" or "FileInfo" } opened } when Framework.Declares(opened.ContainingType):
                return File;
            default:
                return null;
        }
    }

    private INamedTypeSymbol? File => KnownTypes.For(Shapes.Compilation).Get("System.IO.FileStream");

    private static bool IsStatic(IOperation value) => value switch
    {
        IConversionOperation conversion => IsStatic(conversion.Operand),
        IFieldReferenceOperation field => field.Field.IsStatic,
        IPropertyReferenceOperation property => property.Property.IsStatic,
        _ => false,
    };

    /// <summary>Whether all that a finalizer does is to say that its object was not disposed.</summary>
    public bool Complains(IMethodSymbol finalizer)
    {
        if (_complains.TryGetValue(finalizer, out var complains))
        {
            return complains;
        }

        foreach (var body in Bodies.For(Shapes.Compilation).Of(finalizer, cancellation))
        {
            if (body is IMethodBodyOperation whole && (whole.BlockBody ?? whole.ExpressionBody) is { Operations: { Length: > 0 } statements })
            {
                complains = true;
                foreach (var statement in statements)
                {
                    complains &= statement is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.ContainingType: { Name: "Debug" or "Trace" or "Console" } to } } && Framework.Declares(to);
                }
            }
        }

        _complains[finalizer] = complains;
        return complains;
    }

    private Shape Read(INamedTypeSymbol type, IMethodSymbol method, uint knownFlags)
        => Shapes.Of(new ShapeKey(method, type.IsAbstract ? null : type.OriginalDefinition, knownFlags, 0, inFinalizer: true), cancellation);

    private IMethodSymbol? TeardownOf(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers("ReleaseHandle"))
        {
            if (member is IMethodSymbol { IsOverride: true, Parameters.IsEmpty: true, OriginalDefinition: var release } && Shapes.CanFollow(release) && Shapes.IsCritical(type))
            {
                return release;
            }
        }

        foreach (var member in type.GetMembers("Dispose"))
        {
            if (member is IMethodSymbol { IsOverride: true, Parameters: { Length: 1 } parameters, OriginalDefinition: var method }
                && parameters[0].Type.SpecialType == SpecialType.System_Boolean
                && Shapes.CanFollow(method))
            {
                return method;
            }
        }

        return null;
    }
}

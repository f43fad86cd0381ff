using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Finds the fields of a type that acquire something which no code that can reach them releases. Asked once per type; a type without
/// a field that could hold something pays one look at its members, one whose code puts nothing new into it one look at its text.
/// </summary>
internal sealed class OwnerReader(Compilation compilation, KnownTypes types, Ownership ownership)
{
    private readonly Bodies _bodies = Bodies.For(compilation);
    private readonly OwnerTypes _owners = new(types, ownership);

    public OwnerFacts? Read(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type is not { TypeKind: TypeKind.Class or TypeKind.Struct, IsImplicitlyDeclared: false } || Candidates(type) is not { } fields)
        {
            return null;
        }

        var isTornDown = _owners.IsTornDown(type);
        var teardown = OwnerTypes.Teardown(type);
        if (isTornDown ? teardown is null && _owners.IsLeftAlone(type) : teardown is null && !_owners.MayNeedTeardown(type))
        {
            return null;
        }

        if (isTornDown || teardown is not null)
        {
            FieldGate.LeaveOutReleased(type, fields, cancellation);
        }

        if (fields.Count > 0)
        {
            FieldGate.Filter(type, fields, compilation, cancellation);
        }

        if (fields.Count == 0)
        {
            return null;
        }

        var code = new TypeCode(Nesting.Outermost(type), _bodies, cancellation);
        ReadCode(fields, code, cancellation);
        var kept = ImmutableArray.CreateBuilder<KeptField>();
        foreach (var field in fields.Values)
        {
            if (!field.IsOwned || field.Escapes || new OutsideUses(compilation, field.Member, cancellation).MayRelease())
            {
                continue;
            }

            var fate = new FieldReleases(field, code).Fate();
            if (fate == FieldFate.Kept || (fate == FieldFate.Finalized && teardown is not null && SuppressesFinalizer(code)))
            {
                kept.Add(new KeptField(field.Member, field.Protocol, field.Origin.Site!.Syntax.GetLocation(), teardown, isTornDown));
            }
        }

        // void Close() is a teardown where it releases something: then it has forgotten the rest.
        if (!isTornDown && teardown is not null && !ReleasesOther(fields, teardown))
        {
            if (!_owners.MayNeedTeardown(type))
            {
                return null;
            }

            teardown = null;
        }

        for (var i = kept.Count - 1; i >= 0; i--)
        {
            kept[i] = kept[i] with { Teardown = teardown, HasTeardown = isTornDown || teardown is not null };

            // An event or a mutex alone is no reason to make a type disposable: its finalizer closes what little it holds.
            if (!kept[i].HasTeardown && OtherForms.DerivesFrom(fields[kept[i].Member].Origin.Site!.Type, types.WaitHandle))
            {
                kept.RemoveAt(i);
            }
        }

        return kept.Count == 0 ? null : new OwnerFacts(type, kept.ToImmutable());
    }

    private static bool ReleasesOther(Dictionary<ISymbol, OwnedField> fields, IMethodSymbol teardown)
    {
        foreach (var field in fields.Values)
        {
            foreach (var release in field.Releases)
            {
                if (SymbolEqualityComparer.Default.Equals(release.Member, teardown))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private Dictionary<ISymbol, OwnedField>? Candidates(INamedTypeSymbol type)
    {
        Dictionary<ISymbol, OwnedField>? found = null;
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false, AssociatedSymbol: null or IPropertySymbol } field && CouldHold(field.Type))
            {
                var owner = field.AssociatedSymbol ?? field;
                (found ??= new(SymbolEqualityComparer.Default))[owner] = new OwnedField(owner, field.Type);
            }
        }

        return found;
    }

    // IRepository _rows = new FileRepository(path): what stands behind an interface may hold something.
    private bool CouldHold(ITypeSymbol type) => (type.TypeKind == TypeKind.Interface && !IsOfCollections(type)) || type.SpecialType == SpecialType.System_Object || ownership.MattersInField(type);

    // IList<Row> _rows = new List<Row>(): a collection holds memory
    private static bool IsOfCollections(ITypeSymbol type)
        => type.ContainingNamespace is { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            or { Name: "Generic" or "Specialized", ContainingNamespace: { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>Reads what the code of the type does with the fields.</summary>
    public void ReadCode(Dictionary<ISymbol, OwnedField> fields, TypeCode code, CancellationToken cancellation)
    {
        var origins = new FieldOrigins(code, ownership, types, cancellation);
        ReadWrites(fields, origins, code);
        var names = new HashSet<string>();
        foreach (var field in fields.Values)
        {
            if (field.IsOwned)
            {
                names.Add(field.Member.Name);
            }
        }

        if (names.Count == 0)
        {
            return;
        }

        foreach (var (member, root) in code.Mentioning(names))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is IMemberReferenceOperation { Member: var referenced } && fields.TryGetValue(referenced.OriginalDefinition, out var field) && field is { IsOwned: true, Escapes: false })
                {
                    var uses = new FieldUses(field, origins, ownership, types, code.FreesFromAddress, cancellation);
                    uses.Read(operation, member);
                    ReadSource(uses, operation, member);
                }
            }
        }

        foreach (var field in fields.Values)
        {
            ReadAliases(field, origins, code, cancellation);
        }
    }

    // What is put into the fields: only members whose text puts something there are bound.
    private static void ReadWrites(Dictionary<ISymbol, OwnedField> fields, FieldOrigins origins, TypeCode code)
    {
        var names = new HashSet<string>();
        foreach (var field in fields.Keys)
        {
            names.Add(field.Name);
        }

        foreach (var (member, root) in code.Writing(names))
        {
            if (root is ISymbolInitializerOperation { Value: var initial } && fields.TryGetValue(member, out var initialized))
            {
                Add(initialized, new FieldWrite(member, root, origins.Of(initial)));
            }

            foreach (var operation in root.Descendants())
            {
                if (operation is IMemberReferenceOperation { Member: var referenced } && fields.TryGetValue(referenced.OriginalDefinition, out var field) && !field.IsForeign && Writes(operation, origins) is { } write)
                {
                    Add(field, new FieldWrite(member, write.At, write.Origin));
                }
            }
        }

        void Add(OwnedField field, FieldWrite write)
        {
            field.Writes.Add(write);
            if (field.IsForeign)
            {
                // What else goes into it changes nothing: the code that only puts that there need not be bound.
                names.Remove(field.Member.Name);
            }
        }
    }

    // var file = File.OpenRead(path); _open.Add(file); _file = file;   _open.Add(_file = File.OpenRead(path));
    private static void ReadSource(FieldUses uses, IOperation reference, ISymbol member)
    {
        if (reference.Parent is IAssignmentOperation assignment && assignment.Target == reference)
        {
            uses.Read(assignment, member);
            if (Local(assignment.Value) is { } local)
            {
                uses.OnLocal(local, assignment, member);
            }
        }
    }

    private static ILocalSymbol? Local(IOperation value) => Values.Unwrap(value) switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        ICoalesceOperation either => Local(either.Value),
        _ => null,
    };

    private void ReadAliases(OwnedField field, FieldOrigins origins, TypeCode code, CancellationToken cancellation)
    {
        for (var i = 0; i < field.Aliases.Count && i < 4 && field.IsOwned && !field.Escapes; i++)
        {
            var alias = field.Aliases[i];
            var uses = new FieldUses(field, origins, ownership, types, code.FreesFromAddress, cancellation);
            foreach (var (member, root) in code.Mentioning([alias.Name]))
            {
                foreach (var operation in root.Descendants())
                {
                    var stands = operation switch
                    {
                        IMemberReferenceOperation reference => reference.Member,
                        IInvocationOperation call => call.TargetMethod,
                        _ => null,
                    };
                    if (stands is not null && SymbolEqualityComparer.Default.Equals(stands.OriginalDefinition, alias))
                    {
                        uses.Read(operation, member);
                    }
                }
            }
        }
    }

    private static (IOperation At, FieldOrigin Origin)? Writes(IOperation reference, FieldOrigins origins)
    {
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                return (assignment, origins.Of(assignment.Value));
            case ICoalesceAssignmentOperation assignment when assignment.Target == reference:
                return (assignment, origins.Of(assignment.Value));
            case ITupleOperation tuple when IsTarget(tuple):
                return (tuple, FieldOrigin.Unknown);

            // Interlocked.Exchange(ref _file, File.OpenRead(path))
            case IArgumentOperation { Parameter: { RefKind: RefKind.Ref or RefKind.Out } parameter, Parent: IInvocationOperation call } argument:
                if (call.TargetMethod is { Name: "Exchange" or "CompareExchange" or "Write", ContainingType.Name: "Interlocked" or "Volatile" } && call.Arguments.Length > 1)
                {
                    return (call, origins.Of(call.Arguments[1].Value));
                }

                if (call.TargetMethod is { Name: "EnsureInitialized", ContainingType.Name: "LazyInitializer" })
                {
                    return (call, OfFactory(call, origins));
                }

                return parameter.RefKind == RefKind.Out ? (call, origins.OfOut(call, argument)) : null;
            default:
                return null;
        }
    }

    // LazyInitializer.EnsureInitialized(ref _file, () => File.OpenRead(path))
    private static FieldOrigin OfFactory(IInvocationOperation call, FieldOrigins origins)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body.Operations: { Length: 1 } body } } && body[0] is IReturnOperation { ReturnedValue: { } made })
            {
                return origins.Of(made);
            }
        }

        return FieldOrigin.Unknown;
    }

    private static bool IsTarget(ITupleOperation tuple)
        => tuple.Parent is IDeconstructionAssignmentOperation assignment && assignment.Target == tuple
            || (tuple.Parent is ITupleOperation outer && IsTarget(outer));

    // GC.SuppressFinalize(this) in a teardown: then the finalizer releases nothing.
    private static bool SuppressesFinalizer(TypeCode code)
    {
        foreach (var (_, root) in code.Mentioning(["SuppressFinalize"]))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is IInvocationOperation { TargetMethod: { Name: "SuppressFinalize", ContainingType.Name: "GC" } })
                {
                    return true;
                }
            }
        }

        return false;
    }
}

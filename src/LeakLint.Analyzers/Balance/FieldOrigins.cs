using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Where a value that is put into a field comes from. A local is what was put into it, the parameter of a private
/// constructor what all that call it pass, a wrapper what it wraps.
/// </summary>
internal sealed class FieldOrigins(TypeCode code, Ownership ownership, KnownTypes types, CancellationToken cancellation)
{
    private const int Deepest = 6;

    private static readonly string[] WrappedTypes =
    [
        "System.IO.BinaryReader",
        "System.IO.BinaryWriter",
        "System.IO.Stream",
        "System.IO.TextReader",
        "System.IO.TextWriter",
        "System.Net.Http.HttpMessageHandler",
        "System.Net.Sockets.Socket",
        "System.Runtime.InteropServices.SafeHandle",
        "System.Xml.XmlReader",
        "System.Xml.XmlWriter",
    ];

    public FieldOrigin Of(IOperation value, int depth = 0)
    {
        value = Unwrap(value);
        if (depth > Deepest)
        {
            return FieldOrigin.Unknown;
        }

        switch (value)
        {
            case { ConstantValue.HasValue: true } or IDefaultValueOperation or IThrowOperation or IArrayCreationOperation or ICollectionExpressionOperation or INameOfOperation:
                return FieldOrigin.Nothing;
            case ICoalesceOperation either:
                return Of(either.Value, depth + 1).Or(Of(either.WhenNull, depth + 1));
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Of(choice.WhenTrue, depth + 1).Or(Of(otherwise, depth + 1));
            case ISwitchExpressionOperation choice:
                var any = new FieldOrigin(Origins.None);
                foreach (var arm in choice.Arms)
                {
                    any = any.Or(Of(arm.Value, depth + 1));
                }

                return any;
            case ILocalReferenceOperation { Local.IsUsing: true }:
                // using var photo = Open(); frame.Show(photo): the scope's, lent for as long
                return FieldOrigin.Borrowed;
            case ILocalReferenceOperation local:
                return OfLocal(local, depth);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return OfParameter(parameter, depth);
            case IObjectCreationOperation creation:
                return OfCreation(creation, depth);
            case IInvocationOperation or IAwaitOperation or IPropertyReferenceOperation:
                return OfCall(value, depth);
            case IFieldReferenceOperation { Field: { IsStatic: true, Name: "Zero" or "Empty" or "Null" or "None" } }:
                return FieldOrigin.Nothing;
            case IFieldReferenceOperation or IInstanceReferenceOperation or IArrayElementReferenceOperation:
                return FieldOrigin.Borrowed;
            default:
                return FieldOrigin.Unknown;
        }
    }

    /// <summary>Whether a parameter of .NET takes what it is given as the inner part of the new object.</summary>
    public bool IsWrapped(IParameterSymbol? parameter)
    {
        foreach (var name in WrappedTypes)
        {
            if (types.Get(name) is { } wrapped && OtherForms.DerivesFrom(parameter?.Type, wrapped))
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation Unwrap(IOperation value)
    {
        while (true)
        {
            switch (Values.Unwrap(value))
            {
                // _file = _source = File.OpenRead(path): Values.Unwrap looks through plain assignments
                case ICoalesceAssignmentOperation assignment:
                    value = assignment.Value;
                    break;
                case IConditionalAccessOperation access:
                    value = access.WhenNotNull;
                    break;
                case var plain:
                    return plain;
            }
        }
    }

    private FieldOrigin OfCreation(IObjectCreationOperation creation, int depth)
    {
        var protocol = ownership.AcquiredToKeep(creation, cancellation);
        if (protocol is null)
        {
            // new MemoryStream(), new Node(): nothing to release
            return ownership.IsDisposable(creation.Type) || !ownership.MattersInField(creation.Type!) ? FieldOrigin.Nothing : FieldOrigin.Unknown;
        }

        var own = new FieldOrigin(Origins.Acquired, protocol, creation);
        return Wrapped(creation.Arguments, creation.Constructor!, protocol, depth) is { } inner ? AsWrapper(inner, own) : own;
    }

    private FieldOrigin OfCall(IOperation value, int depth)
    {
        if (ownership.AcquiredToKeep(value, cancellation) is { } protocol)
        {
            var own = new FieldOrigin(Origins.Acquired, protocol, value);
            return Flow.Resource.Awaited(value) is IInvocationOperation call && Wrapped(call.Arguments, call.TargetMethod, protocol, depth) is { } inner ? AsWrapper(inner, own) : own;
        }

        return Flow.Resource.Awaited(value) switch
        {
            IInvocationOperation { TargetMethod: { Name: "Empty", IsStatic: true } } => FieldOrigin.Nothing,
            IPropertyReferenceOperation { Property: { IsStatic: true, Name: "Zero" or "Empty" or "Null" or "None" } } => FieldOrigin.Nothing,
            IPropertyReferenceOperation => FieldOrigin.Borrowed,

            // Interlocked.CompareExchange(ref _x, new X(), null) ?? _x
            IInvocationOperation { TargetMethod: { Name: "Exchange" or "CompareExchange" or "Read", ContainingType: var type } } when type.Is(types.Interlocked)
                || type.Is(types.Volatile) => FieldOrigin.Nothing,
            IInvocationOperation { TargetMethod: { Name: var name } } when OtherForms.IsLookUp(name) => FieldOrigin.Borrowed,
            _ => FieldOrigin.Unknown,
        };
    }

    // new StreamReader(file): as good as the file
    private static FieldOrigin AsWrapper(in FieldOrigin inner, in FieldOrigin own)
        => inner.From == Origins.Acquired ? inner.Protocol!.Doubt is not null ? inner : own.Protocol == BuiltInProtocols.NothingInSight ? own with { Protocol = inner.Protocol } : own
            : (inner.From & ~Origins.Nothing) == 0 ? FieldOrigin.Nothing
            : inner with { Site = inner.Site is null ? null : own.Site };

    private FieldOrigin? Wrapped(System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments, IMethodSymbol callee, Protocol protocol, int depth)
    {
        FieldOrigin? all = null;
        var isFramework = Framework.Declares(callee.ContainingType);
        foreach (var argument in arguments)
        {
            if (argument.Parameter is not { } parameter || !ownership.IsOrHasDisposable(argument.Value))
            {
                continue;
            }

            // What the program's own types hold besides what they are given is proved; else they are taken for wrappers.
            if (isFramework ? IsWrapped(parameter) : protocol.Doubt is not null)
            {
                // Who wraps what a scope ends by itself still holds what it acquired besides.
                var one = Unwrap(argument.Value) is ILocalReferenceOperation { Local.IsUsing: true } local ? OfLocal(local, depth + 1) : Of(argument.Value, depth + 1);
                all = all is { } others ? others.Or(one) : one;
            }
        }

        return all;
    }

    private FieldOrigin OfLocal(ILocalReferenceOperation reference, int depth)
    {
        var all = new FieldOrigin(Origins.None);
        foreach (var operation in Values.RootOf(reference).Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var symbol } declarator when Is(symbol, reference):
                    if (declarator.GetVariableInitializer() is { Value: var initial })
                    {
                        all = all.Or(Of(initial, depth + 1));
                    }

                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Is(target.Local, reference):
                    all = all.Or(Of(assignment.Value, depth + 1));
                    break;
                case ICoalesceAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Is(target.Local, reference):
                    all = all.Or(Of(assignment.Value, depth + 1));
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Parent: { } call } argument when IsLocal(argument.Value, reference):
                    all = all.Or(OfOut(call, argument));
                    break;
                case IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol declared } when Is(declared, reference):
                    all = all.Or(FieldOrigin.Unknown);
                    break;
            }
        }

        return all.From == Origins.None ? FieldOrigin.Unknown : all;
    }

    /// <summary><c>TryOpen(out _file)</c></summary>
    public FieldOrigin OfOut(IOperation call, IArgumentOperation argument)
        => ownership.TryAcquire(call, cancellation, out var acquisition) && acquisition is { IsOfPlace: false } && acquisition.OutParameter == argument.Parameter!.Ordinal
            ? new FieldOrigin(Origins.Acquired, (Protocol)acquisition.Kind, call)
            : FieldOrigin.Unknown;

    // private Log(Stream file) => _file = file;  public static Log Open(string path) => new(File.OpenRead(path));
    private FieldOrigin OfParameter(IParameterSymbol parameter, int depth)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Constructor or MethodKind.Ordinary } method)
        {
            return FieldOrigin.Borrowed;
        }

        var all = new FieldOrigin(Origins.None);
        foreach (var (_, root) in code.Calling(method))
        {
            foreach (var operation in root.Descendants())
            {
                var (callee, arguments) = operation switch
                {
                    IObjectCreationOperation creation => (creation.Constructor, creation.Arguments),
                    IInvocationOperation call => (call.TargetMethod, call.Arguments),
                    IMethodReferenceOperation reference => (reference.Method, []),
                    _ => (null, []),
                };
                if (!SymbolEqualityComparer.Default.Equals(callee?.OriginalDefinition, method.OriginalDefinition))
                {
                    continue;
                }

                var passed = FieldOrigin.Unknown;
                foreach (var argument in arguments)
                {
                    if (argument.Parameter?.Ordinal == parameter.Ordinal)
                    {
                        passed = Of(argument.Value, depth + 1);
                    }
                }

                all = all.Or(passed);
            }
        }

        return all.From == Origins.None ? FieldOrigin.Unknown : all;
    }

    private static bool IsLocal(IOperation value, ILocalReferenceOperation reference)
        => value is ILocalReferenceOperation local && Is(local.Local, reference)
            || value is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } && Is(declared.Local, reference);

    private static bool Is(ILocalSymbol local, ILocalReferenceOperation reference) => SymbolEqualityComparer.Default.Equals(local, reference.Local);
}

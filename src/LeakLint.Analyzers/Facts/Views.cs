using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Locals that show what another variable holds, or are a second name of it: <c>var span = rented.AsSpan(0, n);</c>
/// <c>var root = document.RootElement;</c> Only those that never show anything else.
/// </summary>
internal sealed class Views
{
    private readonly Dictionary<ISymbol, ISymbol?> _owners = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, int> _given = new(SymbolEqualityComparer.Default);

    /// <summary>For each variable, the locals that are views of it.</summary>
    public Dictionary<ISymbol, List<ISymbol>> ByOwner { get; } = new(SymbolEqualityComparer.Default);

    public static Views In(IOperation function)
    {
        var views = new Views();
        foreach (var operation in Functions.Operations(function))
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer()?.Value is { } value:
                    views.Give(local, value);
                    views.NoteGiven(local, value);
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment:
                    views.Give(local, assignment.Value);
                    views.NoteGiven(local, assignment.Value);
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } assignment when StablePlaces.Symbol(assignment.Target) is { } target:
                    views.NoteGiven(target, assignment.Value);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when StablePlaces.Symbol(argument.Value) is { } target:
                    views.NoteGiven(target, argument.Value);
                    break;
                case IDeconstructionAssignmentOperation { Target: ITupleOperation tuple }:
                    foreach (var element in tuple.Elements)
                    {
                        if (StablePlaces.Symbol(element) is { } target)
                        {
                            views.NoteGiven(target, element);
                        }
                    }

                    break;
            }
        }

        foreach (var pair in views._owners)
        {
            if (pair.Value is { } owner && views.ShowsItStill(pair.Key, owner))
            {
                views.Add(owner, pair.Key);

                // span = rented.AsSpan(); slice = span.Slice(2): the slice is the array's as well
                for (var i = 0; i < 3 && views._owners.TryGetValue(owner, out var further) && further is not null && !Is(further, pair.Key); i++)
                {
                    views.Add(further, pair.Key);
                    owner = further;
                }
            }
        }

        return views;
    }

    /// <summary>The variable that <paramref name="value"/> is, or is a view of; null for anything else.</summary>
    public static ISymbol? OwnerOf(IOperation value)
    {
        while (true)
        {
            value = Values.Unwrap(value);
            switch (value)
            {
                case ILocalReferenceOperation { Local: var local }:
                    return local;
                case IParameterReferenceOperation { Parameter: var parameter }:
                    return parameter;
                case IConversionOperation { OperatorMethod: not null, Type: { } type } conversion when IsView(type):
                    value = conversion.Operand;
                    break;
                case IPropertyReferenceOperation { Instance: { } instance, Type: { } type } property when IsView(type) && Framework.Declares(property.Property.ContainingType):
                    value = instance;
                    break;
                case IInvocationOperation { Type: { } type } call when IsView(type) && KeepsShowing(call.TargetMethod):
                    if ((call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null)) is not { } from)
                    {
                        return null;
                    }

                    value = from;
                    break;
                case IObjectCreationOperation { Type: { } type, Arguments: { Length: > 0 } arguments } when IsView(type):
                    value = arguments[0].Value;
                    break;
                case IImplicitIndexerReferenceOperation { Instance: var whole, Type: { } type } when IsView(type):
                    value = whole;
                    break;
                default:
                    return null;
            }
        }
    }

    // span.Slice(2), array.AsMemory(), handle.AddrOfPinnedObject(), not element.Clone() and not Marshal.ReadIntPtr(address)
    private static bool KeepsShowing(IMethodSymbol method)
        => Framework.Declares(method.ContainingType) && method.Name is not "Clone"
            && (!IsAddress(method.ReturnType) || IsAddress(method.ContainingType) || method.Name is "AddrOfPinnedObject");

    private static bool IsAddress(ITypeSymbol type) => type is { TypeKind: TypeKind.Pointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };

    /// <summary>Whether things of this type show what lies elsewhere.</summary>
    public static bool IsView(ITypeSymbol type) => IsAddress(type)
        || type.Name is "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment" or "JsonElement" or "JsonProperty" && Framework.Declares(type)
        || type is { Name: "Enumerator" or "ArrayEnumerator" or "ObjectEnumerator", ContainingType: { Name: "Span" or "ReadOnlySpan" or "ArraySegment" or "JsonElement" } shown } && Framework.Declares(shown);

    // Where a variable got a value last, in the text; nulls left out.
    private void NoteGiven(ISymbol variable, IOperation value)
    {
        if (value.ConstantValue is not { HasValue: true, Value: null })
        {
            _given[variable] = value.Syntax.Span.End;
        }
    }

    // var b = a; a = another: 'b' shows what was 'a' once
    private bool ShowsItStill(ISymbol view, ISymbol owner)
        => !_given.TryGetValue(owner, out var given) || (_given.TryGetValue(view, out var shown) && given <= shown);

    private void Give(ILocalSymbol local, IOperation value)
    {
        if (Arms(value) is not var (one, other))
        {
            return;
        }

        Note(local, one);
        if (other is not null)
        {
            Note(local, other);
        }
    }

    // n <= 256 ? stackalloc byte[256] : (rented = pool.Rent(n))
    private static (IOperation One, IOperation? Other)? Arms(IOperation value)
    {
        var inner = value;
        while (inner is IConversionOperation or IParenthesizedOperation)
        {
            inner = inner is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)inner).Operand;
        }

        return inner is IConditionalOperation { WhenFalse: { } otherwise } choice ? (choice.WhenTrue, otherwise) : (value, null);
    }

    private void Note(ILocalSymbol local, IOperation value)
    {
        var owner = Assigned(value) ?? OwnerOf(value);
        if (owner is null && ShowsNothing(value))
        {
            return;
        }

        if (owner is not null && Is(owner, local))
        {
            return;
        }

        _owners[local] = _owners.TryGetValue(local, out var before) && !Is(before, owner) ? null : owner;
    }

    // (rented = pool.Rent(n)): the local that is assigned there
    private static ISymbol? Assigned(IOperation value)
    {
        while (value is IConversionOperation or IParenthesizedOperation)
        {
            value = value is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)value).Operand;
        }

        return value is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } ? local : null;
    }

    // stackalloc byte[256], default, Span<byte>.Empty: no view of any variable
    private static bool ShowsNothing(IOperation value)
    {
        value = Values.Unwrap(value);
        return value is IDefaultValueOperation or IArrayCreationOperation or { ConstantValue.HasValue: true } or IPropertyReferenceOperation { Property: { IsStatic: true, Name: "Empty" } }
            || value.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.StackAllocArrayCreationExpressionSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.ImplicitStackAllocArrayCreationExpressionSyntax
            || value is IConversionOperation { OperatorMethod: not null, Operand: var operand } && ShowsNothing(operand)
            || value is IObjectCreationOperation { Arguments.IsEmpty: true };
    }

    private void Add(ISymbol owner, ISymbol view)
    {
        if (!ByOwner.TryGetValue(owner, out var views))
        {
            ByOwner.Add(owner, views = []);
        }

        views.Add(view);
    }

    private static bool Is(ISymbol? one, ISymbol? other) => SymbolEqualityComparer.Default.Equals(one, other);
}

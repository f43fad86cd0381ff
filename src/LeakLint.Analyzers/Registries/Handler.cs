using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>What a delegate that is given to a publisher runs.</summary>
internal enum HandlerKind
{
    /// <summary>Not in sight: a result, an element, one of several.</summary>
    Unknown,

    /// <summary>Code that belongs to no object: a static method, a lambda that captures nothing.</summary>
    Static,

    /// <summary><c>OnChanged</c>, <c>_view.OnChanged</c></summary>
    Method,

    /// <summary><c>(s, e) => Refresh()</c>, also <c>new EventHandler(delegate { … })</c></summary>
    Lambda,

    /// <summary>A parameter: it is the caller's.</summary>
    Parameter,

    /// <summary>Made anew by each call of a method that returns a lambda: <c>MakeHandler(x)</c></summary>
    Made,
}

/// <summary>A delegate as far as its source tells: what it runs, what it keeps alive, and what tells it from another.</summary>
internal sealed class Handler
{
    public static readonly Handler Unknown = new() { Kind = HandlerKind.Unknown };

    public HandlerKind Kind { get; set; }

    /// <summary>The method or the local function; null for a lambda.</summary>
    public IMethodSymbol? Method { get; set; }

    /// <summary>The object whose method it is, where it is not <c>this</c>: a field, a local, a parameter.</summary>
    public ISymbol? Target { get; set; }

    /// <summary>Whether the target is made on the spot: <c>new Watcher().OnChanged</c></summary>
    public bool IsTargetFresh { get; set; }

    /// <summary>The field or local that holds the delegate.</summary>
    public ISymbol? Stored { get; set; }

    /// <summary>Whether it keeps the object whose code subscribes.</summary>
    public bool KeepsThis { get; set; }

    /// <summary>Whether it keeps variables of one call: another instance for each call.</summary>
    public bool KeepsLocals { get; set; }

    /// <summary>The code of a lambda or a local function.</summary>
    public IOperation? Body { get; set; }

    /// <summary>Whether it can only be this very delegate that is taken out: a lambda that no variable holds.</summary>
    public bool IsNameless => Kind is HandlerKind.Lambda or HandlerKind.Made && Stored is null;

    /// <summary>Whether taking out <paramref name="other"/> may take out this one.</summary>
    public bool MayBe(Handler other)
    {
        if (Stored is not null && SymbolEqualityComparer.Default.Equals(Stored, other.Stored))
        {
            return true;
        }

        switch (Kind, other.Kind)
        {
            case (_, HandlerKind.Unknown or HandlerKind.Parameter):
                return true;
            case (HandlerKind.Unknown, _):
                return other.Kind != HandlerKind.Lambda || other.Stored is not null;
            case (HandlerKind.Method or HandlerKind.Static, HandlerKind.Method or HandlerKind.Static) when Method is not null && other.Method is not null:
                return AreOne(Method, other.Method) && !IsTargetFresh && !other.IsTargetFresh
                    && !(Target is IFieldSymbol && other.Target is IFieldSymbol && !SymbolEqualityComparer.Default.Equals(Target, other.Target));
            default:
                return false;
        }
    }

    private static bool AreOne(IMethodSymbol left, IMethodSymbol right)
    {
        left = Root(left);
        right = Root(right);
        return SymbolEqualityComparer.Default.Equals(left, right);
    }

    private static IMethodSymbol Root(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
        {
            method = overridden;
        }

        return method.OriginalDefinition;
    }

    /// <summary>The value without the conversions and the <c>new EventHandler(…)</c> around it.</summary>
    public static IOperation Unwrap(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    break;
                default:
                    return value;
            }
        }
    }
}

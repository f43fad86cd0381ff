namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// What an expression refers to: one object, or one of two with the branch on which it is which; nothing for null
/// and for values that are not objects.
/// </summary>
internal sealed class Value(Node? node, Arm? on = null, Node? other = null, Arm? otherOn = null)
{
    public static readonly Value Nothing = new(null);

    public Node? Node { get; } = node;

    public Arm? On { get; } = on;

    public Node? Other { get; } = other;

    public Arm? OtherOn { get; } = otherOn;
}

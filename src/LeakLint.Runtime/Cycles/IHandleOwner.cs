namespace LeakLint;

/// <summary>A value that holds counted handles of other values, and shows them to the search for ownership cycles.</summary>
/// <remarks>Only values that are themselves behind a <see cref="SharedHandle{T}"/> matter: they are the ones a cycle can keep.</remarks>
/// <example>
/// <code>
/// void IHandleOwner.VisitHandles(ref HandleVisitor visitor)
/// {
///     visitor.Visit(_parent);
///     foreach (SharedHandle&lt;Node&gt; child in _children)
///     {
///         visitor.Visit(child);
///     }
/// }
/// </code>
/// </example>
public interface IHandleOwner
{
    /// <summary>Shows each handle that this value owns, those that it would dispose, and no other.</summary>
    /// <param name="visitor">What to show them to.</param>
    /// <remarks>It is called by <see cref="HandleCycles"/> on the thread that asks, under no lock, and for a leak report on
    /// a thread-pool thread, then possibly after the value's own finalizer. It must change nothing, and copes with
    /// handles being added by other threads. A handle that is left out counts as held from outside, which keeps what it
    /// refers to: forgetting one hides a cycle, it releases nothing too early. If it throws, the value counts as showing nothing.</remarks>
    void VisitHandles(ref HandleVisitor visitor);
}

/// <summary>Takes the handles that an <see cref="IHandleOwner"/> shows.</summary>
/// <remarks>For the time of one visit; it cannot be kept.</remarks>
public readonly ref struct HandleVisitor
{
    private readonly HandleSink? _sink;

    internal HandleVisitor(HandleSink sink) => _sink = sink;

    /// <summary>Shows one handle.</summary>
    /// <typeparam name="T">The type of its value.</typeparam>
    /// <param name="handle">The handle; null and disposed ones are passed over, and one that is shown twice counts once.</param>
    /// <remarks>It only notes the handle: whatever is behind it is visited later, not from inside this call.</remarks>
    public void Visit<T>(SharedHandle<T>? handle)
        where T : class
    {
        if (handle is { IsDisposed: false })
        {
            _sink?.Show(handle, handle.Block, ref handle.Note);
        }
    }
}

/// <summary>What becomes of the handles that are shown.</summary>
internal abstract class HandleSink
{
    /// <summary>A handle that is not disposed.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="block">Its block.</param>
    /// <param name="note">Its note; for a search that has <see cref="SearchNotes"/>.</param>
    public abstract void Show(IHandle handle, SharedBlock block, ref int note);
}

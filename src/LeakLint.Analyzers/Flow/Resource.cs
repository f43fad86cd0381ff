using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What a resource is an instance of. Flow never looks inside: it hands the kind back to <see cref="IOwnership"/>.
/// </summary>
internal abstract class ResourceKind
{
    /// <summary>What is read from such a resource may need it: <c>source.Token</c>, <c>handle.AddrOfPinnedObject()</c>. Where that leaves, so may the resource.</summary>
    public virtual bool PartsKeepIt => false;

    /// <summary>Who is called with such a part can do nothing to the resource: a token cannot dispose its source.</summary>
    public virtual bool PartsCannotEndIt => false;

    /// <summary>What holds it may end it in any of its methods, and is then done with.</summary>
    public virtual bool IsEndedByItsHolder => false;

    /// <summary>Who is given the object in whose field it stands, or a method of that object, may release it.</summary>
    public virtual bool IsHandedOnWithItsHolder => false;
}

/// <summary>One acquisition in the method under analysis: a place in the code, not an object at run time.</summary>
/// <param name="index">Its number, and its bit, among the resources of the method.</param>
/// <param name="kind">What is acquired.</param>
/// <param name="site">The operation that acquires it.</param>
/// <param name="acquisition">How it comes out of that operation.</param>
internal sealed class Resource(int index, ResourceKind kind, IOperation site, Acquisition acquisition)
{
    public int Index { get; } = index;

    public ResourceKind Kind { get; } = kind;

    public IOperation Site { get; } = site;

    public Acquisition Acquisition { get; } = acquisition;

    public ulong Bit => 1UL << Index;

    /// <summary>Where the object stands that is held; null for a resource that values carry, or until it is first acquired.</summary>
    public Place? StandsIn { get; set; }

    /// <summary>Which of several acquisitions is the later one, in reading order.</summary>
    public int Order => Site.Kind == OperationKind.MethodBody || Site.Kind == OperationKind.ConstructorBody || Site.Kind == OperationKind.Block ? -1 : Site.Syntax.Span.End;

    /// <summary>The call that acquires: the site itself, or what is awaited there.</summary>
    public IInvocationOperation? Call => Awaited(Site) as IInvocationOperation;

    /// <summary>What <c>await call().ConfigureAwait(false)</c> waits for; anything else is itself.</summary>
    public static IOperation Awaited(IOperation operation)
    {
        if (operation is IAwaitOperation wait)
        {
            operation = wait.Operation;
            while (operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task })
            {
                operation = task;
            }
        }

        return operation;
    }
}

/// <summary>How an acquired resource comes out of the operation that acquires it.</summary>
/// <param name="Kind">What is acquired.</param>
/// <param name="OutParameter">The ordinal of the <c>out</c> parameter that carries it; -1 for the result.</param>
/// <param name="OnlyWhenTrue">It is acquired only if the operation returns <c>true</c>.</param>
/// <param name="Place">
/// Where the object stands that is held, when no new one comes out: the ordinal of a parameter, <see cref="Receiver"/>
/// for the object of the call, <see cref="NoPlace"/> otherwise. <c>Monitor.Enter(_gate)</c> <c>_gate.Wait()</c>
/// </param>
/// <param name="FlagParameter">The ordinal of a <c>ref bool</c> parameter that tells whether it was acquired; -1 for none.</param>
/// <param name="Inside">Where in the result it stands: the ordinal of a tuple's element, <see cref="Elements"/> for each element of an array, <see cref="Itself"/> for the result itself.</param>
/// <param name="ByNumber">It is acquired only if the number that the operation returns says success, as an HRESULT does: zero, or none below it.</param>
/// <param name="Member">Where not the object at the place itself is held: its field or property on which it is, or a static one.</param>
/// <param name="AlsoResult">Beside the place, the result carries it. <c>var handle = manager.Pin();</c> <c>Send(buffer.Retain())</c></param>
internal readonly record struct Acquisition(
    ResourceKind Kind, int OutParameter = -1, bool OnlyWhenTrue = false, int Place = Acquisition.NoPlace, int FlagParameter = -1, bool AlsoResult = false, ISymbol? Member = null, int Inside = Acquisition.Itself, bool ByNumber = false)
{
    public const int NoPlace = -2;

    public const int Receiver = -1;

    public const int Itself = -1;

    public const int Elements = -2;

    /// <summary>Whether an object is held that was there before.</summary>
    public bool IsOfPlace => Place != NoPlace;

    /// <summary>Whether the result only contains it: an array, a tuple.</summary>
    public bool IsContained => Inside != Itself;
}

using System;

namespace LeakLint.Analyzers.Facts;

/// <summary>What is believed of a call when no attribute, no table and no code in sight says it. Each can be turned off by its name.</summary>
[Flags]
internal enum Convention
{
    None = 0,

    /// <summary><c>ending-names</c>: what is named like an end may release its object's contents, or its argument. <c>lease.Dispose()</c></summary>
    EndingNames = 1 << 0,

    /// <summary><c>framework-releases-no-arrays</c>: .NET's own types never give an array that they were handed back to a pool. <c>stream.Close()</c></summary>
    FrameworkReleasesNoArrays = 1 << 1,

    /// <summary><c>atomic-stores</c>: what is written through a reference has its owner there. <c>Interlocked.Exchange(ref _field, x)</c></summary>
    AtomicStores = 1 << 2,

    /// <summary><c>state-with-delegate</c>: state that is passed beside a delegate is the delegate's, and a work item that ends itself is its own. <c>new Timer(callback, array, 0, 1)</c></summary>
    StateWithDelegate = 1 << 3,

    /// <summary><c>constructor-keeps</c>: a constructor keeps a handle that it is given. <c>new Connection(handle)</c></summary>
    ConstructorKeeps = 1 << 4,

    /// <summary><c>keeping-names</c>: what is named like a store keeps its argument. <c>list.Add(handle)</c></summary>
    KeepingNames = 1 << 5,

    /// <summary><c>type-parameter</c>: a parameter of the type's own type parameter may be kept: a container. <c>bag.Offer(array)</c></summary>
    TypeParameter = 1 << 6,

    /// <summary><c>object-parameter</c>: an array that is passed as an object may go anywhere. <c>bus.Publish(array)</c></summary>
    ObjectParameter = 1 << 7,

    /// <summary><c>library-copies-arrays</c>: an array that comes out of a library is not the one that went in. <c>encoder.Encode(array)</c></summary>
    LibraryCopiesArrays = 1 << 8,

    /// <summary><c>arguments-are-lent</c>: when nothing else tells, a callee only uses what it is given. <c>stream.Write(array)</c></summary>
    ArgumentsAreLent = 1 << 9,

    /// <summary><c>constructor-wraps</c>: a disposable that is made of another one disposes it, unless it is told to leave it open. <c>new StreamReader(stream)</c></summary>
    ConstructorWraps = 1 << 10,

    /// <summary><c>token-goes-on</c>: what is not waited for goes on with the token it was given, and needs the token's source. <c>_ = RunAsync(source.Token)</c></summary>
    TokenGoesOn = 1 << 11,

    /// <summary><c>content-is-sent</c>: who is given a message or its content may dispose it. <c>client.PostAsync(uri, content)</c></summary>
    ContentIsSent = 1 << 12,

    /// <summary><c>creating-names</c>: an interface or virtual method whose name says that it makes something, and of which each implementation in sight does, hands it to its caller, also where others may implement it. <c>store.OpenRead(name)</c></summary>
    CreatingNames = 1 << 13,
}

using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>What matters in a finalizer only: what it waits for, and to whom it gives its own object.</content>
internal sealed partial class ShapeReader
{
    /// <summary>The object that stands for a static member, or for what the platform keeps and runs.</summary>
    private static Value RootOf(ISymbol root, ITypeSymbol? type)
        => new(new Node(Origin.Opaque, type, exact: false) { Root = root });

    private Value Lock(ILockOperation @lock)
    {
        var locked = Read(@lock.LockedValue);
        WaitFor(WaitKind.Lock, "lock", locked.Node, @lock.LockedValue);
        Read(@lock.Body);
        return Value.Nothing;
    }

    private void WaitIn(IInvocationOperation call, Value receiver, ImmutableArray<Value> arguments)
    {
        if (_inFinalizer && Waits.Of(call) is { } kind)
        {
            var on = call.TargetMethod.IsStatic && arguments.Length > 0 ? arguments[0].Node : receiver.Node;
            WaitFor(kind, call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name, on, call);
        }
    }

    private void WaitFor(WaitKind kind, string what, Node? on, IOperation at)
    {
        if (_inFinalizer)
        {
            AddWait(new Wait(kind, what, on, At(at)));
        }
    }

    // _ = CloseAsync(); whose code waits for something and then goes on with its object: whoever is waited for keeps the object meanwhile.
    private void GoOn(IInvocationOperation call, Value receiver)
    {
        if (!_inFinalizer
            || !ReferenceEquals(receiver.Node, _this)
            || !call.TargetMethod.IsAsync
            || call.Parent is not (IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation })
            || _shapes.Dispatch(call.TargetMethod, receiver.Node, call.Instance) is not { IsAsync: true } found)
        {
            return;
        }

        foreach (var body in Bodies.For(_shapes.Compilation).Of(found, _cancellation))
        {
            var waits = int.MaxValue;
            foreach (var operation in body.Descendants())
            {
                if (operation is IAwaitOperation { Operation: var awaited } @await && IsStarted(awaited))
                {
                    waits = System.Math.Min(waits, @await.Syntax.Span.End);
                }
            }

            foreach (var operation in body.Descendants())
            {
                if (operation is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } && operation.Syntax.SpanStart > waits)
                {
                    Set(RootOf(found, found.ContainingType), EdgeKind.Element, null, new Value(_this), At(call));
                    return;
                }
            }
        }
    }

    // await Task.Delay(100), await _stream.FlushAsync().ConfigureAwait(false): of the framework, and not done at once
    private static bool IsStarted(IOperation awaited) => awaited switch
    {
        IConversionOperation conversion => IsStarted(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => IsStarted(task),
        IInvocationOperation { TargetMethod: var method } => Framework.Declares(method.ContainingType) && (method.Name is "Delay" or "Yield" || method.Name.EndsWith("Async", System.StringComparison.Ordinal)),
        _ => false,
    };

    /// <summary>What the platform keeps, or runs later: a handle of the collector, a thread, a task, a timer.</summary>
    private void Hand(IMethodSymbol callee, ImmutableArray<Value> arguments, IOperation at, Value? made = null)
    {
        if (!Framework.Declares(callee.ContainingType) || !(Keeps(callee) || (_inFinalizer && Runs(callee))) || IsWeakKind(at))
        {
            return;
        }

        foreach (var argument in arguments)
        {
            if (argument.Node is not null && made?.Node is not null)
            {
                Set(made, EdgeKind.Captured, null, argument, At(at));
            }

            if (argument.Node is not null)
            {
                Set(RootOf(callee, callee.ContainingType), EdgeKind.Element, null, argument, At(at));
            }
        }
    }

    // GCHandle.Alloc(this, GCHandleType.Weak)
    private static bool IsWeakKind(IOperation call)
        => call is IInvocationOperation { Arguments.Length: > 1 } allocation
            && allocation.TargetMethod.Name == "Alloc"
            && allocation.Arguments[1].Value.ConstantValue is { HasValue: true, Value: 0 or 1 };

    private static bool Keeps(IMethodSymbol callee) => (callee.ContainingType.Name, callee.Name) switch
    {
        ("GCHandle", "Alloc") or ("GCHandle" or "PinnedGCHandle", ".ctor") => true,
        ("Marshal", "GetIUnknownForObject" or "GetComInterfaceForObject" or "GetIDispatchForObject") => true,
        ("ThreadPool", "RegisterWaitForSingleObject" or "UnsafeRegisterWaitForSingleObject") => true,
        ("Thread" or "Timer", ".ctor") => true,
        _ => false,
    };

    // What runs it once and lets go: enough to bring an object back, not to keep it.
    private static bool Runs(IMethodSymbol callee) => (callee.ContainingType.Name, callee.Name) switch
    {
        ("Task", "Run") or ("TaskFactory", "StartNew") or ("Task", "ContinueWith") => true,
        ("ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem") => true,
        ("SynchronizationContext", "Post") => true,
        ("CancellationToken", "Register" or "UnsafeRegister") => true,
        ("Dispatcher" or "Control", "BeginInvoke" or "InvokeAsync") => true,
        _ => false,
    };

    /// <summary>
    /// <c>_pool.Return(this)</c>, <c>Registry.Instance.Add(this)</c>: code in sight, run on another object, that keeps
    /// what it is given.
    /// </summary>
    private void KeepGiven(IMethodSymbol method, Value receiver, ImmutableArray<Value> arguments, IOperation call)
    {
        if (receiver.Node is not { Origin: not Origin.Fresh } holder || !_shapes.CanFollow(method) || !Gives(arguments))
        {
            return;
        }

        var exact = holder is { Exact: true, Type: INamedTypeSymbol { TypeKind: TypeKind.Class } type } ? type.OriginalDefinition : null;
        var shape = _shapes.Callee(new ShapeKey(method, exact, 0, 0, inFinalizer: false));
        foreach (var store in shape.Surviving())
        {
            for (var i = 0; i < shape.Parameters.Length && i < arguments.Length; i++)
            {
                if (ReferenceEquals(store.To, shape.Parameters[i]) && !store.IsRead && (BelongsTo(store.From, shape.This) || store.From.Root is not null))
                {
                    Set(store.From.Root is { } root ? RootOf(root, store.From.Type) : new Value(holder), EdgeKind.Element, null, arguments[i], At(call));
                }
            }
        }
    }

    private bool Gives(ImmutableArray<Value> arguments)
    {
        foreach (var argument in arguments)
        {
            if (ReferenceEquals(argument.Node, _this))
            {
                return true;
            }
        }

        return false;
    }

    private static bool BelongsTo(Node node, Node holder)
    {
        for (Node? n = node; n is not null; n = n.Holder)
        {
            if (ReferenceEquals(n, holder))
            {
                return true;
            }
        }

        return false;
    }

    // () => Native.Delete(_handle): all that it wants of its object is a number.
    private static bool ReadsPlainValues(IAnonymousFunctionOperation function)
    {
        foreach (var operation in function.Body.Descendants())
        {
            if (operation is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } self
                && !(self.Parent is IFieldReferenceOperation { Type: { IsReferenceType: false } plain } && plain.TypeKind != TypeKind.TypeParameter))
            {
                return false;
            }
        }

        return true;
    }
}

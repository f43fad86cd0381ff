using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which methods of the program could leave a lock or a count held for their caller: they name a member that acquires
/// one. By names only, and each method once; it spares the graphs of all the others.
/// </summary>
internal sealed class HalfMethods(ProtocolTable table, KnownTypes types, LockGuards guards, Signals signals, Bodies bodies)
{
    private readonly ConcurrentDictionary<ISymbol, object?> _byTask = new(SymbolEqualityComparer.Default);
    private readonly OtherForms _forms = new(types);
    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>What the call acquires by its callee's code.</summary>
    /// <param name="operation">The call, or an await around it.</param>
    public bool TryAcquire(IOperation operation, IInvocationOperation call, Summaries summaries, IOwnership ownership, CancellationToken cancellation, out Acquisition acquisition)
    {
        acquisition = default;
        var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (method.DeclaringSyntaxReferences.IsEmpty || method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension) || Implementations.MayVary(method)
            || (operation is IAwaitOperation) != method.ReturnType.IsTask(types))
        {
            return false;
        }

        // async Task<IDisposable> LockAsync() { await _semaphore.WaitAsync(); return _releaser; }
        var result = _forms.Inside(method.ReturnType);
        var isPlain = result is null or { SpecialType: SpecialType.System_Void or SpecialType.System_Boolean } || result.IsTask(types);
        if ((!isPlain && result is not INamedTypeSymbol { SpecialType: SpecialType.None or SpecialType.System_IDisposable, TypeKind: TypeKind.Interface or TypeKind.Class or TypeKind.Struct }) || !MayBeOne(method, cancellation))
        {
            return false;
        }

        var isGuard = !isPlain && IsGuard(result, cancellation);
        if ((!isPlain && !isGuard) || (summaries.Half(method, ownership, cancellation) ?? ByTask(method, cancellation)) is not { } half)
        {
            return false;
        }

        acquisition = isGuard ? new Acquisition(BuiltInProtocols.Guard) : half;
        return true;
    }

    private bool IsGuard(ITypeSymbol? type, CancellationToken cancellation)
        => type is not null && (SymbolEqualityComparer.Default.Equals(type, types.Disposable) || SymbolEqualityComparer.Default.Equals(type, types.AsyncDisposable) || guards.Includes(type, cancellation));

    // Task EnterAsync(CancellationToken t) => _semaphore.WaitAsync(t);
    private Acquisition? ByTask(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (!method.ReturnType.IsTask(types))
        {
            return null;
        }

        if (!_byTask.TryGetValue(method, out var found))
        {
            _byTask[method] = found = Returned(method, cancellation) is { } call && table.TryAcquire(call.TargetMethod, call, out var acquisition) && acquisition is { IsOfPlace: true, Place: Acquisition.Receiver } && !signals.Is(call, acquisition)
                ? Values.Unwrap(call.Instance!) switch
                {
                    IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field } => acquisition with { Member = field.OriginalDefinition },
                    IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => acquisition with { Place = parameter.Ordinal },
                    _ => null,
                }
                : null;
        }

        return (Acquisition?)found;
    }

    // The call whose task is all that the method returns; null where it does more than that.
    private IInvocationOperation? Returned(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var body in bodies.Of(method, cancellation))
        {
            var block = body is IMethodBodyOperation { BlockBody: var whole, ExpressionBody: var arrow } ? whole ?? arrow : null;
            if (block?.Operations is { Length: 1 } only && only[0] is IReturnOperation { ReturnedValue: { } value })
            {
                return Values.Unwrap(value) as IInvocationOperation;
            }
        }

        return null;
    }

    private bool MayBeOne(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (!_known.TryGetValue(method, out var may))
        {
            _known[method] = may = Search(method, cancellation);
        }

        return may;
    }

    private bool Search(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is InvocationExpressionSyntax { Expression: var called } && IsHold(called))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // _gate.Enter(), _gate?.Enter(), Enter(); not a variable or a property of that name
    private bool IsHold(ExpressionSyntax called) => called switch
    {
        SimpleNameSyntax name => table.IsNameOfHold(name.Identifier.ValueText),
        MemberBindingExpressionSyntax { Name: var name } => table.IsNameOfHold(name.Identifier.ValueText),
        MemberAccessExpressionSyntax { Name: var name, Expression: var of } => table.IsNameOfHold(name.Identifier.ValueText) || (of is SimpleNameSyntax type && table.IsNameOfHold(type.Identifier.ValueText)),
        _ => false,
    };
}

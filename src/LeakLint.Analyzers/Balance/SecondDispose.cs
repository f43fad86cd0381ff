using System.Collections.Concurrent;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Whether a second <c>Dispose</c> harms: where the program's own <c>Dispose</c> returns an array, frees memory or leaves a semaphore each
/// time that it is called, and keeps no mark that it was. <c>void Dispose() => ArrayPool&lt;byte&gt;.Shared.Return(_bytes);</c>
/// </summary>
internal sealed class SecondDispose(Compilation compilation, Ownership ownership)
{
    private readonly Bodies _bodies = Bodies.For(compilation);
    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The <c>using</c> that disposes at its end what the call disposes by hand; null where there is none, or no harm is done.</summary>
    public SyntaxNode? UsingAround(Release release, FunctionBody body)
    {
        if (release is not { Protocol.IsDisposable: true, Parameter: < 0 } || Values.Unwrap(release.Subject) is not ILocalReferenceOperation { Local: var local } || !Harms(release, body.Cancellation))
        {
            return null;
        }

        foreach (var operation in Functions.Operations(body.Root))
        {
            var isUsed = operation switch
            {
                IUsingDeclarationOperation { DeclarationGroup: var group } => Declares(group, local),
                IUsingOperation { Resources: var resources } used => used.Syntax.Span.Contains(release.Call.Syntax.Span)
                    && (Declares(resources, local) || Values.Unwrap(resources) is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)),
                _ => false,
            };
            if (isUsed)
            {
                return operation is IUsingOperation { Resources.Syntax: var inner } ? inner : operation.Syntax;
            }
        }

        return null;
    }

    private static bool Declares(IOperation declaration, ILocalSymbol local)
    {
        foreach (var operation in declaration.DescendantsAndSelf())
        {
            if (operation is IVariableDeclaratorOperation { Symbol: var symbol } && SymbolEqualityComparer.Default.Equals(symbol, local))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether to make the call a second time harms.</summary>
    public bool Harms(Release release, CancellationToken cancellation)
        => release is { Protocol.IsDisposable: true, Parameter: < 0 } && release.Subject.Type is { } type && Harms(type, release.Call.TargetMethod, cancellation);

    /// <summary>Whether to call the method, which ends an object of that type, a second time harms.</summary>
    public bool Harms(ITypeSymbol type, IMethodSymbol called, CancellationToken cancellation)
    {
        if (called.ContainingType.TypeKind == TypeKind.Interface && type.TypeKind is TypeKind.Class or TypeKind.Struct)
        {
            called = type.FindImplementationForInterfaceMember(called) as IMethodSymbol ?? called;
        }

        called = called.OriginalDefinition;
        if (called.DeclaringSyntaxReferences.IsEmpty || called.IsAbstract || (called.IsVirtual || called.IsOverride) && !type.IsSealed)
        {
            return false;
        }

        if (!_known.TryGetValue(called, out var harms))
        {
            _known[called] = harms = ReleasesEachTime(called, cancellation);
        }

        return harms;
    }

    private bool ReleasesEachTime(IMethodSymbol dispose, CancellationToken cancellation)
    {
        foreach (var root in _bodies.Of(dispose, cancellation))
        {
            foreach (var operation in Functions.Operations(root))
            {
                if (operation is IInvocationOperation call && ownership.ReleaseOf(call) is { Protocol: { SecondRelease: SecondRelease.Harmful } } release
                    && Kept(release.Subject) is { } kept && IsAlwaysMade(call, root) && !IsMarked(kept, root))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A field of the object, or what its primary constructor was given.
    private static ISymbol? Kept(IOperation subject) => Values.Unwrap(subject) switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field } => field,
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => parameter,
        _ => null,
    };

    // No condition decides, nothing above it leaves; a semaphore that may be null is the same the second time.
    private static bool IsAlwaysMade(IOperation call, IOperation root)
    {
        for (var at = call; at != root && at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IBlockOperation block:
                    foreach (var statement in block.Operations)
                    {
                        if (statement == at)
                        {
                            break;
                        }

                        if (WayToWrite.Leaves(statement))
                        {
                            return false;
                        }
                    }

                    break;
                case IConditionalOperation choice when choice.Condition != at:
                case ILoopOperation or ISwitchOperation or ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }
        }

        return true;
    }

    // _bytes = null;   this = default;   Interlocked.Exchange(ref _bytes, null): it knows the second time that there is nothing left
    private static bool IsMarked(ISymbol kept, IOperation root)
    {
        foreach (var operation in root.Descendants())
        {
            var changed = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
                _ => null,
            };
            if (changed is IInstanceReferenceOperation || changed is not null && Kept(changed) is { } symbol && SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, kept.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }
}

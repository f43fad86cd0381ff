using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Safe handles that own nothing: the constructor of <c>SafeHandle</c> is told <c>ownsHandle: false</c>, at once or by
/// the constructors of the program in between that hand it on.
/// </summary>
internal sealed class BorrowedHandles(Compilation compilation)
{
    private const int Deepest = 6;

    private readonly Bodies _bodies = Bodies.For(compilation);

    /// <summary>Whether <paramref name="creation"/>, of a safe handle, makes one that releases nothing.</summary>
    public bool Includes(IObjectCreationOperation creation, CancellationToken cancellation)
        => creation.Constructor is { } constructor && OwnsNothing(constructor, creation.Arguments, [], 0, cancellation);

    private bool OwnsNothing(IMethodSymbol constructor, ImmutableArray<IArgumentOperation> arguments, HashSet<string> given, int depth, CancellationToken cancellation)
    {
        // The parameters that are false.
        var no = new HashSet<string>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_Boolean, Name: var name } && IsFalse(argument.Value, given))
            {
                no.Add(name);
            }
        }

        if (constructor.DeclaringSyntaxReferences.IsEmpty)
        {
            return no.Contains("ownsHandle");
        }

        if (depth > Deepest)
        {
            return false;
        }

        foreach (var reference in constructor.DeclaringSyntaxReferences)
        {
            SyntaxNode? chain = reference.GetSyntax(cancellation) switch
            {
                ConstructorDeclarationSyntax { Initializer: { } initializer } => initializer,
                TypeDeclarationSyntax { BaseList.Types: { Count: > 0 } bases } when bases[0] is PrimaryConstructorBaseTypeSyntax primary => primary,
                _ => null,
            };
            if (chain is not null && _bodies.At(chain, cancellation) is { } operation)
            {
                foreach (var inner in operation.DescendantsAndSelf())
                {
                    if (inner is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor } next } call)
                    {
                        return OwnsNothing(next.OriginalDefinition, call.Arguments, no, depth + 1, cancellation);
                    }
                }
            }
        }

        return false;
    }

    private static bool IsFalse(IOperation value, HashSet<string> given)
        => value.ConstantValue is { HasValue: true, Value: false } || Values.Unwrap(value) is IParameterReferenceOperation { Parameter.Name: var name } && given.Contains(name);
}

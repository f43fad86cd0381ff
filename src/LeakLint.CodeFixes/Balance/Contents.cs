using System.Collections.Generic;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// <c>return handle.Value;</c>: what is inside a handle ends with the handle. Where it leaves the method, or is kept,
/// a release in the method would hand out something that is over.
/// </summary>
internal sealed class Contents
{
    private readonly HeldLocal _held;
    private readonly Ownership _ownership;
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly CancellationToken _cancellation;

    private Contents(HeldLocal held, CancellationToken cancellation)
    {
        _held = held;
        _ownership = held.Ownership;
        _cancellation = cancellation;
    }

    /// <summary>Whether something read from the resource may be in use after the method; false for arrays, whose elements live on.</summary>
    public static bool MayLeave(HeldLocal held, CancellationToken cancellation)
        => held.Protocol.Releases.Any(static r => r.Parameter < 0)
            && new Contents(held, cancellation).Leaves(held.Mentions(cancellation).ToList(), isResource: true);

    private bool Leaves(List<IdentifierNameSyntax> mentions, bool isResource)
    {
        foreach (var mention in mentions)
        {
            if (_held.Model.GetOperation(mention, _cancellation) is { } operation
                && (isResource ? ReadFrom(operation) : operation) is { } value
                && Leaves(value))
            {
                return true;
            }
        }

        return false;
    }

    // handle.Value, handle?.Value, handle.Get(); a reference of its own is another resource
    private IOperation? ReadFrom(IOperation resource)
    {
        var read = resource.Parent is IConversionOperation conversion ? conversion.Parent : resource.Parent;
        return read is IPropertyReferenceOperation or IFieldReferenceOperation or IInvocationOperation or IConditionalAccessOperation
            && read.Type is { IsReferenceType: true, SpecialType: not SpecialType.System_String }
            && !_ownership.TryAcquire(read, _cancellation, out _) ? read : null;
    }

    private bool Leaves(IOperation value)
    {
        while (value.Parent is IConversionOperation or ICoalesceOperation or IConditionalOperation or ITupleOperation or IAwaitOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IReturnOperation => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => LeavesBy(local),
            IAssignmentOperation assignment when assignment.Value == value => assignment.Target is not ILocalReferenceOperation { Local: var local } || LeavesBy(local),
            IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call } => Keeps(call, parameter),
            IArgumentOperation { Parent: IObjectCreationOperation } or IArrayInitializerOperation => true,
            _ => false,
        };
    }

    private bool LeavesBy(ILocalSymbol local)
    {
        if (!_seen.Add(local))
        {
            return false;
        }

        var scope = _held.Declaration.FirstAncestorOrSelf<SyntaxNode>(static n => n is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? _held.Declaration.SyntaxTree.GetRoot(_cancellation);
        var mentions = scope.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(_held.Model.GetSymbolInfo(n, _cancellation).Symbol, local))
            .ToList();
        return local.RefKind != RefKind.None
            || mentions.Exists(n => n.Ancestors().TakeWhile(a => a != scope).Any(static a => a is AnonymousFunctionExpressionSyntax))
            || Leaves(mentions, isResource: false);
    }

    private bool Keeps(IOperation call, IParameterSymbol parameter)
        => parameter.RefKind is RefKind.Ref or RefKind.Out
            || _ownership.OnArgument(call, parameter, _held.Acquisition.Kind, _cancellation) is not (Passing.Uses or Passing.Borrows or Passing.Releases);
}

using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Which fields may acquire something, asked of the text alone: something other than a literal or a parameter must be put into
/// them. Nearly all fields of nearly all types fall out here, before anything is bound.
/// </summary>
internal static class FieldGate
{
    public static void Filter(INamedTypeSymbol type, Dictionary<ISymbol, OwnedField> fields, CancellationToken cancellation)
    {
        var worthwhile = new HashSet<string>();
        var wanted = new Dictionary<string, bool>();
        foreach (var field in fields.Values)
        {
            // Behind an interface only what is made here can be known to be disposable; an array or address is never made by "new".
            wanted[field.Member.Name] = field.Type is IArrayTypeSymbol or IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };
        }

        var outermost = type;
        while (outermost.ContainingType is { } container)
        {
            outermost = container;
        }

        foreach (var reference in outermost.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                switch (node)
                {
                    case AssignmentExpressionSyntax assignment:
                        Note(NameOf(assignment.Left), assignment.Right);
                        break;
                    case VariableDeclaratorSyntax { Initializer: { } initializer, Parent.Parent: FieldDeclarationSyntax } variable:
                        Note(variable.Identifier.ValueText, initializer.Value);
                        break;
                    case PropertyDeclarationSyntax { Initializer: { } initializer } property:
                        Note(property.Identifier.ValueText, initializer.Value);
                        break;
                    case ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument when NameOf(argument.Expression) is { } passed && wanted.ContainsKey(passed):
                        worthwhile.Add(passed);
                        break;
                }
            }
        }

        foreach (var field in new List<ISymbol>(fields.Keys))
        {
            if (!worthwhile.Contains(field.Name))
            {
                fields.Remove(field);
            }
        }

        void Note(string? name, ExpressionSyntax value)
        {
            if (name is not null && wanted.TryGetValue(name, out var onlyFromCalls) && !worthwhile.Contains(name) && MayAcquire(value, onlyFromCalls))
            {
                worthwhile.Add(name);
            }
        }
    }

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    private static bool MayAcquire(ExpressionSyntax value, bool onlyFromCalls) => value switch
    {
        LiteralExpressionSyntax or DefaultExpressionSyntax or ThrowExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or ThisExpressionSyntax => false,
        BaseObjectCreationExpressionSyntax => !onlyFromCalls,
        ParenthesizedExpressionSyntax inner => MayAcquire(inner.Expression, onlyFromCalls),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => MayAcquire(sure.Operand, onlyFromCalls),
        CastExpressionSyntax cast => MayAcquire(cast.Expression, onlyFromCalls),
        AssignmentExpressionSyntax chained => MayAcquire(chained.Right, onlyFromCalls),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => MayAcquire(either.Left, onlyFromCalls) || MayAcquire(either.Right, onlyFromCalls),
        IdentifierNameSyntax name => !IsParameter(name),
        _ => true,
    };

    // public Log(Stream file) => _file = file;
    private static bool IsParameter(IdentifierNameSyntax name)
    {
        for (SyntaxNode? at = name.Parent; at is not null; at = at.Parent)
        {
            var parameters = at switch
            {
                BaseMethodDeclarationSyntax method when !method.Modifiers.Any(SyntaxKind.PrivateKeyword) && HasAccess(method.Modifiers) => method.ParameterList,
                TypeDeclarationSyntax type => type.ParameterList,
                _ => null,
            };
            foreach (var parameter in parameters?.Parameters ?? default)
            {
                if (parameter.Identifier.ValueText == name.Identifier.ValueText)
                {
                    return true;
                }
            }

            if (at is TypeDeclarationSyntax)
            {
                return false;
            }
        }

        return false;
    }

    private static bool HasAccess(SyntaxTokenList modifiers)
    {
        foreach (var modifier in modifiers)
        {
            if (modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword)
            {
                return true;
            }
        }

        return false;
    }
}

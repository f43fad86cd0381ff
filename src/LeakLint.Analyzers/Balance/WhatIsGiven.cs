using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>What goes into a field, by the text of it.</summary>
[Flags]
internal enum WrittenText
{
    /// <summary>A literal, an array, nothing that could be held.</summary>
    Nothing = 0,

    /// <summary>What <c>new</c> makes.</summary>
    New = 1,

    /// <summary>What a call, a member or a local gives.</summary>
    Call = 2,

    /// <summary>What a caller from elsewhere passes: it remains theirs.</summary>
    Parameter = 4,
}

/// <summary>Reads what a value could be from its text alone.</summary>
internal static class WhatIsGiven
{
    public static WrittenText In(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax or DefaultExpressionSyntax or ThrowExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or ThisExpressionSyntax => WrittenText.Nothing,
        ObjectCreationExpressionSyntax { Type: PredefinedTypeSyntax } => WrittenText.Nothing,
        BaseObjectCreationExpressionSyntax => WrittenText.New,
        ParenthesizedExpressionSyntax inner => In(inner.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => In(sure.Operand),
        CastExpressionSyntax cast => In(cast.Expression),
        AssignmentExpressionSyntax chained => In(chained.Right),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression } cast => In(cast.Left),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => In(either.Left) | In(either.Right),
        ConditionalExpressionSyntax choice => In(choice.WhenTrue) | In(choice.WhenFalse),
        IdentifierNameSyntax name => IsParameter(name) ? WrittenText.Parameter : WrittenText.Call,
        _ => WrittenText.Call,
    };

    // public Log(Stream file) => _file = file;
    private static bool IsParameter(IdentifierNameSyntax name)
    {
        for (SyntaxNode? at = name.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                    // What its caller passes is for the bound code to tell.
                    return false;
                case BaseMethodDeclarationSyntax method:
                    return IsForOthers(method.Modifiers) && Names(method.ParameterList, name);
                case AccessorDeclarationSyntax { RawKind: (int)SyntaxKind.SetAccessorDeclaration or (int)SyntaxKind.InitAccessorDeclaration }:
                    return name.Identifier.ValueText == "value";
                case TypeDeclarationSyntax type:
                    return Names(type.ParameterList, name);
            }
        }

        return false;
    }

    private static bool Names(ParameterListSyntax? parameters, IdentifierNameSyntax name)
    {
        foreach (var parameter in parameters?.Parameters ?? default)
        {
            if (parameter.Identifier.ValueText == name.Identifier.ValueText)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsForOthers(SyntaxTokenList modifiers)
    {
        var isForOthers = false;
        foreach (var modifier in modifiers)
        {
            switch (modifier.Kind())
            {
                case SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword:
                    isForOthers = true;
                    break;
                case SyntaxKind.PrivateKeyword:
                    return false;
            }
        }

        return isForOthers;
    }
}

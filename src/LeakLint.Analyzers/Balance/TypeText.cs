using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// What the text of an outermost type, with all parts and nested types, says about its fields and properties: which members put
/// something into them, and what. Read once per type and kept, so it holds names and symbols, no syntax. Safe to share between threads.
/// </summary>
internal sealed class TypeText
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, TypeText>> Cache = new();

    private readonly HashSet<string> _declared = [];
    private readonly Dictionary<string, WrittenText> _given = [];
    private readonly HashSet<(ISymbol Type, string Name)> _taken = [];

    private TypeText(INamedTypeSymbol outermost, CancellationToken cancellation)
    {
        Declare(outermost);
        Read(outermost, cancellation);
    }

    /// <summary>The members whose code puts something into fields or properties, or passes them by reference, and the names of these.</summary>
    public List<(ISymbol Member, HashSet<string> Names)> Writers { get; } = [];

    public static TypeText Of(INamedTypeSymbol outermost, Compilation compilation, CancellationToken cancellation)
    {
        var texts = Cache.GetValue(compilation, static _ => new(SymbolEqualityComparer.Default));
        return texts.TryGetValue(outermost, out var known) ? known : texts.GetOrAdd(outermost, new TypeText(outermost, cancellation));
    }

    /// <summary>
    /// Whether what the type puts into a member may be acquired: something other than literals and parameters goes into it, and no
    /// parameter of a method that others call.
    /// </summary>
    /// <param name="member">A field or property that the type, or one nested in it, declares.</param>
    /// <param name="onlyFromCalls">Whether a <c>new</c> acquires nothing of its type: an array, an address.</param>
    public bool MayOwn(ISymbol member, bool onlyFromCalls)
        => _given.TryGetValue(member.Name, out var given)
            && (given & (onlyFromCalls ? WrittenText.Call : WrittenText.Call | WrittenText.New)) != 0
            && !_taken.Contains((member.ContainingType.OriginalDefinition, member.Name));

    private void Declare(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case INamedTypeSymbol nested:
                    Declare(nested);
                    break;
                case IPropertySymbol or IFieldSymbol { AssociatedSymbol: null }:
                    _declared.Add(member.Name);
                    break;
            }
        }
    }

    private void Read(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is INamedTypeSymbol nested)
            {
                Read(nested, cancellation);
            }
            else if (member is IMethodSymbol or IFieldSymbol { AssociatedSymbol: null } or IPropertySymbol && !member.DeclaringSyntaxReferences.IsEmpty)
            {
                Read(member, cancellation);
            }
        }
    }

    private void Read(ISymbol member, CancellationToken cancellation)
    {
        HashSet<string>? written = null;
        var declaring = member is IMethodSymbol { PartialImplementationPart: { } body } ? body : member;
        foreach (var reference in declaring.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax(cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && _declared.Contains(token.ValueText) && Written(token) is { } write && !(write.IsBare && IsLocal(token)))
                {
                    (written ??= []).Add(token.ValueText);
                    Note(member, token.ValueText, write);
                }
            }
        }

        if (written is not null)
        {
            Writers.Add((member, written));
        }
    }

    private void Note(ISymbol member, string name, Write write)
    {
        var given = write.Value is { } value ? WhatIsGiven.In(value) : WrittenText.Call;
        _given[name] = (_given.TryGetValue(name, out var before) ? before : WrittenText.Nothing) | given;
        if (write.IsOwn && (given & WrittenText.Parameter) != 0)
        {
            _taken.Add((member.ContainingType.OriginalDefinition, name));
        }
    }

    // _file = …   this._file ??= …   (_file, _path) = …   ref _file   FileStream _file = …   FileStream File { get; } = …
    private static Write? Written(SyntaxToken name)
    {
        switch (name.Parent)
        {
            case VariableDeclaratorSyntax { Initializer: { } initial, Parent.Parent: FieldDeclarationSyntax }:
                return new(initial.Value, IsBare: false, IsOwn: true);
            case PropertyDeclarationSyntax { Initializer: { } initial }:
                return new(initial.Value, IsBare: false, IsOwn: true);
        }

        var at = name.Parent;
        var isBare = at is IdentifierNameSyntax { Parent: not (MemberAccessExpressionSyntax or MemberBindingExpressionSyntax) };
        var isOwn = isBare || at?.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };
        while (at is ExpressionSyntax)
        {
            switch (at.Parent)
            {
                case AssignmentExpressionSyntax assignment:
                    return assignment.Left == at ? new(assignment.Right, isBare, isOwn && !IsInitializer(assignment)) : null;
                case ArgumentSyntax argument:
                    return argument.RefKindKeyword.RawKind != 0 || argument.Parent is TupleExpressionSyntax ? new(null, isBare, isOwn) : null;
                case MemberAccessExpressionSyntax access when access.Name == at:
                case ConditionalAccessExpressionSyntax conditional when conditional.WhenNotNull == at:
                case MemberBindingExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                    at = at.Parent;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    // new Log { File = file }: another object's
    private static bool IsInitializer(AssignmentExpressionSyntax assignment) => assignment.Parent is InitializerExpressionSyntax;

    // void Put(ref Key key) => Find(ref key): a parameter hides the field of its name wherever it can be named.
    private static bool IsLocal(SyntaxToken name)
    {
        for (var at = name.Parent; at is not null and not BaseTypeDeclarationSyntax; at = at.Parent)
        {
            switch (at)
            {
                case AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } set when set.Left.Span.Contains(name.Span):
                    return false;
                case BaseMethodDeclarationSyntax method:
                    return Declares(method.ParameterList, name);
                case IndexerDeclarationSyntax indexer:
                    return Declares(indexer.ParameterList, name);
                case LocalFunctionStatementSyntax function when Declares(function.ParameterList, name):
                case ParenthesizedLambdaExpressionSyntax lambda when Declares(lambda.ParameterList, name):
                case SimpleLambdaExpressionSyntax one when one.Parameter.Identifier.ValueText == name.ValueText:
                case ForEachStatementSyntax each when each.Identifier.ValueText == name.ValueText && each.Statement.Span.Contains(name.Span):
                case BlockSyntax block when Declares(block.Statements, name):
                case SwitchSectionSyntax section when Declares(section.Statements, name):
                    return true;
            }
        }

        return false;
    }

    private static bool Declares(BaseParameterListSyntax parameters, SyntaxToken name)
    {
        foreach (var parameter in parameters.Parameters)
        {
            if (parameter.Identifier.ValueText == name.ValueText)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Declares(SyntaxList<StatementSyntax> statements, SyntaxToken name)
    {
        foreach (var statement in statements)
        {
            if (statement is LocalDeclarationStatementSyntax { Declaration.Variables: var variables })
            {
                foreach (var variable in variables)
                {
                    if (variable.Identifier.ValueText == name.ValueText)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>One place that puts something into a member.</summary>
    /// <param name="Value">What is put there; null where a callee does it.</param>
    /// <param name="IsBare">Whether the name stands alone, so that it may be a local's.</param>
    /// <param name="IsOwn">Whether it is the member of the very object whose code it is.</param>
    private sealed record Write(ExpressionSyntax? Value, bool IsBare, bool IsOwn);
}

using System;
using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// What is used below the statement that has closed it: <c>using (stream) { … } stream.Position = 0;</c> A reader or writer closes the stream
/// that it was made around, unless it was told to leave it open: <c>using (var writer = new StreamWriter(stream)) { … } stream.Position = 0;</c>
/// </summary>
internal sealed class ClosedAbove(KnownTypes types, HarmfulUses uses)
{
    public void Report(FunctionBody body, Action<Diagnostic> report)
    {
        foreach (var operation in Functions.Operations(body.Root))
        {
            if (operation is { Parent: IBlockOperation around } && Closes(operation) is { } closed && !IsWritten(operation, closed.Stream))
            {
                Report(closed, operation, around, report);
            }
        }
    }

    private void Report((ISymbol Stream, string? Wrapper, SyntaxNode At) closed, IOperation statement, IBlockOperation around, Action<Diagnostic> report)
    {
        var isBelow = false;
        foreach (var next in around.Operations)
        {
            if (!isBelow)
            {
                isBelow = next == statement;
                continue;
            }

            if (next is ILocalFunctionOperation)
            {
                continue;
            }

            if (next is ILabeledOperation || IsWritten(next, closed.Stream))
            {
                return;
            }

            foreach (var operation in Functions.Operations(next))
            {
                if (Symbol(operation) is { } named && SymbolEqualityComparer.Default.Equals(named, closed.Stream) && IsAlwaysReached(operation, next) && uses.Is(operation, BuiltInProtocols.Created, isHandedBack: false))
                {
                    UsedAfterRelease.ReportClosed(operation.Syntax, closed.Wrapper, closed.At, report);
                    return;
                }
            }
        }
    }

    private (ISymbol Stream, string? Wrapper, SyntaxNode At)? Closes(IOperation statement)
    {
        switch (statement)
        {
            // using (var writer = new StreamWriter(stream)) { … }
            case IUsingOperation { Resources: IVariableDeclarationGroupOperation group }:
                return Wrapped(group);

            // using (new StreamWriter(stream)) { … }   using (stream) { … }   using (stream = File.OpenRead(path)) { … }
            case IUsingOperation { Resources: { } resource }:
                return (resource is IConversionOperation { OperatorMethod: null, Operand: ISimpleAssignmentOperation given } ? given : resource is ISimpleAssignmentOperation ? resource : Values.Unwrap(resource)) switch
                {
                    IObjectCreationOperation creation => Wrapped(creation, null),
                    ISimpleAssignmentOperation assignment => Symbol(assignment.Target) is { } assigned ? (assigned, null, resource.Syntax) : null,
                    var value => Symbol(value) is { } used ? (used, null, resource.Syntax) : null,
                };

            // { using var writer = new StreamWriter(stream); … }
            case IBlockOperation block:
                foreach (var inner in block.Operations)
                {
                    if (inner is IUsingDeclarationOperation { DeclarationGroup: var declared } && Wrapped(declared) is { } found)
                    {
                        return found;
                    }
                }

                return null;

            // writer.Dispose();
            case IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: { Name: "Dispose" or "Close", Parameters.IsEmpty: true }, Instance: ILocalReferenceOperation writer } end }:
                return Values.LastGiven(writer) is { } last && Values.Unwrap(last) is IObjectCreationOperation made && Wrapped(made, writer.Local.Name) is var (stream, name, _) ? (stream, name, end.Syntax) : null;
            default:
                return null;
        }
    }

    private (ISymbol Stream, string? Wrapper, SyntaxNode At)? Wrapped(IVariableDeclarationGroupOperation group)
    {
        foreach (var declaration in group.Declarations)
        {
            foreach (var declarator in declaration.Declarators)
            {
                if (declarator.GetVariableInitializer() is { Value: var value } && Values.Unwrap(value) is IObjectCreationOperation creation && Wrapped(creation, declarator.Symbol.Name) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private (ISymbol Stream, string? Wrapper, SyntaxNode At)? Wrapped(IObjectCreationOperation creation, string? name)
    {
        if (creation.Type is not INamedTypeSymbol type || !Framework.Declares(type) || type.Name is not ("StreamReader" or "StreamWriter" or "BinaryReader" or "BinaryWriter" or "BufferedStream" or "CryptoStream"
            or "GZipStream" or "DeflateStream" or "ZLibStream" or "BrotliStream" or "SslStream" or "NegotiateStream" or "ZipArchive" or "TarReader" or "TarWriter") || DisposableConventions.Owns(creation) != true)
        {
            return null;
        }

        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter is { Ordinal: 0, Type: { } taken } && OtherForms.DerivesFrom(taken, types.Get("System.IO.Stream")) && Symbol(Values.Unwrap(argument.Value)) is { } stream)
            {
                return (stream, name ?? type.Name, creation.Syntax);
            }
        }

        return null;
    }

    private static ISymbol? Symbol(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } => local,
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => parameter,
        _ => null,
    };

    // stream = …;  Open(out stream);  in a lambda as well
    private static bool IsWritten(IOperation code, ISymbol variable)
    {
        foreach (var operation in code.Descendants())
        {
            if (Symbol(operation) is { } named && SymbolEqualityComparer.Default.Equals(named, variable)
                && operation.Parent switch
                {
                    IAssignmentOperation assignment => assignment.Target == operation && !(code is IUsingOperation { Resources: var resource } && resource.Syntax.Span.Contains(operation.Syntax.Span)),
                    IArgumentOperation argument => argument.Parameter is not { RefKind: RefKind.None or RefKind.In },
                    ITupleOperation or IAddressOfOperation => true,
                    _ => false,
                })
            {
                return true;
            }
        }

        return false;
    }

    // No condition decides: that may know whether the stream is still open.
    private static bool IsAlwaysReached(IOperation use, IOperation statement)
    {
        for (var at = use; at != statement && at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IConditionalOperation choice when choice.Condition != at:
                case ICatchClauseOperation or ISwitchCaseOperation or ISwitchExpressionArmOperation or ICoalesceOperation or IConditionalAccessOperation:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when both.RightOperand == at:
                case ILoopOperation loop when loop.Body == at:
                    return false;
            }
        }

        return true;
    }
}

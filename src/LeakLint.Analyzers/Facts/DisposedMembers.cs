using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which members of a disposed object throw. Of .NET's own types a table knows, by what their documentation promises; of
/// the program's, their own code: it names <c>ObjectDisposedException</c>, in the member or in what the member calls first.
/// </summary>
internal sealed class DisposedMembers
{
    private static readonly ConditionalWeakTable<Compilation, DisposedMembers> Cache = new();

    // The type, and the beginnings of the names of its members that throw once it is disposed.
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["System.IO.Stream"] = ["Read", "Write", "Seek", "CopyTo", "SetLength", "Length", "Position", "BeginRead", "BeginWrite"],
        ["System.IO.TextReader"] = ["Read", "Peek"],
        ["System.IO.TextWriter"] = ["Write", "Flush"],
        ["System.IO.BinaryReader"] = ["Read", "PeekChar"],
        ["System.IO.BinaryWriter"] = ["Write", "Seek"],
        ["System.IO.Compression.ZipArchive"] = ["CreateEntry", "GetEntry", "Entries"],
        ["System.IO.MemoryMappedFiles.MemoryMappedFile"] = ["CreateView"],
        ["System.IO.UnmanagedMemoryAccessor"] = ["Read", "Write"],
        ["System.Net.Sockets.Socket"] = ["Send", "Receive", "Accept", "Connect", "Bind", "Listen", "Poll"],
        ["System.Net.Sockets.TcpClient"] = ["GetStream", "Connect"],
        ["System.Net.Sockets.UdpClient"] = ["Send", "Receive", "Connect"],
        ["System.Net.Http.HttpClient"] = ["Send", "Get", "Post", "Put", "Delete", "Patch"],
        ["System.Net.Http.HttpContent"] = ["ReadAs", "CopyTo", "LoadIntoBuffer"],
        ["System.Threading.CancellationTokenSource"] = ["Token", "Cancel"],
        ["System.Threading.SemaphoreSlim"] = ["Wait", "Release", "AvailableWaitHandle"],
        ["System.Threading.ManualResetEventSlim"] = ["Wait", "Reset"],
        ["System.Threading.ReaderWriterLockSlim"] = ["Enter", "TryEnter"],
        ["System.Threading.CountdownEvent"] = ["Signal", "AddCount", "TryAddCount", "Wait", "Reset"],
        ["System.Threading.Barrier"] = ["SignalAndWait", "AddParticipant"],
        ["System.Threading.WaitHandle"] = ["WaitOne", "Set", "Reset"],
        ["System.Threading.ThreadLocal`1"] = ["Value", "IsValueCreated"],
        ["System.Collections.Concurrent.BlockingCollection`1"] = ["Add", "Take", "TryAdd", "TryTake", "GetConsumingEnumerable", "CompleteAdding", "Count"],
        ["System.Text.Json.JsonDocument"] = ["RootElement", "WriteTo"],
        ["System.Text.Json.Utf8JsonWriter"] = ["Write", "Flush"],
        ["System.Buffers.IMemoryOwner`1"] = ["Memory"],
        ["System.Security.Cryptography.HashAlgorithm"] = ["ComputeHash", "TransformBlock", "TransformFinalBlock"],
        ["System.Security.Cryptography.IncrementalHash"] = ["AppendData", "GetHashAndReset", "GetCurrentHash"],
        ["System.Runtime.InteropServices.SafeHandle"] = ["DangerousAddRef"],
    };

    private readonly ConcurrentDictionary<ISymbol, bool> _ofMember = new(SymbolEqualityComparer.Default);

    private DisposedMembers()
    {
    }

    public static DisposedMembers For(Compilation compilation) => Cache.GetValue(compilation, static _ => new());

    /// <summary>Whether the member throws on a disposed object of <paramref name="type"/>.</summary>
    public bool Complain(ISymbol member, ITypeSymbol? type)
    {
        if (!member.DeclaringSyntaxReferences.IsEmpty)
        {
            return Says(member.OriginalDefinition);
        }

        if (!Framework.Declares(member.ContainingType))
        {
            return false;
        }

        for (ITypeSymbol? at = member.ContainingType; at is not null; at = at.BaseType)
        {
            if (Known.TryGetValue(NameOf(at), out var names))
            {
                return !IsMeantForAfterwards(member, type) && BeginsWithAny(member.Name, names);
            }
        }

        return false;
    }

    /// <summary>Whether disposed objects of the type throw at all: some member that does its work does.</summary>
    public bool AnyComplains(ITypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (Known.ContainsKey(NameOf(at)))
            {
                return type.DeclaringSyntaxReferences.IsEmpty;
            }

            foreach (var member in at.DeclaringSyntaxReferences.IsEmpty ? [] : at.GetMembers())
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal } && Complain(member, type))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A stream over memory keeps what was written; a string writer its text. A stream of the program's own may do nothing on Dispose.
    private static bool IsMeantForAfterwards(ISymbol member, ITypeSymbol? type)
        => type is { Name: "Stream" or "TextWriter" or "TextReader" } && Framework.Declares(type) && !IsReading(member)
            || !Framework.Declares(type) && type is { DeclaringSyntaxReferences.IsEmpty: false };

    private static bool IsReading(ISymbol member) => member.Name.StartsWith("Read", StringComparison.Ordinal) || member.Name.StartsWith("Write", StringComparison.Ordinal)
        || member.Name.StartsWith("CopyTo", StringComparison.Ordinal) || member.Name is "Position" or "Seek" or "Peek";

    private static string NameOf(ITypeSymbol type)
    {
        var definition = type.OriginalDefinition;
        return FrameworkThrows.Namespace(definition.ContainingNamespace) + "." + definition.MetadataName;
    }

    private static bool BeginsWithAny(string name, string[] beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private bool Says(ISymbol member)
    {
        if (!_ofMember.TryGetValue(member, out var says))
        {
            _ofMember[member] = says = member is IMethodSymbol or IPropertySymbol && Search(member, 0);
        }

        return says;
    }

    // ObjectDisposedException.ThrowIf(_disposed, this);   ThrowIfDisposed();   at the start of the member
    private static bool Search(ISymbol member, int depth)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var taken = 0;
            foreach (var statement in FirstStatements(reference.GetSyntax()))
            {
                if (taken++ == 2 || statement is TryStatementSyntax)
                {
                    break;
                }

                foreach (var node in statement.DescendantNodesAndSelf())
                {
                    switch (node)
                    {
                        case IdentifierNameSyntax { Identifier.ValueText: "ObjectDisposedException" }:
                            return true;
                        case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var name } } when depth < 2 && statement is ExpressionStatementSyntax:
                            foreach (var called in member.ContainingType.GetMembers(name))
                            {
                                if (called is IMethodSymbol { DeclaringSyntaxReferences.IsEmpty: false } && Search(called, depth + 1))
                                {
                                    return true;
                                }
                            }

                            break;
                    }
                }
            }
        }

        return false;
    }

    private static IEnumerable<SyntaxNode> FirstStatements(SyntaxNode declaration)
    {
        var (block, arrow) = declaration switch
        {
            BaseMethodDeclarationSyntax method => (method.Body, method.ExpressionBody),
            PropertyDeclarationSyntax { ExpressionBody: { } expression } => (null, expression),
            PropertyDeclarationSyntax { AccessorList.Accessors: { Count: > 0 } accessors } => (accessors[0].Body, accessors[0].ExpressionBody),
            _ => (null, null),
        };
        if (arrow is not null)
        {
            yield return arrow.Expression;
        }

        if (block is not null)
        {
            foreach (var statement in block.Statements)
            {
                yield return statement;
            }
        }
    }
}

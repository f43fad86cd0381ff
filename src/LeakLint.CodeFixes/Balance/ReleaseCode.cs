using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// The code that releases what a local holds: as the method already writes it, or else what the protocol says, on
/// the owner that the acquisition names.
/// </summary>
internal sealed class ReleaseCode
{
    private readonly ExpressionSyntax _call;
    private readonly ExpressionSyntax? _test;
    private readonly string _local;
    private readonly bool _takesNothing;
    private readonly bool _isGCHandle;

    private ReleaseCode(ExpressionSyntax call, ExpressionSyntax? test, string local, Protocol protocol)
    {
        _call = call;
        _test = test;
        _local = local;
        _isGCHandle = protocol == BuiltInProtocols.GCHandle;
        _takesNothing = (protocol.IsNative && !_isGCHandle) || protocol == BuiltInProtocols.Registration;
    }

    /// <summary>The name of the member that releases, for titles.</summary>
    public string MemberName => _call switch
    {
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } } => binding.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.Identifier.ValueText,
        _ => "Dispose",
    };

    /// <summary>Null when the method releases in different ways, or when an owner to release to cannot be named a second time.</summary>
    public static ReleaseCode? For(HeldLocal held, LocalUses uses, CancellationToken cancellation)
    {
        if (uses.Releases.Count == 0)
        {
            return Of(new ReleaseTarget(held.Model, held.Protocol, held.Acquires, held.Call, held.Name, held.Symbol.Type, held.Ownership), cancellation);
        }

        var first = uses.Releases[0].Expression;
        return uses.Releases.All(r => AreEquivalent(Plain(r.Expression), Plain(first))) && IsRepeatable(first, held, cancellation)
            ? new ReleaseCode(first.WithoutTrivia(), uses.Releases.Select(r => NullTest(r, held.Name)).FirstOrDefault(static t => t is not null), held.Name, held.Protocol)
            : null;
    }

    /// <summary>What releases by what the protocol, or the user's attributes, say; null when no such code can be written here.</summary>
    public static ReleaseCode? Of(ReleaseTarget held, CancellationToken cancellation)
        => (held.Protocol.Releases.IsEmpty ? FromAttributes(held, cancellation) : FromTable(held, cancellation)) is { } made ? new ReleaseCode(made, null, held.Name, held.Protocol) : null;

    /// <summary>The statement that releases.</summary>
    /// <param name="onlyIfHeld">The variable may be null: nothing was acquired then.</param>
    public StatementSyntax Statement(bool onlyIfHeld)
    {
        if (!onlyIfHeld)
        {
            return ExpressionStatement(_call);
        }

        // h?.Dispose();   Marshal.FreeHGlobal(p): nothing is freed for a zero
        if (_call is ConditionalAccessExpressionSyntax || _takesNothing)
        {
            return ExpressionStatement(_call);
        }

        // if (h.IsAllocated) h.Free();
        if (_isGCHandle)
        {
            var isAllocated = MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(_local), IdentifierName("IsAllocated"));
            return IfStatement(isAllocated, Block(ExpressionStatement(_call)));
        }

        if (_call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } access } call && receiver.Identifier.ValueText == _local.TrimStart('@'))
        {
            return ExpressionStatement(ConditionalAccessExpression(receiver, call.WithExpression(MemberBindingExpression(access.Name))));
        }

        var test = _test ?? BinaryExpression(SyntaxKind.NotEqualsExpression, IdentifierName(_local), LiteralExpression(SyntaxKind.NullLiteralExpression));
        return IfStatement(test.WithoutTrivia(), Block(ExpressionStatement((ExpressionSyntax)new WithoutSuppression().Visit(_call))));
    }

    // What the type of the resource, or the type that hands it out, says of its own members.
    private static InvocationExpressionSyntax? FromAttributes(ReleaseTarget held, CancellationToken cancellation)
    {
        foreach (var member in held.Type.GetMembers())
        {
            if (member is IMethodSymbol { Parameters.IsEmpty: true, IsStatic: false, DeclaredAccessibility: Accessibility.Public } release && held.Ownership.IsRelease(release, -1, held.Protocol))
            {
                return InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(held.Name), IdentifierName(release.Name)));
            }
        }

        foreach (var member in held.Acquires.ContainingType.GetMembers())
        {
            if (member is IMethodSymbol { Parameters.Length: 1, DeclaredAccessibility: Accessibility.Public } release && release.IsStatic == held.Acquires.IsStatic && held.Ownership.IsRelease(release, 0, held.Protocol))
            {
                return OnTheOwner(held, release.Name, IdentifierName(held.Name), cancellation);
            }
        }

        return null;
    }

    // pool.Rent(n): pool.Return(a)
    private static InvocationExpressionSyntax? OnTheOwner(ReleaseTarget held, string release, ExpressionSyntax taken, CancellationToken cancellation)
    {
        var name = IdentifierName(release);
        var arguments = ArgumentList(SingletonSeparatedList(Argument(taken)));
        return (held.Call as InvocationExpressionSyntax)?.Expression switch
        {
            MemberAccessExpressionSyntax access when Stable.Is(access.Expression, held.Model, cancellation)
                => InvocationExpression(access.WithoutTrivia().WithName(name), arguments),
            SimpleNameSyntax => InvocationExpression(name, arguments),
            _ => null,
        };
    }

    private static InvocationExpressionSyntax? FromTable(ReleaseTarget held, CancellationToken cancellation)
    {
        var types = KnownTypes.For(held.Model.Compilation);
        foreach (var member in held.Protocol.Releases)
        {
            if (types.Get(member.Type) is not { } type)
            {
                continue;
            }

            if (member.Parameter < 0)
            {
                // h.Dispose()
                return InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(held.Name), IdentifierName(member.Name)));
            }

            if (member.Parameter == 0 && DerivesFrom(held.Acquires.ContainingType, type))
            {
                return OnTheOwner(held, MemberFor(held, member), AsTaken(held, type, member), cancellation);
            }
        }

        return null;
    }

    // What was copied from a secure string is wiped first.
    private static string MemberFor(ReleaseTarget held, ReleaseMember member)
        => held.Acquires.Name.StartsWith("SecureStringTo", System.StringComparison.Ordinal) ? "ZeroFree" + held.Acquires.Name.Substring("SecureStringTo".Length) : member.Name;

    // byte* p = (byte*)Marshal.AllocHGlobal(n): Marshal.FreeHGlobal((nint)p)
    private static ExpressionSyntax AsTaken(ReleaseTarget held, INamedTypeSymbol type, ReleaseMember member)
    {
        var local = IdentifierName(held.Name);
        var takesAddress = type.GetMembers(member.Name).OfType<IMethodSymbol>().Any(m => m.Parameters.Length > member.Parameter && m.Parameters[member.Parameter].Type.SpecialType == SpecialType.System_IntPtr);
        return takesAddress && held.Type.TypeKind == TypeKind.Pointer ? CastExpression(IdentifierName("nint"), local) : local;
    }

    private static bool DerivesFrom(INamedTypeSymbol? type, INamedTypeSymbol from)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, from))
            {
                return true;
            }
        }

        return false;
    }

    // What is repeated at the end of the scope must mean there what it means here.
    private static bool IsRepeatable(ExpressionSyntax release, HeldLocal held, CancellationToken cancellation)
    {
        var call = release is ConditionalAccessExpressionSyntax access ? access.WhenNotNull as InvocationExpressionSyntax : release as InvocationExpressionSyntax;
        return call is not null
            && (call.Expression is not MemberAccessExpressionSyntax { Expression: var receiver } || IsRepeatable(receiver))
            && call.ArgumentList.Arguments.All(a => a.RefKindKeyword.IsKind(SyntaxKind.None) && IsRepeatable(a.Expression));

        bool IsRepeatable(ExpressionSyntax part) => IsHeld(part, held) || Stable.Is(part, held.Model, cancellation);
    }

    private static bool IsHeld(ExpressionSyntax part, HeldLocal held) => part switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText == held.Symbol.Name,
        ParenthesizedExpressionSyntax wrapped => IsHeld(wrapped.Expression, held),
        CastExpressionSyntax cast => IsHeld(cast.Expression, held),
        PostfixUnaryExpressionSyntax sure => IsHeld(sure.Operand, held),
        _ => false,
    };

    // if (rented != null) pool.Return(rented);   if (rented is not null) { pool.Return(rented); }
    private static ExpressionSyntax? NullTest(ExpressionStatementSyntax release, string local)
    {
        var guard = release.Parent as IfStatementSyntax ?? (release.Parent as BlockSyntax)?.Parent as IfStatementSyntax;
        return guard?.Condition switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression, Left: IdentifierNameSyntax left, Right: var right } test
                when left.Identifier.Text == local && HeldLocal.IsNull(right) => test,
            IsPatternExpressionSyntax { Expression: IdentifierNameSyntax tested, Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } } } test
                when tested.Identifier.Text == local && HeldLocal.IsNull(constant) => test,
            _ => null,
        };
    }

    private static SyntaxNode Plain(ExpressionSyntax release) => new WithoutSuppression().Visit(release);

    // a! in one place and a in another mean the same
    private sealed class WithoutSuppression : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node)
            => node.IsKind(SyntaxKind.SuppressNullableWarningExpression) ? Visit(node.Operand) : base.VisitPostfixUnaryExpression(node);
    }
}

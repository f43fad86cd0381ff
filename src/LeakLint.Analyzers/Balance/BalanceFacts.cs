using System.Collections.Immutable;
using System.Globalization;
using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>What the rules of this family judge: one acquisition, and how it fared on the paths of its method.</summary>
internal sealed partial class BalanceFacts
{
    private const ResourceStatus Mixed = ResourceStatus.NotAcquired | ResourceStatus.Held | ResourceStatus.Released;

    private readonly FlowResult _flow;

    public BalanceFacts(ResourceHistory history, FlowResult flow, bool endsWithTheProcess)
    {
        _flow = flow;
        History = history;
        Protocol = (Protocol)history.Resource.Kind;
        HeldExits = Certain(history);
        Verdict = Decide();
        if (Verdict is not (BalanceVerdict.Fine or BalanceVerdict.Undecided) && Doubt(endsWithTheProcess) is { } doubt)
        {
            Verdict = CannotSay(doubt);
        }
    }

    public ResourceHistory History { get; }

    public Protocol Protocol { get; }

    public BalanceVerdict Verdict { get; }

    /// <summary>Why nobody can say; null unless the verdict is just that.</summary>
    public UndecidedReason? Undecided { get; private set; }

    /// <summary>The normal ways out that certainly leave it held, in reading order.</summary>
    public ImmutableArray<HeldExit> HeldExits { get; }

    /// <summary>The operation that acquires: where the diagnostic stands.</summary>
    public Location Site => History.Resource.Site.Syntax.GetLocation();

    /// <summary>What a reader calls the resource: the variable it is put in, or else the text that acquires it.</summary>
    public string Name
    {
        get
        {
            var site = History.Resource.Site.Syntax;
            if (History.Resource.Acquisition.IsOfPlace)
            {
                return Place() ?? site.ToString();
            }

            if (History.Resource.Acquisition.OutParameter >= 0 && OutVariable(site, History.Resource.Acquisition.OutParameter) is { } declared)
            {
                return declared;
            }

            for (var at = site; at is ExpressionSyntax and not AnonymousFunctionExpressionSyntax or EqualsValueClauseSyntax; at = at.Parent)
            {
                switch (at.Parent)
                {
                    case VariableDeclaratorSyntax variable:
                        return variable.Identifier.ValueText;
                    case AssignmentExpressionSyntax assignment when assignment.Right == at:
                        return assignment.Left.ToString();
                    case ArgumentSyntax:
                        return site.ToString();
                }
            }

            return site.ToString();
        }
    }

    /// <summary>What a fix needs to know: the protocol, and all that may have become of the resource.</summary>
    public ImmutableDictionary<string, string?> ForTheFix => ImmutableDictionary<string, string?>.Empty
        .Add("protocol", Protocol.Name)
        .Add("all", Number(History.AtExit));

    public static string Number(ResourceStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);

    /// <summary>The diagnostic of a rule about exceptions: its last words name what throws, its further location shows it.</summary>
    public Diagnostic WhenThrown(DiagnosticDescriptor rule)
    {
        var thrower = _flow.Thrower(History.ThrownAt);
        var location = thrower?.Syntax.GetLocation() ?? Site;
        var line = (location.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        return Diagnostic.Create(rule, Site, [location], ForTheFix, Name, Protocol.Acquired, Protocol.Released, Thrower(thrower) + " throws at line " + line);
    }

    private static string Thrower(IOperation? operation)
    {
        switch (operation)
        {
            case IAwaitOperation { Operation: IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: IInvocationOperation configured } }:
                return Thrower(configured);
            case IAwaitOperation { Operation: IInvocationOperation awaited }:
                return Thrower(awaited);
            case IAwaitOperation:
                return "what is awaited";
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke }:
                return "the callback";
            case IInvocationOperation { TargetMethod: var method }:
                return "'" + method.Name + "'";
            case IObjectCreationOperation { Constructor.ContainingType: var type }:
                return "'new " + type.Name + "'";
            case IPropertyReferenceOperation { Property: { IsIndexer: false } property }:
                return "'" + property.Name + "'";
            default:
                return "the call";
        }
    }

    private BalanceVerdict Decide()
    {
        if (IsDropped)
        {
            return Protocol.IsOptional ? NobodyMust() : BalanceVerdict.Dropped;
        }

        if (IsDiscarded)
        {
            return BalanceVerdict.Fine;
        }

        if (_flow.GaveUp != GaveUp.No)
        {
            return CannotSay(UndecidedReasons.Of(_flow.GaveUp));
        }

        if (Protocol.IsOptional && (History.AtExit & ResourceStatus.Held) != 0 && ((History.AtReturn & ResourceStatus.Released) == 0 || !IsOwedOnAll))
        {
            return NobodyMust();
        }

        if (History.Resource.Acquisition.IsOfPlace && (History.AtExit & ResourceStatus.Held) != 0)
        {
            // A lock outlives the method: one that no return of it has released is taken for others to release.
            if ((History.AtReturn & ResourceStatus.Released) == 0 && !Halves.HasNoOther(History, Protocol))
            {
                return CannotSay(UndecidedReasons.ReleasedElsewhere);
            }

            if (Halves.IsOne(History, HeldExits))
            {
                return CannotSay(UndecidedReasons.Half);
            }

            if (Protocol.IsTransferable && Loop is null && Halves.IsHandedOver(History, HeldExits))
            {
                return CannotSay(UndecidedReasons.ReleasedElsewhere);
            }
        }

        if (!HeldExits.IsEmpty)
        {
            return AreAllOverwritten ? BalanceVerdict.Overwritten : BalanceVerdict.NotReleased;
        }

        if ((History.AtExit & (ResourceStatus.Held | ResourceStatus.Lost)) != 0 && !IsReleasedTogether)
        {
            return CannotSay(UndecidedReasons.Correlated);
        }

        if (History.ThrownAt != 0)
        {
            if (!Protocol.ExceptionsMatter)
            {
                return BalanceVerdict.MayNotBeReleasedWhenThrown;
            }

            // Where a normal path hands it on, whoever takes it may know better what a failure means.
            if ((History.AtExit & (ResourceStatus.Transferred | ResourceStatus.Escaped | ResourceStatus.EscapedAfterThrow)) == 0
                && (!History.Resource.Acquisition.IsOfPlace || (History.AtReturn & ResourceStatus.Released) != 0))
            {
                return BalanceVerdict.NotReleasedWhenThrown;
            }
        }

        return (History.AtExit & ResourceStatus.Escaped) != 0 ? CannotSay(UndecidedReasons.Of(History.Escape)) : BalanceVerdict.Fine;
    }

    // Each is an assignment that a reader sees as one: a = pool.Rent(n);
    private bool AreAllOverwritten
    {
        get
        {
            foreach (var exit in HeldExits)
            {
                if (exit.Kind != ExitKind.Overwritten || Overwriting(exit) is null)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The assignment with which the resource is lost; null where it is none, or declares the variable.</summary>
    public static AssignmentExpressionSyntax? Overwriting(HeldExit exit)
    {
        var node = exit.Location.SourceTree?.GetRoot().FindNode(exit.Location.SourceSpan, getInnermostNodeForTie: true);
        while (node is not null and not (AssignmentExpressionSyntax or StatementSyntax))
        {
            node = node.Parent;
        }

        return (node as AssignmentExpressionSyntax ?? (node as ExpressionStatementSyntax)?.Expression as AssignmentExpressionSyntax) is { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax } assignment
            ? assignment
            : null;
    }

    private UndecidedReason? Doubt(bool endsWithTheProcess)
        => endsWithTheProcess && Protocol.IsDisposable && Loop is null ? UndecidedReasons.EndsWithTheProcess : Protocol.Doubt;

    // if (once) subscription.Dispose(); whoever wrote that chose. A way out of its own that forgets it did not choose.
    private bool IsOwedOnAll
    {
        get
        {
            foreach (var exit in HeldExits)
            {
                if ((exit.Status & ResourceStatus.Released) != 0 && Loop is null)
                {
                    return false;
                }
            }

            return true;
        }
    }

    private BalanceVerdict NobodyMust() => Protocol.OptionalReason is { } reason ? CannotSay(reason) : BalanceVerdict.Fine;

    private BalanceVerdict CannotSay(UndecidedReason reason)
    {
        Undecided = reason;
        return BalanceVerdict.Undecided;
    }

    private ImmutableArray<HeldExit> Certain(ResourceHistory history)
    {
        var exits = ImmutableArray.CreateBuilder<HeldExit>();
        foreach (var exit in history.HeldExits)
        {
            if (!IsCorrelated(exit))
            {
                exits.Add(exit);
            }
        }

        if (exits.Count > 0)
        {
            return exits.ToImmutable();
        }

        foreach (var loss in history.Losses)
        {
            if ((loss.Status & Mixed) != Mixed || IsDeclaredWithIt)
            {
                exits.Add(loss);
            }
        }

        return exits.ToImmutable();
    }

    // A loop that releases may run no round, but not where the one that acquired ran one.
    private bool IsReleasedTogether
    {
        get
        {
            foreach (var exit in History.HeldExits)
            {
                if ((exit.Status & (ResourceStatus.Released | ResourceStatus.Escaped)) == 0)
                {
                    return false;
                }
            }

            return History.IsSeveral && (History.AtExit & ResourceStatus.Lost) == 0;
        }
    }

    // Acquired under one condition and released under another, and the analysis did not see how the two hang together:
    // most often they do. if (x || y) a = Rent(n); ... if (x || y) Return(a);
    // In a loop the three come together by themselves (no round, an earlier round, this round) unless what is left is released behind
    // it, if (count > 0) Return(a); and so they do for a variable that lives only in the branch that acquires: nobody outside can release it.
    private bool IsCorrelated(HeldExit exit)
    {
        if (History.IsSeveral)
        {
            return (exit.Status & (ResourceStatus.Released | ResourceStatus.Escaped)) != 0;
        }

        return (exit.Status & Mixed) == Mixed && !IsDeclaredWithIt && (Loop is not { } loop || History.LastRelease > loop.Span.End);
    }

    // _ = handle.AddReference(); says that this is meant.
    private bool IsDiscarded
    {
        get
        {
            var at = History.Resource.Site.Parent;
            while (at is IAwaitOperation or IConversionOperation or IParenthesizedOperation)
            {
                at = at.Parent;
            }

            return at is ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation };
        }
    }

    // handle.AddReference();   pool?.Rent(n);   await OpenAsync();   Action keep = () => handle.AddReference();
    private bool IsDropped
    {
        get
        {
            if (History.Resource.Acquisition.OutParameter >= 0 || History.Resource.Acquisition.IsOfPlace)
            {
                return false;
            }

            var at = History.Resource.Site.Syntax;
            while (at.Parent is ParenthesizedExpressionSyntax or AwaitExpressionSyntax or PostfixUnaryExpressionSyntax
                || at.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == at)
            {
                at = at.Parent;
            }

            return at.Parent is ExpressionStatementSyntax
                || at.Parent is ForStatementSyntax loop && loop.Condition != at
                || at.Parent is ArrowExpressionClauseSyntax or LambdaExpressionSyntax && History.Resource.Site.Parent is IExpressionStatementOperation;
        }
    }

    /// <summary>Whether the acquisition declares the variable that carries it: <c>var a = pool.Rent(n);</c></summary>
    private bool IsDeclaredWithIt
    {
        get
        {
            var at = History.Resource.Site.Syntax;
            while (at.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or AwaitExpressionSyntax or PostfixUnaryExpressionSyntax)
            {
                at = at.Parent;
            }

            return at.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax };
        }
    }

    /// <summary>The outermost loop of its function in which the acquisition stands; null for none.</summary>
    private SyntaxNode? Loop
    {
        get
        {
            SyntaxNode? loop = null;
            for (var at = History.Resource.Site.Syntax.Parent; at is not (null or MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax); at = at.Parent)
            {
                if (at is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax)
                {
                    loop = at;
                }
            }

            return loop;
        }
    }
}

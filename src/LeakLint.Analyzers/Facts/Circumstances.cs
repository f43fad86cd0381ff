using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>What is known where a method is called: it decides which of its throws can happen at all.</summary>
/// <param name="notNull">The parameters, by ordinal, that are given something that is not null.</param>
/// <param name="isNew">The object is under construction: what no constructor fills is empty still.</param>
/// <param name="isAsked">The getter has answered before: what it fills is there.</param>
/// <param name="releases">A throw out of a try that releases this parameter loses nothing: <see cref="Parameter"/>, or <see cref="Members"/> for what the object holds; 0 for neither.</param>
internal sealed class Circumstances(ulong notNull, bool isNew, bool isAsked, int releases = 0)
{
    public const int Members = 1;

    public ulong NotNull { get; } = notNull;

    public bool IsNew { get; } = isNew;

    public bool IsAsked { get; } = isAsked;

    public int Releases { get; } = releases;

    public static int Parameter(int ordinal) => ordinal + 2;

    public override bool Equals(object? obj) => obj is Circumstances other && NotNull == other.NotNull && IsNew == other.IsNew && IsAsked == other.IsAsked && Releases == other.Releases;

    public override int GetHashCode() => NotNull.GetHashCode() ^ (IsNew ? 0x10000 : 0) ^ (IsAsked ? 0x20000 : 0) ^ (Releases << 20);
}

/// <summary>One method that is read under such circumstances.</summary>
internal sealed class Reading(IMethodSymbol method, Circumstances given, Bodies bodies, CancellationToken cancellation)
{
    private HashSet<ISymbol>? _filled;

    public Circumstances Given { get; } = given;

    /// <summary>What a condition of the method comes to; null when nobody can say.</summary>
    public bool? Known(IOperation condition) => Given is { NotNull: 0, IsNew: false, IsAsked: false } ? null : KnownConditions.Of(condition, IsNothing);

    /// <summary>Whether a value is null, false or 0; null when nobody can say.</summary>
    public bool? IsNothing(IOperation value)
    {
        switch (Values.Unwrap(value))
        {
            case IParameterReferenceOperation { Parameter: { Ordinal: < 64 and var ordinal } parameter } when (Given.NotNull & (1UL << ordinal)) != 0
                && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, method.OriginalDefinition):
                return false;
            case IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member } when Given.IsNew && IsOurs(member):
                return Filled.Contains(member.OriginalDefinition) ? null : true;
            case IMemberReferenceOperation { Instance: IInstanceReferenceOperation or null, Member: var member } when Given.IsAsked:
                return Filled.Contains(member.OriginalDefinition) ? false : null;
            default:
                return null;
        }
    }

    /// <summary>Whether a try releases, whatever goes wrong in it, what a throw would lose: in its finally, or in a handler for all.</summary>
    public bool IsReleasedBy(ITryOperation attempt)
    {
        if (Given.Releases == 0)
        {
            return false;
        }

        if (attempt.Finally is { } last && Releases(last))
        {
            return true;
        }

        foreach (var clause in attempt.Catches)
        {
            if (clause.Filter is null && clause.ExceptionType is { } type && (type.SpecialType == SpecialType.System_Object || type is { Name: "Exception", ContainingNamespace.Name: "System" }))
            {
                return Releases(clause.Handler);
            }
        }

        return false;
    }

    private HashSet<ISymbol> Filled
    {
        get
        {
            if (_filled is null)
            {
                _filled = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
                if (Given.IsAsked)
                {
                    Fill(method, null);
                }
                else
                {
                    FillAll(method.ContainingType.OriginalDefinition);
                }
            }

            return _filled;
        }
    }

    // Whatever a constructor, or what it calls on its object, assigns; and what stands beside the declaration.
    private void FillAll(INamedTypeSymbol type)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var constructor in type.InstanceConstructors)
        {
            Fill(constructor, seen);
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false })
            {
                foreach (var body in bodies.Of(member, cancellation))
                {
                    if (body is ISymbolInitializerOperation)
                    {
                        _filled!.Add(member.OriginalDefinition);
                    }
                }
            }
        }
    }

    private void Fill(IMethodSymbol code, HashSet<ISymbol>? seen)
    {
        if (seen is not null && (seen.Count > 30 || !seen.Add(code.OriginalDefinition)))
        {
            return;
        }

        foreach (var body in bodies.Of(code.OriginalDefinition, cancellation))
        {
            foreach (var operation in body.Descendants())
            {
                switch (operation)
                {
                    case IAssignmentOperation { Target: IMemberReferenceOperation { Instance: IInstanceReferenceOperation or null, Member: var member } } assignment:
                        _filled!.Add(member.OriginalDefinition);
                        if (seen is not null && member is IPropertySymbol { SetMethod: { DeclaringSyntaxReferences.IsEmpty: false } setter })
                        {
                            Fill(setter, seen);
                        }

                        break;
                    case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: IMemberReferenceOperation { Member: var member } }:
                        _filled!.Add(member.OriginalDefinition);
                        break;
                    case IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } called } when seen is not null:
                        Fill(called, seen);
                        break;
                }
            }
        }
    }

    // Nobody but the type itself puts something there.
    private bool IsOurs(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingType.OriginalDefinition, method.ContainingType.OriginalDefinition) && member switch
    {
        IFieldSymbol field => field.DeclaredAccessibility == Accessibility.Private,
        IPropertySymbol property => GivenMembers.IsAutomatic(property) && property.SetMethod is null or { DeclaredAccessibility: Accessibility.Private },
        _ => false,
    };

    private bool Releases(IOperation code)
    {
        foreach (var operation in code.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Dispose" or "DisposeAsync" or "Close" or "Return" or "Free" or "Release" or "FreeHGlobal" or "FreeCoTaskMem" } } call
                && (IsIt(call.Instance, call) || (call.Arguments.Length > 0 && IsIt(call.Arguments[0].Value, call))))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsIt(IOperation? subject, IInvocationOperation call)
    {
        subject = subject is null ? null : Values.Unwrap(subject);
        if (subject is IConditionalAccessInstanceOperation)
        {
            subject = ConditionalAccess.Around(subject) is { } access ? Values.Unwrap(access.Operation) : null;
        }

        return Given.Releases == Circumstances.Members
            ? subject is IMemberReferenceOperation { Instance: IInstanceReferenceOperation }
            : subject is IParameterReferenceOperation { Parameter.Ordinal: var ordinal } && Circumstances.Parameter(ordinal) == Given.Releases;
    }
}

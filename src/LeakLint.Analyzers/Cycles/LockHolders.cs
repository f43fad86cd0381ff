using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Who holds a static lock, and how long. A lock that a finalizer takes makes it wait as long as the longest holder
/// stays; a section that changes a list is short, one that waits, does input or output, or calls code that it was given
/// is not.
/// </summary>
internal sealed class LockHolders(Compilation compilation)
{
    private const int Deepest = 3;

    private readonly Dictionary<ISymbol, Location?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>What keeps the lock for long, in the type that declares it; null when nothing in sight does.</summary>
    public Location? OfLong(ISymbol @lock, CancellationToken cancellation)
    {
        if (!_known.TryGetValue(@lock, out var holder))
        {
            _known[@lock] = holder = Find(@lock, cancellation);
        }

        return holder;
    }

    private Location? Find(ISymbol @lock, CancellationToken cancellation)
    {
        foreach (var member in @lock.ContainingType.GetMembers())
        {
            if (member is not IMethodSymbol { MethodKind: not MethodKind.Destructor } method)
            {
                continue;
            }

            foreach (var body in Bodies.For(compilation).Of(method, cancellation))
            {
                foreach (var operation in body.Descendants())
                {
                    if (SectionOf(operation, @lock, body) is var (section, from, to) && LongIn(section, from, to, 0, cancellation) is { } found)
                    {
                        return found;
                    }
                }
            }
        }

        return null;
    }

    // lock (_gate) { … }   using (_gate.EnterScope()) { … }   Monitor.Enter(_gate); … Monitor.Exit(_gate);   _gate.EnterWriteLock(); … _gate.ExitWriteLock();
    private static (IOperation Code, int From, int To)? SectionOf(IOperation operation, ISymbol @lock, IOperation body)
    {
        if (operation is ILockOperation section)
        {
            return IsOf(section.LockedValue, @lock) ? (section.Body, 0, int.MaxValue) : null;
        }

        if (operation is not IInvocationOperation call || Waits.Of(call) != WaitKind.Lock || !IsOn(call, @lock))
        {
            return null;
        }

        for (var around = call.Parent; around is not null; around = around.Parent)
        {
            if (around is IUsingOperation @using && @using.Resources.Syntax.Span.Contains(call.Syntax.Span))
            {
                return (@using.Body, 0, int.MaxValue);
            }
        }

        var to = -1;
        foreach (var inner in body.Descendants())
        {
            if (inner is IInvocationOperation exit && exit.TargetMethod.Name.StartsWith("Exit", System.StringComparison.Ordinal) && IsOn(exit, @lock))
            {
                to = System.Math.Max(to, exit.Syntax.SpanStart);
            }
        }

        return (body, call.Syntax.Span.End, to < 0 ? int.MaxValue : to);
    }

    private static bool IsOn(IInvocationOperation call, ISymbol @lock)
        => (call.Instance is { } instance && IsOf(instance, @lock)) || (call.Instance is null && call.Arguments.Length > 0 && IsOf(call.Arguments[0].Value, @lock));

    private static bool IsOf(IOperation value, ISymbol @lock) => value switch
    {
        IConversionOperation conversion => IsOf(conversion.Operand, @lock),
        IFieldReferenceOperation field => SymbolEqualityComparer.Default.Equals(field.Field.OriginalDefinition, @lock.OriginalDefinition),
        IPropertyReferenceOperation property => SymbolEqualityComparer.Default.Equals(property.Property.OriginalDefinition, @lock.OriginalDefinition),
        _ => false,
    };

    private Location? LongIn(IOperation body, int from, int to, int depth, CancellationToken cancellation)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation.Syntax.SpanStart < from || operation.Syntax.SpanStart >= to)
            {
                continue;
            }

            if (operation is IInvocationOperation call)
            {
                if (IsLong(call))
                {
                    return call.Syntax.GetLocation();
                }

                if (depth < Deepest && call.TargetMethod is { IsVirtual: false, IsAbstract: false, IsOverride: false, DeclaringSyntaxReferences.Length: > 0 } callee)
                {
                    foreach (var inner in Bodies.For(compilation).Of(callee.OriginalDefinition, cancellation))
                    {
                        if (LongIn(inner, 0, int.MaxValue, depth + 1, cancellation) is not null)
                        {
                            return call.Syntax.GetLocation();
                        }
                    }
                }
            }
            else if (operation is IPropertyReferenceOperation property && Waits.IsWait(property.Property))
            {
                return property.Syntax.GetLocation();
            }
        }

        return null;
    }

    private static bool IsLong(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return Waits.Of(call) == WaitKind.Event
            || (method.MethodKind == MethodKind.DelegateInvoke && !IsOwnEntry(call.Instance))
            || (Framework.Declares(method.ContainingType) && IsInputOrOutput(method.ContainingType));
    }

    // static readonly Unref s_unref = Load<Unref>("g_object_unref"): a private delegate that the type makes for itself, a name of native code
    private static bool IsOwnEntry(IOperation? called)
        => called is IFieldReferenceOperation { Field: { IsStatic: true, DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences: { Length: > 0 } references } }
            && references[0].GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer: not null };

    private static bool IsInputOrOutput(INamedTypeSymbol type)
        => type.ContainingNamespace is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } space
            && ((space.Name == "IO" && type.Name is not ("Path" or "MemoryStream" or "StringWriter" or "StringReader")) || space.Name == "Net");
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>How the instances of a type come and go.</summary>
internal enum Coming
{
    /// <summary>No creation is in sight.</summary>
    Unknown,

    /// <summary>Made once and there as long as the process: a singleton, the program, a hosted service.</summary>
    Once,

    /// <summary>Made by <c>Main</c> or by top-level code: there as long as that keeps it.</summary>
    ByTheProgram,

    /// <summary>Made again and again.</summary>
    Repeatedly,
}

/// <summary>
/// Whether the instances of a type come and go, by who creates them, anywhere in the compilation: static initializers,
/// <c>Main</c>, singleton registrations and once-guards make one; other code makes as many as it is run.
/// </summary>
internal sealed class Comings
{
    private const int Deepest = 4;

    private readonly Sight _sight;
    private readonly Lifetimes _lifetimes;
    private readonly Guards _guards;
    private readonly TheProgram _program;
    private readonly ConcurrentDictionary<INamedTypeSymbol, object> _known = new(SymbolEqualityComparer.Default);
    private Dictionary<ISymbol, List<INamedTypeSymbol>>? _derived;

    public Comings(Sight sight, Lifetimes lifetimes)
    {
        _sight = sight;
        _lifetimes = lifetimes;
        _guards = new Guards(sight.Types);
        _program = new(sight);
    }

    /// <summary>How the instances of <paramref name="type"/> come and go.</summary>
    public Coming Of(INamedTypeSymbol type, CancellationToken cancellation) => Of(type.OriginalDefinition, 0, cancellation);

    /// <summary>Whether a host starts <paramref name="type"/> once and stops it at the end.</summary>
    public bool IsHosted(INamedTypeSymbol type)
    {
        foreach (var face in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(face, _sight.Types.Get("Microsoft.Extensions.Hosting.IHostedService")))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The creations of <paramref name="type"/> and of what derives from it.</summary>
    public List<IObjectCreationOperation> CreationsOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var found = new List<IObjectCreationOperation>();
        Gather(type.OriginalDefinition, found, 0, cancellation);
        return found;
    }

    /// <summary>
    /// How often <paramref name="creation"/> runs: <see cref="Coming.Repeatedly"/> only where that shows, in a loop or with objects that come
    /// and go; <see cref="Coming.Unknown"/> for a method of which nobody tells how often it is called.
    /// </summary>
    public Coming HowOften(IObjectCreationOperation creation, CancellationToken cancellation)
    {
        if (_guards.Around(creation, registry: null) == Guard.Once || _sight.Bodies.MemberAround(creation.Syntax, cancellation) is not { ContainingType: { } type } member || _lifetimes.AreBounded(type))
        {
            return Coming.Once;
        }

        if (OccasionOf(creation, 0, cancellation) is var often && often != Coming.Repeatedly)
        {
            return often;
        }

        // An override is the platform's to call, often once: OnStartup.
        return IsRepeated(creation) || member is IMethodSymbol { MethodKind: MethodKind.Constructor } or IFieldSymbol or IPropertySymbol ? Coming.Repeatedly
            : member.IsOverride || member.IsStatic ? Coming.Once
            : Coming.Unknown;
    }

    private Coming Of(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        if (_known.TryGetValue(type, out var known))
        {
            return (Coming)known;
        }

        if (depth > Deepest)
        {
            return Coming.Unknown;
        }

        var coming = Find(type, depth, cancellation);
        if (depth == 0)
        {
            _known[type] = coming;
        }

        return coming;
    }

    private Coming Find(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        if (_lifetimes.AreBounded(type) || type.IsStatic)
        {
            return Coming.Once;
        }

        var found = Coming.Unknown;
        foreach (var creation in CreationsOf(type, cancellation))
        {
            switch (OccasionOf(creation, depth, cancellation))
            {
                case Coming.Repeatedly:
                    return Coming.Repeatedly;
                case var other when other > found:
                    found = other;
                    break;
            }
        }

        foreach (var told in Mentions.Of(_sight.Compilation, Mentions.Role.TypeArgument, type.Name, cancellation))
        {
            switch (Registration(told, type, cancellation))
            {
                case Coming.Repeatedly:
                    return Coming.Repeatedly;
                case var other when other > found:
                    found = other;
                    break;
            }
        }

        return found == Coming.Unknown && IsHosted(type) ? Coming.Once : found;
    }

    private void Gather(INamedTypeSymbol type, List<IObjectCreationOperation> found, int depth, CancellationToken cancellation)
    {
        foreach (var name in new[] { type.Name, "" })
        {
            foreach (var node in Mentions.Of(_sight.Compilation, Mentions.Role.Created, name, cancellation))
            {
                if (_sight.Bodies.At(node, cancellation) is IObjectCreationOperation { Type: { } created } creation
                    && SymbolEqualityComparer.Default.Equals(created.OriginalDefinition, type))
                {
                    found.Add(creation);
                }
            }
        }

        if (depth < Deepest && !type.IsSealed && Derived(cancellation).TryGetValue(type, out var derived))
        {
            foreach (var below in derived)
            {
                Gather(below, found, depth + 1, cancellation);
            }
        }
    }

    private Dictionary<ISymbol, List<INamedTypeSymbol>> Derived(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _derived) is { } known)
        {
            return known;
        }

        var found = new Dictionary<ISymbol, List<INamedTypeSymbol>>(SymbolEqualityComparer.Default);
        foreach (var type in SourceTypes.Of(_sight.Compilation, cancellation))
        {
            if (type.BaseType is { SpecialType: not SpecialType.System_Object } parent)
            {
                if (!found.TryGetValue(parent.OriginalDefinition, out var below))
                {
                    found[parent.OriginalDefinition] = below = new();
                }

                below.Add(type);
            }
        }

        Volatile.Write(ref _derived, found);
        return found;
    }

    private Coming OccasionOf(IObjectCreationOperation creation, int depth, CancellationToken cancellation)
    {
        var isInLoop = false;
        for (IOperation child = creation; child.Parent is { } at; child = at)
        {
            if (Slots.FilledOnce(child) is { IsStatic: true })
            {
                return Coming.Once;
            }

            switch (at)
            {
                case ILoopOperation:
                    isInLoop = true;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "CompareExchange", ContainingType.Name: "Interlocked" } } }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var told } } when IsSingletonRegistration(told.Name):
                case IArgumentOperation { Parent: IObjectCreationOperation { Type: { Name: "Lazy" } lazy } } when SymbolEqualityComparer.Default.Equals(lazy.OriginalDefinition, _sight.Types.LazyOfT) && IsOfStatic(at):
                    return Coming.Once;
                case IAnonymousFunctionOperation when !IsOfSingleton(at):
                    return Coming.Repeatedly;
            }
        }

        if (isInLoop)
        {
            return Coming.Repeatedly;
        }

        if (_guards.Around(creation, registry: null) == Guard.Once)
        {
            return Coming.Once;
        }

        return _sight.Bodies.MemberAround(creation.Syntax, cancellation) is not { } member ? Coming.Repeatedly
            : OccasionOf(member, creation, depth, cancellation) is var coming && coming == Coming.ByTheProgram && _program.Includes(creation, cancellation) ? Coming.Once
            : coming;
    }

    private Coming OccasionOf(ISymbol member, IOperation operation, int depth, CancellationToken cancellation)
    {
        switch (Occasions.Of(member, operation, _sight.Types))
        {
            case Occasion.Once:
                return member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: var isStatic } && (isStatic || !_lifetimes.AreBounded(member.ContainingType)) ? Coming.ByTheProgram : Coming.Once;
            case Occasion.PerInstance when member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsOverride: true } && _lifetimes.AreBounded(member.ContainingType):
                // protected override void OnStartup(StartupEventArgs e), of the one application
                return Coming.Once;
            case Occasion.PerInstance when member is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor }:
                // What an object makes for itself comes as often as the object.
                return Of(member.ContainingType.OriginalDefinition, depth + 1, cancellation) is var owner && owner == Coming.Unknown ? Coming.Repeatedly : owner;
            case Occasion.PerCall or Occasion.PerInstance when member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && depth < Deepest:
                return OfCalls(method, depth, cancellation);
            default:
                return Coming.Repeatedly;
        }
    }

    // static void Main() => Run();  static void Run() { new Node(); }
    private Coming OfCalls(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        var found = Coming.Unknown;
        if (method.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal)
        {
            foreach (var use in _sight.UsesOf(method, cancellation))
            {
                if (use is not IInvocationOperation || IsRepeated(use)
                    || _sight.Bodies.MemberAround(use.Syntax, cancellation) is not { } caller
                    || SymbolEqualityComparer.Default.Equals(caller, method)
                    || OccasionOf(caller, use, depth + 1, cancellation) is var one && one == Coming.Repeatedly)
                {
                    return Coming.Repeatedly;
                }

                found = one > found ? one : found;
            }
        }

        return found == Coming.Unknown ? Coming.Repeatedly : found;
    }

    private static bool IsRepeated(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is ILoopOperation or IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    // services.AddSingleton(p => new Clock(p)), static readonly Lazy<Clock> _clock = new(() => new Clock())
    private static bool IsOfSingleton(IOperation lambda)
    {
        for (var at = lambda.Parent; at is IDelegateCreationOperation or IConversionOperation or IArgumentOperation or IParenthesizedOperation; at = at.Parent)
        {
            switch (at)
            {
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var told } } when IsSingletonRegistration(told.Name):
                case IArgumentOperation { Parent: IObjectCreationOperation { Type: INamedTypeSymbol { Name: "Lazy" } } lazy } when IsOfStatic(lazy):
                    return true;
            }
        }

        return false;
    }

    private static bool IsOfStatic(IOperation value)
    {
        for (var at = value.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields }:
                    return fields[0].IsStatic;
                case IPropertyInitializerOperation { InitializedProperties: { Length: > 0 } properties }:
                    return properties[0].IsStatic;
                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member.IsStatic: true } }:
                    return true;
            }
        }

        return false;
    }

    private static bool IsSingletonRegistration(string name)
        => name.IndexOf("Singleton", StringComparison.Ordinal) >= 0 || name is "AddHostedService" or "RegisterInstance" or "RegisterConstant" or "RegisterLazySingleton" or "SingleInstance";

    // services.AddTransient<IClock, Clock>();  builder.RegisterType<Clock>().SingleInstance();
    private Coming Registration(SyntaxNode told, INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (told.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || Mentions.LastNameOf(call.Expression) is not { } name
            || !SymbolEqualityComparer.Default.Equals(_sight.Bodies.SymbolAt(told is TypeOfExpressionSyntax of ? of.Type : told, cancellation)?.OriginalDefinition, type))
        {
            return Coming.Unknown;
        }

        for (SyntaxNode? at = call; at is InvocationExpressionSyntax or MemberAccessExpressionSyntax; at = at.Parent)
        {
            if (at is InvocationExpressionSyntax further && Mentions.LastNameOf(further.Expression) is { } chained && IsSingletonRegistration(chained))
            {
                return Coming.Once;
            }
        }

        return name.IndexOf("Transient", StringComparison.Ordinal) >= 0 || name.IndexOf("Scoped", StringComparison.Ordinal) >= 0 ? Coming.Repeatedly : Coming.Unknown;
    }
}

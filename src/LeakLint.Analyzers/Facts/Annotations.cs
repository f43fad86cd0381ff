using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What attributes say about methods: on themselves, on what they override or implement, and at assemblies about
/// members of others. What stands nearest counts. Where none of the attributes is declared, nothing is ever read; where
/// one is, only members of assemblies that could know it are, each once.
/// </summary>
internal sealed class Annotations
{
    private static readonly ConditionalWeakTable<Compilation, Annotations> Cache = new();

    private readonly ConcurrentDictionary<IMethodSymbol, Annotated> _known = new(SymbolEqualityComparer.Default);

    // Null where no attribute is declared.
    private readonly HashSet<IAssemblySymbol>? _concerned;

    // What is said at assemblies, by the member that it is said about.
    private readonly Dictionary<ISymbol, List<AttributeData>> _fromOutside = new(SymbolEqualityComparer.Default);

    private readonly Compilation _compilation;
    private List<string>? _releaseNames;

    private Annotations(Compilation compilation)
    {
        _compilation = compilation;
        var types = KnownTypes.For(compilation);
        foreach (var name in AnnotationNames.All)
        {
            foreach (var attribute in types.All(name))
            {
                _concerned ??= new(SymbolEqualityComparer.Default) { compilation.Assembly };
                _concerned.Add(attribute.ContainingAssembly);
            }
        }

        if (_concerned is null)
        {
            return;
        }

        AddAllThatReferenceThem(compilation);
        foreach (var assembly in new List<IAssemblySymbol>(_concerned))
        {
            ReadAssembly(assembly, compilation);
        }

        AddAllThatReferenceThem(compilation);
    }

    /// <summary>Whether any of the attributes is declared, in the compilation or in what it references.</summary>
    public bool AreInSight => _concerned is not null;

    /// <summary>The names of this compilation's members that some attribute says to release something, and of those that an attribute of an assembly speaks about.</summary>
    public IEnumerable<string> ReleaseNames => _releaseNames ??= FindReleaseNames();

    public static Annotations For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>What attributes say about <paramref name="method"/>, its parameters, its result.</summary>
    public Annotated Of(IMethodSymbol? method)
    {
        if (_concerned is null || method is null || method.ContainingAssembly is not { } assembly || !_concerned.Contains(assembly))
        {
            return Annotated.Nothing;
        }

        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialDefinitionPart ?? method;
        if (!_known.TryGetValue(method, out var annotated))
        {
            _known[method] = annotated = Gather(method);
        }

        return annotated;
    }

    // [Releases] void Put(Item item)   void Put([Releases] Item item)
    private List<string> FindReleaseNames()
    {
        var names = new List<string>();
        foreach (var member in _fromOutside.Keys)
        {
            names.Add(member.Name);
        }

        foreach (var tree in _compilation.SyntaxTrees)
        {
            if (tree.GetText().ToString().IndexOf("Releases", StringComparison.Ordinal) < 0)
            {
                continue;
            }

            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is AttributeSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "Releases" or "ReleasesAttribute" } or QualifiedNameSyntax { Right.Identifier.ValueText: "Releases" or "ReleasesAttribute" } } attribute
                    && attribute.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method)
                {
                    names.Add(method.Identifier.ValueText);
                }
            }
        }

        return names;
    }

    // An assembly that knows none of them has nothing to say, nor has a type that derives from nothing annotated.
    private void AddAllThatReferenceThem(Compilation compilation)
    {
        for (var before = 0; before != _concerned!.Count;)
        {
            before = _concerned.Count;
            foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
            {
                if (!_concerned.Contains(assembly) && ReferencesSome(assembly))
                {
                    _concerned.Add(assembly);
                }
            }
        }
    }

    private bool ReferencesSome(IAssemblySymbol assembly)
    {
        foreach (var module in assembly.Modules)
        {
            foreach (var referenced in module.ReferencedAssemblySymbols)
            {
                if (_concerned!.Contains(referenced))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // [assembly: Releases(Member = "M:Acme.Pool.Put(Acme.Item)", Parameter = "item")]
    private void ReadAssembly(IAssemblySymbol assembly, Compilation compilation)
    {
        foreach (var attribute in assembly.GetAttributes())
        {
            if (AnnotationNames.MeaningOf(attribute, isOnParameter: true) is null || Named(attribute, "Member") is not { } id)
            {
                continue;
            }

            foreach (var member in DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation))
            {
                _concerned!.Add(member.ContainingAssembly);
                if (!_fromOutside.TryGetValue(member, out var said))
                {
                    _fromOutside.Add(member, said = []);
                }

                said.Add(attribute);
            }
        }
    }

    // What stands nearer about a position is all that counts there.
    private Annotated Gather(IMethodSymbol method)
    {
        var all = ImmutableArray.CreateBuilder<Annotation>();
        AddFromOutside(method, method, all);
        AddOwn(method, all);

        // [ReturnsOwned] Stream Current { get; }   [ReturnsOwned] delegate Stream Open(string path);   [MustDisposeResource] class Lease
        var around = method switch
        {
            { MethodKind: MethodKind.PropertyGet, AssociatedSymbol: { } property } => property,
            { MethodKind: MethodKind.DelegateInvoke or MethodKind.Constructor } => method.ContainingType,
            _ => null,
        };
        if (around is not null)
        {
            AddFromOutside(around, method, all);
            Add(around.GetAttributes(), Annotation.Itself, method, all);
        }

        if (method.OverriddenMethod is { } overridden)
        {
            AddUnlessSaid(Of(overridden).All, all);
        }

        foreach (var implemented in method.ExplicitInterfaceImplementations)
        {
            AddUnlessSaid(Of(implemented).All, all);
        }

        if (method is { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet, IsStatic: false, DeclaredAccessibility: Accessibility.Public })
        {
            AddImplemented(method, all);
        }

        return all.Count == 0 ? Annotated.Nothing : new Annotated(all.ToImmutable());
    }

    private void AddFromOutside(ISymbol about, IMethodSymbol method, ImmutableArray<Annotation>.Builder all)
    {
        if (!_fromOutside.TryGetValue(about, out var said))
        {
            return;
        }

        foreach (var attribute in said)
        {
            var name = Named(attribute, "Parameter");
            var position = name is null ? Annotation.Itself : OrdinalOf(method, name);
            if (name is null || position >= 0)
            {
                Add([attribute], position, method, all, isSpoken: false);
            }
        }
    }

    private static void AddOwn(IMethodSymbol method, ImmutableArray<Annotation>.Builder all)
    {
        var isSpoken = HasSpoken(all, Annotation.Itself);
        Add(method.GetAttributes(), Annotation.Itself, method, all, isSpoken);
        Add(method.GetReturnTypeAttributes(), Annotation.Itself, method, all, isSpoken);
        foreach (var parameter in method.Parameters)
        {
            Add(parameter.GetAttributes(), parameter.Ordinal, method, all);
        }
    }

    private void AddImplemented(IMethodSymbol method, ImmutableArray<Annotation>.Builder all)
    {
        foreach (var face in method.ContainingType.AllInterfaces)
        {
            if (!_concerned!.Contains(face.ContainingAssembly))
            {
                continue;
            }

            foreach (var member in face.GetMembers(method.Name))
            {
                if (member is IMethodSymbol implemented && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                {
                    AddUnlessSaid(Of(implemented).All, all);
                }
            }
        }
    }

    private static void AddUnlessSaid(ImmutableArray<Annotation> further, ImmutableArray<Annotation>.Builder all)
    {
        var before = all.Count;
        foreach (var annotation in further)
        {
            if (!HasSpoken(all, annotation.Position, before))
            {
                all.Add(annotation);
            }
        }
    }

    private static void Add(ImmutableArray<AttributeData> attributes, int position, IMethodSymbol method, ImmutableArray<Annotation>.Builder all, bool? isSpoken = null)
    {
        if (attributes.IsEmpty || (isSpoken ?? HasSpoken(all, position)))
        {
            return;
        }

        foreach (var attribute in attributes)
        {
            if (AnnotationNames.MeaningOf(attribute, isOnParameter: position != Annotation.Itself) is { } meaning)
            {
                var protocol = attribute.ConstructorArguments is { Length: 1 } given && given[0].Value is string name ? name : (object)DeclaringType(method);
                all.Add(new Annotation(meaning, position, protocol));
            }
        }
    }

    // An override speaks of the protocol of what it overrides.
    private static INamedTypeSymbol DeclaringType(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
        {
            method = overridden;
        }

        return method.ContainingType.OriginalDefinition;
    }

    private static bool HasSpoken(ImmutableArray<Annotation>.Builder all, int position, int before = int.MaxValue)
    {
        for (var i = 0; i < all.Count && i < before; i++)
        {
            if (all[i].Position == position)
            {
                return true;
            }
        }

        return false;
    }

    private static int OrdinalOf(IMethodSymbol method, string parameter)
    {
        foreach (var candidate in method.Parameters)
        {
            if (candidate.Name == parameter)
            {
                return candidate.Ordinal;
            }
        }

        return -1;
    }

    private static string? Named(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value.Value as string;
            }
        }

        return null;
    }
}

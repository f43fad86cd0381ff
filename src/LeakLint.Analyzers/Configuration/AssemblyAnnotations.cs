using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Configuration;

/// <summary>
/// Attributes that stand at the assembly and speak about members of others:
/// <c>[assembly: Releases("pool", Member = "M:Acme.Pool.Put(Acme.Item)", Parameter = "item")]</c>.
/// </summary>
internal static class AssemblyAnnotations
{
    /// <summary>Adds those that speak about nothing.</summary>
    public static void AddProblems(Compilation compilation, ImmutableArray<ConfigurationProblem>.Builder problems, CancellationToken cancellation)
    {
        foreach (var attribute in compilation.Assembly.GetAttributes())
        {
            if (AnnotationNames.MeaningOf(attribute, isOnParameter: true) is not null && Problem(attribute, compilation) is var (subject, what)
                && attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation() is { } location)
            {
                problems.Add(new ConfigurationProblem("", default, default, subject, what) { Source = location });
            }
        }
    }

    private static (string Subject, string What)? Problem(AttributeData attribute, Compilation compilation)
    {
        if (Named(attribute, "Member") is not { } id)
        {
            return (attribute.AttributeClass!.Name, "an attribute at the assembly says by 'Member' what it is about");
        }

        var members = DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation);
        if (members.IsEmpty)
        {
            return (id, "there is no such member; it is named by its documentation id, parameters by their full types");
        }

        if (Named(attribute, "Parameter") is { } parameter && !Has(members[0], parameter))
        {
            return (id, $"'{members[0].Name}' has no parameter '{parameter}'");
        }

        return null;
    }

    private static bool Has(ISymbol member, string parameter)
    {
        var parameters = member switch
        {
            IMethodSymbol method => method.Parameters,
            IPropertySymbol { SetMethod: { } setter } => setter.Parameters,
            INamedTypeSymbol { DelegateInvokeMethod: { } invoke } => invoke.Parameters,
            _ => [],
        };
        foreach (var candidate in parameters)
        {
            if (candidate.Name == parameter)
            {
                return true;
            }
        }

        return false;
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

using System;
using System.IO;
using System.Linq;
using System.Reflection;
using LeakLint.Analyzers.Reporting;
using LeakLint.Catalog;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LeakLint.HouseTests.Conventions;

/// <summary>Folder = namespace = category = id range; one rule, one file, one descriptor in a static field.</summary>
public sealed class RuleConventions
{
    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public void A_path_tells_family_and_rule(string id)
    {
        var rule = House.Rule(id);
        var source = SourceFiles.All.Single(f => f.Path == rule.Path);

        Assert.Equal($"{SourceFiles.Analyzers}{rule.Family}/{rule.Name}.cs", rule.Path);
        Assert.Equal($"LeakLint.Analyzers.{rule.Family}", source.Root.Members.OfType<BaseNamespaceDeclarationSyntax>().Single().Name.ToString());
        Assert.Equal(rule.Family, rule.Category);
        Assert.True(House.FamilyList.Single(f => f.Name == rule.Family).Owns(id), $"{id} is not in the range of {rule.Family}.");
    }

    [Fact]
    public void Ids_are_unique() => Assert.Distinct(House.Rules.Select(static r => r.Id));

    [Fact]
    public void Every_descriptor_of_the_assembly_is_a_rule_that_the_catalog_sees()
        => Assert.Equal(House.Rules.Select(static r => r.Name).Order(), House.Descriptors.Keys.Order());

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public void The_source_says_what_the_descriptor_is(string id)
    {
        var rule = House.Rule(id);
        var descriptor = House.Descriptors[rule.Name];

        Assert.Equal(
            (rule.Id, rule.Title, rule.Category, rule.DefaultSeverity, rule.Description, rule.IsEnabledByDefault),
            (descriptor.Id, descriptor.Title.ToString(), descriptor.Category, descriptor.DefaultSeverity.ToString(), descriptor.Description.ToString(), descriptor.IsEnabledByDefault));
        Assert.Equal(rule.Tags.Order(), descriptor.CustomTags.Order());
        Assert.EndsWith("/" + rule.PagePath, descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    // A property would make a new descriptor at each call, and the compiler's meta-analyzers do not look at it.
    [Fact]
    public void Descriptors_are_static_fields_made_by_Describe()
    {
        var properties = House.AnalyzerAssembly.GetTypes()
            .SelectMany(static t => t.GetProperties(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(static p => p.PropertyType == typeof(DiagnosticDescriptor))
            .Select(static p => $"{p.DeclaringType!.Name}.{p.Name}");
        var direct = SourceFiles.All
            .Where(static f => f.Path != SourceFiles.Analyzers + "Reporting/Descriptors.cs")
            .Where(static f => f.Root.DescendantNodes().OfType<ObjectCreationExpressionSyntax>().Any(static n => n.Type.ToString() == "DiagnosticDescriptor"))
            .Select(static f => f.Path);

        Assert.Empty(properties);
        Assert.Empty(direct);
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public void Every_rule_is_reported_by_its_familys_analyzer(string id)
    {
        var rule = House.Rule(id);
        var owners = House.Analyzers
            .Where(a => a.SupportedDiagnostics.Any(d => d.Id == id))
            .Select(static a => a.GetType().Namespace!.Split('.')[^1])
            .ToList();

        Assert.NotEmpty(owners);

        // What could not be decided is told by the family that could not decide it.
        if (rule.Family != "Configuration")
        {
            Assert.Equal([rule.Family], owners);
        }
    }

    [Fact]
    public void A_family_is_one_sealed_analyzer_in_its_folder()
    {
        var found = SourceFiles.In(SourceFiles.Analyzers).Select(static f => Path.GetFileNameWithoutExtension(f.Path)).Where(static n => n.EndsWith("Analyzer", StringComparison.Ordinal));
        Assert.Equal(House.Analyzers.Length, found.Count(static n => n != nameof(FamilyAnalyzer)));
        Assert.All(House.Analyzers, static analyzer =>
        {
            var type = analyzer.GetType();
            var family = type.Namespace!.Split('.')[^1];
            Assert.Equal(family + "Analyzer", type.Name);
            Assert.True(type.IsSealed && type.IsPublic && type.IsSubclassOf(typeof(FamilyAnalyzer)), $"{type.Name} is not a public sealed FamilyAnalyzer.");
            Assert.Equal([LanguageNames.CSharp], type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()!.Languages);
        });
    }

    // RS1037 does not see a descriptor that is reported through a family's Judge. So: only a family with a rule that
    // is tagged CompilationEnd registers a compilation-end action, and one with such a rule does. LiveTests then ask
    // each rule of such a family which side it is on.
    [Fact]
    public void Only_a_family_with_a_build_rule_has_a_compilation_end_action()
    {
        var registering = SourceFiles.All
            .Where(static f => f.Words.Any(static w => w is "RegisterCompilationEndAction" or "RegisterCompilationAction"))
            .Select(static f => f.Path.Split('/')[2])
            .Distinct()
            .Order();
        var tagged = House.Rules.Where(static r => r.IsBuildOnly).Select(static r => r.Family).Distinct().Order();

        Assert.Equal(tagged, registering);
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public void The_tests_mirror_the_rules_folder(string id)
    {
        var rule = House.Rule(id);
        var tests = House.Tree.Find($"tests/LeakLint.Tests/{rule.Family}", $"{rule.Name}Tests*.cs");

        Assert.NotEmpty(tests);
        Assert.All(tests, path => Assert.Contains($"namespace LeakLint.Tests.{rule.Family};", House.Tree.Read(path), StringComparison.Ordinal));
    }
}

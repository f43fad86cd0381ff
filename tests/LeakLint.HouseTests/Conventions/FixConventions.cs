using System.Composition;
using System.Linq;
using System.Reflection;
using LeakLint.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace LeakLint.HouseTests.Conventions;

/// <summary>Fixes mirror rules, and a host can find them.</summary>
public sealed class FixConventions
{
    [Fact]
    public void A_host_finds_every_fix()
        => Assert.Equal(House.FixTypes, House.Fixes.Select(static f => f.GetType()));

    [Fact]
    public void Every_fix_is_exported_under_its_own_name()
        => Assert.All(House.FixTypes, static type =>
        {
            var export = type.GetCustomAttribute<ExportCodeFixProviderAttribute>();
            Assert.NotNull(export);
            Assert.Equal(type.Name, export.Name);
            Assert.Equal([LanguageNames.CSharp], export.Languages);
            Assert.NotNull(type.GetCustomAttribute<SharedAttribute>());
            Assert.True(type.IsSealed && type.IsPublic && type.IsSubclassOf(typeof(LeakFix)), $"{type.Name} is not a public sealed LeakFix.");
        });

    [Fact]
    public void A_fix_is_named_and_placed_after_its_rule()
        => Assert.All(House.Fixes, static fix =>
        {
            var rule = House.Rule(Assert.Single(fix.FixableDiagnosticIds));
            Assert.Equal(rule.Name + "Fix", fix.GetType().Name);
            Assert.Equal("LeakLint.CodeFixes." + rule.Family, fix.GetType().Namespace);
            Assert.True(House.Tree.Has($"src/LeakLint.CodeFixes/{rule.Family}/{rule.Name}Fix.cs"));
        });

    [Fact]
    public void The_catalog_sees_the_fixes_that_the_assembly_has()
        => Assert.Equal(
            House.Fixes.SelectMany(static f => f.FixableDiagnosticIds).Order(),
            House.Rules.Where(static r => r.HasFix).Select(static r => r.Id).Order());
}

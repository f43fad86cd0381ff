using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Facts;

/// <summary>Types that nobody has to release: a named table, from which each entry can be taken, and to which a user can add.</summary>
public sealed class ExemptionsTests
{
    [Theory]
    [InlineData("leaklint.exemptions_off = only-memory")]
    [InlineData("leaklint.exemptions_off = System.IO.MemoryStream")]
    [InlineData("leaklint.exemptions_off = weak, SYSTEM.IO.MEMORYSTREAM")]
    public Task A_type_counts_when_its_exemption_is_off(string line) => RunAsync<BalanceAnalyzer>(Method("var m = {|LEAK301:new MemoryStream()|}; if (n > 1) return; m.Dispose();"), line);

    [Theory]
    [InlineData("")]
    [InlineData("leaklint.exemptions_off = weak")]
    [InlineData("leaklint.exemptions_off = System.IO.StringReader")]
    public Task A_type_is_exempt_otherwise(string line) => RunAsync<BalanceAnalyzer>(Method("var m = new MemoryStream(); if (n > 1) return; m.Dispose();"), line);

    [Theory]
    [InlineData("ends-by-itself", "var t = {|LEAK301:new Timer(static _ => { })|}; if (n > 1) return; n++;")]
    [InlineData("only-memory", "var t = {|LEAK301:new CancellationTokenSource()|}; if (n > 1) return; n++;")]
    [InlineData("life-of-the-process", "var t = {|LEAK301:new System.Net.Http.HttpClient()|}; if (n > 1) return; n++;")]
    public Task Each_group_can_be_turned_off(string group, string body) => RunAsync<BalanceAnalyzer>(Method(body), "leaklint.exemptions_off = " + group);

    [Fact]
    public Task A_type_is_exempt_when_the_user_says_so() => RunAsync<BalanceAnalyzer>(
        Method("var f = new FileStream(s, FileMode.Open); if (n > 1) return; f.Dispose();"), "leaklint.no_release_needed = System.IO.FileStream");

    [Fact]
    public Task A_registry_of_what_is_exempt_counts_when_the_exemption_is_off() => RunAsync<RegistriesAnalyzer>(
        """
        using System.Collections.Generic; using System.IO;
        class C
        {
            static readonly List<StringReader> s_all = new();
            C() { {|LEAK101:s_all.Add(new StringReader(""))|}; }
        }
        """,
        "leaklint.exemptions_off = System.IO.StringReader");

    [Theory]
    [InlineData("weak-events", "LEAK104", WeakEvent)]
    [InlineData("process-lived-subscribers", "LEAK104", Singleton)]
    [InlineData("die-together", "LEAK104", Together)]
    public async Task A_subscriber_counts_when_its_exemption_is_off(string exemption, string id, string source)
    {
        await RunAsync<RegistriesAnalyzer>(source.Replace("[[", "").Replace("]]", ""), "leaklint.exemptions_off = weak");
        await RunAsync<RegistriesAnalyzer>(source.Replace("[[", "{|" + id + ":").Replace("]]", "|}"), "leaklint.exemptions_off = " + exemption);
    }

    private const string WeakEvent = """
        using System; using System.Collections.Generic;
        class Bus
        {
            readonly List<WeakReference<EventHandler>> _all = new();
            public event EventHandler Changed { add { _all.Add(new WeakReference<EventHandler>(value)); } remove { } }
        }
        class View : IDisposable
        {
            public View(Bus bus) { [[bus.Changed += On]]; }
            void On(object s, EventArgs e) { }
            public void Dispose() { }
        }
        """;

    private const string Singleton = """
        using System;
        static class Clock { public static event EventHandler Tick; public static void Raise() => Tick?.Invoke(null, null); }
        class Journal
        {
            static readonly Journal s_only = new();
            Journal() { [[Clock.Tick += On]]; }
            void On(object s, EventArgs e) { }
        }
        """;

    private const string Together = """
        using System;
        class Bus { public event EventHandler Changed; public void Raise() => Changed?.Invoke(this, null); }
        class Owner
        {
            readonly Bus _bus = new();
            readonly View _view;
            public Owner() { _view = new View(_bus); }
        }
        class View
        {
            public View(Bus bus) { [[bus.Changed += On]]; }
            void On(object s, EventArgs e) { }
        }
        """;

    [Fact]
    public void No_type_is_listed_twice_in_one_group()
        => Assert.All(Exemptions.All, static e => Assert.Distinct(e.Types));

    private static string Method(string body) => $$"""
        using System; using System.IO; using System.Threading;
        class C
        {
            void M(int n, string s)
            {
                {{body}}
            }
        }
        """;

    private static Task RunAsync<TAnalyzer>(string source, string line)
        where TAnalyzer : Microsoft.CodeAnalysis.Diagnostics.DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier> { TestCode = source };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + line + "\n"));
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }
}

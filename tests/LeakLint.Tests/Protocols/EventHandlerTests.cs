using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>Handlers that a method adds to an event and takes away again: on each way, or on some only.</summary>
public sealed class EventHandlerTests
{
    [Theory]
    [InlineData("{|LEAK301:_feed.Changed += OnChanged|}; if (n > 1) return 0; n++; _feed.Changed -= OnChanged; return n;")]
    [InlineData("{|LEAK301:_feed.Changed += OnChanged|}; if (n > 1) throw new InvalidOperationException(); _feed.Changed -= OnChanged; return n;")]
    [InlineData("{|LEAK301:feed.Changed += OnChanged|}; if (n > 1) { return 0; } feed.Changed -= OnChanged; return n;")]
    [InlineData("{|LEAK301:feed.Changed += new EventHandler(OnChanged)|}; if (n > 1) return 0; feed.Changed -= OnChanged; return n;")]
    [InlineData("EventHandler h = (_, _) => n++; {|LEAK301:feed.Changed += h|}; if (s == null) return 0; feed.Changed -= h; return n;")]
    [InlineData("{|LEAK301:Feed.Any += OnChanged|}; if (n > 1) return 0; Feed.Any -= OnChanged; return n;")]
    [InlineData("{|LEAK301:_owner.Feed.Changed += OnChanged|}; if (n > 1) return 0; _owner.Feed.Changed -= OnChanged; return n;")]
    [InlineData("{|LEAK301:_feed.Changed += OnStatic|}; if (n > 1) return 0; _feed.Changed -= OnStatic; return n;")]
    [InlineData("foreach (var c in s) { {|LEAK301:_feed.Changed += OnChanged|}; if (c == n) continue; _feed.Changed -= OnChanged; } return n;")]
    [InlineData("{|LEAK301:_feed.Changed += OnChanged|}; switch (n) { case 1: return 1; case 2: _feed.Changed -= OnChanged; return 2; } _feed.Changed -= OnChanged; return n;")]
    [InlineData("var at = _owner.Feed; {|LEAK301:at.Changed += OnChanged|}; if (n > 1) return 0; at.Changed -= OnChanged; return n;")]
    [InlineData("{|LEAK301:_feed.Changed += OnChanged|}; if (n > 1) return 0; _feed.Changed -= OnChanged; EventHandler h = (_, _) => n++; {|LEAK301:feed.Changed += h|}; if (n > 2) return 1; feed.Changed -= h; return n;")]
    [InlineData("{|LEAK313:_feed.Changed += OnChanged|}; n = int.Parse(s); _feed.Changed -= OnChanged; return n;")]
    [InlineData("{|LEAK313:feed.Changed += OnChanged|}; feed.Wait(s); feed.Changed -= OnChanged; return n;")]
    public Task Forgotten_on_some_way(string body) => RunAsync(body);

    [Theory]
    [InlineData("_feed.Changed += OnChanged; try { return int.Parse(s); } finally { _feed.Changed -= OnChanged; }")]
    [InlineData("_feed.Changed += OnChanged; if (n > 1) { _feed.Changed -= OnChanged; return 0; } _feed.Changed -= OnChanged; return n;")]
    [InlineData("_feed.Changed += OnChanged; if (n > 1) return 0; return n;")]
    [InlineData("if (n > 1) _feed.Changed += OnChanged; else _feed.Changed -= OnChanged; return n;")]
    [InlineData("_feed.Changed -= OnChanged; _feed.Changed += OnChanged; return n;")]
    [InlineData("_feed.Changed -= OnChanged; n = int.Parse(s); _feed.Changed += OnChanged; return n;")]
    [InlineData("_feed.Changed += OnChanged; if (!_feed.Open()) { _feed.Changed -= OnChanged; return 0; } return n;")]
    [InlineData("_feed.Changed += OnChanged; try { _feed.Wait(s); } catch { _feed.Changed -= OnChanged; throw; } return n;")]
    [InlineData("_shared.Changed += OnChanged; if (n > 1) return 0; _shared.Changed -= OnChanged; return n;")]
    [InlineData("_feed.Changed += OnOnce; if (n > 1) return 0; _feed.Changed -= OnOnce; return n;")]
    [InlineData("EventHandler h = null; h = (_, _) => feed.Changed -= h; feed.Changed += h; if (n > 1) return 0; feed.Changed -= h; return n;")]
    [InlineData("var own = new Feed(); own.Changed += OnChanged; if (n > 1) return 0; own.Changed -= OnChanged; return n;")]
    [InlineData("var own = Feed.Make(); own.Changed += OnChanged; if (n > 1) return 0; own.Changed -= OnChanged; return n;")]
    [InlineData("var added = false; if (n > 1) { _feed.Changed += OnChanged; added = true; } n++; if (added) _feed.Changed -= OnChanged; return n;")]
    [InlineData("if (n > 1) _feed.Changed += OnChanged; n++; if (s != null) _feed.Changed -= OnChanged; return n;")]
    [InlineData("_feed.Changed += OnChanged; n++; feed.Changed -= OnChanged; return n;")]
    [InlineData("Own += OnChanged; if (n > 1) return 0; Own -= OnChanged; return n;")]
    public Task Taken_away_or_kept(string body) => RunAsync(body);

    private static Task RunAsync(string body) => new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
    {
        TestCode = $$"""
            using System;
            public sealed class Feed { public event EventHandler Changed; public static event EventHandler Any; public void Raise() { Changed?.Invoke(this, EventArgs.Empty); Any?.Invoke(this, EventArgs.Empty); } public bool Open() => false; public void Wait(string s) => int.Parse(s); public static Feed Make() => new(); }
            public sealed class Shared { public event EventHandler Changed; public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }
            public sealed class Owner { public Feed Feed { get; } }
            public class C
            {
                private readonly Feed _feed; private readonly Shared _shared; private readonly Owner _owner; private int _n; private event EventHandler Own;
                public C(Feed feed, Shared shared, Owner owner) { _feed = feed; _shared = shared; _owner = owner; }
                public int M(Feed feed, int n, string s)
                {
                    {{body}}
                }
                private void OnChanged(object sender, EventArgs e) { _n++; Own?.Invoke(this, e); }
                private static void OnStatic(object sender, EventArgs e) { }
                private void OnOnce(object sender, EventArgs e) { {{(body.Contains("OnOnce", System.StringComparison.Ordinal) ? "_feed.Changed -= OnOnce;" : "")}} }
                public void Close() { {{(body.Contains("_shared", System.StringComparison.Ordinal) ? "_shared.Changed -= OnChanged;" : "")}} }
            }
            """,
        DisabledDiagnostics = { "LEAK002" },
    }.RunAsync();
}

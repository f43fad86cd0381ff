using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Catalog.Artefacts;

/// <summary>docs/protocols.md: the table of what acquires and what releases, a section a row.</summary>
internal static class ProtocolPage
{
    public const string Path = "docs/protocols.md";

    private const string Folder = RuleSource.AnalyzersFolder + "/Protocols";

    public static IEnumerable<Artefact> From(Tree tree)
    {
        var summaries = Summaries(tree);
        var rows = BuiltInProtocols.All.DistinctBy(static p => p.Name).ToList();
        var text = new StringBuilder();
        text.AppendLf("<!-- Written by tools/LeakLint.Catalog from src/LeakLint.Analyzers/Protocols. -->");
        text.AppendLf("# Protocols");
        text.AppendLf();
        text.AppendLf("A *protocol* is a pair of operations, one that acquires and one that releases, and what carries the resource between them. This is the");
        text.AppendLf("table that the rules of the family Balance go by; [how it decides](how-it-decides.md) says what else they ask.");
        text.AppendLf();
        text.AppendLf("A second release is *harmful* where LEAK303 reports it, *harmless* where it does nothing, and *counted* where it may answer another acquisition.");
        text.AppendLf();
        text.AppendLf("| protocol | acquired by | released by | who releases | second release |");
        text.AppendLf("|---|---|---|---|---|");
        foreach (var row in rows)
        {
            text.AppendLf($"| [{Lines.Cell(row.Name)}](#{Anchor(row.Name)}) | {Some(row.Acquires.Select(static a => Member(a.Type, a.Name, a.On)))} | {Some(row.Releases.Select(static r => Member(r.Type, r.Name)))} | {Who(row)} | {Second(row)} |");
        }

        foreach (var row in rows)
        {
            text.AppendLf();
            text.AppendLf($"## {row.Name}");
            text.AppendLf();
            text.AppendLf(summaries.TryGetValue(row.Name, out var summary) ? summary : "");
            text.AppendLf();
            text.AppendLf("| | |");
            text.AppendLf("|---|---|");
            if (!row.Acquires.IsEmpty)
            {
                text.AppendLf($"| acquired by | {string.Join(", ", row.Acquires.Select(static a => Member(a.Type, a.Name, a.On)).Distinct())} |");
            }

            text.AppendLf($"| carried by | {Carriers(row)} |");
            if (!row.Releases.IsEmpty)
            {
                text.AppendLf($"| released by | {string.Join(", ", row.Releases.Select(static r => Member(r.Type, r.Name)).Distinct())} |");
            }

            if (!row.Probes.IsEmpty)
            {
                text.AppendLf($"| asked by | {string.Join(", ", row.Probes.Select(static p => Member(p.Type, p.Name)))} |");
            }

            text.AppendLf($"| who releases | {Who(row)} |");
            text.AppendLf($"| counted | {(row.IsCounted ? "yes: each acquisition has a release of its own" : "no")} |");
            text.AppendLf($"| a second release | {Second(row)} |");
            text.AppendLf($"| left held by an exception only | {(row.ExceptionsMatter ? "warning, [LEAK302](rules/LEAK302.md)" : "suggestion, [LEAK313](rules/LEAK313.md)")} |");
            text.AppendLf($"| a callee that nobody sees into | {Callee(row)} |");
            if (row.Views.Length > 0)
            {
                text.AppendLf($"| needs it as long as it is used | {Lines.Cell(row.Views)} |");
            }
        }

        text.AppendLf();
        text.Append(Teaching);
        text.AppendLf();
        text.AppendLf("| option | values | otherwise |");
        text.AppendLf("|---|---|---|");
        foreach (var (key, meaning) in Otherwise)
        {
            text.AppendLf($"| `{key}` | {(ProtocolLine.Keys[key].Length == 0 ? "a word" : string.Join(", ", ProtocolLine.Keys[key].Select(static v => $"`{v}`")))} | {meaning} |");
        }

        text.AppendLf();
        text.Append(TeachingByAttributes);
        yield return new Artefact(Path, text.ToString());
    }

    private static string Some(IEnumerable<string> members)
    {
        var all = members.Distinct().ToList();
        return all.Count == 0 ? "see below" : all.Count <= 3 ? string.Join(", ", all) : string.Join(", ", all.Take(2)) + $" and {all.Count - 2} more";
    }

    // ArrayPool<T>.Rent;  new Timer
    private static string Member(string type, string name, string on = "")
    {
        var shown = ExemptionPage.Shown(on.Length > 0 ? on : type);
        shown = shown[(shown.LastIndexOf('.') + 1)..];
        return name == AcquireMember.Constructor ? $"`new {shown}`" : $"`{shown}.{name}`";
    }

    private static string Carriers(Protocol row)
    {
        var carriers = new List<string>();
        foreach (var member in row.Acquires)
        {
            carriers.Add(member switch
            {
                { OutParameter: >= 0 } => "an `out` parameter",
                { Place: Acquisition.NoPlace, Name: AcquireMember.Constructor } => "the new object",
                { Place: Acquisition.NoPlace } => "the result",
                { AlsoResult: true } => "the object of the call, and the result",
                { Place: Acquisition.Receiver } => "the object of the call",
                _ => "the argument",
            });
        }

        if (row == BuiltInProtocols.CountedBuffer)
        {
            carriers.AddRange(["the result", "the object of the call"]);
        }
        else if (row == BuiltInProtocols.Handler)
        {
            carriers.Add("the event, and the handler that was added");
        }
        else if (carriers.Count == 0)
        {
            carriers.Add(row.IsDisposable ? "the new object, or the result of a method that makes it" : "the object of the call, or the new object");
        }

        var suffix = row.Acquires.Any(static a => a.OnlyWhenTrue || a.Name.StartsWith("Try", StringComparison.Ordinal) || a.Name.StartsWith("Wait", StringComparison.Ordinal))
            ? "; where the member returns `bool` or has a `ref bool`, only if that says so" : "";
        return string.Join(", ", carriers.Distinct()) + suffix;
    }

    private static string Who(Protocol row)
        => row.IsOptional ? "nobody must; who does so on one path owes it on all"
            : row.IsTransferable ? "who acquired it, or whom it was handed to"
            : row.IsHeldOnAnObject ? "who acquired it"
            : "who acquired it, or its new owner";

    private static string Second(Protocol row) => row.SecondRelease switch { SecondRelease.Harmful => "harmful", SecondRelease.Counted => "counted", _ => "harmless" };

    private static string Callee(Protocol row)
        => row.GoesWithItsObject ? "may take it over: undecided"
            : row.IsHeldOnAnObject ? "only uses the object"
            : row.IsDisposable ? "a method only uses it; a constructor, `Add*`, `Set*` or an indexer may keep it; what is named like an end may release it: undecided"
            : row.IsNative && row.PartsNeedIt ? "may free its copy, or keep it: undecided; an address that was got from it is lent"
            : row.IsNative ? "only uses it; native code that is named like an end may free it, a constructor may keep it: undecided"
            : row.ConstructorsKeepIt ? "a method only uses it; a constructor may keep it, what is named like an end may release it: undecided"
            : "only uses it; what is named like a store or an end may keep or release it: undecided";

    private static string Anchor(string name) => Regex.Replace(name.ToLowerInvariant(), "[^a-z0-9-]", "");

    // The summaries of the rows, by the names that the rows have in their source.
    private static Dictionary<string, string> Summaries(Tree tree)
    {
        var found = new Dictionary<string, string>();
        foreach (var path in tree.Find(Folder, "BuiltInProtocols*.cs"))
        {
            foreach (var field in CSharpSyntaxTree.ParseText(tree.Read(path)!).GetRoot().DescendantNodes().OfType<FieldDeclarationSyntax>())
            {
                if (field.Declaration.Variables[0] is { Initializer.Value: { } value } variable
                    && value.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>().FirstOrDefault(static l => l.IsKind(SyntaxKind.StringLiteralExpression)) is { } name
                    && field.GetLeadingTrivia().Select(static t => t.GetStructure()).OfType<DocumentationCommentTriviaSyntax>().FirstOrDefault() is { } comment)
                {
                    // Several rows are called Disposable: the one whose name is a value of its own comes first.
                    var key = variable.Identifier.ValueText is "Opened" or "Created" ? "Disposable" : name.Token.ValueText;
                    found.TryAdd(key, Plain(comment));
                }
            }
        }

        found["Disposable"] = "An object that is released by its own `Dispose` or `DisposeAsync`: one that the method makes, or opens by a method of .NET or of the program. "
            + "[What nobody has to release](exemptions.md) is left out.";
        return found;
    }

    private static string Plain(DocumentationCommentTriviaSyntax comment)
    {
        var text = Regex.Replace(comment.ToFullString(), @"^\s*///?\s?", "", RegexOptions.Multiline);
        text = Regex.Replace(text, "<c>(.*?)</c>", static m => "`" + m.Groups[1].Value + "`", RegexOptions.Singleline);
        text = Regex.Replace(text, "</?summary>", "").Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        return Regex.Replace(text, @"\s+", " ").Trim();
    }

    private static readonly (string Key, string Meaning)[] Otherwise =
    [
        ("counted", "`no`: several acquisitions of one object are not counted"),
        ("exceptions", "`no`: what only an exception leaves held is a suggestion, not a warning"),
        ("second", "`harmful`: a second release is a mistake"),
        ("callee", "`lends`: a method that nobody sees into only uses it; `takes`: it may become its owner"),
        ("name", "the name of the type that declares the acquiring member"),
        ("acquired", "`acquired`: the word for messages, *'a', acquired here*"),
        ("released", "`released`: the word for messages, *is not released*"),
    ];

    private const string Teaching = """
        ## Teach your own

        A pool, a lock, a lease of your own, or of a library that carries no annotations, takes one line in a text file. Put a
        `LeakLint.Protocols.txt` into the folder of the project: the package hands it to the compiler. Files with other places or names
        (`LeakLint.Protocols.Acme.txt`) are added by hand: `<AdditionalFiles Include="../LeakLint.Protocols.Acme.txt" />`.

        ```text
        # acquires                     releases                         where it is     what else is known
        M:Acme.Pool.Get;               M:Acme.Pool.Put(Acme.Item);      result->arg0;   counted=no;exceptions=no
        M:Acme.Pool.TryGet(Acme.Item@);M:Acme.Pool.Put(Acme.Item);      arg0->arg0
        M:Acme.Gate.Enter;             M:Acme.Gate.Leave;               this->this;     exceptions=yes
        ```

        The members are named by their documentation ids, as in XML documentation and in `BannedSymbols.txt`: `M:`, the full name, the full types
        of the parameters; `@` behind an `out` or `ref` parameter, `#ctor` for a constructor, `` `1 `` and `` `0 `` for generics. The arrow leads from
        where the acquiring member has the resource (`result`, `this`, `arg0`, an `out` parameter) to where the releasing member takes it (`this`,
        `arg0`). A member that returns `bool` acquires when it returns true. Pairs that share a member are one protocol: two ways to borrow, two ways to
        give back. Lines that begin with `#` say nothing. What cannot be understood is [LEAK001](rules/LEAK001.md).

        """;

    private const string TeachingByAttributes = """
        Attributes say the same in the code that they are about, and at an assembly about members of others:

        ```csharp
        [assembly: LeakLint.Acquires("pool", Member = "M:Acme.Pool.Get")]
        [assembly: LeakLint.Releases("pool", Member = "M:Acme.Pool.Put(Acme.Item)", Parameter = "item")]
        ```

        Attributes come first, then the text files, then this table, then what the code of a callee shows.

        """;
}

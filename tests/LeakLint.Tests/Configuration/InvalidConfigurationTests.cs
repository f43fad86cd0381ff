using System.Threading.Tasks;
using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Configuration;

public sealed class InvalidConfigurationTests
{
    private const string Right = "M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg0";

    // Flagged, where it stands: the line and the columns of what is wrong.
    [Theory]
    [InlineData("M:Acme.Pool.Get", 1, 16, "a line is 'M:acquires;M:releases;result->arg0', and options behind that")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item)", 1, 43, "a line is 'M:acquires;M:releases;result->arg0', and options behind that")]
    [InlineData("Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg0", 1, 14, "this is no documentation id of a method or constructor; it begins with 'M:'")]
    [InlineData("P:Acme.Pool.Count;M:Acme.Pool.Put(Acme.Item);result->arg0", 1, 18, "this is no documentation id of a method or constructor; it begins with 'M:'")]
    [InlineData("M:Acme.Pool.Got;M:Acme.Pool.Put(Acme.Item);result->arg0", 1, 16, "'Pool' has no such method; parameters are written with their full types, as in 'M:Acme.Pool.Put(Acme.Item)'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Item);result->arg0", 17, 38, "'Pool' has no such method; parameters are written with their full types, as in 'M:Acme.Pool.Put(Acme.Item)'")]
    [InlineData("M:Acme.Pol.Get;M:Acme.Pool.Put(Acme.Item);result->arg0", 1, 15, "no type of that name is referenced")]
    [InlineData("  M:Acme.Pool.Get ; M:Acme.Pool.Put(Acme.Item) ; result=arg0", 50, 61, "where the resource is and where it goes is said as 'result->arg0', 'this->this' or 'arg0->arg0'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);return->arg0", 44, 56, "before the arrow stands 'result', 'this' or a parameter such as 'arg0'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->result", 44, 58, "behind the arrow stands 'this' or a parameter such as 'arg0'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg1", 44, 56, "'Put' has one parameter, and 'arg0' is the first")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);arg0->arg0", 44, 54, "'Get' has no parameters, and 'arg0' is the first")]
    [InlineData("M:Acme.Pool.Enter;M:Acme.Pool.Exit;result->this", 36, 48, "'Enter' has no result")]
    [InlineData("M:Acme.Pool.Make;M:Acme.Pool.Exit;this->this", 35, 45, "'Make' is static and has no 'this'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Drop(Acme.Item);result->this", 45, 57, "'Drop' is static and has no 'this'")]
    [InlineData("M:Acme.Item.#ctor;M:Acme.Item.End;this->this", 35, 45, "what a constructor makes is its 'result'")]
    [InlineData("M:Acme.Pool.Enter;M:Acme.Pool.Enter;this->this", 19, 36, "a method cannot release what it acquires in the same place")]
    [InlineData("M:Acme.Pool.EndAsync;M:Acme.Pool.Exit;result->this", 39, 51, "'EndAsync' has no result")]
    [InlineData("M:Acme.Pool.TryGet(Acme.Item@);M:Acme.Pool.Put(Acme.Item);result->arg0", 59, 71, "'TryGet' gives 'bool', and 'Put' takes 'Item'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Exit;result->this", 34, 46, "'Get' gives 'Item', and 'Exit' takes 'Pool'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg", 44, 55, "behind the arrow stands 'this' or a parameter such as 'arg0'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg+0", 44, 57, "behind the arrow stands 'this' or a parameter such as 'arg0'")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg99999999999", 44, 66, "behind the arrow stands 'this' or a parameter such as 'arg0'")]
    [InlineData("M:Acme.Pool.Get(;M:Acme.Pool.Put(Acme.Item);result->arg0", 1, 17, "'Pool' has no such method; parameters are written with their full types, as in 'M:Acme.Pool.Put(Acme.Item)'")]
    [InlineData("M:;M:Acme.Pool.Put(Acme.Item);result->arg0", 1, 3, "this is no documentation id of a method or constructor; it begins with 'M:'")]
    [InlineData("M:Acme.Box.Take;M:Acme.Box`1.Give(`0);result->arg0", 1, 16, "no type of that name is referenced")]
    [InlineData(Right + ";name", 57, 61, "there is no such option; there are counted, exceptions, second, callee, name, acquired, released")]
    [InlineData(Right + ";Counted=yes", 57, 68, "there is no such option; there are counted, exceptions, second, callee, name, acquired, released")]
    [InlineData(Right + ";counted=maybe", 57, 70, "'counted' is yes or no")]
    [InlineData(Right + ";second=twice", 57, 69, "'second' is harmful or harmless")]
    [InlineData(Right + ";name=", 57, 62, "'name' needs a word")]
    [InlineData(Right + ";count=yes", 57, 66, "there is no such option; there are counted, exceptions, second, callee, name, acquired, released")]
    [InlineData(Right + ";", 57, 57, "there is no such option; there are counted, exceptions, second, callee, name, acquired, released")]
    [InlineData(Right + ";counted=no;counted=yes", 68, 79, "'counted' is said twice")]
    public Task A_wrong_line_is_flagged(string line, int from, int to, string what) => RunAsync([("LeakLint.Protocols.txt", "# pools\n\n" + line + "\n")], ("LeakLint.Protocols.txt", 3, from, to, line.Substring(from - 1, to - from), what));

    [Theory]
    [InlineData(Right, 1, 16, "M:Acme.Pool.Get", "this pair is already said at LeakLint.Protocols.Acme.txt line 1")]
    [InlineData(Right + ";counted=yes", 1, 16, "M:Acme.Pool.Get", "this pair is said otherwise at LeakLint.Protocols.Acme.txt line 1; that line counts")]
    [InlineData("M:Acme.Pool.Get;M:Acme.Pool.Drop(Acme.Item);result->arg0;exceptions=yes", 69, 72, "yes", "at LeakLint.Protocols.Acme.txt line 2 'exceptions' is no for the same protocol; that line counts")]
    [InlineData("M:Acme.Pool.TryGet(Acme.Item@);M:Acme.Pool.Put(Acme.Item);arg0->arg0;exceptions=yes", 81, 84, "yes", "at LeakLint.Protocols.Acme.txt line 2 'exceptions' is no for the same protocol; that line counts")]
    [InlineData("M:Acme.Pool.Enter;M:Acme.Pool.Leave;this->this", 19, 36, "M:Acme.Pool.Leave", "at LeakLint.Protocols.Acme.txt line 3 this method acquires; that line counts")]
    [InlineData("M:Acme.Pool.Exit;M:Acme.Pool.Enter;this->this", 1, 17, "M:Acme.Pool.Exit", "at LeakLint.Protocols.Acme.txt line 3 this method releases; that line counts")]
    [InlineData("M:Acme.Pool.Lend(Acme.Item);M:Acme.Pool.Put(Acme.Item);arg0->arg0", 56, 66, "arg0->arg0", "at LeakLint.Protocols.Acme.txt line 4 'Lend' acquires in another place; that line counts")]
    public Task Files_that_contradict_each_other_are_flagged(string line, int from, int to, string subject, string what) => RunAsync(
        [
            ("LeakLint.Protocols.Acme.txt", Right + "\nM:Acme.Pool.Get;M:Acme.Pool.Recycle(Acme.Item);result->arg0;exceptions=no\nM:Acme.Pool.Leave;M:Acme.Pool.Exit;this->this\nM:Acme.Pool.Lend(Acme.Item);M:Acme.Pool.Give(Acme.Item);result->arg0\n"),
            ("LeakLint.Protocols.txt", line),
        ],
        ("LeakLint.Protocols.txt", 1, from, to, subject, what));

    [Theory]
    [InlineData(Right)]
    [InlineData("  " + Right + " ; counted = no ; exceptions=no ;second=harmless;callee=takes;name=Pool;acquired=borrowed;released=given back  ")]
    [InlineData("# M:Nothing;of;this")]
    [InlineData("")]
    [InlineData("M:Acme.Pool.TryGet(Acme.Item@);M:Acme.Pool.Put(Acme.Item);arg0->arg0")]
    [InlineData("M:Acme.Pool.Enter;M:Acme.Pool.Exit;this->this")]
    [InlineData("M:Acme.Item.#ctor;M:Acme.Item.End;result->this")]
    [InlineData("M:Acme.Box`1.Take;M:Acme.Box`1.Give(`0);result->arg0")]
    [InlineData("M:Acme.Pool.GetAsync;M:Acme.Pool.Put(Acme.Item);result->arg0")]
    [InlineData("M:Acme.Pool.GetAsync;M:Acme.Pool.Toss(System.Object);result->arg0")]
    [InlineData("M:Acme.Pool.Open;M:Acme.Pool.Shut(System.IDisposable);result->arg0")]
    [InlineData("M:Acme.Pool.Open;M:System.IDisposable.Dispose;result->this")]
    [InlineData("\t" + Right + "\t;\tcounted=no\r")]
    [InlineData("M:Acme.Box`1.Move(`0);M:Acme.Box`1.Move(`0);result->arg0")]
    public Task A_right_line_is_silent(string line) => RunAsync([("LeakLint.Protocols.txt", line)]);

    [Fact]
    public Task Other_files_are_not_read() => RunAsync([("Protocols.txt", "nonsense"), ("LeakLint.Protocols.md", "nonsense")]);

    // A file that several projects share names types that only some of them know.
    [Theory]
    [InlineData("/src/App/", "/src/LeakLint.Protocols.txt", false)]
    [InlineData("/src/App/", "/src/App/LeakLint.Protocols.txt", true)]
    [InlineData("", "/src/LeakLint.Protocols.txt", true)]
    public Task A_missing_type_is_flagged_in_a_file_of_the_project(string projectFolder, string path, bool isFlagged)
    {
        const string Line = "M:Other.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg0";
        var config = projectFolder.Length == 0 ? "" : "build_property.ProjectDir = " + projectFolder;
        return isFlagged
            ? RunAsync([(path, Line)], config, (path, 1, 1, 17, "M:Other.Pool.Get", "no type of that name is referenced"))
            : RunAsync([(path, Line)], config);
    }

    [Theory]
    [InlineData("leaklint.exception_path = all", "leaklint.exception_path = all", "there is no such option; there are leaklint.exception_paths, leaklint.conventions_off, leaklint.exemptions_off, leaklint.no_release_needed, leaklint.LEAKnnn.preferred_fix")]
    [InlineData("leaklint.exception_paths = some", "leaklint.exception_paths = some", "'some' is no value of this option; there are likely, all, none")]
    [InlineData("leaklint.exemptions_off = only-memory, most", "leaklint.exemptions_off = only-memory, most", "'most' is no value of this option; there are only-memory, life-of-the-process, algorithms, weak, messages, components, cryptography, ends-by-another-word, ends-by-itself, weak-events, process-lived-subscribers, die-together")]
    [InlineData("leaklint.no_release_needed = Acme Pool", "leaklint.no_release_needed = Acme Pool", "'Acme Pool' is no value of this option; it takes the full names of types")]
    [InlineData("leaklint.leak301.preferred_fix = best", "leaklint.leak301.preferred_fix = best", "'best' is no value of this option; there are release, bound, weak, weak-bcl, using, finally, lock, keep")]
    [InlineData("leaklint.leakall.preferred_fix = weak", "leaklint.leakall.preferred_fix = weak", "there is no such option; there are leaklint.exception_paths, leaklint.conventions_off, leaklint.exemptions_off, leaklint.no_release_needed, leaklint.LEAKnnn.preferred_fix")]
    public async Task A_wrong_option_is_flagged_once(string line, string subject, string what)
    {
        var test = Test([]);
        test.TestState.Sources.Add("class Second { }");
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + line + "\n"));
        test.TestState.ExpectedDiagnostics.Add(new DiagnosticResult(InvalidConfiguration.Rule).WithArguments(subject, what));
        await test.RunAsync();
    }

    [Theory]
    [InlineData("leaklint.exception_paths = All")]
    [InlineData("leaklint.conventions_off = ending-names, object-parameter")]
    [InlineData("leaklint.exemptions_off = only-memory, System.Net.Http.HttpClient")]
    [InlineData("leaklint.no_release_needed = Acme.Pool, Acme.Box`1")]
    [InlineData("leaklint.LEAK101.preferred_fix = weak")]
    [InlineData("dotnet_diagnostic.LEAK001.severity = warning")]
    [InlineData("other.exception_path = all")]
    public Task A_right_option_is_silent(string line)
    {
        var test = Test([]);
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + line + "\n"));
        return test.RunAsync();
    }

    [Theory]
    [InlineData("[assembly: {|#0:Acquires(\"pool\")|}]", "AcquiresAttribute", "an attribute at the assembly says by 'Member' what it is about")]
    [InlineData("[assembly: {|#0:Acquires(\"pool\", Member = \"M:Acme.Pool.Got\")|}]", "M:Acme.Pool.Got", "there is no such member; it is named by its documentation id, parameters by their full types")]
    [InlineData("[assembly: {|#0:Releases(\"pool\", Member = \"M:Acme.Pool.Put(Acme.Item)\", Parameter = \"thing\")|}]", "M:Acme.Pool.Put(Acme.Item)", "'Put' has no parameter 'thing'")]
    [InlineData("[assembly: Releases(\"pool\", Member = \"M:Acme.Pool.Put(Acme.Item)\", Parameter = \"item\")]", "", "")]
    [InlineData("[assembly: Acquires(\"pool\", Member = \"M:Acme.Pool.Get\")]", "", "")]
    public Task An_attribute_about_nothing_is_flagged(string attribute, string subject, string what)
    {
        var test = Test([]);
        test.TestState.Sources.Add("using LeakLint;\n" + attribute);
        test.TestState.AdditionalReferences.Add(typeof(SharedHandle<>).Assembly);
        if (subject.Length > 0)
        {
            test.TestState.ExpectedDiagnostics.Add(new DiagnosticResult(InvalidConfiguration.Rule).WithLocation(0).WithArguments(subject, what));
        }

        return test.RunAsync();
    }

    private static Task RunAsync((string Path, string Text)[] files, params (string Path, int Line, int From, int To, string Subject, string What)[] expected) => RunAsync(files, "", expected);

    private static Task RunAsync((string Path, string Text)[] files, string config, params (string Path, int Line, int From, int To, string Subject, string What)[] expected)
    {
        var test = Test(files);
        if (config.Length > 0)
        {
            test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + config + "\n"));
        }

        foreach (var (path, line, from, to, subject, what) in expected)
        {
            test.TestState.ExpectedDiagnostics.Add(new DiagnosticResult(InvalidConfiguration.Rule).WithSpan(path, line, from, line, to).WithArguments(subject, what));
        }

        return test.RunAsync();
    }

    private static CSharpAnalyzerTest<ConfigurationAnalyzer, DefaultVerifier> Test((string Path, string Text)[] files)
    {
        var test = new CSharpAnalyzerTest<ConfigurationAnalyzer, DefaultVerifier>
        {
            TestCode = """
                namespace Acme
                {
                    public class Item { public Item() { } public void End() { } }
                    public class Box<T> { public T Take() => default; public void Give(T t) { } public T Move(T t) => t; }
                    public class Pool
                    {
                        public int Count => 0;
                        public Item Get() => new();
                        public bool TryGet(out Item item) { item = new(); return true; }
                        public Item Lend(Item item) => item;
                        public void Put(Item item) { }
                        public void Give(Item item) { }
                        public void Recycle(Item item) { }
                        public static void Drop(Item item) { }
                        public static Pool Make() => new();
                        public void Enter() { }
                        public void Exit() { }
                        public void Leave() { }
                        public System.Threading.Tasks.Task EndAsync() => null;
                        public System.Threading.Tasks.Task<Item> GetAsync() => null;
                        public void Toss(object item) { }
                        public Item Open() => new();
                        public void Shut(System.IDisposable item) { }
                    }
                }
                """,
        };
        foreach (var (path, text) in files)
        {
            test.TestState.AdditionalFiles.Add((path, text));
        }

        return test;
    }
}

using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK310: kept beyond the call. More shapes stand in Misuse/kept-without-acquiring.txt.</summary>
public sealed class KeptWithoutAcquiringTests
{
    private const string Counted = """


        sealed class Block
        {
            private int _users = 1;
            private IntPtr _memory = (IntPtr)1;
            public int Size => 4;
            public void AddUser() => Interlocked.Increment(ref _users);
            public void RemoveUser()
            {
                if (Interlocked.Decrement(ref _users) == 0)
                    _memory = IntPtr.Zero;
            }
        }
        """;

    [Fact]
    public Task Message_says_who_releases_it_and_where() => Verify.VerifyAnalyzerAsync(
        Usings + """
        class Cache
        {
            SharedHandle<string> _last;
            public void Show(SharedHandle<string> image)
            {
                {|#0:_last = image|};
            }
            public int N => _last.Value.Length;
        }
        class Page
        {
            readonly Cache _cache = new();
            void Open()
            {
                {|#1:using var image = SharedHandle.Create("a");|}
                _cache.Show(image);
            }
        }
        """ + RuntimeSource.Handles,
        Verify.Diagnostic("LEAK310").WithLocation(0).WithLocation(1).WithArguments("image", "the caller releases it at line 20"));

    [Theory]
    [InlineData("a caller that nobody sees may hand it over", "internal void Later(SharedHandle<string> h) => Show(h);")]
    [InlineData("a delegate", "internal System.Action<SharedHandle<string>> Later() => Show;")]
    [InlineData("handed over", "internal void Later() { var h = SharedHandle.Create(\"a\"); Show(h); }")]
    [InlineData("released on a condition", "internal void Later(bool b) { var h = SharedHandle.Create(\"a\"); Show(h); if (b) h.Dispose(); }")]
    [InlineData("taken out again", "internal void Later() { using var h = SharedHandle.Create(\"a\"); Show(h); _last = null; }")]
    [InlineData("not called at all", "")]
    public Task Not_borrowed(string why, string caller)
    {
        Assert.NotEmpty(why);
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = Usings + "class Cache { SharedHandle<string> _last; public void Show(SharedHandle<string> image) { _last = image; } public int N => _last.Value.Length; " + caller + " }" + RuntimeSource.Handles,
        };
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }

    [Fact]
    public Task Keeps_a_reference_of_its_own() => FixesAsync(
        """
        class Cache : IDisposable
        {
            private SharedHandle<string> _last;

            public void Show(SharedHandle<string> image)
            {
                _last?.Dispose();
                {|LEAK310:_last = image|}; // shown
            }

            public void Dispose() => _last?.Dispose();
        }

        class Page(Cache cache)
        {
            public void Open()
            {
                using var image = SharedHandle.Create("a");
                cache.Show(image);
            }
        }
        """,
        """
        class Cache : IDisposable
        {
            private SharedHandle<string> _last;

            public void Show(SharedHandle<string> image)
            {
                _last?.Dispose();
                _last = image.AddReference(); // shown
            }

            public void Dispose() => _last?.Dispose();
        }

        class Page(Cache cache)
        {
            public void Open()
            {
                using var image = SharedHandle.Create("a");
                cache.Show(image);
            }
        }
        """,
        RuntimeSource.Handles);

    [Fact]
    public Task Makes_the_teardown_that_the_kept_reference_needs() => FixesAsync(
        """
        class Cache
        {
            private SharedHandle<string> _last;

            public int Length => _last.Value.Length;

            public void Show(SharedHandle<string> image)
            {
                {|LEAK310:_last = image|};
            }
        }

        class Page(Cache cache)
        {
            public void Open()
            {
                using var image = SharedHandle.Create("a");
                cache.Show(image);
            }
        }
        """,
        """
        class Cache : IDisposable
        {
            private SharedHandle<string> _last;

            public int Length => _last.Value.Length;

            public void Show(SharedHandle<string> image)
            {
                _last?.Dispose();
                _last = image.AddReference();
            }

            public void Dispose()
            {
                _last?.Dispose();
            }
        }

        class Page(Cache cache)
        {
            public void Open()
            {
                using var image = SharedHandle.Create("a");
                cache.Show(image);
            }
        }
        """,
        RuntimeSource.Handles);

    [Fact]
    public Task Releases_both_that_one_type_keeps_in_one_teardown() => FixesAsync(
        """
        class Cache
        {
            private readonly SharedHandle<string> _first;
            private readonly SharedHandle<string> _second;

            public Cache(SharedHandle<string> first, SharedHandle<string> second)
            {
                {|LEAK310:_first = first|};
                {|LEAK310:_second = second|};
            }

            public int Length => _first.Value.Length + _second.Value.Length;
        }

        class Page
        {
            private Cache _cache;

            public void Open()
            {
                using var image = SharedHandle.Create("a");
                using var other = SharedHandle.Create("b");
                _cache = new Cache(image, other);
            }
        }
        """,
        """
        class Cache : IDisposable
        {
            private readonly SharedHandle<string> _first;
            private readonly SharedHandle<string> _second;

            public Cache(SharedHandle<string> first, SharedHandle<string> second)
            {
                _first = first.AddReference();
                _second = second.AddReference();
            }

            public int Length => _first.Value.Length + _second.Value.Length;

            public void Dispose()
            {
                _second.Dispose();
                _first.Dispose();
            }
        }

        class Page
        {
            private Cache _cache;

            public void Open()
            {
                using var image = SharedHandle.Create("a");
                using var other = SharedHandle.Create("b");
                _cache = {|LEAK314:new Cache(image, other)|};
            }
        }
        """,
        RuntimeSource.Handles);

    [Fact]
    public Task Counts_up_before_it_keeps() => FixesAsync(
        """
        class Cache
        {
            private readonly List<Block> _blocks = new();

            public void Put(Block block)
            {
                // for later
                {|LEAK310:_blocks.Add(block)|};
            }

            public int N => _blocks[0].Size;
        }

        class Page(Cache cache)
        {
            public void Open()
            {
                var block = new Block();
                cache.Put(block);
                block.RemoveUser();
            }
        }
        """,
        """
        class Cache
        {
            private readonly List<Block> _blocks = new();

            public void Put(Block block)
            {
                // for later
                block.AddUser();
                _blocks.Add(block);
            }

            public int N => _blocks[0].Size;
        }

        class Page(Cache cache)
        {
            public void Open()
            {
                var block = new Block();
                cache.Put(block);
                block.RemoveUser();
            }
        }
        """,
        Counted);

    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.Threading;\nusing LeakLint;\n\n";

    private static async Task FixesAsync(string source, string repaired, string types)
    {
        var usings = types == Counted ? Usings.Replace("using LeakLint;\n", "") : Usings;
        var test = new CSharpCodeFixTest<BalanceAnalyzer, KeptWithoutAcquiringFix, DefaultVerifier> { TestCode = usings + source + types, FixedCode = usings + repaired + types };
        test.DisabledDiagnostics.Add("LEAK002");
        await test.RunAsync();
    }
}

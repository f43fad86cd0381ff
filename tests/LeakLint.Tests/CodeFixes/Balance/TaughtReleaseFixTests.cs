using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK301 writes the release as a file of the user teaches it.</summary>
public sealed class TaughtReleaseFixTests
{
    [Fact]
    public Task A_taught_pool_gets_back_what_it_gave() => FixesAsync(
        "M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg0",
        """
                var item = {|LEAK301:_pool.Get()|};
                if (n > 1)
                {
                    return;
                }

                item.Work();
                _pool.Put(item);
        """,
        """
                var item = _pool.Get();
                try
                {
                    if (n > 1)
                    {
                        return;
                    }

                    item.Work();
                }
                finally
                {
                    _pool.Put(item);
                }
        """);

    [Fact]
    public Task Also_where_the_method_names_no_release() => FixesAsync(
        "M:Acme.Pool.Get;M:Acme.Pool.Put(Acme.Item);result->arg0",
        """
                var item = {|LEAK301:_pool.Get()|};
                item.Work();
        """,
        """
                var item = _pool.Get();
                try
                {
                    item.Work();
                }
                finally
                {
                    _pool.Put(item);
                }
        """);

    [Fact]
    public Task A_taught_lock_is_left() => FixesAsync(
        "M:Acme.Pool.Enter;M:Acme.Pool.Exit;this->this",
        """
                {|LEAK301:_pool.Enter()|};
                if (n > 1)
                {
                    return;
                }

                _n++;
                _pool.Exit();
        """,
        """
                _pool.Enter();
                try
                {
                    if (n > 1)
                    {
                        return;
                    }

                    _n++;
                }
                finally
                {
                    _pool.Exit();
                }
        """);

    private static Task FixesAsync(string lines, string body, string repaired)
    {
        var test = new CSharpCodeFixTest<BalanceAnalyzer, NotReleasedOnEveryPathFix, DefaultVerifier> { TestCode = Whole(body), FixedCode = Whole(repaired) };
        if (lines.Length > 0)
        {
            test.TestState.AdditionalFiles.Add(("LeakLint.Protocols.txt", lines));
        }

        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }

    private static string Whole(string body) => $$"""
        using Acme;

        class C
        {
            private readonly Pool _pool = new();
            private int _n;

            public void M(int n)
            {
        {{body}}
            }
        }

        namespace Acme
        {
            public class Item
            {
                public void Work()
                {
                }
            }

            public class Pool
            {
                public Item Get() => new();

                public void Put(Item item)
                {
                }

                public void Enter()
                {
                }

                public void Exit()
                {
                }
            }
        }
        """;
}

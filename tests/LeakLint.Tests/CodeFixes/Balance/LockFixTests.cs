using System.Linq;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fixes of LEAK301 and LEAK302 for what is held on an object that was there before: locks and semaphores.</summary>
public sealed class LockFixTests
{
    [Fact]
    public Task Straight_stretch_becomes_a_lock_statement() => FixesAsync(
        """
        // Count it.
        {|LEAK302:Monitor.Enter(_gate)|};

        _n += int.Parse(s); // may fail
        Monitor.Exit(_gate);

        Console.WriteLine(s);
        """,
        """
        // Count it.
        lock (_gate)
        {
            _n += int.Parse(s); // may fail
        }

        Console.WriteLine(s);
        """);

    [Fact]
    public Task Finally_is_the_second_way() => FixesAsync(
        """
        {|LEAK302:Monitor.Enter(_gate)|};
        _n += int.Parse(s);
        Monitor.Exit(_gate); // let others in
        Console.WriteLine(s);
        """,
        """
        Monitor.Enter(_gate);
        try
        {
            _n += int.Parse(s);
        }
        finally
        {
            // let others in
            Monitor.Exit(_gate);
        }
        Console.WriteLine(s);
        """,
        key: "LEAK302:finally");

    [Fact]
    public Task Early_exits_go_with_the_lock() => FixesAsync(
        """
        {|LEAK302:Monitor.Enter(_gate)|};
        if (n > 1)
        {
            Monitor.Exit(_gate);
            return;
        }

        _n += int.Parse(s);
        Monitor.Exit(_gate);
        """,
        """
        lock (_gate)
        {
            if (n > 1)
            {
                return;
            }

            _n += int.Parse(s);
        }
        """);

    [Fact]
    public Task Path_that_forgets_is_repaired_alike() => FixesAsync(
        """
        {|LEAK301:Monitor.Enter(_gate)|};
        if (n > 1) return;
        _n++;
        Monitor.Exit(_gate);
        """,
        """
        lock (_gate)
        {
            if (n > 1) return;
            _n++;
        }
        """);

    [Fact]
    public Task Finally_that_comes_too_late_becomes_a_lock_statement() => FixesAsync(
        """
        {|LEAK302:Monitor.Enter(_gate)|};
        n = int.Parse(s);
        try
        {
            _n += n;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        """,
        """
        lock (_gate)
        {
            n = int.Parse(s);
            _n += n;
        }
        """);

    [Fact]
    public Task What_is_declared_inside_and_returned_goes_inside() => FixesAsync(
        """
        {|LEAK302:Monitor.Enter(_gate)|};
        var read = int.Parse(s);
        Monitor.Exit(_gate);
        return read;
        """,
        """
        lock (_gate)
        {
            var read = int.Parse(s);
            return read;
        }
        """,
        head: "int M(int n, string s)");

    [Fact]
    public Task Flag_says_in_the_finally_whether_it_was_entered() => FixesAsync(
        """
        var taken = false;
        {|LEAK302:Monitor.Enter(_gate, ref taken)|};
        _n += int.Parse(s);
        if (taken) Monitor.Exit(_gate);
        """,
        """
        var taken = false;
        try
        {
            Monitor.Enter(_gate, ref taken);
            _n += int.Parse(s);
        }
        finally
        {
            if (taken)
            {
                Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task Flag_that_nobody_asked_is_asked() => FixesAsync(
        """
        var taken = false;
        {|LEAK302:Monitor.Enter(_gate, ref taken)|};
        _n += int.Parse(s);
        Monitor.Exit(_gate);
        """,
        """
        var taken = false;
        try
        {
            Monitor.Enter(_gate, ref taken);
            _n += int.Parse(s);
        }
        finally
        {
            if (taken)
            {
                Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task Branch_that_entered_is_wrapped() => FixesAsync(
        """
        if ({|LEAK302:Monitor.TryEnter(_gate)|})
        {
            _n += int.Parse(s);
            Monitor.Exit(_gate);
        }
        """,
        """
        if (Monitor.TryEnter(_gate))
        {
            try
            {
                _n += int.Parse(s);
            }
            finally
            {
                Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task Wait_stays_before_the_try() => FixesAsync(
        """
        {|LEAK302:await _sem.WaitAsync(ct).ConfigureAwait(false)|};
        await Task.Delay(1, ct);
        _sem.Release();
        Console.WriteLine(s);
        """,
        """
        await _sem.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await Task.Delay(1, ct);
        }
        finally
        {
            _sem.Release();
        }
        Console.WriteLine(s);
        """,
        head: "async Task M(int n, string s, CancellationToken ct)");

    [Fact]
    public Task Lock_with_an_await_inside_is_none() => FixesAsync(
        """
        {|LEAK302:Monitor.Enter(_gate)|};
        await Task.Delay(1, ct);
        Monitor.Exit(_gate);
        """,
        """
        Monitor.Enter(_gate);
        try
        {
            await Task.Delay(1, ct);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        """,
        head: "async Task M(int n, string s, CancellationToken ct)");

    [Fact]
    public Task Guard_that_leaves_when_it_did_not_come_in_time() => FixesAsync(
        """
        if (!{|LEAK301:await _sem.WaitAsync(10, ct)|}) return 0;
        var read = n + 1;
        if (n > 3) return 1;
        _sem.Release();
        return read;
        """,
        """
        if (!await _sem.WaitAsync(10, ct)) return 0;
        try
        {
            var read = n + 1;
            if (n > 3) return 1;
            return read;
        }
        finally
        {
            _sem.Release();
        }
        """,
        head: "async Task<int> M(int n, string s, CancellationToken ct)");

    [Fact]
    public Task Round_of_a_loop_and_two_of_them() => FixesAsync(
        """
        while (n-- > 0)
        {
            {|LEAK302:Monitor.Enter(_gate)|};
            if (n == 7) { Monitor.Exit(_gate); continue; }
            {|LEAK302:_sem.Wait()|};
            _n += int.Parse(s);
            _sem.Release();
            Monitor.Exit(_gate);
        }
        """,
        """
        while (n-- > 0)
        {
            lock (_gate)
            {
                if (n == 7) { continue; }
                _sem.Wait();
                try
                {
                    _n += int.Parse(s);
                }
                finally
                {
                    _sem.Release();
                }
            }
        }
        """);

    [Theory]
    [InlineData("more is done after an early exit", "{|LEAK302:Monitor.Enter(_gate)|}; if (n > 1) { Monitor.Exit(_gate); Console.WriteLine(s); return; } _n += int.Parse(s); Monitor.Exit(_gate);")]
    [InlineData("no exit on the level of the enter", "{|LEAK302:Monitor.Enter(_gate)|}; if (int.Parse(s) > 1) { Monitor.Exit(_gate); return; } else { Monitor.Exit(_gate); return; }")]
    [InlineData("released in two ways", "{|LEAK302:_sem.Wait()|}; if (int.Parse(s) > 1) { _sem.Release(1); return; } _sem.Release();")]
    [InlineData("a method releases as well", "{|LEAK302:Monitor.Enter(_gate)|}; if (int.Parse(s) > 1) { Unlock(); return; } Monitor.Exit(_gate);")]
    [InlineData("entered again inside", "{|LEAK302:Monitor.Enter(_gate)|}; _n += int.Parse(s); lock (_gate) { _n++; } Monitor.Exit(_gate);")]
    [InlineData("what is declared inside is used below", "{|LEAK302:Monitor.Enter(_gate)|}; var read = int.Parse(s); Monitor.Exit(_gate); Console.WriteLine(read);")]
    [InlineData("another name of the object", "var gate = _gate; {|LEAK302:Monitor.Enter(gate)|}; _n += int.Parse(s); Monitor.Exit(_gate);")]
    public Task Nothing_is_offered_when(string what, string body)
    {
        Assert.NotEmpty(what);
        return FixesAsync(body, body);
    }

    [Theory]
    [InlineData("Monitor.Wait(_gate); Monitor.PulseAll(_gate); _n += int.Parse(s);")]
    [InlineData("_n += int.Parse(s) + (Monitor.IsEntered(_gate) ? 1 : 0);")]
    public Task What_only_asks_the_lock_may_stay(string inside) => FixesAsync(
        "{|LEAK302:Monitor.Enter(_gate)|};\n" + inside + "\nMonitor.Exit(_gate);",
        "lock (_gate)\n{\n    " + inside + "\n}");

    [Fact]
    public Task Settings_say_which_way_comes_first()
    {
        var test = New<NotReleasedWhenThrownFix>(
            Method("void M(int n, string s)", "{|LEAK302:Monitor.Enter(_gate)|};\n_n += int.Parse(s);\nMonitor.Exit(_gate);"),
            Method("void M(int n, string s)", "Monitor.Enter(_gate);\ntry\n{\n    _n += int.Parse(s);\n}\nfinally\n{\n    Monitor.Exit(_gate);\n}"),
            "LEAK302");
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\nleaklint.LEAK302.preferred_fix = finally\n"));
        return test.RunAsync();
    }

    private static Task FixesAsync(string before, string after, string head = "void M(int n, string s)", string? key = null)
        => before.Contains("LEAK301", System.StringComparison.Ordinal)
            ? New<NotReleasedOnEveryPathFix>(Method(head, before), Method(head, after), key ?? "LEAK301").RunAsync()
            : New<NotReleasedWhenThrownFix>(Method(head, before), Method(head, after), key ?? "LEAK302").RunAsync();

    private static CSharpCodeFixTest<BalanceAnalyzer, TFix, DefaultVerifier> New<TFix>(string before, string after, string key)
        where TFix : Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider, new()
        => new()
        {
            TestCode = before,
            FixedCode = after,
            CodeActionEquivalenceKey = key,
            CompilerDiagnostics = CompilerDiagnostics.Errors,
            DisabledDiagnostics = { "LEAK002" },
        };

    private static string Method(string head, string body) => $$"""
        using System; using System.Threading; using System.Threading.Tasks;
        class C
        {
            private readonly object _gate = new(); private readonly SemaphoreSlim _sem = new(1, 1); private int _n;
            {{head}}
            {
        {{string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line))}}
            }
            private void Unlock() => Monitor.Exit(_gate);
        }
        """;
}

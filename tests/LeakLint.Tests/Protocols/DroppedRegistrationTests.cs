using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Protocols;

/// <summary>Registrations with a token that nobody keeps.</summary>
public sealed class DroppedRegistrationTests
{
    [Theory]
    [InlineData("a source that others complete", "var answer = new TaskCompletionSource<int>(); {|LEAK305:token.Register(() => answer.TrySetCanceled())|}; _sent.Add(key, answer); return answer.Task;")]
    [InlineData("as state", "var answer = new TaskCompletionSource<int>(); {|LEAK305:token.Register(static s => ((TaskCompletionSource<int>)s!).TrySetCanceled(), answer)|}; _sent.Add(key, answer); return answer.Task;")]
    [InlineData("a parameter", "{|LEAK305:token.Register(() => _sent.Remove(key))|}; return Task.FromResult(1);")]
    [InlineData("without the context", "{|LEAK305:token.UnsafeRegister(s => _sent.Remove(key), null)|}; return Task.FromResult(1);")]
    public Task Something_of_this_call_stays_with_the_token(string what, string body) => RunAsync(what, body);

    [Theory]
    [InlineData("what only the token completes", "var stopped = new TaskCompletionSource<int>(); {|LEAK002:token.Register(() => stopped.TrySetResult(1))|}; return stopped.Task;")]
    [InlineData("nothing but the object", "{|LEAK002:token.Register(() => _sent.Clear())|}; return Task.FromResult(1);")]
    [InlineData("nothing at all", "{|LEAK002:token.Register(static () => Console.WriteLine())|}; return Task.FromResult(1);")]
    public Task How_long_the_token_lives_decides(string what, string body) => RunAsync(what, body);

    [Theory]
    [InlineData("a source in sight ends with it", "using var source = new CancellationTokenSource(); source.Token.Register(() => _sent.Remove(key)); return Task.FromResult(1);")]
    [InlineData("kept to the end", "using (token.Register(() => _sent.Remove(key))) { return Task.FromResult(1); }")]
    [InlineData("dropped on purpose", "_ = token.Register(() => _sent.Remove(key)); return Task.FromResult(1);")]
    public Task Fine(string what, string body) => RunAsync(what, body);

    [Fact]
    public Task A_hosted_service_is_started_once() => Verify.VerifyAnalyzerAsync("""
        using System; using System.Threading; using System.Threading.Tasks;
        namespace Microsoft.Extensions.Hosting { public interface IHostedService { Task StartAsync(CancellationToken token); } }
        class Service : Microsoft.Extensions.Hosting.IHostedService
        {
            public Task StartAsync(CancellationToken token)
            {
                var started = DateTime.UtcNow;
                {|LEAK002:token.Register(() => Console.WriteLine(started))|};
                Console.WriteLine(started);
                return Task.CompletedTask;
            }
        }
        """);

    private static Task RunAsync(string what, string body)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync($$"""
            #nullable enable
            using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;
            class Client
            {
                private readonly Dictionary<string, TaskCompletionSource<int>> _sent = new();
                public Task<int> Ask(string key, CancellationToken token)
                {
                    {{body}}
                }
            }
            """);
    }
}

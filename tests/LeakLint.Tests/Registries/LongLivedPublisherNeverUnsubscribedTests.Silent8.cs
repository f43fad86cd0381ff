using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    private const string Lines = """
        public interface ILine { event EventHandler Broken; }
        sealed class Line : ILine { public event EventHandler Broken; public void Break() => Broken?.Invoke(this, EventArgs.Empty); }
        """;

    [Theory]
    [InlineData("new Talk(new Line())", "new()")]
    [InlineData("new Talk(Open())", "new()")]
    [InlineData("new Talk(_exchange.Connect())", "new()")]
    public Task Publisher_made_for_its_one_subscriber(string made, string exchange) => SubscriptionTest.Check(Lines + $$"""
        public sealed class Talk
        {
            readonly ILine _line;
            public Talk(ILine line) { _line = line; line.Broken += OnBroken; }
            void OnBroken(object s, EventArgs e) { }
        }
        sealed class Exchange
        {
            readonly List<ILine> _lines = new();
            public ILine Connect() { var line = new Line(); lock (_lines) { _lines.Add(line); } line.Broken += (o, _) => { lock (_lines) { _lines.Remove((ILine)o); } }; return line; }
        }
        public sealed class Phone
        {
            readonly Exchange _exchange = {{exchange}};
            ILine Open() => new Line();
            public Talk Dial() { return {{made}}; }
            public Talk Later() { ILine line = _exchange.Connect(); return new Talk(line); }
        }
        """);

    [Theory]
    [InlineData("readonly ILine _line = new Line(); public Talk Dial() => new(_line);")]
    [InlineData("public void Dial() { var line = new Line(); for (var i = 0; i < 9; i++) new Talk(line); }")]
    [InlineData("public Func<Talk> Dial() { var line = new Line(); return () => new Talk(line); }")]
    [InlineData("public Talk Dial(ILine line) => new(line); public Talk Fresh() => new(new Line());")]
    [InlineData("ILine _line; ILine Open() => _line ??= new Line(); public Talk Dial() => new(Open());")]
    public Task Publisher_with_many_subscribers(string phone) => SubscriptionTest.Check(Lines + $$"""
        public sealed class Talk
        {
            readonly ILine _line;
            public Talk(ILine line) { _line = line; {|LEAK104:line.Broken += OnBroken|}; }
            void OnBroken(object s, EventArgs e) { }
        }
        public sealed class Phone { {{phone}} }
        """);

    [Theory]
    [InlineData("async ValueTask")]
    [InlineData("async Task")]
    public Task Awaited_teardown_without_an_interface(string kind) => SubscriptionTest.Check($$"""
        sealed class Reader
        {
            readonly IBus _bus;
            public Reader(IBus bus) { _bus = bus; _bus.Changed += On; }
            void On(object s, EventArgs e) { }
            public {{kind}} DisposeAsync() { _bus.Changed -= On; await Task.Yield(); }
        }
        sealed class Store { readonly IBus _bus; public Store(IBus bus) => _bus = bus; public async Task Run() { await using var reader = new Reader(_bus); await Task.Yield(); } }
        """);
}

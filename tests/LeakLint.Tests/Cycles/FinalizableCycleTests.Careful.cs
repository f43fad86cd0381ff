using System.Threading.Tasks;
using Xunit;
using Verify = LeakLint.Tests.Cycles.CircleVerifier;

namespace LeakLint.Tests.Cycles;

/// <content>LEAK202: peers that look after themselves, and uses that cannot hurt.</content>
public sealed partial class FinalizableCycleTests
{
    private const string Careless = "class Part { private readonly Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Forget(this); } }\n";

    private const string Careful = "class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { _owner.Forget(this); } }\n";

    private static string OwnerThat(string forgets) =>
        "class Owner { private Part _part; private bool _closed; private int _count; public Owner() { _part = new Part(this); } " + forgets + " ~Owner() { _closed = true; } }";

    [Theory]
    [InlineData("public void Forget(Part p) { if (_closed) return; _part = null; }")]
    [InlineData("public void Forget(Part p) { if (_closed) { return; } _count--; }")]
    [InlineData("public void Forget(Part p) { if (!_closed) { _part = null; } }")]
    [InlineData("public void Forget(Part p) { if (!_closed && _part == p) { _part = null; } }")]
    [InlineData("public void Forget(Part p) { lock (this) { if (_closed) return; _part = null; } }")]
    [InlineData("private bool IsClosed => _closed; public void Forget(Part p) { if (IsClosed) return; _part = null; }")]
    public Task A_peer_that_asks_itself_first(string forget) => Verify.VerifyAnalyzerAsync(Careful + OwnerThat(forget));

    [Fact]
    public Task A_peer_that_answers_by_a_method() => Verify.VerifyAnalyzerAsync(
        """
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { if (_owner.TryEnter()) _owner.Forget(this); } }
        class Owner { private Part _part; private bool _closed; public Owner() { _part = new Part(this); } public bool TryEnter() => !_closed; public void Forget(Part p) { _part = null; } ~Owner() { _closed = true; } }
        """);

    [Theory]
    [InlineData("public void Forget(Part p) { _part = null; if (_closed) return; _count--; }")]
    [InlineData("public void Forget(Part p) { if (_closed) throw new System.ObjectDisposedException(null); _part = null; }")]
    [InlineData("public void Forget(Part p) { if (_count == 0) return; _part = null; }")]
    public Task A_peer_that_does_not_ask_first_is_used(string forget) => Verify.VerifyAnalyzerAsync(
        Careless + OwnerThat(forget));

    [Theory]
    [InlineData("public readonly string Name = \"owner\";")]
    [InlineData("public string Name { get; } = \"owner\";")]
    public Task Text_of_the_peer_is_read(string name) => Verify.VerifyAnalyzerAsync(
        $$"""
        class Part { private readonly Owner _owner; public Part(Owner owner) { _owner = owner; } ~Part() { System.Console.Error.WriteLine("not closed, of " + _owner.Name); } }
        class Owner { private Part _part; {{name}} public Owner() { _part = new Part(this); } ~Owner() { System.Console.Error.WriteLine("not closed"); } }
        """);

    [Fact]
    public Task A_number_of_the_peer_may_be_a_handle() => Verify.VerifyAnalyzerAsync(
        """
        class Part { private readonly Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } ~Part() { System.Console.Error.WriteLine(_owner.Handle); } }
        class Owner { private Part _part; public int Handle = 1; public Owner() { _part = new Part(this); } ~Owner() { Handle = 0; } }
        """);
}

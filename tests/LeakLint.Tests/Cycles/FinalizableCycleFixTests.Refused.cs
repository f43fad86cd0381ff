using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <content>What no repair is offered for.</content>
public sealed partial class FinalizableCycleFixTests
{
    [Theory]
    [InlineData("by reference", "public void Swap(ref Owner o) { } public void S() { Swap(ref _owner); }")]
    [InlineData("interlocked", "public void S(Owner o) { System.Threading.Interlocked.Exchange(ref _owner, o); }")]
    [InlineData("expression tree", "public System.Linq.Expressions.Expression<System.Func<int>> S() => () => _owner.Count;")]
    [InlineData("made here", "public void S() { _owner = new Owner(); }")]
    [InlineData("value used in the finalizer", "public int N; public void S() { } private void Free(int n) { N = _owner.Count; } ~Part() { Free(1); }")]
    [InlineData("locked", "public void S() { lock (_owner) { } }")]
    [InlineData("deconstructed", "public void S(Owner o) { (_owner, _) = (o, 1); }")]
    public Task Refused_where_a_use_cannot_be_rewritten(string why, string member) => Refused(
        $$"""
        // {{why}}
        public class Part
        {
            private Owner _owner;
            public Part(Owner owner) { {|LEAK202:_owner = owner|}; }
            {{member}}
            {{(member.Contains('~') ? "" : "~Part() { _owner.Forget(this); }")}}
        }
        """);

    [Theory]
    [InlineData("public Owner Field;", "Field")]
    [InlineData("protected Owner Field;", "Field")]
    [InlineData("private volatile Owner Field;", "Field")]
    public Task Refused_for_public_and_volatile_fields(string declaration, string name) => Refused(
        $$"""
        public class Part
        {
            {{declaration}}
            public Part(Owner owner) { {|LEAK202:{{name}} = owner|}; }
            ~Part() { {{name}}.Forget(this); }
        }
        """);

    [Fact]
    public Task Refused_for_a_delegate_which_nobody_else_would_keep() => Refused(
        """
        using System;
        class Holder { private Piece _piece; private int _n; public Holder() { _piece = new Piece(() => _n++); } ~Holder() { _piece.Close(); } }
        class Piece { private readonly Action _done; public Piece(Action done) { {|LEAK202:_done = done|}; } public void Close() { } ~Piece() { GC.KeepAlive(_done); } }
        """,
        withOwner: false);

    [Fact]
    public Task Refused_for_a_record_which_compares_it() => Refused(
        """
        public record Part { private readonly Owner _owner; public Part(Owner owner) { {|LEAK202:_owner = owner|}; } ~Part() { _owner.Forget(this); } }
        """);
}

using System;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Tests.Facts;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>What the tests of attributes share: copies of the attributes, as a project may carry them, and the code around a body.</summary>
public sealed partial class AnnotatedProtocolsTests
{
    private const string Usings = """
        using System; using System.Buffers; using System.Threading.Tasks; using LeakLint;

        """;

    private const string Attributes = """

        namespace LeakLint
        {
            [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
            internal sealed class AcquiresAttribute : Attribute { public AcquiresAttribute(string protocol = null) { } public string Member { get; set; } public string Parameter { get; set; } }
            [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
            internal sealed class ReleasesAttribute : Attribute { public ReleasesAttribute(string protocol = null) { } public string Member { get; set; } public string Parameter { get; set; } }
            [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
            internal sealed class TakesOwnershipAttribute : Attribute { public string Member { get; set; } public string Parameter { get; set; } }
            [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
            internal sealed class BorrowsAttribute : Attribute { public string Member { get; set; } public string Parameter { get; set; } }
            [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
            internal sealed class ReturnsOwnedAttribute : Attribute { public string Member { get; set; } public string Parameter { get; set; } }
            [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
            internal sealed class ReturnsBorrowedAttribute : Attribute { public string Member { get; set; } public string Parameter { get; set; } }
        }
        namespace JetBrains.Annotations
        {
            [AttributeUsage(AttributeTargets.All)]
            internal sealed class MustDisposeResourceAttribute : Attribute { public MustDisposeResourceAttribute(bool value = true) { } }
            [AttributeUsage(AttributeTargets.All)]
            internal sealed class HandlesResourceDisposalAttribute : Attribute { }
        }
        """;

    private const string Pool = """
        public sealed class Buffer { public int Length; }
        public sealed class Pool
        {
            [Acquires] public Buffer Take() => new Buffer();
            [Acquires] public Task<Buffer> TakeAsync() => Task.FromResult(new Buffer());
            public bool TryTake([Acquires] out Buffer buffer) { buffer = new Buffer(); return true; }
            public void Get([Acquires] out Buffer buffer) => buffer = new Buffer();
            public void Put([Releases] Buffer buffer) { }
            public void Look(Buffer buffer) { }
        }

        """;

    /// <summary>A method with such a body; where {|ID: and |} stand, that id is expected, or nothing when it is empty.</summary>
    private static string Source(string declarations, string body, string id) => Usings + $$"""
        class C
        {
            Buffer _field; readonly object _gate = new();
            static bool Log(int n) => n > 2;
            async Task M(Pool pool, int n) { {{Expect(body, id)}} }
        }
        """ + Pool + declarations;

    private static string Expect(string code, string id) => id.Length > 0
        ? code.Replace("{|ID:", "{|" + id + ":", StringComparison.Ordinal)
        : code.Replace("{|ID:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);

    private static async Task RunAsync(string source, string attributes = Attributes, string? library = null)
    {
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier> { TestCode = source + attributes };
        test.TestState.AdditionalReferences.Add(typeof(SharedHandle<>).Assembly);
        if (library is not null)
        {
            test.TestState.AdditionalReferences.Add(await Library.CompileAsync(library));
        }

        await test.RunAsync(TestContext.Current.CancellationToken);
    }
}

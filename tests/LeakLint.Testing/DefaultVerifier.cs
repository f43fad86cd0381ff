using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>How a test says that it failed.</summary>
public interface IVerifier
{
    /// <summary>Fails when <paramref name="collection"/> holds anything.</summary>
    void Empty<T>(string collectionName, IEnumerable<T> collection);

    /// <summary>Fails when the two differ.</summary>
    void Equal<T>(T expected, T actual, string? message = null);

    /// <summary>Fails when <paramref name="assert"/> is false.</summary>
    void True([DoesNotReturnIf(false)] bool assert, string? message = null);

    /// <summary>Fails when <paramref name="assert"/> is true.</summary>
    void False([DoesNotReturnIf(true)] bool assert, string? message = null);

    /// <summary>Fails.</summary>
    [DoesNotReturn]
    void Fail(string? message = null);

    /// <summary>Fails when the language is not C# or Visual Basic.</summary>
    void LanguageIsSupported(string language);

    /// <summary>Fails when <paramref name="collection"/> holds nothing.</summary>
    void NotEmpty<T>(string collectionName, IEnumerable<T> collection);

    /// <summary>Fails when the two differ in any element.</summary>
    void SequenceEqual<T>(IEnumerable<T> expected, IEnumerable<T> actual, IEqualityComparer<T>? equalityComparer = null, string? message = null);

    /// <summary>A verifier whose messages also say that they are about <paramref name="context"/>.</summary>
    IVerifier PushContext(string context);
}

/// <summary>Fails with an <see cref="InvalidOperationException"/>, so that any test framework will do.</summary>
public class DefaultVerifier : IVerifier
{
    /// <summary>Creates a verifier without context.</summary>
    public DefaultVerifier()
        : this(ImmutableStack<string>.Empty)
    {
    }

    /// <summary>Creates a verifier whose messages begin with <paramref name="context"/>.</summary>
    protected DefaultVerifier(ImmutableStack<string> context) => Context = context;

    /// <summary>What is being verified, innermost on top.</summary>
    protected ImmutableStack<string> Context { get; }

    /// <inheritdoc />
    public virtual void Empty<T>(string collectionName, IEnumerable<T> collection)
        => True(collection?.Any() != true, $"'{collectionName}' is not empty");

    /// <inheritdoc />
    public virtual void NotEmpty<T>(string collectionName, IEnumerable<T> collection)
        => True(collection?.Any() != false, $"'{collectionName}' is empty");

    /// <inheritdoc />
    public virtual void LanguageIsSupported(string language)
        => True(language is LanguageNames.CSharp or LanguageNames.VisualBasic, $"Unsupported language: '{language}'");

    /// <inheritdoc />
    public virtual void Equal<T>(T expected, T actual, string? message = null)
        => True(EqualityComparer<T>.Default.Equals(expected, actual), message ?? $"Expected '{expected}', got '{actual}'");

    /// <inheritdoc />
    public virtual void True([DoesNotReturnIf(false)] bool assert, string? message = null)
    {
        if (!assert)
        {
            Fail(message ?? "Expected true, got false");
        }
    }

    /// <inheritdoc />
    public virtual void False([DoesNotReturnIf(true)] bool assert, string? message = null)
    {
        if (assert)
        {
            Fail(message ?? "Expected false, got true");
        }
    }

    /// <inheritdoc />
    [DoesNotReturn]
    public virtual void Fail(string? message = null)
        => throw new InvalidOperationException(CreateMessage(message ?? "Failed without a message"));

    /// <inheritdoc />
    public virtual void SequenceEqual<T>(
        IEnumerable<T> expected, IEnumerable<T> actual, IEqualityComparer<T>? equalityComparer = null, string? message = null)
        => True(expected.SequenceEqual(actual, equalityComparer), message ?? "The sequences differ");

    /// <inheritdoc />
    public virtual IVerifier PushContext(string context) => new DefaultVerifier(Context.Push(context));

    /// <summary>The message with its context.</summary>
    protected virtual string CreateMessage(string message)
        => Context.Aggregate(message, static (text, context) => $"Context: {context}{Environment.NewLine}{text}");
}

/// <summary>Comparison of texts.</summary>
public static class IVerifierExtensions
{
    /// <summary>Fails when the texts differ, and shows where.</summary>
    public static void EqualOrDiff(this IVerifier verifier, string expected, string actual, string? message = null)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
        {
            verifier.Fail(string.Join(Environment.NewLine, message ?? "The texts differ ('-' expected, '+' actual):", Diff(expected, actual)));
        }
    }

    // What the texts share at both ends is shown as context, what is between as removed and added. Line ends are made
    // visible where they are all that differs.
    private static string Diff(string expected, string actual)
    {
        if (expected.ReplaceLineEndings("\n") == actual.ReplaceLineEndings("\n"))
        {
            expected = expected.Replace("\r", "<CR>", StringComparison.Ordinal);
            actual = actual.Replace("\r", "<CR>", StringComparison.Ordinal);
        }

        var before = expected.Split('\n');
        var after = actual.Split('\n');
        var shorter = Math.Min(before.Length, after.Length);
        var head = 0;
        while (head < shorter && before[head] == after[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < shorter - head && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        var text = new StringBuilder();
        Append(' ', before[..head]);
        Append('-', before[head..^tail]);
        Append('+', after[head..^tail]);
        Append(' ', before[^tail..]);
        return text.ToString();

        void Append(char sign, string[] lines)
        {
            foreach (var line in lines)
            {
                text.Append(sign).Append(line.TrimEnd('\r')).AppendLine();
            }
        }
    }
}

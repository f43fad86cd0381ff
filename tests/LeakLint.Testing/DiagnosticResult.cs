using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>How a location of an expected diagnostic is compared.</summary>
[Flags]
public enum DiagnosticLocationOptions
{
    /// <summary>Start and end.</summary>
    None = 0,

    /// <summary>The start only.</summary>
    IgnoreLength = 1,

    /// <summary>The line is the number of a <c>{|#n:…|}</c> in the test's files.</summary>
    InterpretAsMarkupKey = 2,

    /// <summary>The location is one that is shown faded. Accepted, not compared.</summary>
    UnnecessaryCode = 4,
}

/// <summary>What of an expected diagnostic is not compared.</summary>
[Flags]
public enum DiagnosticOptions
{
    /// <summary>Everything is compared.</summary>
    None = 0,

    /// <summary>Not the additional locations.</summary>
    IgnoreAdditionalLocations = 1,

    /// <summary>Not the severity.</summary>
    IgnoreSeverity = 2,
}

/// <summary>Where a diagnostic is expected.</summary>
public readonly struct DiagnosticLocation(FileLinePositionSpan span, DiagnosticLocationOptions options)
{
    /// <summary>The place.</summary>
    public FileLinePositionSpan Span { get; } = span;

    /// <summary>How it is compared.</summary>
    public DiagnosticLocationOptions Options { get; } = options;
}

/// <summary>A diagnostic that a test expects. Lines and columns count from one.</summary>
public readonly struct DiagnosticResult
{
    /// <summary>No diagnostics.</summary>
    public static readonly DiagnosticResult[] EmptyDiagnosticResults = [];

    private readonly ImmutableArray<DiagnosticLocation> _spans;
    private readonly string? _message;
    private readonly bool _messageIsIgnored;

    /// <summary>Expects the diagnostic with that id and severity.</summary>
    public DiagnosticResult(string id, DiagnosticSeverity severity)
        : this()
    {
        Id = id;
        Severity = severity;
    }

    /// <summary>Expects a diagnostic of that descriptor.</summary>
    public DiagnosticResult(DiagnosticDescriptor descriptor)
        : this(descriptor.Id, descriptor.DefaultSeverity)
        => MessageFormat = descriptor.MessageFormat;

    private DiagnosticResult(
        in DiagnosticResult other,
        ImmutableArray<DiagnosticLocation>? spans = null,
        DiagnosticSeverity? severity = null,
        DiagnosticOptions? options = null,
        LocalizableString? messageFormat = null,
        object?[]? arguments = null)
    {
        this = other;
        _spans = spans ?? other._spans;
        Severity = severity ?? other.Severity;
        Options = options ?? other.Options;
        MessageFormat = messageFormat ?? other.MessageFormat;
        MessageArguments = arguments ?? other.MessageArguments;
    }

    private DiagnosticResult(in DiagnosticResult other, string? message)
    {
        this = other;
        _message = message;
        _messageIsIgnored = message is null;
    }

    /// <summary>Where it is expected: first the location, then the additional locations.</summary>
    public ImmutableArray<DiagnosticLocation> Spans => _spans.IsDefault ? [] : _spans;

    /// <summary>The expected severity.</summary>
    public DiagnosticSeverity Severity { get; }

    /// <summary>The expected id.</summary>
    public string Id { get; }

    /// <summary>What is not compared.</summary>
    public DiagnosticOptions Options { get; }

    /// <summary>The text that the arguments fill.</summary>
    public LocalizableString? MessageFormat { get; }

    /// <summary>The expected arguments of the message.</summary>
    public object?[]? MessageArguments { get; }

    /// <summary>Whether a location is expected.</summary>
    public bool HasLocation => !Spans.IsEmpty;

    /// <summary>The expected message, where it is known and compared.</summary>
    public string? Message
    {
        get
        {
            if (_message is not null || _messageIsIgnored || MessageFormat is null)
            {
                return _message;
            }

            try
            {
                return string.Format(System.Globalization.CultureInfo.InvariantCulture, MessageFormat.ToString(), MessageArguments ?? []);
            }
            catch (FormatException)
            {
                // Fewer arguments than the text has places: the message is not compared.
                return null;
            }
        }
    }

    /// <summary>Expects a compiler error.</summary>
    public static DiagnosticResult CompilerError(string identifier) => new(identifier, DiagnosticSeverity.Error);

    /// <summary>Expects a compiler warning.</summary>
    public static DiagnosticResult CompilerWarning(string identifier) => new(identifier, DiagnosticSeverity.Warning);

    /// <summary>Expects that severity.</summary>
    public DiagnosticResult WithSeverity(DiagnosticSeverity severity) => new(this, severity: severity);

    /// <summary>Expects those arguments of the message.</summary>
    public DiagnosticResult WithArguments(params object[] arguments) => new(this, arguments: arguments);

    /// <summary>Expects that message; null for any.</summary>
    public DiagnosticResult WithMessage(string? message) => new(this, message);

    /// <summary>Expects a message of that format.</summary>
    public DiagnosticResult WithMessageFormat(LocalizableString messageFormat) => new(this, messageFormat: messageFormat);

    /// <summary>Leaves something out of the comparison.</summary>
    public DiagnosticResult WithOptions(DiagnosticOptions options) => new(this, options: options);

    /// <summary>Expects no location.</summary>
    public DiagnosticResult WithNoLocation() => new(this, spans: ImmutableArray<DiagnosticLocation>.Empty);

    /// <summary>Expects the start of a location, in the first file.</summary>
    public DiagnosticResult WithLocation(int line, int column) => WithLocation(string.Empty, line, column);

    /// <summary>Expects the start of a location, in the first file.</summary>
    public DiagnosticResult WithLocation(LinePosition location) => WithLocation(string.Empty, location);

    /// <summary>Expects the start of a location.</summary>
    public DiagnosticResult WithLocation(string path, int line, int column) => WithLocation(path, new LinePosition(line - 1, column - 1));

    /// <summary>Expects the start of a location.</summary>
    public DiagnosticResult WithLocation(string path, LinePosition location) => WithLocation(path, location, DiagnosticLocationOptions.None);

    /// <summary>Expects the start of a location.</summary>
    public DiagnosticResult WithLocation(string path, LinePosition location, DiagnosticLocationOptions options)
        => With(new FileLinePositionSpan(path, location, location), options | DiagnosticLocationOptions.IgnoreLength);

    /// <summary>Expects the span of the <c>{|#n:…|}</c> with that number.</summary>
    public DiagnosticResult WithLocation(int markupKey) => WithLocation(markupKey, DiagnosticLocationOptions.None);

    /// <summary>Expects the span of the <c>{|#n:…|}</c> with that number.</summary>
    public DiagnosticResult WithLocation(int markupKey, DiagnosticLocationOptions options) => With(
        new FileLinePositionSpan(string.Empty, new LinePosition(markupKey, 0), new LinePosition(markupKey, 0)),
        options | DiagnosticLocationOptions.InterpretAsMarkupKey);

    /// <summary>Expects a span, in the first file.</summary>
    public DiagnosticResult WithSpan(int startLine, int startColumn, int endLine, int endColumn)
        => WithSpan(string.Empty, startLine, startColumn, endLine, endColumn);

    /// <summary>Expects a span.</summary>
    public DiagnosticResult WithSpan(string path, int startLine, int startColumn, int endLine, int endColumn) => WithSpan(
        new FileLinePositionSpan(path, new LinePosition(startLine - 1, startColumn - 1), new LinePosition(endLine - 1, endColumn - 1)));

    /// <summary>Expects a span.</summary>
    public DiagnosticResult WithSpan(FileLinePositionSpan span) => WithSpan(span, DiagnosticLocationOptions.None);

    /// <summary>Expects a span.</summary>
    public DiagnosticResult WithSpan(FileLinePositionSpan span, DiagnosticLocationOptions options) => With(span, options);

    /// <summary>The same, where a location without a path is one in <paramref name="path"/>.</summary>
    public DiagnosticResult WithDefaultPath(string path) => new(this, spans: Spans.Select(location =>
        location.Span.Path.Length > 0 || location.Options.HasFlag(DiagnosticLocationOptions.InterpretAsMarkupKey)
            ? location
            : new DiagnosticLocation(new FileLinePositionSpan(path, location.Span.Span), location.Options)).ToImmutableArray());

    /// <inheritdoc />
    public override string ToString()
    {
        var place = HasLocation ? $"{Spans[0].Span.Path}({Spans[0].Span.StartLinePosition.Line + 1},{Spans[0].Span.StartLinePosition.Character + 1}): " : "";
        var told = Message ?? (MessageArguments is { Length: > 0 } ? string.Join(", ", MessageArguments) : null);
        return $"{place}{(Options.HasFlag(DiagnosticOptions.IgnoreSeverity) ? "" : Severity.ToString().ToLowerInvariant() + " ")}{Id}{(told is null ? "" : ": " + told)}";
    }

    internal DiagnosticResult WithMarkupLocations(ImmutableDictionary<string, FileLinePositionSpan> markup)
        => new(this, spans: Spans.Select(location => Resolve(location, markup)).ToImmutableArray());

    private static DiagnosticLocation Resolve(DiagnosticLocation location, ImmutableDictionary<string, FileLinePositionSpan> markup)
    {
        if (!location.Options.HasFlag(DiagnosticLocationOptions.InterpretAsMarkupKey))
        {
            return location;
        }

        var key = "#" + location.Span.StartLinePosition.Line;
        return markup.TryGetValue(key, out var span)
            ? new DiagnosticLocation(span, location.Options & ~DiagnosticLocationOptions.InterpretAsMarkupKey)
            : throw new InvalidOperationException($"The test's files have no markup location '{key}'.");
    }

    private DiagnosticResult With(FileLinePositionSpan span, DiagnosticLocationOptions options)
        => new(this, spans: Spans.Add(new DiagnosticLocation(span, options)));
}

namespace LeakLint.Analyzers.Protocols;

/// <content>What only objects that keep it in a field are asked about.</content>
internal static partial class BuiltInProtocols
{
    /// <summary>A result whose type says nothing but that it is disposable: a subscription, a scope.</summary>
    public static readonly Protocol Handed = new("Disposable", "acquired", "disposed")
    {
        IsDisposable = true,
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        Releases = [new("System.IDisposable", "Dispose"), new("System.IAsyncDisposable", "DisposeAsync")],
    };
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace LeakLint.Analyzers.Facts;

/// <summary>For which families an exemption holds, and for what else than the type itself.</summary>
[Flags]
internal enum ExemptionScope
{
    /// <summary>The type itself, wherever it is made or kept. A type of the program that derives from it is not exempt.</summary>
    Type = 0,

    /// <summary>Whatever derives from it or implements it, too.</summary>
    Family = 1,

    /// <summary>Only what a method makes and keeps to itself; to keep one in a static registry still counts.</summary>
    OnlyInMethods = 2,

    /// <summary>Also what an object keeps in a field, though it has a teardown that could end it.</summary>
    InFields = 4,
}

/// <summary>Types that need not be released, for one reason.</summary>
/// <param name="Name">By which documents and options know it.</param>
/// <param name="Why">The reason, for documents.</param>
/// <param name="Scope">How far it reaches.</param>
/// <param name="Types">The types, by their metadata names.</param>
/// <param name="But">Members of those families that hold something of their own all the same.</param>
/// <param name="ButInFields">Further ones, where an object keeps them in a field.</param>
internal sealed record Exemption(string Name, string Why, ExemptionScope Scope, ImmutableArray<string> Types, ImmutableArray<string> But, ImmutableArray<string> ButInFields);

/// <summary>Subscribers that need not unsubscribe, for one reason.</summary>
/// <param name="Name">By which documents and options know it.</param>
/// <param name="Why">The reason, for documents.</param>
internal sealed record SubscriptionExemption(string Name, string Why);

/// <summary>
/// Disposable or finalizable types that hold nothing a program must give back, or that live as long as the process
/// on purpose. A named table, never a guess from an empty <c>Dispose</c>: an override or a weaver may fill it.
/// </summary>
internal static class Exemptions
{
    public static readonly ImmutableArray<Exemption> All =
    [
        new(
            "only-memory",
            "Nothing but managed memory behind Dispose.",
            ExemptionScope.InFields,
            [
                "System.IO.MemoryStream",
                "System.IO.StringReader",
                "System.IO.StringWriter",
                "System.IO.UnmanagedMemoryStream",
                "System.Threading.Tasks.Task",
                "System.Threading.Tasks.Task`1",
                "System.Threading.CancellationTokenSource",
                "System.Threading.CancellationTokenRegistration",
                "System.Threading.SemaphoreSlim",
                "System.Threading.ReaderWriterLockSlim",
                "System.Threading.ManualResetEventSlim",
                "System.Threading.CountdownEvent",
                "System.Threading.Barrier",
                "System.Threading.ThreadLocal`1",
                "System.Collections.Concurrent.BlockingCollection`1",
                "System.Collections.Generic.IEnumerator`1",
                "System.Collections.Generic.IAsyncEnumerator`1",
                "System.Data.DataSet",
                "System.Data.DataTable",
                "System.Data.DataView",
                "System.Data.DataColumn",
                "System.Data.DataTableReader",
                "System.Data.DataViewManager",
                "System.ComponentModel.Container",
                "System.ComponentModel.EventHandlerList",
                "System.Net.Http.StringContent",
                "System.Net.Http.ByteArrayContent",
                "System.Net.Http.HttpRequestMessage",
                "System.Net.Http.HttpResponseMessage",
                "System.Net.Mail.MailMessage",
                "System.Text.Json.JsonDocument",
                "System.Text.Json.Utf8JsonWriter",
                "System.Xml.XmlNodeReader",
            ],
            [],
            []),
        new(
            "life-of-the-process",
            "Made once and kept for the life of the process by everybody's advice.",
            ExemptionScope.Family | ExemptionScope.InFields,
            [
                "System.Net.Http.HttpClient",
                "System.Net.Http.HttpMessageHandler",
                "System.Diagnostics.ActivitySource",
                "System.Diagnostics.DiagnosticListener",
                "System.Diagnostics.Metrics.Meter",
                "System.Diagnostics.Tracing.EventSource",
                "System.Diagnostics.TraceListener",
                "System.Diagnostics.PerformanceCounter",
                "System.Security.Cryptography.RandomNumberGenerator",
                "Microsoft.Extensions.Logging.ILoggerFactory",
                "Microsoft.Extensions.Logging.ILoggerProvider",
                "Microsoft.Extensions.DependencyInjection.ServiceProvider",
                "Microsoft.Extensions.Caching.Memory.IMemoryCache",
            ],
            [],
            []),
        new(
            "algorithms",
            "Often made once and kept; an object that has a teardown ends them there.",
            ExemptionScope.Family,
            ["System.Security.Cryptography.HashAlgorithm", "System.Security.Cryptography.AsymmetricAlgorithm"],
            [],
            []),
        new(
            "weak",
            "It holds nothing: it only has a finalizer of its own.",
            ExemptionScope.Family | ExemptionScope.InFields,
            [
                "System.WeakReference",
                "System.WeakReference`1",
                "System.Runtime.CompilerServices.ConditionalWeakTable`2",
                "System.Runtime.DependentHandle",
                "LeakLint.WeakHandle`1",
                "LeakLint.WeakSet`1",
                "LeakLint.WeakValueDictionary`2",
            ],
            [],
            []),
        new(
            "messages",
            "Sent and disposed by others, or by nobody: a client disposes the message, the message its content.",
            ExemptionScope.Family | ExemptionScope.OnlyInMethods | ExemptionScope.InFields,
            ["System.Net.Http.HttpContent"],
            [],
            []),
        new(
            "components",
            "A container or a form disposes its components: the base is disposable for its sake. A timer that an object starts in a local variable and nobody can stop is no such component.",
            ExemptionScope.Family | ExemptionScope.OnlyInMethods | ExemptionScope.InFields,
            [
                "System.ComponentModel.Component",
                "System.ComponentModel.MarshalByValueComponent",
                "System.Web.UI.Control",
                "Microsoft.AspNetCore.Components.ComponentBase",
            ],
            [
                "System.Data.Common.DbConnection",
                "System.Diagnostics.EventLog",
                "System.Diagnostics.Process",
                "System.IO.FileSystemWatcher",
                "System.IO.Ports.SerialPort",
            ],
            ["System.Timers.Timer"]),
        new(
            "cryptography",
            "Made in a method and left to the GC by common practice: the algorithm's key is all that a finalizer has to free.",
            ExemptionScope.Family | ExemptionScope.OnlyInMethods,
            [
                "System.Security.Cryptography.AesCcm",
                "System.Security.Cryptography.AesGcm",
                "System.Security.Cryptography.ChaCha20Poly1305",
                "System.Security.Cryptography.DeriveBytes",
                "System.Security.Cryptography.ICryptoTransform",
                "System.Security.Cryptography.IncrementalHash",
                "System.Security.Cryptography.SymmetricAlgorithm",
            ],
            [],
            []),
        new(
            "ends-by-another-word",
            "It is ended by another word than Dispose.",
            ExemptionScope.Family | ExemptionScope.OnlyInMethods | ExemptionScope.InFields,
            ["System.Diagnostics.Activity"],
            [],
            []),
        new(
            "ends-by-itself",
            "It ends by itself, or nobody can tell its end from the method that made it.",
            ExemptionScope.Family | ExemptionScope.OnlyInMethods,
            [
                "System.Diagnostics.ActivityListener",
                "System.Diagnostics.Metrics.MeterListener",
                "System.Net.Sockets.SocketAsyncEventArgs",
                "System.Threading.Timer",
            ],
            [],
            []),
    ];

    /// <summary>The event keeps its handlers weakly.</summary>
    public const string WeakEvents = "weak-events";

    /// <summary>The subscriber is there as long as the process.</summary>
    public const string ProcessLivedSubscribers = "process-lived-subscribers";

    /// <summary>Publisher and subscriber go together.</summary>
    public const string DieTogether = "die-together";

    /// <summary>What LEAK103 and LEAK104 take for a reason not to unsubscribe.</summary>
    public static readonly ImmutableArray<SubscriptionExemption> OfSubscriptions =
    [
        new(WeakEvents, "An event whose `add` accessor hands its handler to something weak, or keeps nothing, holds nobody."),
        new(ProcessLivedSubscribers, "A subscriber of which there is one as long as the process: in a static field or a `Lazy`, registered as a singleton, a hosted service without a teardown, a test class, the platform's application class; what `Main` makes and nobody tears down."),
        new(DieTogether, "Publisher and subscriber have one owner, the publisher makes its subscriber, or one holds the other by other means: they go together."),
    ];

    /// <summary>The names of the groups.</summary>
    public static IEnumerable<string> Names
    {
        get
        {
            foreach (var exemption in All)
            {
                yield return exemption.Name;
            }

            foreach (var exemption in OfSubscriptions)
            {
                yield return exemption.Name;
            }
        }
    }

    /// <summary>Whether some group lists the type.</summary>
    public static bool IsListed(string type)
    {
        foreach (var exemption in All)
        {
            if (exemption.Types.Contains(type))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Collections.Concurrent;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Disposable or finalizable types that hold nothing a program must give back, or that live as long as the process
/// on purpose. A named table, never a guess from an empty <c>Dispose</c>: an override or a weaver may fill it.
/// A derived type of the program is not exempt through its base, except where the base is marked as a family.
/// </summary>
internal sealed class NoReleaseNeeded
{
    /// <summary>Nothing but managed memory behind <c>Dispose</c>.</summary>
    private static readonly string[] OnlyMemory =
    {
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
    };

    /// <summary>Made once and kept for the life of the process by everybody's advice.</summary>
    private static readonly string[] LifeOfTheProcess =
    {
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
    };

    /// <summary>Often made once and kept; an object that has a teardown ends them there.</summary>
    private static readonly string[] Algorithms =
    {
        "System.Security.Cryptography.HashAlgorithm",
        "System.Security.Cryptography.AsymmetricAlgorithm",
    };

    /// <summary>A weak reference holds nothing: it only has a finalizer of its own.</summary>
    private static readonly string[] Weak =
    {
        "System.WeakReference",
        "System.WeakReference`1",
        "System.Runtime.CompilerServices.ConditionalWeakTable`2",
        "System.Runtime.DependentHandle",
        "LeakLint.WeakHandle`1",
        "LeakLint.WeakSet`1",
        "LeakLint.WeakValueDictionary`2",
    };

    /// <summary>Sent and disposed by others, or by nobody: a client disposes the message, the message its content.</summary>
    private static readonly string[] Messages =
    {
        "System.Net.Http.HttpContent",
    };

    /// <summary>A container or a form disposes its components: the base is disposable for its sake.</summary>
    private static readonly string[] Components =
    {
        "System.ComponentModel.Component",
        "System.ComponentModel.MarshalByValueComponent",
        "System.Web.UI.Control",
        "Microsoft.AspNetCore.Components.ComponentBase",
    };

    /// <summary>Components that hold something of their own all the same.</summary>
    private static readonly string[] ComponentsThatHold =
    {
        "System.Data.Common.DbConnection",
        "System.Diagnostics.EventLog",
        "System.Diagnostics.Process",
        "System.IO.FileSystemWatcher",
        "System.IO.Ports.SerialPort",
    };

    /// <summary>Components that go on by themselves, and keep who listens to them, until they are ended.</summary>
    private static readonly string[] ComponentsThatTick =
    {
        "System.Timers.Timer",
    };

    /// <summary>Ended by another word than Dispose.</summary>
    private static readonly string[] EndsByAnotherWord =
    {
        "System.Diagnostics.Activity",
    };

    /// <summary>Made in a method and left to the GC by common practice: the algorithm's key is all that a finalizer has to free.</summary>
    private static readonly string[] Cryptography =
    {
        "System.Security.Cryptography.AesCcm",
        "System.Security.Cryptography.AesGcm",
        "System.Security.Cryptography.ChaCha20Poly1305",
        "System.Security.Cryptography.DeriveBytes",
        "System.Security.Cryptography.ICryptoTransform",
        "System.Security.Cryptography.IncrementalHash",
        "System.Security.Cryptography.SymmetricAlgorithm",
    };

    /// <summary>Ends by itself, or by another word than Dispose.</summary>
    private static readonly string[] EndsByItself =
    {
        "System.Diagnostics.Activity",
        "System.Diagnostics.ActivityListener",
        "System.Diagnostics.Metrics.MeterListener",
        "System.Net.Sockets.SocketAsyncEventArgs",
        "System.Threading.Timer",
    };

    private readonly KnownTypes _types;
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private HashSet<ISymbol>? _exact;
    private HashSet<ISymbol>? _families;
    private HashSet<ISymbol>? _inMethods;
    private HashSet<ISymbol>? _componentsThatHold;
    private HashSet<ISymbol>? _inFields;
    private HashSet<ISymbol>? _familiesInFields;
    private HashSet<ISymbol>? _componentsInFields;

    public NoReleaseNeeded(KnownTypes types) => _types = types;

    /// <summary>Whether keeping an instance of <paramref name="type"/> forever keeps nothing that had to be released.</summary>
    public bool Includes(ITypeSymbol type)
    {
        if (!_known.TryGetValue(type, out var included))
        {
            included = IsNamed(type);
            _known[type] = included;
        }

        return included;
    }

    /// <summary>Whether a method that makes an instance of <paramref name="type"/>, and keeps it to itself, need not release it.</summary>
    public bool IncludesCreated(ITypeSymbol type)
    {
        _inMethods ??= Resolve(Messages, Components, Cryptography, EndsByItself);
        _componentsThatHold ??= Resolve(ComponentsThatHold);
        return Includes(type) || (IsInFamily(type, _inMethods) && !IsInFamily(type, _componentsThatHold));
    }

    /// <summary>Whether an object that made an instance of <paramref name="type"/> for a field of its own need not release it when it is torn down.</summary>
    public bool IncludesKept(ITypeSymbol type)
    {
        _inFields ??= Resolve(OnlyMemory);
        _familiesInFields ??= Resolve(LifeOfTheProcess, Weak, Messages, Components, EndsByAnotherWord);
        _componentsInFields ??= Resolve(ComponentsThatHold, ComponentsThatTick);
        return _inFields.Contains(type.OriginalDefinition)
            || IsEnumerator(type)
            || (IsInFamily(type, _familiesInFields) && !IsInFamily(type, _componentsInFields));
    }

    // class Rows : IEnumerator<Row>: disposable only because every enumerator is.
    private bool IsEnumerator(ITypeSymbol type)
    {
        foreach (var face in type.AllInterfaces)
        {
            if (_inFields!.Contains(face.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInFamily(ITypeSymbol type, HashSet<ISymbol> families)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (families.Contains(t.OriginalDefinition))
            {
                return true;
            }
        }

        foreach (var face in type.AllInterfaces)
        {
            if (families.Contains(face.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsNamed(ITypeSymbol type)
    {
        _exact ??= Resolve(OnlyMemory);
        _families ??= Resolve(LifeOfTheProcess, Algorithms, Weak);
        if (_exact.Contains(type.OriginalDefinition))
        {
            return true;
        }

        for (var t = type; t is not null; t = t.BaseType)
        {
            if (_families.Contains(t.OriginalDefinition))
            {
                return true;
            }
        }

        foreach (var face in type.AllInterfaces)
        {
            // class Rows : IEnumerator<Row>: disposable only because every enumerator is.
            if (_families.Contains(face.OriginalDefinition) || _exact.Contains(face.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private HashSet<ISymbol> Resolve(params string[][] tables)
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var table in tables)
        {
            foreach (var name in table)
            {
                if (_types.Get(name) is { } type)
                {
                    found.Add(type);
                }
            }
        }

        return found;
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// The types that rules ask about by name, each resolved at most once per compilation. The cache holds
/// compilations weakly: a leak detector that pins compilations would be a poor joke.
/// One property a type, in alphabetical order; questions about types live in the other files of this room.
/// </summary>
internal sealed class KnownTypes
{
    private static readonly ConditionalWeakTable<Compilation, KnownTypes> Cache = new();
    private static readonly object Absent = new();

    private readonly Compilation _compilation;
    private readonly ConcurrentDictionary<string, object> _found = new();
    private readonly Lazy<bool> _areAnnotationsDeclared;

    private KnownTypes(Compilation compilation)
    {
        _compilation = compilation;
        _areAnnotationsDeclared = new Lazy<bool>(() => AnnotationNames.All.Any(name => !All(name).IsEmpty));
    }

    public INamedTypeSymbol? ArgumentException => Get("System.ArgumentException");

    public INamedTypeSymbol? ArrayPool => Get("System.Buffers.ArrayPool`1");

    public INamedTypeSymbol? AsyncDisposable => Get("System.IAsyncDisposable");

    public INamedTypeSymbol? AsyncEnumerator => Get("System.Collections.Generic.IAsyncEnumerator`1");

    public INamedTypeSymbol? BoundedCache => Get("LeakLint.BoundedCache`2");

    public INamedTypeSymbol? CancellationToken => Get("System.Threading.CancellationToken");

    public INamedTypeSymbol? CancellationTokenSource => Get("System.Threading.CancellationTokenSource");

    public INamedTypeSymbol? ConditionalWeakTable => Get("System.Runtime.CompilerServices.ConditionalWeakTable`2");

    public INamedTypeSymbol? CriticalFinalizerObject => Get("System.Runtime.ConstrainedExecution.CriticalFinalizerObject");

    public INamedTypeSymbol? CriticalHandle => Get("System.Runtime.InteropServices.CriticalHandle");

    public INamedTypeSymbol? DbConnection => Get("System.Data.Common.DbConnection");

    public INamedTypeSymbol? Disposable => Get("System.IDisposable");

    public INamedTypeSymbol? DoesNotReturnAttribute => Get("System.Diagnostics.CodeAnalysis.DoesNotReturnAttribute");

    public INamedTypeSymbol? ExpressionTree => Get("System.Linq.Expressions.Expression`1");

    public INamedTypeSymbol? FileStream => Get("System.IO.FileStream");

    public INamedTypeSymbol? GC => Get("System.GC");

    public INamedTypeSymbol? GCHandle => Get("System.Runtime.InteropServices.GCHandle");

    public INamedTypeSymbol? GCHandleOfT => Get("System.Runtime.InteropServices.GCHandle`1");

    public INamedTypeSymbol? HandleRegistry => Get("LeakLint.HandleRegistry`2");

    public INamedTypeSymbol? ImmutableInterlocked => Get("System.Collections.Immutable.ImmutableInterlocked");

    public INamedTypeSymbol? Interlocked => Get("System.Threading.Interlocked");

    public INamedTypeSymbol? LazyInitializer => Get("System.Threading.LazyInitializer");

    public INamedTypeSymbol? LazyOfT => Get("System.Lazy`1");

    public INamedTypeSymbol? LibraryImportAttribute => Get("System.Runtime.InteropServices.LibraryImportAttribute");

    public INamedTypeSymbol? MemoryHandle => Get("System.Buffers.MemoryHandle");

    public INamedTypeSymbol? ModuleInitializerAttribute => Get("System.Runtime.CompilerServices.ModuleInitializerAttribute");

    public INamedTypeSymbol? Monitor => Get("System.Threading.Monitor");

    public INamedTypeSymbol? PinnedGCHandle => Get("System.Runtime.InteropServices.PinnedGCHandle`1");

    public INamedTypeSymbol? Process => Get("System.Diagnostics.Process");

    public INamedTypeSymbol? ReadOnlySpan => Get("System.ReadOnlySpan`1");

    public INamedTypeSymbol? SafeHandle => Get("System.Runtime.InteropServices.SafeHandle");

    public INamedTypeSymbol? SharedHandle => Get("LeakLint.SharedHandle`1");

    public INamedTypeSymbol? Span => Get("System.Span`1");

    public INamedTypeSymbol? Task => Get("System.Threading.Tasks.Task");

    public INamedTypeSymbol? TaskAsyncEnumerableExtensions => Get("System.Threading.Tasks.TaskAsyncEnumerableExtensions");

    public INamedTypeSymbol? TaskOfT => Get("System.Threading.Tasks.Task`1");

    public INamedTypeSymbol? Thread => Get("System.Threading.Thread");

    public INamedTypeSymbol? ThreadStaticAttribute => Get("System.ThreadStaticAttribute");

    public INamedTypeSymbol? Timer => Get("System.Threading.Timer");

    public INamedTypeSymbol? TimersTimer => Get("System.Timers.Timer");

    public INamedTypeSymbol? ValueTask => Get("System.Threading.Tasks.ValueTask");

    public INamedTypeSymbol? ValueTaskOfT => Get("System.Threading.Tasks.ValueTask`1");

    public INamedTypeSymbol? Volatile => Get("System.Threading.Volatile");

    public INamedTypeSymbol? WaitHandle => Get("System.Threading.WaitHandle");

    public INamedTypeSymbol? WeakGCHandle => Get("System.Runtime.InteropServices.WeakGCHandle`1");

    public INamedTypeSymbol? WeakHandle => Get("LeakLint.WeakHandle`1");

    public INamedTypeSymbol? WeakReference => Get("System.WeakReference");

    public INamedTypeSymbol? WeakReferenceOfT => Get("System.WeakReference`1");

    public INamedTypeSymbol? WeakValueDictionary => Get("LeakLint.WeakValueDictionary`2");

    /// <summary>The types of one compilation.</summary>
    public static KnownTypes For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>
    /// Any type by metadata name, resolved once; for tables that carry names as data. When several references
    /// define it, the compilation's own source wins, then the first that is publicly visible.
    /// </summary>
    public INamedTypeSymbol? Get(string metadataName)
    {
        if (!_found.TryGetValue(metadataName, out var known))
        {
            known = (object?)Resolve(metadataName) ?? Absent;
            _found[metadataName] = known;
        }

        return known as INamedTypeSymbol;
    }

    /// <summary>Whether any attribute that says who owns what is declared, in the compilation or in what it references.</summary>
    public bool AreAnnotationsDeclared => _areAnnotationsDeclared.Value;

    /// <summary>All types of that metadata name, whoever declares them and for whomever: a project may carry a copy, and so may what it references.</summary>
    public ImmutableArray<INamedTypeSymbol> All(string metadataName) => _compilation.GetTypesByMetadataName(metadataName);

    private INamedTypeSymbol? Resolve(string metadataName)
    {
        if (_compilation.GetTypeByMetadataName(metadataName) is { } single)
        {
            return single;
        }

        foreach (var candidate in _compilation.GetTypesByMetadataName(metadataName))
        {
            if (candidate.DeclaredAccessibility == Accessibility.Public)
            {
                return candidate;
            }
        }

        return null;
    }
}

using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <content>
/// What an object acquires for a field of its own. More than a method does for itself: what is soon collected after a call (a
/// timer, a cipher) stays for as long as the object; and what lives as long as the process (a client) is left out all the same.
/// </content>
internal sealed partial class Ownership
{
    /// <summary>Whether a field of this type could hold something that its object has to release.</summary>
    public bool MattersInField(ITypeSymbol type) => _disposables.MattersInField(type) || _table.CouldCarry(type) || KindOf(type) is not null;

    /// <summary>Whether something of this type is released by its own <c>Dispose</c>.</summary>
    public bool IsDisposable(ITypeSymbol? type) => _disposables.IsDisposable(type);

    /// <summary>Whether objects of this type are named among those that need no release when a field holds them.</summary>
    public bool NeedsNoReleaseInField(ITypeSymbol type) => _disposables.IsDisposable(type) && !_disposables.MattersInField(type);

    /// <summary>Whether the value is a disposable, or an array or a collection of them.</summary>
    public bool IsOrHasDisposable(IOperation value) => _disposables.IsOrHasDisposable(value);

    /// <summary>By what the value of <paramref name="operation"/>, put into a field, has to be released; null when it does not acquire.</summary>
    public Protocol? AcquiredToKeep(IOperation operation, CancellationToken cancellation)
    {
        if (_annotated.TryAcquire(operation, out var acquisition) is var said and not false)
        {
            return said == true && acquisition is { IsOfPlace: false, OutParameter: < 0 } ? (Protocol)acquisition.Kind : null;
        }

        if (operation is IObjectCreationOperation creation)
        {
            return _disposables.AcquiredToKeep(creation, cancellation);
        }

        if (TryAcquire(operation, cancellation, out acquisition))
        {
            return acquisition is { IsOfPlace: false, OutParameter: < 0 } && !IsLeftInField(operation, (Protocol)acquisition.Kind) ? (Protocol)acquisition.Kind : null;
        }

        return Resource.Awaited(operation) is IInvocationOperation call && Tasks.Arises(operation, call, call.TargetMethod.ReturnType.IsTask(_types))
            ? _disposables.AcquiredToKeep(call)
            : null;
    }

    // JsonDocument.Parse(text): by its type among those that a field may keep. Process.GetCurrentProcess(): the one that runs as long as the field is there.
    private bool IsLeftInField(IOperation operation, Protocol protocol)
        => protocol.IsDisposable && Resource.Awaited(operation) is IInvocationOperation call
            && (OpenedCalls.LastsWithTheProcess(call) || _forms.Inside(call.Type) is { } type && !type.Is(_types.CancellationTokenSource) && NeedsNoReleaseInField(type));
}

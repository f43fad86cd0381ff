using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace LeakLint;

/// <summary>Expectations of tests: that an object is garbage.</summary>
/// <remarks>
/// <para>Counted in garbage collections, not in time: it collects, at most ten times, with the finalizers run between, and is done as
/// soon as the object is gone. A slow machine changes nothing.</para>
/// <para>An object that a local variable or a temporary of the calling method has ever held may be kept by it until that
/// method returns. Let the object be made in a factory given to <see cref="Collected(Func{object}, string)"/>, or in
/// another method that is marked <see cref="MethodImplOptions.NoInlining"/> and returns a weak reference only.</para>
/// <para>Thread safe. Full collections stop all threads of the process: not for production.</para>
/// </remarks>
public static class Expect
{
    private const int MostCollections = 10;

    /// <summary>Expects that what the factory makes and returns is kept by nothing once the factory has returned.</summary>
    /// <param name="make">Makes the object and does with it whatever should not keep it.</param>
    /// <param name="what">What to call it in the message; null for its type.</param>
    /// <exception cref="ArgumentNullException"><paramref name="make"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="make"/> returned null.</exception>
    /// <exception cref="LeakException">Something keeps it.</exception>
    public static void Collected(Func<object> make, string? what = null)
    {
        WeakReference reference = Make(make ?? throw new ArgumentNullException(nameof(make)), ref what);
        Collected(reference, what);
    }

    /// <summary>Expects that an object is kept by nothing.</summary>
    /// <param name="reference">A weak reference to it. One whose target is gone already is fine.</param>
    /// <param name="what">What to call it in the message; null for its type.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reference"/> is null.</exception>
    /// <exception cref="LeakException">Something keeps it.</exception>
    public static void Collected(WeakReference reference, string? what = null)
    {
        if (reference is null)
        {
            throw new ArgumentNullException(nameof(reference));
        }

        for (int i = 0; i < MostCollections; i++)
        {
            if (!IsAliveAfterCollection(reference))
            {
                return;
            }
        }

        throw Alive(reference, what);
    }

    /// <summary>As <see cref="Collected(WeakReference, string)"/>; between the collections other work of the same context
    /// gets its turn, so that continuations which still hold the object can end.</summary>
    /// <param name="reference">A weak reference to the object.</param>
    /// <param name="what">What to call it in the message; null for its type.</param>
    /// <param name="cancellationToken">Ends the waiting between two collections.</param>
    /// <returns>Done when the object is gone.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reference"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="LeakException">Something keeps it.</exception>
    public static Task CollectedAsync(WeakReference reference, string? what = null, CancellationToken cancellationToken = default) =>
        CollectedAfterYieldsAsync(reference ?? throw new ArgumentNullException(nameof(reference)), what, cancellationToken);

    private static async Task CollectedAfterYieldsAsync(WeakReference reference, string? what, CancellationToken cancellationToken)
    {
        for (int i = 0; i < MostCollections; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            if (!IsAliveAfterCollection(reference))
            {
                return;
            }
        }

        throw Alive(reference, what);
    }

    private static bool IsAliveAfterCollection(WeakReference reference)
    {
        if (!reference.IsAlive)
        {
            return false;
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        return reference.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Make(Func<object> make, ref string? what)
    {
        object made = make() ?? throw new ArgumentException("The factory returned null.", nameof(make));
        what ??= made.GetType().ToString();
        return new WeakReference(made);
    }

    private static LeakException Alive(WeakReference reference, string? what) => new(string.Format(
        CultureInfo.InvariantCulture,
        "{0} should have been collected and is still referred to after {1} full collections.",
        what ?? reference.Target?.GetType().ToString() ?? "The object",
        MostCollections));
}

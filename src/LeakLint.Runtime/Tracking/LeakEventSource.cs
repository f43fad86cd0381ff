using System.Diagnostics.Tracing;
using System.Globalization;

namespace LeakLint;

/// <summary>The event source <c>LeakLint-Runtime</c>: one event, when a site first loses a handle.</summary>
[EventSource(Name = "LeakLint-Runtime")]
internal sealed class LeakEventSource : EventSource
{
    private const int LeakDetectedId = 1;

    public static readonly LeakEventSource Log = new();

    private LeakEventSource()
    {
    }

    [NonEvent]
    public void Write(LeakRecord leak)
    {
        if (IsEnabled(EventLevel.Error, EventKeywords.None))
        {
            LeakDetected(leak.ResourceType, leak.File + ":" + leak.Line.ToString(CultureInfo.InvariantCulture), leak.ToString());
        }
    }

    /// <summary>A tracked handle was collected undisposed.</summary>
    /// <param name="resourceType">The type of its value.</param>
    /// <param name="site">Where it was acquired: file and line.</param>
    /// <param name="description">The record as text.</param>
    [Event(LeakDetectedId, Level = EventLevel.Error, Message = "{2}")]
    public void LeakDetected(string resourceType, string site, string description) => WriteEvent(LeakDetectedId, resourceType, site, description);
}

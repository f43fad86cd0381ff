namespace LeakLint;

/// <summary>Why a value left a <see cref="BoundedCache{TKey,TValue}"/>.</summary>
public enum EvictionReason
{
    /// <summary>The cache was full and this was the value used longest ago.</summary>
    Capacity,

    /// <summary>Another value has its key: it was set, or it was first when several threads made one at the same time.</summary>
    Replaced,

    /// <summary>Its key was removed.</summary>
    Removed,

    /// <summary>The cache was cleared or disposed.</summary>
    Cleared,
}

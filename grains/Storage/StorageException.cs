namespace S2Grid.Storage;

/// <summary>What is stored cannot be read or written; the message tells a person what and why.</summary>
/// <param name="message">What and why.</param>
/// <param name="cause">What it comes from.</param>
public sealed class StorageException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether the disk, or what may be used of it, is full.</summary>
    public bool IsFull
    {
        get => Data[nameof(IsFull)] is true;
        init => Data[nameof(IsFull)] = value;
    }

    /// <summary>
    /// Whether it may go away without anyone changing what was asked for: a server that restarts, a disk that is full. It stands among the
    /// exception's data, which travel through a cluster.
    /// </summary>
    public bool IsTransient
    {
        get => Data[nameof(IsTransient)] is true;
        init => Data[nameof(IsTransient)] = value;
    }
}

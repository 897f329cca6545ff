namespace S2Grid.Storage;

/// <summary>What is stored cannot be read or written; the message tells a person what and why.</summary>
public sealed class StorageException : Exception
{
    /// <summary>Whether it may go away without anyone changing what was asked for: a server that restarts, a disk that is full.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Creates the exception with a message for people.</summary>
    public StorageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for people and its cause.</summary>
    public StorageException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StorageException()
        : this("What is stored cannot be read or written.")
    {
    }
}

namespace S2Grid.Mmu.Replay;

/// <summary>A line of a replay file cannot be read or run; the message says what is wrong in it.</summary>
public sealed class ReplayException : Exception
{
    /// <summary>Creates the exception with a message for people.</summary>
    public ReplayException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for people and its cause.</summary>
    public ReplayException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ReplayException()
        : this("The line cannot be replayed.")
    {
    }
}

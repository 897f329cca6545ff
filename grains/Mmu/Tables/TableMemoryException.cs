namespace S2Grid.Mmu.Tables;

/// <summary>A simulated VM's tables need more memory than it may use or than the machine gives.</summary>
public sealed class TableMemoryException : Exception
{
    /// <summary>Creates the exception with a message for people.</summary>
    public TableMemoryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for people and its cause.</summary>
    public TableMemoryException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public TableMemoryException()
        : this("The VM's tables need more memory than it may use.")
    {
    }
}

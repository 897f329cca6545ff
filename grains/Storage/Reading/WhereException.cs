namespace S2Grid.Storage.Reading;

/// <summary>A condition on results cannot be understood; the message tells a person what is wrong with it.</summary>
public sealed class WhereException : Exception
{
    /// <summary>Creates the exception with its sentence and the columns that there are.</summary>
    public WhereException(string message, IReadOnlyList<string> columns)
        : base(message) => Columns = columns;

    /// <summary>Creates the exception with its sentence.</summary>
    public WhereException(string message)
        : this(message, [])
    {
    }

    /// <summary>Creates the exception with its sentence and its cause.</summary>
    public WhereException(string message, Exception cause)
        : base(message, cause) => Columns = [];

    /// <summary>Creates the exception.</summary>
    public WhereException()
        : this("The condition cannot be understood.")
    {
    }

    /// <summary>The columns that a condition can use.</summary>
    public IReadOnlyList<string> Columns { get; }
}

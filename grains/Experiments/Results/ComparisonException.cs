namespace S2Grid.Experiments.Results;

/// <summary>Results were to be compared that must not be; the message says why.</summary>
public sealed class ComparisonException : Exception
{
    /// <summary>Creates the exception with the reason.</summary>
    public ComparisonException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the reason and its cause.</summary>
    public ComparisonException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ComparisonException()
        : this("These results cannot be compared.")
    {
    }
}

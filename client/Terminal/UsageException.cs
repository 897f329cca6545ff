namespace S2Grid.Terminal;

/// <summary>A command cannot be executed as it was written; carries every reason.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Creates the exception with every reason.</summary>
    public UsageException(params IReadOnlyList<UsageError> errors)
        : base(string.Join(Environment.NewLine, errors.Select(e => e.Message))) => Errors = errors;

    /// <summary>Creates the exception with one reason that no single word of the command line is to blame for.</summary>
    public UsageException(string message)
        : this(new UsageError(message))
    {
    }

    /// <summary>Creates the exception with one reason and its cause.</summary>
    public UsageException(string message, Exception cause)
        : base(message, cause) => Errors = [new UsageError(message)];

    /// <summary>Every reason, in the order of the command line where there is one.</summary>
    public IReadOnlyList<UsageError> Errors { get; }
}

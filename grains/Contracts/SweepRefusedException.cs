namespace S2Grid.Contracts;

/// <summary>A grid cannot do what was asked; the message tells a person why and what to do.</summary>
[GenerateSerializer]
public sealed class SweepRefusedException : Exception
{
    /// <summary>Creates the exception with its sentence and, where there is more to say, further lines.</summary>
    /// <param name="message">Why not, and what to do.</param>
    /// <param name="details">One line each: differences between specifications, errors, names that match.</param>
    public SweepRefusedException(string message, IReadOnlyList<string> details)
        : base(message) => Details = details;

    /// <summary>Creates the exception with its sentence.</summary>
    public SweepRefusedException(string message)
        : this(message, [])
    {
    }

    /// <summary>Creates the exception with its sentence and its cause.</summary>
    public SweepRefusedException(string message, Exception cause)
        : base(message, cause) => Details = [];

    /// <summary>Creates the exception.</summary>
    public SweepRefusedException()
        : this("The grid cannot do that.")
    {
    }

    /// <summary>Further lines below the message; often none.</summary>
    [Id(0)]
    public IReadOnlyList<string> Details { get; private set; }
}

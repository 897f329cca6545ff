namespace S2Grid.Common;

/// <summary>What was asked is not done; the message tells a person why and what to do.</summary>
/// <remarks>
/// Kind and details stand among the exception's data: those travel with an exception through a cluster, whoever throws it, without its
/// room having to know of Orleans.
/// </remarks>
public sealed class RefusedException : Exception
{
    private const string KindKey = "S2Grid.Kind";
    private const string DetailsKey = "S2Grid.Details";

    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What kind of refusal it is.</param>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="details">Further lines: differences, errors, names that match.</param>
    /// <param name="cause">What it comes from.</param>
    public RefusedException(RefusalKind kind, string message, IReadOnlyList<string>? details = null, Exception? cause = null)
        : base(message, cause)
    {
        Data[KindKey] = (int)kind;
        Data[DetailsKey] = details?.ToArray() ?? [];
    }

    /// <summary>Creates the exception for what cannot be done as things are.</summary>
    public RefusedException(string message, IReadOnlyList<string>? details = null, Exception? cause = null)
        : this(RefusalKind.Impossible, message, details, cause)
    {
    }

    /// <summary>What kind of refusal it is.</summary>
    public RefusalKind Kind => (RefusalKind)(Data[KindKey] as int? ?? 0);

    /// <summary>Further lines below the message; often none.</summary>
    public IReadOnlyList<string> Details => Data[DetailsKey] as string[] ?? [];
}

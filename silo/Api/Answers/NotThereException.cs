namespace S2Grid.Api.Answers;

/// <summary>What an address names is not there.</summary>
/// <param name="message">What is said of it.</param>
/// <param name="details">Further lines.</param>
/// <param name="cause">What it comes from.</param>
internal sealed class NotThereException(string message, IReadOnlyList<string> details, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Further lines.</summary>
    public IReadOnlyList<string> Details => details;

    /// <summary>What was probably meant; null where nothing is near.</summary>
    public UsageError? Error { get; private init; }

    /// <summary>Nothing of this name.</summary>
    public static NotThereException Of(UsageError error) => new(error.Message, []) { Error = error };
}

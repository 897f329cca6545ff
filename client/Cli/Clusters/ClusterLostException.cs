namespace S2Grid.Cli.Clusters;

/// <summary>A cluster cannot be reached, or does not let this client in; the message tells a person why.</summary>
/// <param name="message">Why.</param>
/// <param name="cause">What it comes from.</param>
internal sealed class ClusterLostException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether the cluster answers, but does not let this client in: trying again would not help.</summary>
    public bool IsRefusal { get; init; }
}

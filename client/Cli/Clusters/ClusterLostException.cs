namespace S2Grid.Cli.Clusters;

/// <summary>A cluster cannot be reached, or does not let this client in; the message tells a person why.</summary>
internal sealed class ClusterLostException : Exception
{
    /// <summary>Whether the cluster answers, but does not let this client in: trying again would not help.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Creates the exception with the reason.</summary>
    public ClusterLostException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the reason and its cause.</summary>
    public ClusterLostException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ClusterLostException()
        : this("The cluster cannot be reached.")
    {
    }
}

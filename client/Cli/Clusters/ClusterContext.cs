namespace S2Grid.Cli.Clusters;

/// <summary>How to reach a cluster. Secrets are named by their files, never held.</summary>
/// <param name="Gateways">Silos' gateways, <c>HOST:PORT</c> each; one that answers is enough.</param>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Certificate">The client's certificate, PEM; null for a cluster without TLS.</param>
/// <param name="Key">The certificate's private key, PEM.</param>
/// <param name="Authority">The certificate of the cluster's authority, PEM.</param>
/// <param name="TokenFile">A file with the client's token; null for a cluster without tokens.</param>
internal sealed record ClusterContext(
    IReadOnlyList<string> Gateways,
    string ClusterId = ClusterContext.DefaultId,
    string? Certificate = null,
    string? Key = null,
    string? Authority = null,
    string? TokenFile = null)
{
    /// <summary>The id of a cluster that was given no other.</summary>
    public const string DefaultId = "s2grid";
}

using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Pki;

/// <summary>What <c>s2grid pki init</c> was asked to do.</summary>
/// <param name="ClusterId">The cluster.</param>
/// <param name="Dir">The folder.</param>
/// <param name="Days">For how long the authority is good.</param>
/// <param name="Force">Whether to replace an authority that is there.</param>
public sealed record PkiInitSettings(string ClusterId, string Dir, int Days, bool Force) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (!PkiNames.IsName(ClusterId))
        {
            yield return new UsageError($"--cluster-id: '{ClusterId}' is no cluster id; {PkiNames.Rule}", ClusterId, "--cluster-id");
        }
    }
}

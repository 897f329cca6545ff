using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Clusters;

/// <summary>What <c>s2grid cluster add</c> was asked to do.</summary>
/// <param name="Name">The name to give the cluster.</param>
/// <param name="Context">How to reach it; files are absolute.</param>
public sealed record ClusterAddSettings(string Name, ClusterContext Context) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (GatewayAddress.AreAddresses(Name) || Name.Length == 0)
        {
            yield return new UsageError($"'{Name}' is no name for a cluster: it reads like addresses", Name);
        }

        if (Context.Gateways.Count == 0)
        {
            yield return new UsageError("no gateway is given: add --gateway HOST:PORT");
        }

        foreach (string gateway in Context.Gateways.Where(gateway => !GatewayAddress.AreAddresses(gateway) || gateway.Contains(',', StringComparison.Ordinal)))
        {
            yield return new UsageError($"--gateway: '{gateway}' is not written HOST:PORT", gateway, "--gateway");
        }

        string?[] tls = [Context.Certificate, Context.Key, Context.Authority];
        if (tls.Any(file => file is null) && tls.Any(file => file is not null))
        {
            yield return new UsageError("TLS needs all of --certificate, --key and --authority");
        }

        foreach (string file in tls.Append(Context.TokenFile).OfType<string>().Where(file => !File.Exists(file)))
        {
            yield return new UsageError($"there is no file {file}");
        }
    }
}

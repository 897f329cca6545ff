using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster list</c>: the clusters that have names.</summary>
public sealed class ClusterListCommand : CliCommand<FormatSettings>
{
    private readonly CliEnvironment environment;
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);

    /// <summary>Creates the command.</summary>
    public ClusterListCommand(CliEnvironment environment)
        : base("list", "List the clusters that you have named")
    {
        this.environment = environment;
        Add(format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } = [new("s2grid cluster list", "Names, gateways, and which one is in use.")];

    /// <inheritdoc/>
    protected override FormatSettings Read(SettingsReader reader) => FormatSettings.Read(reader, format);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(FormatSettings settings, CancellationToken cancellation)
    {
        var contexts = new ClusterContexts(environment);
        ClusterFile file = contexts.Read();
        if (settings.Format == Format.Json)
        {
            JsonOutput.WriteArray(environment.Out, file.Clusters, (json, cluster) =>
            {
                json.WriteString("name", cluster.Key);
                json.WriteBoolean("in_use", cluster.Key == file.Current);
                json.WriteString("cluster_id", cluster.Value.ClusterId);
                json.WriteTexts("gateways", cluster.Value.Gateways);
                json.WriteBoolean("tls", cluster.Value.Certificate is not null);
                json.WriteString("token_file", cluster.Value.TokenFile);
            });
            return Task.FromResult(ExitCode.Done);
        }

        var table = new TextTable("in use", "name", "cluster id", "gateways", "TLS", "token file");
        foreach ((string name, ClusterContext context) in file.Clusters)
        {
            table.Add(
                name == file.Current ? "*" : "",
                name,
                context.ClusterId,
                string.Join(",", context.Gateways),
                context.Certificate is null ? "no" : "yes",
                context.TokenFile ?? "");
        }

        table.Write(environment.Out, settings.Format);
        if (file.Clusters.Count == 0)
        {
            environment.Error.WriteLine("No cluster has a name yet: s2grid cluster add NAME --gateway HOST:PORT");
        }

        return Task.FromResult(ExitCode.Done);
    }
}

using System.CommandLine;

namespace S2Grid.Cli.Clusters;

/// <summary>The options <c>--data</c> and <c>--cluster</c>, at most one of which can be given, before the command or after it.</summary>
internal sealed class GridOptions
{
    private readonly Option<string?> data = CliOption.OptionalText(
        "--data", "DIR", "Where sweeps are kept", "$S2GRID_DATA, else s2grid in $XDG_DATA_HOME or ~/.local/share");

    private readonly Option<string?> cluster;

    /// <summary>Creates the options.</summary>
    public GridOptions(CliEnvironment terminal)
    {
        Terminal = terminal;
        cluster = CliOption.OptionalText(
            "--cluster",
            "NAME|HOST:PORT",
            "The cluster to use instead of this process: a name of 's2grid cluster add', or gateways separated by commas",
            "$S2GRID_CLUSTER, else what 's2grid cluster use' chose",
            new ClusterContexts(terminal).Names);
        cluster.Validators.Add(result =>
        {
            if (result.GetResult(data) is { Implicit: false } && result.Tokens is [var given, ..])
            {
                result.AddError($"{cluster.Name}: '{given.Value}' cannot be combined with --data: a cluster keeps its own sweeps");
            }
        });
    }

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> All => [data, cluster];

    /// <summary>Streams, variables and the clock.</summary>
    public CliEnvironment Terminal { get; }

    /// <summary>Which grid the command line names.</summary>
    public GridTarget Target(ParseResult parse) => new(parse.GetValue(data), parse.GetValue(cluster));

    /// <summary>Opens a grid that only answers questions.</summary>
    public Task<GridSession> AskAsync(ParseResult parse, CancellationToken cancellation) =>
        GridSession.ToAskAsync(Terminal, Target(parse), cancellation);

    /// <summary>Opens a grid that can run sweeps.</summary>
    public Task<GridSession> RunAsync(ParseResult parse, CancellationToken cancellation) =>
        GridSession.ToRunAsync(Terminal, Target(parse), cancellation);

    /// <summary>Opens a cluster.</summary>
    /// <exception cref="UsageException">No cluster is selected.</exception>
    public Task<ClusterSession> ClusterAsync(ParseResult parse, CancellationToken cancellation) =>
        ClusterSession.OpenAsync(Terminal, ClusterChoice.Require(Terminal, Target(parse)), cancellation);
}

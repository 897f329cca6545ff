using S2Grid.Views.Grids;

namespace S2Grid.Cli.Clusters;

/// <summary>The options <c>--data</c> and <c>--cluster</c>, at most one of which can be given, before the command or after it.</summary>
internal sealed class GridOptions
{
    private readonly Option<string?> data = CliOption.OptionalText(
        "--data", "DIR", "Where sweeps are kept", "$S2GRID_DATA, else s2grid in $XDG_DATA_HOME or ~/.local/share");

    private readonly Option<string?> cluster;

    public GridOptions(CliEnvironment terminal)
    {
        Terminal = terminal;
        cluster = ClusterOption("to use instead of this process", "$S2GRID_CLUSTER, else what 's2grid cluster use' chose");
        cluster.Validators.Add(result =>
        {
            if (result.GetResult(data) is { Implicit: false } && result.Tokens is [var given, ..])
                result.AddError($"{cluster.Name}: '{given.Value}' cannot be combined with --data: a cluster keeps its own sweeps");
        });
    }

    public IEnumerable<Option> All => [data, cluster];

    /// <summary>The option that says where sweeps are kept, for a command that uses no cluster.</summary>
    public Option Data => data;

    public CliEnvironment Terminal { get; }

    /// <summary>Opens a grid that only answers questions.</summary>
    public Task<GridSession> AskAsync(ParseResult parse, CancellationToken cancellation) => OpenAsync(parse, slots: 0, cancellation);

    /// <summary>Opens a grid that can run sweeps.</summary>
    public Task<GridSession> RunAsync(ParseResult parse, CancellationToken cancellation) => OpenAsync(parse, slots: null, cancellation);

    /// <summary>Opens the cluster that a command needs.</summary>
    /// <exception cref="UsageException">No cluster is selected, or none has that name.</exception>
    public async Task<GridSession> ClusterAsync(ParseResult parse, CancellationToken cancellation) =>
        await ClusterSession.OpenAsync(
            Terminal,
            ClusterOf(parse) ?? throw new UsageException(
                "no cluster selected: start a silo ('s2grid-silo') and add --cluster, or choose one with 's2grid cluster use'"),
            cancellation);

    /// <summary>
    /// The cluster of <c>--cluster</c>; else none if <c>--data</c> is given; else that of $S2GRID_CLUSTER; else what
    /// <c>s2grid cluster use</c> chose; null for this process.
    /// </summary>
    /// <exception cref="UsageException">No cluster has that name.</exception>
    public ClusterContext? ClusterOf(ParseResult parse)
    {
        if (parse.GetValue(cluster) is { } given)
            return Read(given, cluster.Name);

        if (parse.GetValue(data) is not null)
            return null;

        if (Terminal.Variable("S2GRID_CLUSTER") is { Length: > 0 } named)
            return Read(named, null);

        var contexts = ClusterContexts.Read(Terminal);
        return contexts.Current is { } current ? contexts.Find(current) : null;
    }

    /// <summary>The cluster that stands on the command line: for a command that uses no other one.</summary>
    /// <exception cref="UsageException">No cluster has that name.</exception>
    public ClusterContext? GivenCluster(ParseResult parse, Option<string?> own) =>
        (parse.GetValue(own) ?? parse.GetValue(cluster)) is { } given ? Read(given, own.Name) : null;

    public Option<string?> ClusterOption(string purpose, string note) => CliOption.OptionalText(
        "--cluster",
        "NAME|HOST:PORT",
        $"The cluster {purpose}: a name of 's2grid cluster add', or gateways separated by commas",
        note,
        () => ClusterContexts.Read(Terminal).Clusters.Keys);

    /// <summary>The data directory of <c>--data</c>, else of the environment.</summary>
    public DataDirectory DataOf(ParseResult parse) =>
        DataDirectory.Resolve(parse.GetValue(data) is { } given ? Terminal.FullPath(given) : null, Terminal.Variable);

    private ClusterContext Read(string text, string? after) =>
        GatewayAddress.AreAddresses(text) ? new ClusterContext(text.Split(',')) : ClusterContexts.Read(Terminal).Find(text, after);

    private async Task<GridSession> OpenAsync(ParseResult parse, int? slots, CancellationToken cancellation) =>
        ClusterOf(parse) is { } context
            ? await ClusterSession.OpenAsync(Terminal, context, cancellation)
            : await EmbeddedSession.OpenAsync(Terminal, DataOf(parse), slots, cancellation);
}

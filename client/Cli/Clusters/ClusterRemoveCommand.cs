using System.CommandLine;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster remove</c>: removes a cluster's name.</summary>
internal sealed class ClusterRemoveCommand : CliCommand
{
    private readonly ClusterContexts contexts;
    private readonly Argument<string> name;

    public ClusterRemoveCommand(CliEnvironment terminal)
        : base(
            terminal, "remove", "Remove a cluster's name; the cluster itself is not touched", new Example("s2grid cluster remove lab", "Remove lab."))
    {
        contexts = new ClusterContexts(terminal);
        AddAll(name = CliArgument.Text("NAME", "The cluster's name", contexts.Names));
    }

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string given = parse.GetRequiredValue(name);
        contexts.Find(given);
        ClusterFile file = contexts.Read();
        file.Clusters.Remove(given);
        contexts.Write(file.Current == given ? file with { Current = null } : file);
        return Task.FromResult(ExitCode.Done);
    }
}

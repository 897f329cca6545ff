using System.CommandLine;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster remove</c>: forgets a cluster's name.</summary>
internal sealed class ClusterRemoveCommand : CliCommand
{
    private readonly ClusterContexts contexts;
    private readonly Argument<string> name;

    public ClusterRemoveCommand(CliEnvironment terminal)
        : base(
            terminal, "remove", "Forget a cluster's name; the cluster stays as it is", new Example("s2grid cluster remove lab", "Forget lab."))
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

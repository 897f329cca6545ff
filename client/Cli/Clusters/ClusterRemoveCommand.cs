using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster remove</c>: forgets a cluster's name.</summary>
public sealed class ClusterRemoveCommand : CliCommand<ClusterNameSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> name = new("NAME") { Description = "The cluster's name" };

    /// <summary>Creates the command.</summary>
    public ClusterRemoveCommand(CliEnvironment environment)
        : base("remove", "Forget a cluster's name; the cluster stays as it is")
    {
        this.environment = environment;
        name.CompletionSources.Add(_ => new ClusterContexts(environment).Read().Clusters.Keys.Select(known => new System.CommandLine.Completions.CompletionItem(known)));
        Add(name);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } = [new("s2grid cluster remove lab", "Forget lab.")];

    /// <inheritdoc/>
    protected override ClusterNameSettings Read(SettingsReader reader) => new(reader.Text(name));

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ClusterNameSettings settings, CancellationToken cancellation)
    {
        var contexts = new ClusterContexts(environment);
        contexts.Find(settings.Name!);
        ClusterFile file = contexts.Read();
        file.Clusters.Remove(settings.Name!);
        contexts.Write(file.Current == settings.Name ? file with { Current = null } : file);
        return Task.FromResult(ExitCode.Done);
    }
}

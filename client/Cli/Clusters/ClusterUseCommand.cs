using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster use</c>: chooses where commands go when nothing else is said.</summary>
public sealed class ClusterUseCommand : CliCommand<ClusterNameSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> name = new("NAME") { Description = "The cluster's name", Arity = ArgumentArity.ZeroOrOne };
    private readonly FlagOption embedded = new("--embedded", "Use none: commands work inside their own process");

    /// <summary>Creates the command.</summary>
    public ClusterUseCommand(CliEnvironment environment)
        : base("use", "Choose the cluster that commands go to when neither --cluster nor --data is given")
    {
        this.environment = environment;
        name.CompletionSources.Add(_ => new ClusterContexts(environment).Read().Clusters.Keys.Select(known => new System.CommandLine.Completions.CompletionItem(known)));
        Add(name);
        Add(embedded);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid cluster use lab", "From now on, commands go to lab."),
        new("s2grid cluster use --embedded", "From now on, commands work in this process again."),
    ];

    /// <inheritdoc/>
    protected override ClusterNameSettings Read(SettingsReader reader)
    {
        string? given = reader.Text(name);
        if (given is null != reader.Flag(embedded))
        {
            reader.Refuse("NAME", given ?? "", "either a name or --embedded is wanted", []);
        }

        return new ClusterNameSettings(given);
    }

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ClusterNameSettings settings, CancellationToken cancellation)
    {
        var contexts = new ClusterContexts(environment);
        if (settings.Name is not null)
        {
            contexts.Find(settings.Name);
        }

        contexts.Write(contexts.Read() with { Current = settings.Name });
        environment.Error.WriteLine(settings.Name is null ? "Commands work in their own process." : $"Commands go to {settings.Name}.");
        return Task.FromResult(ExitCode.Done);
    }
}

using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;
using static System.FormattableString;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents list</c>: the agents of a cluster.</summary>
public sealed class AgentsListCommand : CliCommand<ListSettings>
{
    private readonly CliEnvironment environment;
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);
    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public AgentsListCommand(CliEnvironment environment)
        : base("list", "List a cluster's agents, whether they are online, and what they do")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        AddAll([format, .. place.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid agents list", "Names, states, machines and work."),
        new("s2grid agents list --format json", "The same for a program, with everything that is known of the machines."),
    ];

    /// <inheritdoc/>
    protected override ListSettings Read(SettingsReader reader) => new(FormatSettings.Read(reader, format).Format, place.Read(reader));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ListSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await AgentsPlace.OpenAsync(environment, settings.Place, cancellation);
        IReadOnlyList<AgentStatus> agents = await grid.AskAsync(grains => grains.Agents.List(), cancellation);
        if (settings.Format == Format.Json)
        {
            JsonOutput.WriteArray(environment.Out, agents, AgentJson.WriteProperties);
            return ExitCode.Done;
        }

        var table = new TextTable("name", "online", "health", "provenance", "arch", "kernel", "strategy", "work", " done", " failed", "last heard");
        foreach (AgentStatus agent in agents)
        {
            table.Add(
                agent.Name,
                agent.IsOnline ? "yes" : "no",
                agent.Health.ToString().ToLowerInvariant() + (agent.IsRevoked && agent.Health != AgentHealth.Retired ? ", revoked" : ""),
                agent.Machine.Provenance.ToString().ToLowerInvariant(),
                agent.Machine.Architecture,
                agent.Machine.KernelRelease,
                agent.Machine.KernelStrategy.Length > 0 ? agent.Machine.KernelStrategy : "no label",
                agent.Work ?? "",
                Invariant($"{agent.DoneRuns:N0}"),
                Invariant($"{agent.FailedRuns:N0}"),
                agent.SeenAt is { } seen ? TimeText.Ago(environment.Time.GetUtcNow() - seen) : "never");
        }

        table.Write(environment.Out, settings.Format);
        if (agents.Count == 0)
        {
            await environment.Error.WriteLineAsync("No agents. To let a machine in: s2grid agents token create");
        }

        return ExitCode.Done;
    }
}

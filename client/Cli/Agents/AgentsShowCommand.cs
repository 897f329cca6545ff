using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;
using static System.FormattableString;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents show</c>: one agent, its machine and its last runs.</summary>
public sealed class AgentsShowCommand(CliEnvironment environment)
    : AgentCommand(environment, "show", "Show an agent, its machine and its last runs", hasFormat: true)
{
    private const int ShownRuns = 20;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid agents show altra1", "State, machine, what it can do, its last runs."),
        new("s2grid agents show altra1 --format json", "The same for a program."),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(GridSession grid, AgentStatus agent, AgentSettings settings, CancellationToken cancellation)
    {
        IReadOnlyList<AgentRun> runs = await grid.AskAsync(grains => grains.Agent(agent.Id).GetHistory(ShownRuns), cancellation);
        if (settings.Format == Format.Json)
        {
            WriteJson(agent, runs);
            return ExitCode.Done;
        }

        var table = new TextTable("agent", agent.Name);
        foreach ((string name, string value) in Lines(agent).Concat(MachineText.Lines(agent.Machine)))
        {
            table.Add(name, value);
        }

        table.Write(World.Out, settings.Format);
        if (runs.Count == 0)
        {
            return ExitCode.Done;
        }

        World.Out.WriteLine();
        var history = new TextTable("given", " took", "sweep", " run", "outcome", "why");
        foreach (AgentRun run in runs)
        {
            string took = run.EndedAt is { } end ? Invariant($"{(end - run.StartedAt).TotalSeconds:0.0} s") : "";
            history.Add(Invariant($"{run.StartedAt:u}"), took, run.SweepName, Invariant($"{run.Run}"), run.Outcome, run.Error);
        }

        history.Write(World.Out, settings.Format);
        return ExitCode.Done;
    }

    private static IEnumerable<(string Name, string Value)> Lines(AgentStatus agent)
    {
        yield return ("id", agent.Id);
        yield return ("online", agent.IsOnline ? "yes" : agent.SeenAt is { } seen ? Invariant($"no, last heard {seen:u}") : "no, never heard since it registered");
        string reason = agent.Reason.Length > 0 ? $": {agent.Reason}" : "";
        yield return ("health", $"{agent.Health.ToString().ToLowerInvariant()}{reason}{(agent.IsRevoked ? "; its credential is void" : "")}");
        yield return ("work", agent.Work ?? "none");
        yield return ("runs", Invariant($"{agent.DoneRuns:N0} done, {agent.FailedRuns:N0} failed"));
        foreach (string failure in agent.Failures)
        {
            yield return ("failed since", failure);
        }

        yield return ("registered", Invariant($"{agent.RegisteredAt:u}{(agent.IsEphemeral ? ", until it is gone" : "")}"));
        IEnumerable<string> labels = agent.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}");
        yield return ("labels", agent.Labels.Count == 0 ? "none" : string.Join(", ", labels));
    }

    private void WriteJson(AgentStatus agent, IReadOnlyList<AgentRun> runs) => JsonOutput.Write(World.Out, json =>
    {
        json.WriteStartObject();
        AgentJson.WriteProperties(json, agent);
        json.WriteStartArray("runs");
        foreach (AgentRun run in runs)
        {
            AgentJson.WriteRun(json, run);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}

using S2Grid.Cli.Clusters;
using S2Grid.Views.Agents;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents show</c>: one agent, its machine and its last runs.</summary>
internal static class AgentsShowCommand
{
    private const int ShownRuns = 20;

    private static readonly Listing<AgentRun> History = new(
        AgentJson.Of,
        new("given", run => Invariant($"{run.StartedAt:u}")),
        new(" took", run => run.EndedAt is { } end ? Invariant($"{(end - run.StartedAt).TotalSeconds:0.0} s") : ""),
        new("sweep", run => run.SweepName),
        new(" run", run => Invariant($"{run.Run}")),
        new("outcome", run => run.Outcome),
        new("why", run => run.Error));

    public static CliCommand Of(SubjectCommands<AgentStatus> agents)
    {
        Option<Format> format = FormatOption.OfList();
        return agents.Of(
            "show",
            "Show an agent, its machine and its last runs",
            [
                new("s2grid agents show altra1", "State, machine, capabilities, last runs."),
                new("s2grid agents show altra1 --format json", "The same for a program."),
            ],
            async (session, agent, parse, cancellation) =>
            {
                IReadOnlyList<AgentRun> runs = await session.AskAsync(grains => grains.Agent(agent.Id).GetHistory(ShownRuns), cancellation);
                Write(agents.Terminal, parse.GetValue(format), agent, runs);
                return ExitCode.Done;
            },
            format);
    }

    private static void Write(CliEnvironment terminal, Format format, AgentStatus agent, IReadOnlyList<AgentRun> runs)
    {
        if (format == Format.Json)
        {
            JsonOutput.WriteMerged(terminal.Out, AgentJson.Of(agent), new { Runs = runs.Select(AgentJson.Of) });
            return;
        }

        var table = new TextTable("agent", agent.Name);
        foreach ((string name, string value) in Lines(agent).Concat(MachineText.Lines(agent.Machine)))
            table.Add(name, value);

        Page.Of(terminal, format).Write(table);
        if (runs.Count > 0)
        {
            terminal.Out.WriteLine();
            History.Write(terminal, format, runs);
        }
    }

    private static IEnumerable<(string Name, string Value)> Lines(AgentStatus agent)
    {
        yield return ("id", agent.Id);
        yield return ("online",
            agent.IsOnline
                ? "yes" : agent.SeenAt is { } seen ? Invariant($"no, last heard from {seen:u}") : "no, not heard from since it registered");
        string reason = agent.Reason.Length > 0 ? $": {agent.Reason}" : "";
        yield return ("health",
            $"{agent.Health.ToString().ToLowerInvariant()}{reason}{(agent.IsRevoked ? "; its credential is revoked" : "")}");
        yield return ("work", agent.Work ?? "none");
        yield return ("runs", Invariant($"{agent.DoneRuns:N0} done, {agent.FailedRuns:N0} failed"));
        foreach (string failure in agent.Failures)
            yield return ("failed since", failure);

        yield return ("registered", Invariant($"{agent.RegisteredAt:u}{(agent.IsEphemeral ? ", ephemeral" : "")}"));
        IEnumerable<string> labels =
            agent.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}");
        yield return ("labels", agent.Labels.Count == 0 ? "none" : string.Join(", ", labels));
    }
}

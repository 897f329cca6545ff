using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Views.Agents;
using S2Grid.Views.Grids;
using static System.FormattableString;

namespace S2Grid.Cli.Agents;

/// <summary>The group <c>s2grid agents</c>.</summary>
internal static class AgentsCommands
{
    public static CommandGroup Of(GridOptions grid)
    {
        var agents = new SubjectCommands<AgentStatus>(
            grid,
            ("AGENT", "The agent's name, its id or a beginning of the id"),
            grid.ClusterAsync,
            (grains, nameOrId) => grains.Agents.Find(nameOrId));
        Option<string?> reason = CliOption.OptionalText("--reason", "TEXT", "Why, shown to others");
        return new CommandGroup(
            grid.Terminal,
            "agents",
            "Manage measuring machines: create registration tokens, list, check, drain and retire agents",
            [
                new("s2grid agents token create --labels rack=7 --expires 1h", "A token with which one machine's agent registers."),
                new("s2grid agents list", "Agents, whether they are online, and what they run."),
                new("s2grid agents drain altra1 --reason new-kernel", "No further runs for altra1 until it is resumed."),
            ],
            new CommandGroup(
                grid.Terminal,
                "token",
                "Create the tokens with which agents register",
                [new("s2grid agents token create --expires 1h", "Print a token that one agent can use, within an hour.")],
                TokenCreate(grid)),
            List(grid),
            AgentsShowCommand.Of(agents),
            AgentsCheckCommand.Of(agents),
            agents.Of(
                "drain",
                "Give an agent no further runs; it finishes and reports the current one",
                [new("s2grid agents drain altra1 --reason new-kernel", "It is in maintenance until 's2grid agents resume altra1'.")],
                Tell(
                    grid.Terminal,
                    (grain, parse) => grain.Drain(parse.GetValue(reason) ?? ""),
                    agent => $"{agent.Name} is in maintenance and gets no further runs."
                        + (agent.Work is { } run ? $" It is executing {run}, and will finish and report it." : "")),
                reason),
            agents.Of(
                "resume",
                "Give an agent runs again, even after a quarantine",
                [new("s2grid agents resume altra1", "It gets runs again as soon as it asks.")],
                Tell(
                    grid.Terminal,
                    (grain, _) => grain.Resume(),
                    agent => $"{agent.Name} is active{(agent.IsOnline ? "" : ", but offline")}.")),
            agents.Of(
                "retire",
                "Remove an agent from the cluster for good; its results are kept",
                [new("s2grid agents retire altra1", "Its credential is revoked and its name can be used again.")],
                Tell(grid.Terminal, (grain, _) => grain.Retire(), agent => $"{agent.Name} ({agent.Id}) is retired.")),
            agents.Of(
                "revoke",
                "Revoke an agent's credential, for instance when it may have been copied",
                [new("s2grid agents revoke altra1", "It is refused from now on; its machine can register again with a new token.")],
                Tell(
                    grid.Terminal,
                    (grain, _) => grain.Revoke(),
                    agent => $"The credential of {agent.Name} ({agent.Id}) is revoked. "
                        + "To register its machine again: s2grid agents token create")));
    }

    private static CliCommand TokenCreate(GridOptions grid)
    {
        var options = new RegistrationOptions();
        return new CliCommand(
            grid.Terminal,
            "create",
            "Print a one-time token with which one machine's agent registers",
            [
                new("s2grid agents token create --labels rack=7,owner=alice --expires 1h",
                    "One agent can register with it, within an hour."),
            ],
            async (parse, cancellation) =>
            {
                await using GridSession session = await grid.ClusterAsync(parse, cancellation);
                RegistrationToken token = await session.AskAsync(grains => options.CreateAsync(grains, parse), cancellation);
                await grid.Terminal.Out.WriteLineAsync(token.Secret);
                await grid.Terminal.Error.WriteLineAsync(Invariant(
                    $"One agent can register with it until {token.ExpiresAt:u}. It is shown only this once; the cluster keeps its hash."));
                ClusterStatus status = await session.AskAsync(grains => grains.Cluster.Status(), cancellation);
                if (Registration.CommandOf(status) is { } command)
                    await grid.Terminal.Error.WriteLineAsync($"On its machine, with the token as input: {command}");

                return ExitCode.Done;
            },
            [.. options.All, .. grid.All]);
    }

    /// <summary>Tells an agent's grain something, then the user what that means for the agent.</summary>
    private static SubjectAction<AgentStatus> Tell(
        CliEnvironment terminal, Func<IAgentGrain, ParseResult, Task> order, Func<AgentStatus, string> outcome) =>
        async (session, agent, parse, cancellation) =>
        {
            await session.TellAsync(grains => order(grains.Agent(agent.Id), parse), cancellation);
            await terminal.Error.WriteLineAsync(outcome(agent));
            return ExitCode.Done;
        };

    private static ListCommand<AgentStatus> List(GridOptions grid) => new(
        grid.Terminal,
        "list",
        "List a cluster's agents, whether they are online, and what they run",
        [
            new("s2grid agents list", "Names, states, machines and work."),
            new("s2grid agents list --format json", "The same for a program, with all facts about the machines."),
        ],
        new(
            AgentJson.Of,
            new("name", agent => agent.Name),
            new("online", agent => agent.IsOnline ? "yes" : "no"),
            new("health", HealthOf),
            new("provenance", agent => agent.Machine.Provenance),
            new("arch", agent => agent.Machine.Architecture),
            new("kernel", agent => agent.Machine.KernelRelease),
            new("strategy", agent => agent.Machine.KernelStrategy.Length > 0 ? agent.Machine.KernelStrategy : "no label"),
            new("work", agent => agent.Work ?? ""),
            new(" done", agent => Invariant($"{agent.DoneRuns:N0}")),
            new(" failed", agent => Invariant($"{agent.FailedRuns:N0}")),
            new("last heard", agent => agent.SeenAt is { } seen ? TimeText.Ago(grid.Terminal.Time.GetUtcNow() - seen) : "never")),
        async (parse, cancellation) =>
        {
            await using GridSession session = await grid.ClusterAsync(parse, cancellation);
            return (
                await session.AskAsync(grains => grains.Agents.List(), cancellation),
                "No agents are registered. To register a machine: s2grid agents token create");
        },
        grid.All);

    private static string HealthOf(AgentStatus agent) =>
        agent.Health.ToString().ToLowerInvariant() + (agent.IsRevoked && agent.Health != AgentHealth.Retired ? ", revoked" : "");
}

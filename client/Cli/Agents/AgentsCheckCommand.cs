using S2Grid.Cli.Clusters;
using S2Grid.Views.Agents;
using S2Grid.Views.Output;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents check</c>: what an agent supports.</summary>
internal static class AgentsCheckCommand
{
    private static readonly Listing<AgentCheck> Checks = new(
        check => new { Check = check.Name, check.Result, check.Detail },
        new("check", check => check.Name),
        new("result", check => check.Result),
        new("detail", check => check.Detail));

    public static CliCommand Of(SubjectCommands<AgentStatus> agents)
    {
        Option<Format> format = FormatOption.OfList();
        return agents.Of(
            "check",
            "Check whether an agent gets runs, and what its machine does not support",
            [new("s2grid agents check altra1", "Exit code 1 if it gets no runs now; also what its machine does not support.")],
            (_, agent, parse, _) =>
            {
                AgentCheck[] checks = [.. AgentCheck.Of(agent)];
                Checks.Write(agents.Terminal, parse.GetValue(format), checks);
                return Task.FromResult(checks.Any(check => check.Result == AgentCheck.Fails) ? ExitCode.Failed : ExitCode.Done);
            },
            format);
    }
}

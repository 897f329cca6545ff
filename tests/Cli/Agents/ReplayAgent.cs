using S2Grid.Agent.Commands;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Agents;

/// <summary>Agents that play back, as a person starts them: a token from <c>s2grid</c>, then <c>s2grid-agent replay</c>.</summary>
internal static class ReplayAgent
{
    /// <summary>Makes a token and plays back until so many runs are done.</summary>
    /// <param name="cli">Has the recording in its folder, if it is not one that comes with the program.</param>
    /// <param name="recording">The recording's name.</param>
    /// <param name="cluster">The cluster that makes the token, as <c>--cluster</c> has it.</param>
    /// <param name="gateway">Where agents connect.</param>
    /// <param name="name">The agent's name.</param>
    /// <param name="runs">After how many runs it leaves; null for never.</param>
    /// <param name="more">Further arguments.</param>
    public static async Task<CliResult> RunAsync(
        CliHarness cli, string recording, string cluster, Uri gateway, string name, int? runs, params string[] more)
    {
        CliResult token = await cli.RunAsync($"agents token create --cluster {cluster}");
        if (token.ExitCode != ExitCode.Done)
            return token;

        using var output = new StringWriter();
        var terminal = new CliEnvironment { Out = output, Error = output, In = TextReader.Null, CurrentDirectory = cli.Folder };
        int exitCode = await AgentProgram.RunAsync(
            [
                "replay", recording, "--silo", gateway.ToString(), "--token", token.Out.Trim(), "--name", name,
                .. runs is { } most ? [$"--max-runs={most}"] : Array.Empty<string>(), .. more,
            ],
            terminal);
        return new CliResult(exitCode, "", output.ToString());
    }
}

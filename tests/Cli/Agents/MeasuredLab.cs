using S2Grid.Cli.Tests.Clusters;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Agents;

/// <summary>A cluster with the preset kvm-smoke as the emulated arm64 machine has measured it: the recording that comes with the
/// agent, played back.</summary>
public sealed class MeasuredLab : IAsyncLifetime
{
    private readonly RemoteCluster cluster = new();
    private int players;

    /// <summary>What to give to <c>--cluster</c>.</summary>
    public string Address => cluster.Address;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await cluster.InitializeAsync();
        await PlayAsync("kvm-smoke", "arm64-lab", runs: 24);
    }

    /// <summary>Runs a sweep that an agent plays back.</summary>
    /// <param name="sweep">A preset, or the text of a sweep file.</param>
    /// <param name="recording">The recording's name, or its text.</param>
    /// <param name="runs">How many runs it has.</param>
    internal async Task PlayAsync(string sweep, string recording, int runs)
    {
        using var cli = new CliHarness();
        string file = Given(sweep, "sweep.yaml");
        string played = Given(recording, "recording.json");
        Task<CliResult> replay = Task.Run(() => ReplayAgent.RunAsync(cli, played, Address, cluster.Agents, $"player{++players}", runs));
        (await cli.RunAsync("run", file, "--quiet", "--cluster", Address)).Exits(ExitCode.Done);
        (await replay).Exits(ExitCode.Done);

        string Given(string nameOrText, string name)
        {
            if (!nameOrText.Contains('\n') && !nameOrText.StartsWith('{'))
                return nameOrText;

            cli.Write(name, nameOrText);
            return name;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}

using S2Grid.Cli.Tests.Clusters;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Security.Certificates;
using S2Grid.Support;

namespace S2Grid.Cli.Tests.Agents;

/// <summary>Agents in a cluster with certificates and tokens: who may do what with them, and whom a played-back agent believes.</summary>
public sealed class SecureAgentTests : IAsyncLifetime
{
    private readonly CliHarness cli = new() { Clock = new SkippingClock() };
    private RemoteCluster? cluster;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await DoneAsync("pki init");
        await DoneAsync("pki issue client me");
        await DoneAsync("pki issue silo one");
        foreach (string role in (IEnumerable<string>)["viewer", "operator", "agent", "admin"])
            cli.Write($"{role}.token", (await DoneAsync($"token create my-{role} --role {role}")).Out);

        cluster = new RemoteCluster
        {
            With = usual => usual with
            {
                Tls = new ClientTls(PathOf("pki/one.crt"), PathOf("pki/one.key"), PathOf("pki/ca.crt")),
                Tokens = PathOf("tokens.json"),
            },
        };
        await cluster.InitializeAsync();
        foreach (string role in (IEnumerable<string>)["viewer", "operator", "agent", "admin"])
        {
            await DoneAsync(
                $"cluster add {role} --gateway {cluster.Address} --certificate pki/me.crt --key pki/me.key --authority pki/ca.crt "
                + $"--token-file {role}.token");
        }
    }

    [Fact]
    public async Task EachRole_MayDoWhatItsAgentsCommandsNeedAndNoMore()
    {
        cli.Write("recording.json", Recordings.Make("baseline"));
        Task<CliResult> replay = ReplayAsync("admin", "worker", null);
        string said = "";
        await Poll.UntilAsync(
            async () => (said = (await cli.RunAsync("agents list --cluster viewer")).Out).Contains("worker", StringComparison.Ordinal),
            () => said);

        // In this order, so that the agent is there for each of them.
        await ExpectAsync("viewer", ["agents list", "agents show worker", "agents check worker"], "agent");
        await ExpectAsync("operator", ["agents drain worker --reason test", "agents resume worker"], "viewer", "agent");
        await ExpectAsync("admin", ["agents token create", "agents revoke worker", "agents retire worker"], "operator", "viewer", "agent");
        CliResult refusedReplay = await ReplayAsync("operator", "other", 1);

        Assert.Contains("IAgentDirectoryGrain.CreateToken needs admin", refusedReplay.Exits(ExitCode.Failed).Error,
            StringComparison.Ordinal);
        (await replay).Exits(ExitCode.Failed);
    }

    [Fact]
    public async Task Replay_OverTls_BelievesTheAuthorityItIsToldOfAndNoOther()
    {
        await DoneAsync("pki init --dir other");
        await DoneAsync("pki issue silo one --dir other");
        cli.Write("sweep.yaml", Recordings.Sweep("encrypted"));
        cli.Write("recording.json", Recordings.Make("baseline"));
        Task<CliResult> replay = ReplayAsync("admin", "worker", 2);
        CliResult run = await cli.RunAsync("run sweep.yaml --cluster operator");
        await replay;

        // The connection of the command itself is to be good, and its agent's to another silo not.
        await using var stranger = new RemoteCluster
        {
            With = usual =>
                usual with
                {
                    Tls = new ClientTls(PathOf("other/one.crt"), PathOf("other/one.key"), PathOf("other/ca.crt")),
                    Tokens = PathOf("tokens.json")
                },
        };
        await stranger.InitializeAsync();
        CliResult refused =
            await ReplayAgent.RunAsync(cli, "recording.json", "admin", stranger.Agents, "lured", null, "--ca", PathOf("pki/ca.crt"));

        run.Exits(ExitCode.Done);
        (await replay).Exits(ExitCode.Done);
        Assert.Contains("its certificate is not signed by the authority in", refused.Exits(ExitCode.Failed).Error,
            StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();

        cli.Dispose();
    }

    private async Task ExpectAsync(string needed, string[] commands, params string[] lesser)
    {
        foreach (string command in commands)
        {
            foreach (string role in lesser)
            {
                CliResult refused = await cli.RunAsync($"{command} --cluster {role}");
                Assert.Contains($"The token 'my-{role}' has the role {role}; ", refused.Exits(ExitCode.Failed).Error,
                    StringComparison.Ordinal);
                // To find the agent by its name, one has to be a viewer.
                Assert.Contains(role == "agent" ? " needs " : $" needs {needed}.", refused.Error, StringComparison.Ordinal);
            }

            (await cli.RunAsync($"{command} --cluster {needed}")).Exits(ExitCode.Done);
        }
    }

    private string PathOf(string name) => Path.Combine(cli.Folder, name);

    private async Task<CliResult> DoneAsync(string line) => (await cli.RunAsync(line)).Exits(ExitCode.Done);

    private Task<CliResult> ReplayAsync(string role, string name, int? runs) => Task.Run(
        () => ReplayAgent.RunAsync(cli, "recording.json", role, cluster!.Agents, name, runs, "--ca", PathOf("pki/ca.crt")),
        TestContext.Current.CancellationToken);
}

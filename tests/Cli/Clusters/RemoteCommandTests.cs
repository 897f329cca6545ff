using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Clusters;

public sealed class RemoteCommandTests(RemoteCluster cluster) : IClassFixture<RemoteCluster>, IDisposable
{
    private readonly CliHarness cli = new();

    [Fact]
    public async Task Run_InACluster_GivesTheResultsOfTheEmbeddedGrid()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        string embedded = (await cli.RunAsync("run small.yaml --format csv --quiet")).Exits(ExitCode.Done).Out;

        CliResult run = await RemoteAsync("run small.yaml --format csv");
        CliResult again = await RemoteAsync("results small --format csv");
        CliResult why = await RemoteAsync("sweeps why small 0");

        Assert.Equal(Exact(embedded), Exact(run.Exits(ExitCode.Done).Out));
        Assert.Equal(run.Out, again.Exits(ExitCode.Done).Out);
        Assert.Contains($"Kept in the cluster s2grid at {cluster.Address} as small", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(cli.Data, "s2grid")));
        why.Exits(ExitCode.Done);
    }

    [Fact]
    public async Task AgentPort_TakenForTheGateway_IsNamedAtOnce()
    {
        CliResult result = await cli.RunAsync($"sweeps list --cluster {cluster.Agents.Authority}");

        Assert.Contains("that port speaks HTTP", result.Exits(ExitCode.Failed).Error, StringComparison.Ordinal);
        Assert.Contains("Give its gateway: --gateway-port, 30000", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_OnIpv6_IsReachedByTheAddressThatItPrints()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var six = new RemoteCluster
        {
            With = usual => usual with { Bind = IPAddress.IPv6Loopback, Advertise = IPAddress.IPv6Loopback },
        };
        await six.InitializeAsync();

        CliResult listed = await cli.RunAsync($"sweeps list --cluster {six.Address}");

        Assert.StartsWith("[::1]:", six.Address, StringComparison.Ordinal);
        listed.Exits(ExitCode.Done);
    }

    [Fact]
    public async Task ClusterOfAnotherId_IsNamedAtOnce()
    {
        (await cli.RunAsync($"cluster add other --gateway {cluster.Address} --cluster-id production")).Exits(ExitCode.Done);

        CliResult result = await cli.RunAsync("sweeps list --cluster other");

        Assert.Contains("it is the cluster s2grid there, and not production.",
            result.Exits(ExitCode.Failed).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("trying again", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_OfARunInACluster_LeavesTheSweepGoingOn()
    {
        cli.Write("long.yaml", SweepFiles.HundredThousand);
        CliResult left = await cli.InterruptAsync($"run long.yaml --name long --cluster {cluster.Address}", cue: "long: ");
        CliResult watched = await RemoteAsync("sweeps watch long");
        CliResult results = await RemoteAsync("results long --format csv");

        Assert.Contains(
            "long continues without this command. To stop it: s2grid sweeps cancel long",
            left.Exits(ExitCode.Interrupted).Error,
            StringComparison.Ordinal);
        Assert.Contains("100,000 of 100,000 runs (100 %)", watched.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Equal(100_001, results.Out.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Policy_OfADetachedSweep_IsShownChangedAndPaused()
    {
        cli.Write("many.yaml", SweepFiles.HundredThousand);
        CliResult started = await RemoteAsync("run many.yaml --repeats 200 --detach --weight 3 --name many");
        CliResult shown = await RemoteAsync("sweeps show many");
        CliResult set = await RemoteAsync("sweeps set many --priority -5 --parallel 1");
        CliResult shownChanged = await RemoteAsync("sweeps show many");
        CliResult paused = await RemoteAsync("sweeps pause many");
        CliResult list = await RemoteAsync("sweeps list");
        CliResult resumed = await RemoteAsync("sweeps resume many --detach");
        CliResult pausedAgain = await RemoteAsync("sweeps pause many");
        CliResult deleted = await RemoteAsync("sweeps delete many");

        Assert.Contains("To watch it: s2grid sweeps watch many", started.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Empty(started.Out);
        Assert.Contains("weight 3", shown.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Contains("weight 3, priority -5, at most 1 batch at once", set.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Contains("weight 3, priority -5, at most 1 batch at once", shownChanged.Out, StringComparison.Ordinal);
        Assert.Contains("To continue: s2grid sweeps resume many", paused.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Matches("many .*paused", list.Exits(ExitCode.Done).Out);
        Assert.Contains("To watch it: s2grid sweeps watch many", resumed.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Empty(resumed.Out);
        pausedAgain.Exits(ExitCode.Done);
        deleted.Exits(ExitCode.Done);
    }

    [Fact]
    public async Task RenameAndReplace_InACluster_DoWhatTheyDoInTheEmbeddedGrid()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        (await RemoteAsync("run small.yaml --quiet --name first")).Exits(ExitCode.Done);

        CliResult renamed = await RemoteAsync("sweeps rename first second");
        CliResult replaced = await RemoteAsync("run small.yaml --name second --replace --set memory=2M");
        CliResult results = await RemoteAsync("results second --format csv");

        Assert.Contains("is called second now.", renamed.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Contains("as second (", replaced.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Contains(",2M,", results.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        (await RemoteAsync("results second.new")).Exits(ExitCode.Usage);
    }

    [Fact]
    public async Task Status_TellsSilosAndSlots()
    {
        CliResult table = await RemoteAsync("cluster status");
        CliResult json = await RemoteAsync("cluster status --format json");

        Assert.StartsWith("s2grid: 1 silo, ", table.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        JsonElement silo = Assert.Single(JsonDocument.Parse(json.Out).RootElement.GetProperty("silos").EnumerateArray().ToList());
        Assert.Equal("active", silo.GetProperty("state").GetString());
        Assert.Equal(1, silo.GetProperty("slots").GetInt32());
        Assert.Equal(Environment.ProcessId, silo.GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task Refusal_ByTheCluster_IsNotTakenForALoss()
    {
        CliResult unknown = await RemoteAsync("sweeps show nothing");

        Assert.Contains("nothing", unknown.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("lost the cluster", unknown.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private Task<CliResult> RemoteAsync(string line) => cli.RunAsync($"{line} --cluster {cluster.Address}");

    /// <summary>A CSV without the one column that is never the same twice.</summary>
    private static IReadOnlyList<string> Exact(string csv)
    {
        string[][] rows = [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
        int time = Array.IndexOf(rows[0], "wall_seconds");
        Assert.True(time > 0, $"No column wall_seconds in {csv}");
        return [.. rows.Select(row => string.Join(',', row.Where((_, column) => column != time)))];
    }
}

using S2Grid.Cli.Tests.Clusters;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Agents;

/// <summary>A measured sweep from the agent's report to the argument: a real silo, an agent that plays back, then all that is said of the
/// results.</summary>
public sealed class MeasuredSweepTests(RemoteCluster cluster) : IClassFixture<RemoteCluster>, IDisposable
{
    private const string Sweep = """
        name: played
        backend: kvm
        axes: {memory: 16G, backing: [4k, thp], scenario: enable, chunk: 2M, strategy: skip-level3}
        baseline: {backing: 4k}
        repeats: 10
        kvm: {warm-ups: 0}
        """;

    private readonly CliHarness cli = new();

    [Fact]
    public async Task PlayedBackSweep_IsComparedReportedAndSetBesidePublishedFigures()
    {
        cli.Write("played.yaml", Sweep);
        cli.Write("recording.json", Recordings.Make(Sweep, "skip-level3", "skip-level3"));
        Task<CliResult> replay = Task.Run(
            () => ReplayAgent.RunAsync(cli, "recording.json", cluster.Address, cluster.Agents, "player", 20),
            TestContext.Current.CancellationToken);
        (await RemoteAsync("run", "played.yaml", "--quiet")).Exits(ExitCode.Done);
        (await replay).Exits(ExitCode.Done);

        CliResult compared = await RemoteAsync("compare", "played");
        CliResult asCsv = await RemoteAsync("compare", "played", "--metric", "time:enable", "--format", "csv");
        CliResult results = await RemoteAsync("results", "played");
        string header = (await RemoteAsync("results", "played", "--format", "csv")).Exits(ExitCode.Done).Out.Split('\n')[0];
        CliResult report = await RemoteAsync("report", "played", "-o", "report");

        Snapshot.Matches("compare-played", compared.Exits(ExitCode.Done).Out);
        string csv = asCsv.Exits(ExitCode.Done).Out;
        Assert.Contains("time:enable,measured,ns,ioctl,replayed,recorded on lab1 (emulated),", csv, StringComparison.Ordinal);
        Snapshot.Matches("results-played", results.Exits(ExitCode.Done).Out);
        Assert.Contains("enable.seconds", header, StringComparison.Ordinal);
        Assert.DoesNotContain("enable.walks", header, StringComparison.Ordinal);
        report.Exits(ExitCode.Done);
        Snapshot.Matches("report-played",
            await File.ReadAllTextAsync(Path.Combine(cli.Folder, "report", "report.md"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Path.Combine(cli.Folder, "report", "pictures", "change-time-enable-enable.png")));
        Assert.False(File.Exists(Path.Combine(cli.Folder, "report", "pictures", "published.png")));
    }

    [Fact]
    public async Task Runs_ThatNoAgentCanDo_AreSkippedWhereThatIsAskedForAndDoneLater()
    {
        string one = Sweep.Replace("played", "two", StringComparison.Ordinal)
            .Replace("repeats: 10", "repeats: 2", StringComparison.Ordinal);
        cli.Write("two.yaml", one.Replace("skip-level3", "[skip-level3, rfc]", StringComparison.Ordinal));
        cli.Write("recording.json", Recordings.Make(one, "skip-level3", "skip-level3"));
        Task<CliResult> replay = Task.Run(
            () => ReplayAgent.RunAsync(cli, "recording.json", cluster.Address, cluster.Agents, "half", null),
            TestContext.Current.CancellationToken);

        CliResult skipped = await RemoteAsync("run", "two.yaml", "--skip-impossible", "--wait", "1m");
        Assert.Contains("warning: 4 runs are skipped, because no agent can do them: 2 configurations need strategy rfc: no agent has ",
            skipped.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Contains("s2grid sweeps resume two", skipped.Error, StringComparison.Ordinal);
        Assert.Contains("skip-level3", skipped.Out, StringComparison.Ordinal);

        CliResult waited = await RemoteAsync("sweeps", "resume", "two", "--wait", "0.2s", "--quiet");
        Assert.Contains("error: waited for 0.2 s: 2 configurations need strategy rfc: ",
            waited.Exits(ExitCode.Failed).Error, StringComparison.Ordinal);
        Assert.Contains("4 of 8 runs are done and stored.", waited.Error, StringComparison.Ordinal);
        Assert.Empty(waited.Out);

        (await RemoteAsync("agents", "retire", "half")).Exits(ExitCode.Done);
        (await replay).Exits(ExitCode.Failed);
    }

    [Theory]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("366d")]
    [InlineData("1e9h")]
    public async Task Wait_ThatIsNoTime_IsRefused(string time) =>
        Assert.Contains("is not a time of at most 365d, such as 90s, 5m, 1h or 7d",
            (await cli.RunAsync("run", "kvm-smoke", $"--wait={time}")).Exits(ExitCode.Usage).Error, StringComparison.Ordinal);

    public void Dispose() => cli.Dispose();

    private Task<CliResult> RemoteAsync(params string[] words) => cli.RunAsync([.. words, "--cluster", cluster.Address]);
}

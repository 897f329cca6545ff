using System.Text.Json;
using S2Grid.Cli.Doctor;
using S2Grid.Cli.Tests.Clusters;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Cli.Tests.Doctor;

public sealed class DoctorTests(RemoteCluster cluster) : IClassFixture<RemoteCluster>, IDisposable
{
    private readonly CliHarness cli = new();

    [Fact]
    public async Task Runs_FolderThatIsNotThereYet_WorksAndLeavesNothing()
    {
        CliResult result = await cli.RunAsync("doctor runs");

        Assert.Matches($"data folder +ok +.*{cli.Data}", result.Exits(ExitCode.Done).Out);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli.Folder));
    }

    [Fact]
    public async Task Runs_FolderThatNobodyCanWriteTo_FailsWithWhatToDo()
    {
        CliResult result = await cli.RunAsync("doctor --data /proc/s2grid");

        Assert.Matches("data folder +missing +/proc/s2grid cannot be written to", result.Exits(ExitCode.Failed).Out);
        Assert.Contains("data folder: export S2GRID_DATA=DIR", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_NoneChosen_FailsOnlyIfItWasAskedFor()
    {
        CliResult asked = await cli.RunAsync("doctor cluster");
        CliResult all = await cli.RunAsync("doctor");

        Assert.Matches("choice +missing +no cluster is chosen", asked.Exits(ExitCode.Failed).Out);
        Assert.Matches("choice +unchecked +no cluster is chosen", all.Exits(ExitCode.Done).Out);
    }

    [Fact]
    public async Task Cluster_ThatAnswers_TellsItsPortsAndClock()
    {
        CliResult result = await cli.RunAsync($"doctor cluster --cluster {cluster.Address} --format json");

        using var json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        string[] states = [.. json.RootElement.EnumerateArray()
            .Select(one => $"{one.GetProperty("check").GetString()} {one.GetProperty("health").GetString()}")];
        Assert.Equal(
            [$"gateway {cluster.Address} ok", "certificates unchecked", "answer ok", "clock ok",
                $"agent port {cluster.Agents.GetLeftPart(UriPartial.Authority)} ok"],
            states);
    }

    [Fact]
    public async Task Cluster_WhoseClockIsAnHourBehind_SaysSo()
    {
        cli.Clock = new ShiftedClock(TimeSpan.FromHours(1));

        CliResult result = await cli.RunAsync($"doctor cluster --cluster {cluster.Address}");

        Assert.Matches("clock +limited +3600 s from the cluster's", result.Exits(ExitCode.Done).Out);
        Assert.Contains("clock: sudo timedatectl set-ntp true", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_ThatIsAway_FailsWithItsGateway()
    {
        int port = FreePort.Next();

        CliResult result = await cli.RunAsync($"doctor --cluster 127.0.0.1:{port}");

        Assert.Matches($"gateway 127.0.0.1:{port} +missing +Connection refused", result.Exits(ExitCode.Failed).Out);
        Assert.Contains($"gateway 127.0.0.1:{port}: sudo systemctl start s2grid-silo", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-400, "certificate +missing +expired on", "certificate: s2grid pki issue client alice --renew")]
    [InlineData(-350, "certificate +limited +good until .*, 14 days", "certificate: s2grid pki issue client alice --renew")]
    [InlineData(0, "certificate +ok +good until", "")]
    [InlineData(2, "certificate +missing +not valid before", "certificate: sudo timedatectl set-ntp true")]
    public async Task Certificates_IssuedSomeDaysFromNow_AreJudgedByWhenTheyAreGood(int days, string found, string mend)
    {
        cli.Clock = new ShiftedClock(TimeSpan.FromDays(days));
        (await cli.RunAsync("pki init")).Exits(ExitCode.Done);
        (await cli.RunAsync("pki issue client alice")).Exits(ExitCode.Done);
        cli.Clock = TimeProvider.System;
        (await cli.RunAsync($"cluster add lab --gateway 127.0.0.1:{FreePort.Next()} --certificate pki/alice.crt --key pki/alice.key "
            + "--authority pki/ca.crt")).Exits(ExitCode.Done);

        CliResult result = await cli.RunAsync("doctor cluster --cluster lab");

        Assert.Matches(found, result.Out);
        Assert.Contains(mend, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Measuring_MachineWithoutAnything_IsToldWhatToRun()
    {
        string settings = Path.Combine(cli.Folder, "sys/kernel/mm");
        foreach (string folder in (string[])["hugepages/hugepages-2048kB", "hugepages/hugepages-1048576kB", "transparent_hugepage"])
            Directory.CreateDirectory(Path.Combine(settings, folder));

        File.WriteAllText(Path.Combine(settings, "hugepages/hugepages-2048kB/free_hugepages"), "0\n");
        File.WriteAllText(Path.Combine(settings, "hugepages/hugepages-1048576kB/free_hugepages"), "4\n");
        File.WriteAllText(Path.Combine(settings, "transparent_hugepage/enabled"), "always madvise [never]\n");

        Finding[] findings = [.. new MachineChecks(cli.Folder).OfMeasuring()];

        Assert.Equal(
            [("/dev/kvm", Health.Missing), ("huge pages of 1.0 GiB", Health.Ok), ("huge pages of 2.0 MiB", Health.Limited),
                ("transparent huge pages", Health.Limited)],
            findings.Select(finding => (finding.Check, finding.Health)));
        Assert.Equal("echo 512 | sudo tee /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", findings[2].Mend);
        Assert.StartsWith("sudo modprobe kvm", findings[0].Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purpose_ThatThereIsNot_IsAUsageError() => Assert.Contains(
        "unknown purpose 'picture'; available: runs, pictures, measuring, cluster",
        (await cli.RunAsync("doctor picture")).Exits(ExitCode.Usage).Error, StringComparison.Ordinal);

    public void Dispose() => cli.Dispose();

    /// <summary>A clock that is ahead, or behind.</summary>
    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
